import { area, without } from "../removal.ts";

export const offBoarding = area("off-boarding", [
  without("gateway/open-call.ts", {
    "ends the calls of a tenant at the gateway":
      "for (const [controller] of theirs) endIfRefused(controller, tenantId);",
    "ends a call that is opened after its tenant left": "endIfRefused(controller, caller.tenantId);",
  }),
  without("workers/queue/job-runner.ts", {
    "ends the calls of a tenant at the worker": [
      "for (const controller of theirs) controller.abort(offBoarded());",
      "",
      "the runs of a tenant that left end and say so, and nobody else",
    ],
    "believes only gateways that a tenant left":
      "if (tenantIds === undefined) onForged(); → if (tenantIds === undefined) onOffBoarding([]);",
  }),
  without("gateway/auth/token-validator.ts", {
    "forgets a tenant's validated tokens": "for (const [digest] of theirs) accepted.delete(digest);",
    "keeps no validated token of a tenant that may not call":
      "if (validation.ok && isEnabled(validation.caller.tenantId)) { → if (validation.ok) {",
  }),
  without("workers/auth/on-behalf-of.ts", {
    "forgets a tenant's Graph tokens": "return cache.forget(tenantIds); → return 0;",
    "keeps no token of a call that has ended": "if (!options.signal.aborted) cache.keep( → cache.keep(",
  }),
  without("workers/resilience/shared-gate.ts", {
    "forgets a tenant's pauses in Redis": [
      "redis.unlink(sharedKeysOf(tenantIds)).catch(logFailure);",
      "",
      "a pause shared by all workers is forgotten with its tenant",
    ],
    "forgets a tenant's pauses in the worker": "const forgotten = local.forget(tenantIds); → const forgotten = 0;",
  }),
  without("gateway/tenants/off-board-tenants.ts", ["test/unit/gateway/queue/announce-off-boarding"], {
    "repeats to workers that a tenant left":
      "timer ??= setInterval(tell, repeatEveryMs).unref(); → timer ??= setTimeout(tell, repeatForMs).unref();",
  }),
  without("common/queue/end-messages.ts", ["test/unit/common/queue/off-boarding-messages"], {
    "believes no repeated message that a tenant left": [
      "Math.abs(redisTime.now() - data.writtenAtMs) <= believedMs",
      "Math.abs(redisTime.now() - data.writtenAtMs) >= 0",
    ],
  }),
]);
