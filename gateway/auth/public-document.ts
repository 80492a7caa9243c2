import type { FastifyInstance, FastifyRequest } from "fastify";

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
