import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Audit } from "#gateway/audit/audit.ts";
import { headerValues } from "#gateway/auth/authenticate.ts";
import { tenantAddress } from "#gateway/auth/resource-identity.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { serverErrorCode } from "./rpc-message.ts";

export interface HostCheckOptions {
  /** `MCP_PUBLIC_URL`, whose host requests must name. */
  publicUrl: string;
  metrics: Pick<GatewayMetrics, "authRefusals">;
  audit: Pick<Audit, "requestRefused">;
}

const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;
const loopbackAddress = /^(?:::1|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;
const defaultPorts: Readonly<Record<string, string>> = { "https:": ":443", "http:": ":80" };

/** The forms of the public host in a `Host` header: with its port, and without a default port. */
function publicHosts(publicUrl: string): ReadonlySet<string> {
  const { host, port, protocol } = new URL(publicUrl);
  return new Set(port === "" ? [host, `${host}${defaultPorts[protocol]}`] : [host]);
}

/** Whether the request names a foreign host: a browser was led here under another name (DNS rebinding). */
function isForeignHost(request: IncomingMessage, hosts: ReadonlySet<string>): boolean {
  const [value, ...others] = headerValues(request, "host");
  if (value === undefined || others.length > 0) return true;
  const host = value.toLowerCase();
  if (hosts.has(host)) return false;
  return !(loopbackHost.test(host) && loopbackAddress.test(request.socket.remoteAddress ?? ""));
}

/** 403 with a JSON-RPC error. */
function forbid(reply: FastifyReply, message: string): FastifyReply {
  const body = { jsonrpc: "2.0", error: { code: serverErrorCode, message }, id: null };
  return reply.code(403).header("content-type", "application/json").send(JSON.stringify(body));
}

/**
 * Makes every route that this Fastify scope gets from now on refuse requests whose `Host` is not ours: 403. Forwarding
 * headers are ignored.
 */
export function registerHostCheck(app: FastifyInstance, { publicUrl, metrics, audit }: HostCheckOptions): void {
  const hosts = publicHosts(publicUrl);
  app.addHook("onRequest", async (request, reply) => {
    if (!isForeignHost(request.raw, hosts)) return;
    metrics.authRefusals.inc({ reason: "host" });
    audit.requestRefused({ reason: "host" });
    return forbid(reply, "The request's Host is not this server's.");
  });
}

interface OriginCheckOptions extends HostCheckOptions {
  /** `ALLOWED_ORIGINS`: exact browser origins. */
  allowedOrigins: readonly string[];
  /** The route patterns of the scope, for preflights; by default the MCP addresses. */
  paths?: readonly string[];
}

/** Methods and headers that MCP in a browser needs, and no others. */
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
