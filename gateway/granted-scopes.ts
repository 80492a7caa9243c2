import { LRUCache } from "lru-cache";
import type { Caller } from "#common/caller.ts";
import { describeError, type Logger } from "#common/logger.ts";
import { grantedScopesAnswer, grantedScopesQuestion } from "#common/queue/protocol.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import { inRequest } from "#common/request-scope.ts";
import type { CallAdmission } from "./admission.ts";
import type { RunQueued } from "./queue/run-queued.ts";
import type { QueuedCall } from "./queue/tool-queue.ts";

export interface GrantedScopes {
  scopes: ReadonlySet<string>;
  /** How long the answer may still be believed. */
  remainingMs: number;
}

/**
 * Which Graph permissions a caller has, as far as it can be known within 1.5 s; else undefined. An answer is
 * remembered until the worker's own token for the caller ends, and never longer.
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
  admission: CallAdmission;
  runQueued: RunQueued;
  redisTime: RedisTime;
  newRequestId: () => string;
  logger: Logger;
}): AskGrantedScopes {
  const { admission, runQueued, redisTime, newRequestId, logger } = dependencies;
  const remembered = new LRUCache<string, Remembered>({ max: mostRemembered });
  const asking = new Map<string, Promise<Remembered>>();

  async function ask(caller: Caller, userAssertion: string): Promise<Remembered> {
    const requestId = newRequestId();
    const place = await admission.admit({ requestId, caller, workload });
    const question: QueuedCall = {
      requestId,
      tool: grantedScopesQuestion,
      workload,
      priority: place.priority,
      callTimeoutMs: answerWithinMs,
      queueWaitMs: answerWithinMs,
      secret: { caller, userAssertion, input: {}, wantsProgress: false },
    };
    const { signal } = new AbortController();
    const hooks = { signal, onSignedIn: () => undefined, onProgress: () => undefined };
    const answer = await inRequest({ requestId }, () => runQueued(question, hooks)).finally(() => place.leave(false));
    const { scopes, expiresAt } = grantedScopesAnswer.parse(JSON.parse(Buffer.concat(answer).toString()));
    return { scopes: new Set(scopes), expiresAt };
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
      logger.debug(describeError(error), "what a caller may use could not be asked");
      return undefined;
    }
  };
}
