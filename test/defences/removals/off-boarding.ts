import { alike, area } from "../removal.ts";

export const offBoarding = area("off-boarding", [
  ...alike({ file: "gateway/open-call.ts" }, [
    {
      defence: "ends the calls of a tenant at the gateway",
      find: "for (const [controller] of theirs) endIfRefused(controller, tenantId);",
    },
    { defence: "ends a call that is opened after its tenant left", find: "endIfRefused(controller, caller.tenantId);" },
  ]),
  {
    defence: "ends the calls of a tenant at the worker",
    test: "the runs of a tenant that left end and say so, and nobody else",
    file: "workers/queue/job-runner.ts",
    find: "for (const controller of theirs) controller.abort(offBoarded());",
  },
  ...alike({ file: "gateway/auth/token-validator.ts" }, [
    { defence: "forgets a tenant's validated tokens", find: "for (const [digest] of theirs) accepted.delete(digest);" },
    {
      defence: "keeps no validated token of a tenant that may not call",
      find: "if (validation.ok && isEnabled(validation.caller.tenantId)) {",
      put: "if (validation.ok) {",
    },
  ]),
  {
    defence: "forgets a tenant's Graph tokens",
    file: "workers/auth/on-behalf-of.ts",
    find: "return cache.forget(tenantIds);",
    put: "return 0;",
  },
  ...alike({ file: "workers/resilience/shared-gate.ts" }, [
    {
      defence: "forgets a tenant's pauses in Redis",
      test: "a pause shared by all workers is forgotten with its tenant",
      find: "redis.unlink(sharedKeysOf(tenantIds)).catch(logFailure);",
    },
    {
      defence: "forgets a tenant's pauses in the worker",
      find: "const forgotten = local.forget(tenantIds);",
      put: "const forgotten = 0;",
    },
  ]),
  {
    defence: "keeps no token of a call that has ended",
    file: "workers/auth/on-behalf-of.ts",
    find: "if (!options.signal.aborted) cache.keep(",
    put: "cache.keep(",
  },
  {
    defence: "repeats to workers that a tenant left",
    file: "gateway/tenants/off-board-tenants.ts",
    find: "timer ??= setInterval(tell, repeatEveryMs).unref();",
    put: "timer ??= setTimeout(tell, repeatForMs).unref();",
    noticedBy: ["test/unit/gateway/queue/announce-off-boarding"],
  },
  {
    defence: "believes only gateways that a tenant left",
    file: "workers/queue/job-runner.ts",
    find: "if (tenantIds === undefined) onForged();",
    put: "if (tenantIds === undefined) onOffBoarding([]);",
  },
  {
    defence: "believes no repeated message that a tenant left",
    file: "common/queue/end-messages.ts",
    find: "Math.abs(redisTime.now() - data.writtenAtMs) <= believedMs",
    put: "Math.abs(redisTime.now() - data.writtenAtMs) >= 0",
    noticedBy: ["test/unit/common/queue/off-boarding-messages"],
  },
]);
