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
   * Until when it may be used without asking Entra again, Unix milliseconds: what it grants may be revoked meanwhile.
   * Never later than the sign-in that it came from; already past where nothing may be kept.
   */
  usableUntilMs: number;
}

const notPermissions = new Set(["openid", "profile", "email", "offline_access", ".default", ""]);

/**
 * The short names of granted scopes: without Graph's prefix, without the OIDC ones and `.default`. A scope of another
 * resource is left out.
 */
export function grantedScopes(scopes: readonly string[], graphBaseUrl: string): ReadonlySet<string> {
  const prefix = `${graphBaseUrl.toLowerCase()}/`;
  const short = scopes.map((scope) =>
    scope.toLowerCase().startsWith(prefix) ? scope.slice(prefix.length).replace(/^\/+/, "") : scope,
  );
  return new Set(short.filter((scope) => !notPermissions.has(scope) && !scope.includes("/")));
}
