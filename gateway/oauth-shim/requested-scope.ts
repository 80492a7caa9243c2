import { qualifiedScope } from "#gateway/auth/protected-resource-metadata.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { OauthFault } from "./oauth-fault.ts";

/** OpenID Connect's own: who signed in, and whether there is a refresh token. They open no resource. */
const openidScopes: ReadonlySet<string> = new Set(["openid", "profile", "email", "offline_access"]);

const longestScope = 1_000;

/**
 * The scope to ask Entra for: always this server's, fully qualified, and with it what OpenID scopes were asked for.
 * Clients may write ours with its short name, which Entra would look up in Graph (AADSTS650053), or leave it out.
 * @throws `OauthFault` (`invalid_scope`) for any other scope: no token for another resource comes out of the shim
 */
export function scopeForEntra(requested: string | undefined, identity: ResourceIdentity): string {
  const own = qualifiedScope(identity);
  const asked = (requested ?? "").split(" ").filter((scope) => scope !== "");
  const isKnown = (scope: string) => scope === own || scope === identity.requiredScope || openidScopes.has(scope);
  if ((requested ?? "").length > longestScope || !asked.every(isKnown)) {
    throw new OauthFault("invalid_scope", `Only ${own} can be asked for here, with OpenID's own scopes.`);
  }
  return [own, ...new Set(asked.filter((scope) => openidScopes.has(scope)))].join(" ");
}

/**
 * Looks at the `scope` of Entra's answer, which is not there when it is what was asked for (RFC 6749 5.1). Its last
 * part decides: an app may have more than one Application ID URI to put before it.
 * @throws `OauthFault` (`server_error`) when the tokens are plainly for something else
 */
export function checkGrantedScope(granted: string | undefined, { requiredScope }: ResourceIdentity): void {
  const names = granted?.split(" ").map((scope) => scope.slice(scope.lastIndexOf("/") + 1));
  if (names === undefined || names.includes(requiredScope)) return;
  throw new OauthFault("server_error", "Microsoft Entra's answer is not for this server's scope: sign in again.");
}
