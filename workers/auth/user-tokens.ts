import type { AssertedCall } from "#common/call.ts";
import { createSharedOncePerWindow } from "#common/once-per-window.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { GetToken } from "#workers/graph/send-as-user.ts";
import type { GraphToken, OnBehalfOf } from "./on-behalf-of.ts";

/**
 * The Graph token of one call. A refused token is replaced once for all of the call's requests: requests that were
 * refused with the same token share the exchange that is under way, and later ones start with its result.
 * @param first the token that the call began with
 */
export function createTokenSource(
  onBehalfOf: Pick<OnBehalfOf, "exchange" | "drop">,
  asserted: AssertedCall,
  first: GraphToken,
): GetToken {
  let current = Promise.resolve(first);
  const refusedTokens = new Set<string>();

  return (refused) => {
    if (refused === undefined || refusedTokens.has(refused.token.accessToken)) return current;
    const { token, claims } = refused;
    refusedTokens.add(token.accessToken);
    onBehalfOf.drop(asserted, token.accessToken);
    current = onBehalfOf.exchange(asserted, claims);
    return current;
  };
}

/** How often a user may have a token from a new exchange because of Graph's 403. */
const freshExchangeEveryMs = 60_000;

export type UserTokens = ReturnType<typeof createUserTokens>;

/** Graph tokens of callers, with the permissions that theirs imply. Every method rejects like `OnBehalfOf.exchange`. */
export function createUserTokens(options: {
  onBehalfOf: Pick<OnBehalfOf, "exchange" | "drop">;
  redis: RedisConnection;
  keys: SealingKeys;
}) {
  const { onBehalfOf, redis, keys } = options;
  const freshExchanges = createSharedOncePerWindow({ redis, keys, purpose: "afresh", windowMs: freshExchangeEveryMs });

  async function exchange(asserted: AssertedCall): Promise<GraphToken> {
    const token = await onBehalfOf.exchange(asserted);
    return { ...token, scopes: withImpliedScopes(token.scopes), namedScopes: token.scopes };
  }

  return {
    exchange,
    /**
     * A token that does not come from the cache. Undefined if any worker got one for this user in the last minute:
     * otherwise a user who may not read a file could cause many exchanges.
     */
    async exchangeAfresh(asserted: AssertedCall): Promise<GraphToken | undefined> {
      const { tenantId, userId } = asserted.call.caller;
      if (!(await freshExchanges.isFirst(tenantId, userId))) return undefined;
      onBehalfOf.drop(asserted);
      return await exchange(asserted);
    },
  };
}

/** The weaker scopes that Graph accepts a granted scope for. https://learn.microsoft.com/graph/permissions-reference */
const implied: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "User.ReadWrite": ["User.Read"],
    "User.ReadBasic.All": ["User.Read"],
    "User.Read.All": ["User.ReadBasic.All", "User.Read"],
    "User.ReadWrite.All": ["User.Read.All", "User.ReadBasic.All", "User.Read"],
    "Directory.Read.All": ["User.Read.All", "User.ReadBasic.All", "User.Read"],
    "Directory.ReadWrite.All": ["User.Read.All", "User.ReadBasic.All", "User.Read"],
    "People.Read.All": ["People.Read"],
    "MailboxSettings.ReadWrite": ["MailboxSettings.Read"],
    "Mail.ReadWrite": ["Mail.Read", "Mail.ReadBasic"],
    "Mail.Read": ["Mail.ReadBasic"],
    "Mail.ReadWrite.Shared": ["Mail.Read.Shared"],
    "Calendars.ReadWrite": ["Calendars.Read", "Calendars.ReadBasic"],
    "Calendars.Read": ["Calendars.ReadBasic"],
    "Calendars.ReadWrite.Shared": ["Calendars.Read.Shared"],
    "Chat.ReadWrite": ["Chat.Read", "Chat.ReadBasic", "ChatMember.Read"],
    "Chat.Read": ["Chat.ReadBasic", "ChatMember.Read"],
    "Chat.ReadBasic": ["ChatMember.Read"],
    "ChatMember.ReadWrite": ["ChatMember.Read"],
    "Files.ReadWrite.All": ["Files.Read.All", "Files.Read"],
    "Files.ReadWrite": ["Files.Read"],
    "Files.Read.All": ["Files.Read"],
    "Sites.ReadWrite.All": ["Sites.Read.All"],
    "Sites.FullControl.All": ["Sites.Read.All"],
    "Notes.ReadWrite": ["Notes.Read"],
    "Notes.Read.All": ["Notes.Read"],
    "Notes.ReadWrite.All": ["Notes.Read.All", "Notes.Read"],
    "Tasks.ReadWrite": ["Tasks.Read"],
  }),
);

/** The granted scopes and every weaker scope that they cover, so that tools only need `has`. */
export function withImpliedScopes(granted: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(granted);
  for (const scope of granted) for (const weaker of implied.get(scope) ?? []) all.add(weaker);
  return all;
}
