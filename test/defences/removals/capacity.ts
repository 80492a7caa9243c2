import { area, without } from "../removal.ts";

const script = "gateway/admission/shared-admission.ts";

export const capacity = area("capacity", [
  without(script, {
    "limits the calls of a person": "if person >= tonumber(ARGV[4]) then return {'user', 0, 0} end\n",
    "limits the calls of a tenant": "if tenant >= tonumber(ARGV[3]) then return {'tenant', 0, 0} end\n",
    "leaves half of the slots to others than one person":
      "if person >= math.max( → if person < 0 and person >= math.max(",
    "leaves places to others than one tenant": "if theirs >= places then → if theirs < 0 then",
    "counts a tenant's calls in each workload by itself":
      "personKey(caller), workload, ` → personKey(caller), workload, tenantId, `",
    "lets a tenant's first call in though those of others last long":
      "if tenant == 0 then free = → if tenant < 0 then free =",
    "refuses at once what would wait too long": "if wait > tonumber(ARGV[7]) then return {'long_wait', wait, 0} end",
    "frees the places of a gateway that was killed": "  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)\n",
  }),
  without(script, ["test/unit/gateway/admission/local-admission"], {
    "limits the calls of one gateway without Redis": "if (full !== undefined) throw → if (full === null) throw",
  }),
  without("workers/resilience/retry-layer.ts", {
    "retries a tenth of its requests at most": [
      "if (budgets.get(workload)?.take(call.caller.tenantId) !== false) return true;",
      "if (budgets.get(workload)?.take(call.caller.tenantId) !== undefined) return true;",
    ],
  }),
  without("workers/graph/graph-connections.ts", ["test/unit/workers/graph/graph-connections"], {
    "leaves connections to Graph for other tenants": [
      "graph: createTenantShare(maxConnections.graph.ofTenant),",
      "graph: createTenantShare(maxConnections.graph.toOrigin),",
    ],
  }),
  without("workers/auth/entra-exchange.ts", {
    "leaves connections to Entra for other tenants":
      "createTenantShare(maxConnections.entra.ofTenant); → createTenantShare(maxConnections.entra.toOrigin);",
  }),
  without("workers/resilience/retry-budget.ts", ["test/unit/workers/resilience/retry-layer"], {
    "leaves other tenants their retries": [
      "return own === total ? own < most : own < most / 2 && total < 2 * most;",
      "return own < most && total < most;",
    ],
  }),
  without("workers/tools/teams/match-chat.ts", {
    "splits a chat message into words once": "words ??= phraseText( → words = phraseText(",
  }),
  without("workers/tools/teams/chat-kql-test.ts", ["test/unit/workers/tools/teams/match-chat"], {
    "looks for 40 words in chat messages at most": "if (terms > maxTerms) throw → if (terms < 0) throw",
  }),
  without("workers/tools/query/terms.ts", ["test/unit/workers/tools/calendar/calendar-query"], {
    "looks for 40 words in events at most":
      "if (terms.length <= maxTerms) return terms; → if (terms.length >= 0) return terms;",
  }),
  without("workers/text/text-turns.ts", {
    "lets one search through texts go on in a turn of the event loop": "if (!isServing) void serve(); → void serve();",
    "gives searches through texts their turns by tenant":
      'await waitForTurn(tenants.getStore() ?? ""); → await waitForTurn("");',
    "leaves half of a worker's time to calls without large texts": "if (restMs > 0) await rest(restMs);",
  }),
]);
