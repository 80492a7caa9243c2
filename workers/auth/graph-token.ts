import { createHmac, createSecretKey, hash, randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { ToolError } from "#common/errors.ts";
import { forgetByKey } from "#common/off-boarding.ts";

/**
 * What is known of a person while their Graph token lives: facts about the account, never content. They are kept in the
 * token's own entry of the cache, so they are for nobody else and end with it. Absent: not asked yet.
 */
export interface PersonFacts {
  /** The mail address and the sign-in name. */
  addresses?: readonly string[];
  /** The IANA name of the time zone; null if Microsoft 365 does not tell it. */
  timeZone?: string | null;
}

/** A Graph access token of one user, as Entra gives it. */
export interface ExchangedToken {
  accessToken: string;
  /** What the tenant granted: delegated Graph permissions by their short names. */
  scopes: ReadonlySet<string>;
  expiresAtMs: number;
}

/** A Graph token with the time for which it may be used. */
export interface GraphToken extends ExchangedToken {
  /**
   * Until when it may be used without a new exchange, Unix milliseconds: its permissions may be revoked meanwhile.
   * Never later than the sign-in that it came from; in the past when nothing may be cached.
   */
  usableUntilMs: number;
  /** The permissions as Entra named them, where `scopes` also has those that they imply. */
  namedScopes?: ReadonlySet<string>;
  /** What is known of the token's user, shared by all calls that use this token. Calls add to it. */
  person: PersonFacts;
}

/** What stands for the token of a user whose organisation has consented to nothing. Graph takes it for none. */
export const nothingGranted = (): GraphToken => ({
  accessToken: "",
  scopes: new Set(),
  expiresAtMs: 0,
  usableUntilMs: 0,
  person: {},
});

const notPermissions = new Set(["openid", "profile", "email", "offline_access", ".default", ""]);

/**
 * The short names of granted Graph scopes: without Graph's prefix, OIDC scopes, `.default`, and scopes of other
 * resources.
 */
export function grantedScopes(scopes: readonly string[], graphBaseUrl: string): ReadonlySet<string> {
  const prefix = `${graphBaseUrl.toLowerCase()}/`;
  const short = scopes.map((scope) =>
    scope.toLowerCase().startsWith(prefix) ? scope.slice(prefix.length).replace(/^\/+/, "") : scope,
  );
  return new Set(short.filter((scope) => !notPermissions.has(scope) && !scope.includes("/")));
}

/** Whose token, by which sign-in, for what. */
export interface TokenSubject {
  tenantId: string;
  userId: string;
  /** The access token that the caller sent. */
  userAssertion: string;
  scopes: readonly string[];
}

const maxEntries = 20_000;
const maxBytes = 64_000_000;
/** Tokens of one person: a few clients, and what each renewed lately. Beyond, that person's oldest are forgotten. */
const maxOfPerson = 20;
/** A token's scopes and times, and what is known of its user: an address or two, and a zone. */
const entryOverheadBytes = 1_200;

/** A token is not used in its last minutes, so that it can't expire in transit. */
const expiryMarginMs = 300_000;

/**
 * Exchanged tokens in this process's memory, bounded by number and size, in all and for each person. Different tenants,
 * users, sign-ins, clouds or scopes never share an entry.
 * @param maxSeconds longest use of a token, after which a revocation takes effect; 0 caches none
 * @param now Unix milliseconds, for when tokens and sign-ins expire
 * @param monotonicNow monotonic milliseconds, for the age of an entry: the wall clock may be set back
 */
export function createGraphTokenCache(options: {
  cloud: string;
  maxSeconds: number;
  now: () => number;
  monotonicNow: () => number;
}) {
  const { cloud, maxSeconds, now, monotonicNow } = options;
  const secret = createSecretKey(randomBytes(32));
  /** The keys of each person's entries, the oldest first. */
  const ofPersons = new Map<string, Set<string>>();

  const macOf = (parts: readonly string[]) =>
    createHmac("sha256", secret).update(JSON.stringify(parts)).digest("base64url");
  const personOf = (key: string) => key.slice(0, key.lastIndexOf(":"));

  const entries = new LRUCache<string, GraphToken | ToolError>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: (entry) => entryOverheadBytes + ("accessToken" in entry ? entry.accessToken.length : 0),
    ttlResolution: 0,
    perf: { now: monotonicNow },
    dispose(_entry, key, reason) {
      if (reason === "set") return;
      const keys = ofPersons.get(personOf(key));
      keys?.delete(key);
      if (keys?.size === 0) ofPersons.delete(personOf(key));
    },
  });

  function set(key: string, entry: GraphToken | ToolError, ttl: number): void {
    entries.set(key, entry, { ttl });
    const keys = ofPersons.get(personOf(key)) ?? new Set();
    ofPersons.set(personOf(key), keys.add(key));
    const [oldest] = keys;
    if (keys.size > maxOfPerson && oldest !== undefined) entries.delete(oldest);
  }

  return {
    /** A key for the subject, which begins with its tenant ID; the rest can't be reversed or guessed. */
    keyOf({ tenantId, userId, userAssertion, scopes }: TokenSubject): string {
      const person = [cloud, tenantId, userId];
      return `${tenantId}:${macOf(person)}:${macOf([...person, hash("sha256", userAssertion), ...scopes.toSorted()])}`;
    },
    /** A token has its remaining time, by both clocks. */
    get(key: string): GraphToken | ToolError | undefined {
      const entry = entries.get(key);
      if (entry === undefined || !("accessToken" in entry)) return entry;
      const nowMs = now();
      const usableUntilMs = Math.min(entry.usableUntilMs, Math.floor(nowMs + entries.getRemainingTTL(key)));
      return usableUntilMs > nowMs ? { ...entry, usableUntilMs } : undefined;
    },
    /**
     * Until when a token may be cached: never longer than the sign-in that it came from. The longest use counts from
     * the request to Entra, since the answer may miss a later revocation.
     */
    usableUntilMs: (times: { askedAtMs: number; tokenExpiresAtMs: number; assertionExpiresAtMs: number }) =>
      Math.min(
        times.tokenExpiresAtMs - expiryMarginMs,
        times.assertionExpiresAtMs,
        times.askedAtMs + maxSeconds * 1000,
      ),
    /**
     * Caches a token for as long as it is usable, and never beyond the longest use, even if the wall clock is changed.
     * @param ageMs how long ago the request to Entra was sent
     */
    keep(key: string, token: GraphToken, ageMs: number) {
      const ttl = Math.min(token.usableUntilMs - now(), maxSeconds * 1000 - ageMs);
      if (ttl > 0) set(key, token, ttl);
    },
    keepRefusal: (key: string, error: ToolError, forMs: number) => set(key, error, forMs),
    /** Removes the entry; with `accessToken`, only if it is still that token. */
    drop(key: string, accessToken?: string) {
      const entry = entries.peek(key);
      const isOther =
        accessToken !== undefined && entry !== undefined && "accessToken" in entry && entry.accessToken !== accessToken;
      if (!isOther) entries.delete(key);
    },
    forget: (tenantIds: ReadonlySet<string>) => forgetByKey(entries, tenantIds),
  };
}
