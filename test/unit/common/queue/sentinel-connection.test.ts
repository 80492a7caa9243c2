import { createServer } from "node:net";
import { test } from "vitest";
import { connectRedis } from "#common/queue/redis.ts";
import { until } from "#test/support/until.ts";

test("a search for the master that a failover interrupts is begun again, until the connection is closed", async () => {
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
  await until("a search for the master", () => (searches > 0 ? true : undefined));
  redis.disconnect(true); // as ioredis does when it is told of a failover
  await until("the next search", () => (searches > 1 ? true : undefined));
  redis.disconnect();
  await until("the end", () => (redis.status === "end" ? true : undefined));
  sentinel.close();
});
