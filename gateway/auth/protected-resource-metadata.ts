import type { FastifyInstance } from "fastify";
import { servePublicDocument } from "./public-document.ts";
import type { ResourceIdentity } from "./resource-identity.ts";
import { addressedIdentity, tenantAddress } from "./tenant-address.ts";

/**
 * The scope as a client asks Entra for it. The short name alone would be looked up in Graph and fail (AADSTS650053).
 */
export function qualifiedScope({ publicUrl, requiredScope }: ResourceIdentity): string {
  return `${publicUrl}/${requiredScope}`;
}

const wellKnown = "/.well-known/oauth-protected-resource";

/** Where the document is: RFC 9728 3.1 puts the resource's path behind the well-known one. */
export function metadataUrl(publicUrl: string): string {
  const { origin, pathname } = new URL(publicUrl);
  return `${origin}${wellKnown}${pathname === "/" ? "" : pathname}`;
}

/**
 * The tenant in the addresses of Entra's endpoints. Strict clients accept a tenant's issuer but not the address that
 * serves all tenants, so a server for one tenant names that tenant.
 */
export function signInTenant({ policies }: ResourceIdentity): string {
  return policies.onlyTenant() ?? "organizations";
}

/**
 * The protected resource metadata, RFC 9728 2. Clients use the first authorization server only: Entra, or, where it is
 * on, the shim at this address (`gateway/oauth-shim/`).
 */
export function protectedResourceMetadata(identity: ResourceIdentity) {
  const { authorityHost, publicUrl, address = publicUrl, hasOauthShim = false } = identity;
  return {
    resource: publicUrl,
    authorization_servers: [hasOauthShim ? address : `${authorityHost}/${signInTenant(identity)}/v2.0`],
    scopes_supported: [qualifiedScope(identity)],
    bearer_methods_supported: ["header"],
  };
}

/**
 * Serves the document where clients look: at the resource's own well-known path first, then at the root. It is made
 * from settings and the tenants file only: nothing of a request can change a byte of it. At a tenant's address it
 * differs by the tenant's id and by nothing else, whether that tenant is enabled or not.
 */
export function registerProtectedResourceMetadata(app: FastifyInstance, identity: ResourceIdentity): void {
  const path = new URL(metadataUrl(identity.publicUrl)).pathname;

  servePublicDocument(app, new Set([wellKnown, path, tenantAddress(path)]), (request) =>
    JSON.stringify(protectedResourceMetadata(addressedIdentity(request, identity))),
  );
}
