import type { FastifyInstance, FastifyRequest } from "fastify";
import { addressedIdentity, type ResourceIdentity, requiredScope, tenantAddress } from "./resource-identity.ts";

/** Short, because the tenants file may enable a second tenant, whose users an old document would send to the first. */
const maxAgeSeconds = 60;

/**
 * Serves a public JSON document to everybody, including web pages. Register these routes outside the scope with the
 * Origin check.
 * @param paths route patterns
 * @param bodyFor returns the JSON text
 */
export function servePublicDocument(
  app: FastifyInstance,
  paths: Iterable<string>,
  bodyFor: (request: FastifyRequest) => string,
): void {
  for (const served of paths) {
    app.get(served, (request, reply) =>
      reply
        .header("content-type", "application/json")
        .header("cache-control", `public, max-age=${maxAgeSeconds}`)
        .header("access-control-allow-origin", "*")
        .send(bodyFor(request)),
    );
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

/**
 * The full name of the scope, as a client requests it. Entra would look up the short name in Graph (AADSTS650053).
 */
export function qualifiedScope({ appIdUri }: ResourceIdentity): string {
  return `${appIdUri}/${requiredScope}`;
}

const wellKnown = "/.well-known/oauth-protected-resource";

/** URL of the metadata: the path of the resource follows the well-known path (RFC 9728 3.1). */
export function metadataUrl(publicUrl: string): string {
  const { origin, pathname } = new URL(publicUrl);
  return `${origin}${wellKnown}${pathname === "/" ? "" : pathname}`;
}

/**
 * The tenant in the URLs of Entra's endpoints. Strict clients accept the issuer of one tenant but not that of all
 * tenants, so a server with a single tenant names it.
 */
export function signInTenant({ policies }: ResourceIdentity): string {
  return policies.onlyTenant() ?? "organizations";
}

/**
 * The protected resource metadata (RFC 9728 2). Clients use the first authorization server only: Entra, or this server
 * itself where people sign in at it (`gateway/sign-in/`). Entra compares `resource` with the Application ID URI, so a
 * tenant's address names the public URL; this server takes the address itself, as strict clients want it.
 */
export function protectedResourceMetadata(identity: ResourceIdentity) {
  const { authorityHost, publicUrl, address = publicUrl, hasSignIn = false } = identity;
  return {
    resource: hasSignIn ? address : publicUrl,
    authorization_servers: [hasSignIn ? address : `${authorityHost}/${signInTenant(identity)}/v2.0`],
    scopes_supported: [qualifiedScope(identity)],
    bearer_methods_supported: ["header"],
  };
}

/**
 * Serves the metadata where clients look for it: at the well-known path of the resource, and at the root. It is
 * generated from settings and the tenants file only; nothing in a request changes it. The metadata of a tenant's
 * address differs by the tenant ID alone, whether or not the tenant is enabled.
 */
export function registerProtectedResourceMetadata(app: FastifyInstance, identity: ResourceIdentity): void {
  const path = new URL(metadataUrl(identity.publicUrl)).pathname;

  servePublicDocument(app, new Set([wellKnown, path, tenantAddress(path)]), (request) =>
    JSON.stringify(protectedResourceMetadata(addressedIdentity(request, identity))),
  );
}
