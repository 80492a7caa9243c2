import type { FastifyInstance } from "fastify";
import { headerValues } from "#gateway/auth/header-values.ts";
import { tenantAddress } from "#gateway/auth/tenant-address.ts";
import { forbid, type HostCheckOptions, registerHostCheck } from "./host-check.ts";

interface OriginCheckOptions extends HostCheckOptions {
  /** `ALLOWED_ORIGINS`: exact browser origins. */
  allowedOrigins: readonly string[];
  /** The route patterns of the scope, for preflights; by default the MCP addresses. */
  paths?: readonly string[];
}

/** Only what MCP in a browser needs. */
const corsMethods = "GET, POST, DELETE";
const corsRequestHeaders =
  "authorization, content-type, last-event-id, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id, " +
  "traceparent, tracestate, x-mcp-tools";
const corsResponseHeaders = "www-authenticate, mcp-session-id";
const corsMaxAgeSeconds = "7200";

/** An origin as browsers send it, without a default port. The origin of a browser extension stays as it is. */
function browserOrigin(allowed: string): string {
  const origin = URL.parse(allowed)?.origin;
  return origin === undefined || origin === "null" ? allowed : origin;
}

/**
 * Makes every route that this Fastify scope gets from now on refuse requests of foreign web pages (MCP transports,
 * "Security Warning"): 403 for an `Origin` that is not allowed and for a `Host` that is not ours. A request without
 * `Origin` passes, since it is not from a page. Forwarding headers are ignored. Allowed origins get CORS headers, and
 * their preflights are answered here: register this before authentication.
 */
export function registerOriginCheck(app: FastifyInstance, options: OriginCheckOptions): void {
  const allowedOrigins = new Set(options.allowedOrigins.map(browserOrigin));

  registerHostCheck(app, options);
  app.addHook("onRequest", async (request, reply) => {
    const [origin, ...others] = headerValues(request.raw, "origin");
    if (origin === undefined) return;
    if (others.length > 0 || !allowedOrigins.has(origin)) {
      options.metrics.authRefusals.inc({ reason: "origin" });
      options.audit.requestRefused({ reason: "origin" });
      return forbid(reply, "The request's Origin is not allowed: ask whoever runs this server to allow it.");
    }
    reply
      .header("access-control-allow-origin", origin)
      .header("access-control-expose-headers", corsResponseHeaders)
      .header("vary", "origin");
    if (request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined) {
      return reply
        .code(204)
        .header("access-control-allow-methods", corsMethods)
        .header("access-control-allow-headers", corsRequestHeaders)
        .header("access-control-max-age", corsMaxAgeSeconds)
        .send();
    }
  });
  // A hook runs only where there is a route. A request that gets here is no preflight of an allowed origin.
  const path = new URL(options.publicUrl).pathname;
  for (const served of options.paths ?? [path, tenantAddress(path)]) {
    app.options(served, (_, reply) => reply.code(405).header("allow", "POST").send());
  }
}
