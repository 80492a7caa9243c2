import { qualifiedScope } from "#gateway/auth/protected-resource-metadata.ts";
import { type ResourceIdentity, requiredScope } from "#gateway/auth/resource-identity.ts";
import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import { identityOfResource, issuerOf } from "#gateway/sign-in/sign-in-paths.ts";

/**
 * RFC 8707's `resource` names this server, at the public URL or at the address that is asked. A client that means
 * another server must not get a token for this one: a hostile MCP server that names this sign-in server as its
 * authorization server would be sent it. A client that names no server means one without metadata (RFC 9728), which
 * this one has.
 * @throws `OauthFault` (`invalid_target`)
 */
export function checkResource(resource: string | undefined, identity: ResourceIdentity): void {
  const named = resource === undefined ? undefined : identityOfResource(resource, identity);
  const own = [identity.publicUrl, issuerOf(identity)];
  if (named !== undefined && own.includes(issuerOf(named))) return;
  throw new OauthFault(
    "invalid_target",
    `Send resource=${issuerOf(identity)}: tokens from here are for that server only.`,
  );
}

/** OpenID Connect's own: who signed in, and whether there is a refresh token. They open no resource. */
const openidScopes: ReadonlySet<string> = new Set(["openid", "profile", "email", "offline_access"]);

const longestScope = 1_000;

/**
 * A client may ask for this server's scope, by its short or its full name, and for OpenID's; nothing means this
 * server's. What it writes never reaches Entra: see `scopeForEntra`.
 * @throws `OauthFault` (`invalid_scope`) for any other scope
 */
export function checkScope(requested: string | undefined, identity: ResourceIdentity): void {
  const own = qualifiedScope(identity);
  const asked = (requested ?? "").split(" ").filter((scope) => scope !== "");
  const isKnown = (scope: string) => scope === own || scope === requiredScope || openidScopes.has(scope);
  if ((requested ?? "").length <= longestScope && asked.every(isKnown)) return;
  throw new OauthFault("invalid_scope", `Only ${own} can be asked for here, with OpenID's own scopes.`);
}

/**
 * What Entra is asked for, always: this server's scope by its full name, since it would look up the short one in Graph
 * (AADSTS650053), and a refresh token, which some clients want and don't ask for.
 */
export const scopeForEntra = (identity: ResourceIdentity): string => `${qualifiedScope(identity)} offline_access`;
