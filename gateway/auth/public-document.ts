import type { FastifyInstance, FastifyRequest } from "fastify";

/** Short: the tenants file may enable a second tenant, whose people an old document would send to the first to sign in. */
const maxAgeSeconds = 60;

/**
 * Serves a JSON document to everybody, pages in browsers included: there is nothing in it that is not public. These
 * routes belong outside of the scope with the Origin check.
 * @param paths route patterns
 * @param bodyFor the JSON
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
