import { LRUCache } from "lru-cache";
import type { Caller } from "#common/caller.ts";
import { describeError, type Logger } from "#common/logger.ts";
import { grantedScopesAnswer } from "#common/queue/protocol.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import { inRequest } from "#common/request-scope.ts";
import type { CallAdmission } from "./admission.ts";
import type { CallOpener } from "./open-call.ts";
import type { RunQueued } from "./queue/run-queued.ts";

export interface GrantedScopes {
  scopes: ReadonlySet<string>;
  /** How long the answer may still be believed. */
  remainingMs: number;
}

/**
 * Which Graph permissions a caller has, if a worker tells within 1.5 s; else undefined. An answer is cached until the
 * worker's own token for the caller ends, and never longer.
 */
export type AskGrantedScopes = (caller: Caller, userAssertion: string) => Promise<GrantedScopes | undefined>;

const answerWithinMs = 1_500;
const mostRemembered = 10_000;
/** Any queue would do. */
const workload = "outlook";

interface Remembered {
  scopes: ReadonlySet<string>;
  expiresAt: number;
}

export function createGrantedScopes(dependencies: {
  openCall: CallOpener;
  admission: CallAdmission;
  runQueued: RunQueued;
  redisTime: RedisTime;
  logger: Logger;
}): AskGrantedScopes {
  const { openCall, admission, runQueued, redisTime, logger } = dependencies;
  const remembered = new LRUCache<string, Remembered>({ max: mostRemembered });
  const asking = new Map<string, Promise<Remembered>>();

  async function ask(caller: Caller, userAssertion: string): Promise<Remembered> {
    const { call, close } = openCall.ofGrantedScopes(caller, answerWithinMs);
    try {
      const { priority, leave } = await admission.admit(call, workload);
      const position = { workload, priority, queueWaitMs: answerWithinMs } as const;
      const answer = await inRequest({ requestId: call.requestId }, () =>
        runQueued({ call, userAssertion }, position),
      ).finally(() => leave(false));
      const { scopes, expiresAt } = grantedScopesAnswer.parse(JSON.parse(Buffer.concat(answer).toString()));
      return { scopes: new Set(scopes), expiresAt };
    } finally {
      close();
    }
  }

  async function askOnce(key: string, caller: Caller, userAssertion: string): Promise<Remembered> {
    const underWay = asking.get(key);
    if (underWay !== undefined) return await underWay;
    const asked = ask(caller, userAssertion).finally(() => asking.delete(key));
    asking.set(key, asked);
    return await asked;
  }

  return async function askGrantedScopes(caller, userAssertion) {
    const key = `${caller.tenantId}:${caller.userId}`;
    try {
      const known = remembered.get(key);
      const now = redisTime.now();
      const answer = known !== undefined && known.expiresAt > now ? known : await askOnce(key, caller, userAssertion);
      remembered.set(key, answer);
      return { scopes: answer.scopes, remainingMs: Math.max(0, answer.expiresAt - redisTime.now()) };
    } catch (error) {
      logger.debug(describeError(error), "a caller's permissions are not known: no worker told them");
      return undefined;
    }
  };
}
