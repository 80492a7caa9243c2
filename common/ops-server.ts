import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AnyRegistry, MetricsOf, sharedMetrics } from "./metrics.ts";

export interface OpsServer {
  port: number;
  /** Replaces the readiness check. Before the first call, the process reports `starting`. */
  setReadiness(readiness: Readiness): void;
  close(): Promise<void>;
}

/** The reasons why a process is not ready, for an operator. Empty: it is ready. */
export type Readiness = () => readonly string[];

/** What both processes serve here. `ready` is updated on each scrape. */
interface Served {
  /** Told at `/readyz`, because processes on one machine are taken for each other. */
  process: "gateway" | "workers";
  registry: Pick<AnyRegistry, "contentType" | "metrics">;
  metrics: Pick<MetricsOf<typeof sharedMetrics>, "ready">;
}

async function answer(path: string, { process, registry, metrics }: Served, readiness: Readiness) {
  if (path === "/metrics") {
    metrics.ready.set(readiness().length === 0 ? 1 : 0);
    return { status: 200, contentType: registry.contentType, body: await registry.metrics() };
  }
  if (path === "/healthz") return { status: 200, contentType: "application/json", body: '{"status":"alive"}' };
  if (path !== "/readyz") return { status: 404, contentType: "application/json", body: '{"error":"unknown path"}' };
  const reasons = readiness();
  const body = reasons.length === 0 ? { process, status: "ready" } : { process, status: "not ready", reasons };
  return { status: reasons.length === 0 ? 200 : 503, contentType: "application/json", body: JSON.stringify(body) };
}

/**
 * Serves `/metrics`, `/healthz` and `/readyz` on a private port. Start it before everything else: otherwise a liveness
 * probe fails, and the process is killed, while it waits for Redis.
 * @returns when the server is listening; `port` is the actual port if 0 was requested
 */
export async function startOpsServer(options: Served & { host: string; port: number }): Promise<OpsServer> {
  const { host, port } = options;
  let readiness: Readiness = () => ["starting"];
  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    answer(path, options, readiness).then(
      ({ status, contentType, body }) => response.writeHead(status, { "content-type": contentType }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await once(server.listen(port, host), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    setReadiness(decisive) {
      readiness = decisive;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
