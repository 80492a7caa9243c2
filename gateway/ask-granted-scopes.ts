import { LRUCache } from "lru-cache";
import { type Caller, personKey } from "#common/call.ts";
import { describeError, type Logger } from "#common/logger.ts";
import { forgetByKey, type TenantMemory } from "#common/off-boarding.ts";
import { grantedScopesAnswer } from "#common/queue/protocol.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import { inRequest } from "#common/request-scope.ts";
import type { Admission } from "./admission/shared-admission.ts";
import type { Audit } from "./audit/audit.ts";
import type { CallOpener } from "./open-call.ts";
import type { RunQueued } from "./queue/run-queued.ts";

export interface GrantedScopes {
  scopes: ReadonlySet<string>;
  /** How long the answer may still be used. */
  remainingMs: number;
}

/**
 * Which Graph permissions a caller has; undefined unless a worker answers within 1.5 s. An answer is cached until the
 * worker's own token for the caller expires, and never longer. Concurrent requests for the same caller share one
 * answer. Each question is audited before it is queued, since it has the caller's token exchanged.
 */
export type AskGrantedScopes = (caller: Caller, userAssertion: string) => Promise<GrantedScopes | undefined>;

const answerWithinMs = 1_500;
const maxCached = 10_000;
/** Any queue would do: each worker can answer. */
const workload = "outlook";

interface Answer {
  scopes: ReadonlySet<string>;
  /** Redis' time. */
  expiresAtMs: number;
}

export function createAskGrantedScopes(dependencies: {
  callOpener: Pick<CallOpener, "ofGrantedScopes">;
  admission: Admission;
  runQueued: RunQueued;
  audit: Pick<Audit, "permissionsAsked">;
  redisTime: RedisTime;
  logger: Logger;
}): TenantMemory & { askGrantedScopes: AskGrantedScopes } {
  const { callOpener, admission, runQueued, audit, redisTime, logger } = dependencies;
  const answers = new LRUCache<string, Answer, { caller: Caller; userAssertion: string }>({
    max: maxCached,
    perf: redisTime,
    ttl: 1,
    ttlResolution: 0,
    async fetchMethod(_key, _stale, { options, context }) {
      const answer = await ask(context.caller, context.userAssertion);
      // LRUCache takes an entry as stale after more than its ttl, and treats a ttl of 0 as never stale.
      options.ttl = Math.max(1, answer.expiresAtMs - redisTime.now() - 1);
      return answer;
    },
  });

  async function ask(caller: Caller, userAssertion: string): Promise<Answer> {
    const { call, close } = callOpener.ofGrantedScopes(caller, answerWithinMs);
    try {
      const { priority, leave } = await admission.admit(call, workload);
      const position = { workload, priority, queueWaitMs: answerWithinMs } as const;
      const answer = await inRequest({ requestId: call.requestId }, async () => {
        await audit.permissionsAsked(call);
        return await runQueued({ call, userAssertion }, position);
      }).finally(() => leave());
      const { scopes, expiresAt } = grantedScopesAnswer.parse(JSON.parse(Buffer.concat(answer).toString()));
      return { scopes: new Set(scopes), expiresAtMs: expiresAt };
    } finally {
      close();
    }
  }

  async function askGrantedScopes(caller: Caller, userAssertion: string): Promise<GrantedScopes | undefined> {
    const key = personKey(caller);
    try {
      const answer = await answers.fetch(key, { context: { caller, userAssertion } });
      if (answer === undefined) return undefined;
      const remainingMs = Math.max(0, answer.expiresAtMs - redisTime.now());
      if (remainingMs === 0) answers.delete(key);
      return { scopes: answer.scopes, remainingMs };
    } catch (error) {
      logger.debug(describeError(error), "a caller's permissions are not known: no worker told them");
      return undefined;
    }
  }

  return { askGrantedScopes, what: "granted_scopes", forget: (tenantIds) => forgetByKey(answers, tenantIds) };
}
