import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import type { RedisServer } from "#test/support/redis-server.ts";
import { Crash, lastLines } from "./watched-process.ts";

/** Rejects with a `Crash` when Redis is gone, which an idle connection of our own notices. */
export async function watchRedis({ connection, folder }: RedisServer): Promise<never> {
  const socket = createConnection(connection);
  socket.unref();
  await once(socket, "close").catch(() => undefined);
  const log = folder === undefined ? "" : await readFile(join(folder, "redis.log"), "utf8").catch(() => "");
  throw new Crash("Redis", "its connections closed", log.trim().split("\n").slice(-lastLines));
}
