import type { PersonFacts } from "./person-facts.ts";

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
