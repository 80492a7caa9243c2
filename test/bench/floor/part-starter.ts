import { startRedis } from "#test/support/redis-server.ts";
import type { BenchStack } from "../bench-stack.ts";
import type { CallSizes } from "./product-sizes.ts";
import { type StartedPart, startPart } from "./start-part.ts";

export interface PartStarter {
  start(part: string): Promise<StartedPart>;
  /** Of the Redis that the parts share. */
  redisPid: number;
  /** Ends the parts and their Redis. */
  stop(): Promise<void>;
}

/**
 * Starts parts of the floor beside the product. They have a Redis of their own, whose time is theirs alone; Graph and
 * the people are the product's.
 */
export async function openPartStarter(
  stack: BenchStack,
  { jobBytes, answerBytes }: CallSizes,
  { connections, waitMs }: { connections: number; waitMs: number },
): Promise<PartStarter> {
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
    async start(part) {
      const one = await startPart(part, settings, connections);
      started.push(one);
      return one;
    },
    async stop() {
      await Promise.all(started.map((one) => one.stop()));
      await redis.stop();
    },
  };
}
