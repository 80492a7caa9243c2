import { alike, area } from "../removal.ts";

const script = "gateway/admission/shared-admission.ts";

export const capacity = area("capacity", [
  ...alike({ file: script }, [
    {
      defence: "limits the calls of a person",
      find: "if person >= tonumber(ARGV[4]) then return {'user', 0, 0} end\n",
    },
    {
      defence: "limits the calls of a tenant",
      find: "if tenant >= tonumber(ARGV[3]) then return {'tenant', 0, 0} end\n",
    },
    {
      defence: "leaves half of the slots to others than one person",
      find: "if person >= math.max(",
      put: "if person < 0 and person >= math.max(",
    },
    { defence: "leaves places to others than one tenant", find: "if theirs >= places then", put: "if theirs < 0 then" },
    {
      defence: "counts a tenant's calls in each workload by itself",
      find: "personKey(caller), workload, `",
      put: "personKey(caller), workload, tenantId, `",
    },
    {
      defence: "lets a tenant's first call in though those of others last long",
      find: "if tenant == 0 then free =",
      put: "if tenant < 0 then free =",
    },
    {
      defence: "refuses at once what would wait too long",
      find: "if wait > tonumber(ARGV[7]) then return {'long_wait', wait, 0} end",
    },
    {
      defence: "frees the places of a gateway that was killed",
      find: "  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)\n",
    },
    {
      defence: "limits the calls of one gateway without Redis",
      find: "if (full !== undefined) throw",
      put: "if (full === null) throw",
      noticedBy: ["test/unit/gateway/admission/local-admission"],
    },
  ]),
  {
    defence: "retries a tenth of its requests at most",
    file: "workers/resilience/retry-layer.ts",
    find: "if (budgets.get(workload)?.take(call.caller.tenantId) !== false) return true;",
    put: "if (budgets.get(workload)?.take(call.caller.tenantId) !== undefined) return true;",
  },
  {
    defence: "leaves connections to Graph for other tenants",
    file: "workers/graph/graph-connections.ts",
    find: "graph: createTenantShare(maxConnections.graph.ofTenant),",
    put: "graph: createTenantShare(maxConnections.graph.toOrigin),",
    noticedBy: ["test/unit/workers/graph/graph-connections"],
  },
  {
    defence: "leaves connections to Entra for other tenants",
    file: "workers/auth/entra-exchange.ts",
    find: "createTenantShare(maxConnections.entra.ofTenant);",
    put: "createTenantShare(maxConnections.entra.toOrigin);",
  },
  {
    defence: "leaves other tenants their retries",
    file: "workers/resilience/retry-budget.ts",
    find: "return own === total ? own < most : own < most / 2 && total < 2 * most;",
    put: "return own < most && total < most;",
    noticedBy: ["test/unit/workers/resilience/retry-layer"],
  },
  {
    defence: "splits a chat message into words once",
    file: "workers/tools/teams/match-chat.ts",
    find: "words ??= phraseText(",
    put: "words = phraseText(",
  },
  {
    defence: "looks for 40 words in chat messages at most",
    file: "workers/tools/teams/chat-kql-test.ts",
    find: "if (terms > maxTerms) throw",
    put: "if (terms < 0) throw",
    noticedBy: ["test/unit/workers/tools/teams/match-chat"],
  },
  {
    defence: "looks for 40 words in events at most",
    file: "workers/tools/query/terms.ts",
    find: "if (terms.length <= maxTerms) return terms;",
    put: "if (terms.length >= 0) return terms;",
    noticedBy: ["test/unit/workers/tools/calendar/calendar-query"],
  },
  ...alike({ file: "workers/text/text-turns.ts" }, [
    {
      defence: "lets one search through texts go on in a turn of the event loop",
      find: "if (!isServing) void serve();",
      put: "void serve();",
    },
    {
      defence: "gives searches through texts their turns by tenant",
      find: 'await waitForTurn(tenants.getStore() ?? "");',
      put: 'await waitForTurn("");',
    },
    {
      defence: "leaves half of a worker's time to calls without large texts",
      find: "if (restMs > 0) await rest(restMs);",
    },
  ]),
]);
