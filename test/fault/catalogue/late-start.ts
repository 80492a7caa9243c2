import { freePort } from "#test/support/free-port.ts";
import { until } from "#test/support/until.ts";
import type { Fault } from "./fault.ts";

const statusOf = async (port: number, path: string) =>
  await fetch(`http://127.0.0.1:${port}${path}`).then(
    ({ status }) => status,
    () => undefined,
  );

/** Processes that start while Redis is away. */
export function startsWithoutRedis(): Fault {
  let starting: Promise<unknown>;
  let seen: (number | undefined)[] = [];
  return {
    name: "a gateway and a worker start while Redis is down",
    expected: "they live and say that they are not ready, and serve by themselves when Redis comes",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 0,
    async inject(stage) {
      await stage.stack.redis.kill();
      const [ofGateway, ofWorker] = [await freePort(), await freePort()];
      starting = Promise.all([
        stage.startGateway({ OPS_PORT: String(ofGateway) }),
        stage.startWorker({ OPS_PORT: String(ofWorker) }),
      ]);
      for (const port of [ofGateway, ofWorker])
        await until("it to live", async () => (await statusOf(port, "/healthz")) === 200);
      seen = [await statusOf(ofGateway, "/readyz"), await statusOf(ofWorker, "/readyz")];
    },
    async heal({ stack }) {
      await stack.redis.restart();
      await starting;
    },
    recoversWithinMs: 8_000,
    judge: () => (seen.every((status) => status === 503) ? [] : [`before Redis came /readyz was ${seen.join(", ")}`]),
  };
}
