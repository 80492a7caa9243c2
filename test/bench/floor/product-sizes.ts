import { Redis } from "ioredis";
import { keyPrefix, queueName } from "#common/queue/protocol.ts";
import { until } from "#test/support/until.ts";
import type { BenchStack } from "../bench-stack.ts";
import { mailSearch } from "../mail-search.ts";

export interface CallSizes {
  /** Of a job in Redis, as BullMQ keeps it. */
  jobBytes: number;
  /** Of the answer, as a client gets it. */
  answerBytes: number;
}

const graphDelayMs = 2_000;
const jobKey = /:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Looks at one call of the product on its way, so that the floor moves as many bytes. Leaves Graph's delay changed. */
export async function measureSizes(stack: BenchStack): Promise<CallSizes> {
  const redis = new Redis(stack.stack.redis.connection);
  await stack.setGraphDelay(graphDelayMs);
  try {
    const answering = mailSearch(stack.gatewayPool, stack.users[0]?.connectorToken ?? "");
    const jobBytes = await until("the job of a call", async () => {
      const keys = await redis.keys(`${keyPrefix}:${queueName("outlook")}:*`);
      const key = keys.find((one) => jobKey.test(one));
      return key === undefined ? undefined : (await redis.hstrlen(key, "data")) || undefined;
    });
    const { verdict, text } = await answering;
    if (verdict !== "ok") throw new Error(`the call whose size counts was answered ${verdict}`);
    return { jobBytes, answerBytes: Buffer.byteLength(text) };
  } finally {
    redis.disconnect();
  }
}
