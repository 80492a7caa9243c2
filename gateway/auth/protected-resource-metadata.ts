import type { FastifyInstance } from "fastify";

export interface ResourceIdentity {
  /** `MCP_PUBLIC_URL`, exactly as clients type it; also the Server app's Application ID URI in Entra. */
  publicUrl: string;
  /** Entra's origin. */
  authorityHost: string;
  /** The short name of the scope. */
  requiredScope: string;
  allowedTenants: readonly string[];
}

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
 * The protected resource metadata, RFC 9728 2. Clients use the first authorization server only; strict ones accept a
 * tenant's issuer but not the address that serves all tenants, so a server for one tenant names that tenant.
 */
export function protectedResourceMetadata(identity: ResourceIdentity) {
  const [onlyTenant, ...others] = identity.allowedTenants;
  const tenant = onlyTenant === undefined || others.length > 0 ? "organizations" : onlyTenant;
  return {
    resource: identity.publicUrl,
    authorization_servers: [`${identity.authorityHost}/${tenant}/v2.0`],
    scopes_supported: [qualifiedScope(identity)],
    bearer_methods_supported: ["header"],
  };
}

/**
 * Serves the document where clients look: at the resource's own well-known path first, then at the root. It is made
 * once, from settings only: nothing of a request can change a byte of it. Any page may read it, so these routes belong
 * outside of the scope with the Origin check.
 */
export function registerProtectedResourceMetadata(app: FastifyInstance, identity: ResourceIdentity): void {
  const body = JSON.stringify(protectedResourceMetadata(identity));
  const paths = new Set([wellKnown, new URL(metadataUrl(identity.publicUrl)).pathname]);
  for (const path of paths) {
    app.get(path, (_request, reply) =>
      reply
        .header("content-type", "application/json")
        .header("cache-control", "public, max-age=3600")
        .header("access-control-allow-origin", "*")
        .send(body),
    );
    app.options(path, (_request, reply) =>
      reply
        .code(204)
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", "GET")
        .header("access-control-allow-headers", "*, mcp-protocol-version")
        .header("access-control-max-age", "86400")
        .send(),
    );
  }
}
