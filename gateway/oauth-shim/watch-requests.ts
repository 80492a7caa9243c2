import type { FastifyInstance, FastifyReply } from "fastify";
import type { Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { OauthFault } from "./oauth-fault.ts";

/** The last part of the endpoints' paths, and the `endpoint` label. */
export const endpoints = ["authorize", "token", "register"] as const;

/** `ok`: sent on to Entra, registered or given tokens. A browser that is sent back to its client was refused. */
function outcomeOf(reply: FastifyReply, authorityHost: string): "ok" | "refused" | "unavailable" {
  const location = reply.getHeader("location");
  if (reply.statusCode >= 500) return "unavailable";
  if (typeof location === "string") return location.startsWith(`${authorityHost}/`) ? "ok" : "refused";
  return reply.statusCode < 400 ? "ok" : "refused";
}

/** Counts every request of this scope by its endpoint and end, and nothing else of it. */
export function countRequests(
  app: FastifyInstance,
  metrics: Pick<GatewayMetrics, "oauthShimRequests">,
  authorityHost: string,
): void {
  app.addHook("onResponse", async (request, reply) => {
    const endpoint = endpoints.find((name) => request.routeOptions.url?.endsWith(`/oauth/${name}`));
    if (endpoint === undefined || request.method === "OPTIONS") return;
    metrics.oauthShimRequests.inc({ endpoint, outcome: outcomeOf(reply, authorityHost) });
  });
}

const logWindowMs = 10 * 60_000;

/**
 * Logs Entra's number of a refusal, each once in 10 minutes: one such as 7000218 says that the operator's registration
 * is not a public client's. Whoever asks decides how often, so more would let anybody fill the log.
 */
export function createRefusalLog(logger: Logger): (fault: OauthFault) => void {
  const logged = createOncePerWindow(logWindowMs);
  return ({ aadsts }) => {
    if (aadsts === undefined || !logged.isFirst(String(aadsts))) return;
    logger.warn({ problem: `AADSTS${aadsts}` }, "Entra refused a token request of the OAuth shim");
  };
}
