import { qualifiedScope } from "#gateway/auth/protected-resource-metadata.ts";
import { type ResourceIdentity, tenantAddress } from "#gateway/auth/resource-identity.ts";
import { endpointOf, issuerOf } from "./sign-in-address.ts";

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

/** Where some clients ask, whatever the metadata say. */
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
