import { fastify } from "fastify";
import { runMain } from "#common/run-main.ts";
import { closedLoop, openLoop } from "../load.ts";
import { type FloorPart, floorSettings, partLoad } from "./floor-settings.ts";

/** One file each, so that a process loads only what its part needs. */
const parts: Readonly<Record<string, () => Promise<FloorPart>>> = {
  "bare-route": async () => (await import("./parts/bare-route.ts")).bareRoute,
  "mcp-trivial": async () => (await import("./parts/mcp-sdk.ts")).mcpTrivial,
  "mcp-spliced": async () => (await import("./parts/mcp-sdk.ts")).mcpSpliced,
  "queue-gateway": async () => (await import("./parts/queue-gateway.ts")).queueGateway,
  "queue-worker": async () => (await import("./parts/queue-worker.ts")).queueWorker,
  "graph-request": async () => (await import("./parts/graph-request.ts")).graphRequest,
  "hop-caller": async () => (await import("./parts/redis-hops.ts")).hopCaller,
  "hop-echo": async () => (await import("./parts/redis-hops.ts")).hopEcho,
};

await runMain(process, async () => {
  const part = await parts[process.argv[2] ?? ""]?.();
  if (part === undefined) throw new Error(`there are these parts: ${Object.keys(parts).join(", ")}`);
  const app = fastify({ keepAliveTimeout: 65_000, logger: false });
  const call = await part(app, floorSettings.parse(process.env));
  if (call !== undefined) {
    app.post("/run", async ({ body }) => {
      const load = partLoad.parse(body);
      return "ratePerSecond" in load ? await openLoop({ ...load, call }) : await closedLoop({ ...load, call });
    });
  }
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  process.once("SIGTERM", () => process.exit(0));
  console.error(JSON.stringify({ msg: "listening", component: "floor", port: Number(new URL(url).port) }));
});
