import { once } from "node:events";
import { connect } from "node:net";
import type { RedisAddress } from "./redis-server.ts";
import { until } from "./until.ts";

/**
 * The commands that a Redis gets from all clients, as MONITOR's lines. Reads the protocol by itself: ioredis takes a
 * line that comes with MONITOR's own answer for the reply to a command, and throws.
 * @see https://redis.io/docs/latest/commands/monitor/
 */
export async function monitorRedis(address: RedisAddress) {
  const socket = connect(address)
    .setEncoding("latin1")
    .on("error", () => undefined);
  let told = "";
  socket.on("data", (text) => {
    told += text;
  });
  await once(socket, "connect");
  socket.write("MONITOR\r\n");
  await until("Redis to be watched", () => told.startsWith("+OK\r\n"));
  return {
    /** All lines since the start. */
    commands: () => told,
    stop: () => void socket.destroy(),
  };
}
