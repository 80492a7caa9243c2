import { qualifiedScope } from "#gateway/auth/protected-resource-metadata.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { issuerOf } from "./shim-address.ts";

/** What stands between a host and its path for this document, RFC 8414 3. */
export const authorizationServerWellKnown = "/.well-known/oauth-authorization-server";

/**
 * The document that Entra does not have, RFC 8414 2. `none` and S256 are all there is; a refresh token comes with
 * `offline_access`, which is also what a client gets that names no scope at the token endpoint.
 */
export function authorizationServerMetadata(identity: ResourceIdentity) {
  const issuer = issuerOf(identity);
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    registration_endpoint: `${issuer}/oauth/register`,
    scopes_supported: [qualifiedScope(identity), "offline_access"],
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: ["none"],
    code_challenge_methods_supported: ["S256"],
  };
}
