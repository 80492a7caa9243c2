import { qualifiedScope, signInTenant } from "#gateway/auth/protected-resource-metadata.ts";
import { identityAt, type ResourceIdentity, tenantAddress } from "#gateway/auth/resource-identity.ts";
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
  return isTenants ? identityAt(identity, tenantId) : undefined;
}

/** What stands between a host and its path for this document, RFC 8414 3. */
export const authorizationServerWellKnown = "/.well-known/oauth-authorization-server";

/**
 * The document of RFC 8414 2 for an address. `none` and S256 are all there is. `iss` comes with every answer (RFC
 * 9207), without which some clients don't start, and others register one redirect address per connector.
 * @param readsDocuments whether a client_id may be the URL of a document of the client's
 */
export function authorizationServerMetadata(identity: ResourceIdentity, readsDocuments: boolean) {
  return {
    issuer: issuerOf(identity),
    authorization_endpoint: endpointOf(identity, "authorize"),
    token_endpoint: endpointOf(identity, "token"),
    registration_endpoint: endpointOf(identity, "register"),
    scopes_supported: [qualifiedScope(identity), "offline_access"],
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: ["none"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    ...(readsDocuments && { client_id_metadata_document_supported: true }),
  };
}

/** Paths where some clients ask, whatever the metadata say. */
export const rootAliases = { authorize: "/authorize", token: "/token", register: "/register" } as const;

const pathOf = (publicUrl: string): string => new URL(publicUrl).pathname;

/** The paths of an endpoint: at the address for all, and at each tenant's. */
const atAddresses = (publicUrl: string, name: string): string[] =>
  [pathOf(publicUrl), tenantAddress(pathOf(publicUrl))].map((address) => `${address}/oauth/${name}`);

/** The MCP address itself comes first, should it have the path of an alias. */
const withAlias = (publicUrl: string, name: keyof typeof rootAliases): string[] => [
  ...atAddresses(publicUrl, name),
  ...(pathOf(publicUrl) === rootAliases[name] ? [] : [rootAliases[name]]),
];

/** Paths of what clients ask themselves. */
export const tokenPaths = (publicUrl: string) => ({
  token: withAlias(publicUrl, "token"),
  register: withAlias(publicUrl, "register"),
});

/** Paths of what browsers open. */
export const pagePaths = (publicUrl: string) => ({
  authorize: withAlias(publicUrl, "authorize"),
  approve: atAddresses(publicUrl, "approve"),
  callback: `${pathOf(publicUrl)}/oauth/callback`,
});

/**
 * Paths of the metadata: inserted before the path of the issuer (RFC 8414 3.1), and at the root for clients that don't
 * compare the issuer with where they found it.
 */
export function metadataPaths(publicUrl: string): string[] {
  const path = `${authorizationServerWellKnown}${pathOf(publicUrl)}`;
  return [path, tenantAddress(path), authorizationServerWellKnown];
}
