import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Audit } from "#gateway/audit/audit.ts";
import { headerValues } from "#gateway/auth/header-values.ts";
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
export function forbid(reply: FastifyReply, message: string): FastifyReply {
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
