import type { FastifyInstance, FastifyRequest } from "fastify";
import { addressedTenant, identityForTenant, tenantAddress } from "./tenant-address.ts";

export interface ResourceIdentity {
  /** `MCP_PUBLIC_URL`, exactly as clients type it; also the Server app's Application ID URI in Entra. */
  publicUrl: string;
  /** Entra's origin. */
  authorityHost: string;
  /** The short name of the scope. */
  requiredScope: string;
  allowedTenants: readonly string[];
  /** Where clients reach this server, when that is not the public URL itself. */
  address?: string;
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
  const path = new URL(metadataUrl(identity.publicUrl)).pathname;

  /** At a tenant's address the document differs by the tenant's id and by nothing else. */
  function bodyFor(request: FastifyRequest): string | undefined {
    const tenantId = addressedTenant(request);
    if (tenantId === undefined) return body;
    const forTenant = identityForTenant(identity, tenantId);
    return forTenant === undefined ? undefined : JSON.stringify(protectedResourceMetadata(forTenant));
  }

  for (const served of new Set([wellKnown, path, tenantAddress(path)])) {
    app.get(served, (request, reply) => {
      const found = bodyFor(request);
      if (found === undefined) return reply.callNotFound();
      return reply
        .header("content-type", "application/json")
        .header("cache-control", "public, max-age=3600")
        .header("access-control-allow-origin", "*")
        .send(found);
    });
    app.options(served, (_request, reply) =>
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
