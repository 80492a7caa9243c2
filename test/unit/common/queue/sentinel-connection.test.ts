import { createServer } from "node:net";
import { Redis } from "ioredis";
import { test } from "vitest";
import { connectRedis } from "#common/queue/redis.ts";
import { until } from "#test/support/until.ts";

test("a search for the master that a failover interrupts begins again, by a duplicate too, until closed", async () => {
  let searches = 0;
  const sentinel = createServer(() => (searches += 1));
  await new Promise<void>((resolve) => sentinel.listen(0, "127.0.0.1", resolve));
  const address = sentinel.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const redis = connectRedis({
    target: {
      kind: "sentinel",
      sentinels: [{ host: "127.0.0.1", port: address.port }],
      master: "queue",
      sentinelLogin: {},
      login: {},
      tls: undefined,
    },
    role: "request",
    outage: { follow: (connection) => void connection.on("error", () => undefined) },
  });
  if (!(redis instanceof Redis)) throw new Error("a Cluster");
  await until("a search for the master", () => (searches > 0 ? true : undefined));
  redis.disconnect(true); // as ioredis does when it is told of a failover
  await until("the next search", () => (searches > 1 ? true : undefined));
  const copy = redis.duplicate();
  copy.on("error", () => undefined);
  await until("the search of its duplicate", () => (copy.status === "connecting" ? true : undefined));
  const before = searches;
  copy.disconnect(true);
  redis.disconnect();
  await until("the next search of its duplicate", () => (searches > before + 1 ? true : undefined));
  copy.disconnect();
  for (const closed of [redis, copy]) await until("the end", () => (closed.status === "end" ? true : undefined));
  sentinel.close();
});
