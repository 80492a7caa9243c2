import { signInTenant } from "#gateway/auth/protected-resource-metadata.ts";
import { identityForTenant, type ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { guid } from "#gateway/auth/token-rules.ts";

/** RFC 8414 2: the issuer is the MCP address itself, so that each address has its own. */
export const issuerOf = ({ address, publicUrl }: ResourceIdentity): string => address ?? publicUrl;

export type SignInEndpoint = "authorize" | "approve" | "token" | "register" | "callback";

/** The URL of an endpoint at an address. */
export const endpointOf = (identity: ResourceIdentity, name: SignInEndpoint): string =>
  `${issuerOf(identity)}/oauth/${name}`;

/** The one redirect address that Entra knows: the same for all addresses. */
export const callbackUrl = (publicUrl: string): string => `${publicUrl}/oauth/callback`;

/** Entra's own endpoint behind the sign-in server's, in the tenant of this address. */
export function entraEndpoint(identity: ResourceIdentity, name: "authorize" | "token"): string {
  return `${identity.authorityHost}/${signInTenant(identity)}/oauth2/v2.0/${name}`;
}

/** The identity at a tenant's address, or at the one for all. */
export const identityAt = (identity: ResourceIdentity, tenantId: string | undefined): ResourceIdentity =>
  tenantId === undefined ? identity : identityForTenant(identity, tenantId);

/** The tenant of an identity's address; undefined at the address for all. */
export const tenantOf = ({ address, publicUrl }: ResourceIdentity): string | undefined =>
  address?.slice(publicUrl.length + 1);

/** A `resource` without what does not make it another one: a query, such as `?tools=`, and one slash at the end. */
function bareResource(resource: string): string {
  const [path = ""] = resource.split("?", 1);
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

/** The identity at the address that an RFC 8707 `resource` names; undefined when it is not one of this server. */
export function identityOfResource(resource: string, identity: ResourceIdentity): ResourceIdentity | undefined {
  const named = bareResource(resource);
  if (named === identity.publicUrl) return identity;
  const tenantId = named.slice(identity.publicUrl.length + 1);
  const isTenants = named.startsWith(`${identity.publicUrl}/`) && guid.test(tenantId);
  return isTenants ? identityForTenant(identity, tenantId) : undefined;
}
