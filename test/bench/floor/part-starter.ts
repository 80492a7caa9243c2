import { Pool } from "undici";
import { v8Flags } from "#common/rights/restrict-process.ts";
import { startRedis } from "#test/support/redis-server.ts";
import { listeningPort, startService } from "#test/support/service-process.ts";
import type { BenchStack } from "../bench-stack.ts";
import type { LoadResult } from "../load.ts";
import type { FloorSettings, PartLoad } from "./floor-settings.ts";
import type { CallSizes } from "./product-sizes.ts";

/** A part of the floor that listens. */
export type StartedPart = Awaited<ReturnType<typeof startPart>>;

export type PartStarter = Awaited<ReturnType<typeof openPartStarter>>;

/** Beside them, what Node itself reads. */
type Settings = { [Name in keyof FloorSettings]?: string | number } & { NODE_EXTRA_CA_CERTS?: string };

/**
 * Starts a part of the floor as a process of its own, with the flags of V8 that the product has.
 * @param connections to it, at most
 */
async function startPart(part: string, settings: Settings, connections: number) {
  const environment = Object.entries(settings).map(([name, value]) => [name, String(value)] as const);
  const options = { entryArguments: [part], nodeFlags: v8Flags };
  const service = startService("test/bench/floor/main.ts", Object.fromEntries(environment), options);
  const pool = new Pool(`http://127.0.0.1:${await listeningPort(service, "floor")}`, {
    connections,
    headersTimeout: 0,
  });
  return {
    pid: service.child.pid ?? 0,
    /** To its `POST /mcp`; kept-alive connections. */
    pool,
    /** Lets the process make its own call in a closed or an open loop, for parts that have one. */
    async run(load: PartLoad) {
      const { statusCode, body } = await pool.request({
        method: "POST",
        path: "/run",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(load),
      });
      const answer = await body.text();
      if (statusCode !== 200) throw new Error(`${part} answered ${statusCode}: ${answer.slice(0, 300)}`);
      // What our own process wrote.
      return JSON.parse(answer) as LoadResult;
    },
    async stop() {
      await pool.destroy();
      await service.stop();
    },
  };
}

/**
 * Starts parts of the floor beside the product. They have a Redis of their own, whose time is theirs alone; Graph and
 * the people are the product's.
 */
export async function openPartStarter(
  stack: BenchStack,
  { jobBytes, answerBytes }: CallSizes,
  { connections, waitMs }: { connections: number; waitMs: number },
) {
  const redis = await startRedis({ listen: "unix" });
  const { graphBaseUrl, caCertificatePath } = stack.stack.fake;
  const settings = {
    FLOOR_ANSWER_BYTES: answerBytes,
    FLOOR_JOB_BYTES: jobBytes,
    FLOOR_WAIT_MS: waitMs,
    REDIS_URL: redis.url,
    GRAPH_BASE_URL: graphBaseUrl,
    FLOOR_GRAPH_TOKENS: stack.users.map(({ graphToken }) => graphToken).join(),
    NODE_EXTRA_CA_CERTS: caCertificatePath,
  };
  const started: StartedPart[] = [];
  return {
    redisPid: redis.pid ?? 0,
    async start(part: string) {
      const one = await startPart(part, settings, connections);
      started.push(one);
      return one;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map((one) => one.stop()));
      await redis.stop();
    },
  };
}
