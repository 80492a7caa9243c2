import type { z } from "zod";
import type { grantedScopesAnswer } from "#common/queue/protocol.ts";
import type { UserTokens } from "./auth/user-tokens.ts";
import type { Run } from "./run.ts";

/**
 * Returns which Graph permissions a caller has, and until when that answer may be used. Rejects as the exchange does.
 * @param toRedisTime this machine's time as Redis' time, Unix milliseconds
 */
export function createAnswerGrantedScopes(options: {
  userTokens: Pick<UserTokens, "exchange">;
  toRedisTime: (localMs: number) => number;
}): (run: Run) => Promise<Buffer> {
  const { userTokens, toRedisTime } = options;
  return async (run) => {
    const { scopes, usableUntilMs } = await userTokens.exchange(run);
    const answer: z.input<typeof grantedScopesAnswer> = { scopes: [...scopes], expiresAt: toRedisTime(usableUntilMs) };
    return Buffer.from(JSON.stringify(answer));
  };
}
