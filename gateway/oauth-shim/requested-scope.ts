import { qualifiedScope, type ResourceIdentity } from "#gateway/auth/protected-resource-metadata.ts";
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
