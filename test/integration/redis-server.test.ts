import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Redis } from "ioredis";
import { afterEach, describe, expect, test } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { until } from "#test/support/until.ts";

const here = process.env.TEST_REDIS === "container" ? "a container has no process on this machine" : undefined;
const started: RedisServer[] = [];

async function start(listen: "tcp" | "unix"): Promise<RedisServer> {
  const server = await startRedis({ listen });
  started.push(server);
  return server;
}

async function ask<T>(server: RedisServer, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ ...server.connection, retryStrategy: null, lazyConnect: true });
  redis.on("error", () => {});
  try {
    await redis.connect();
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

describe("a Redis for a test", () => {
  test("keeps nothing on disk and evicts nothing", async () => {
    const server = await start("tcp");
    expect(await ask(server, (redis) => redis.config("GET", "save"))).toEqual(["save", ""]);
    expect(await ask(server, (redis) => redis.config("GET", "appendonly"))).toEqual(["appendonly", "no"]);
    expect(await ask(server, (redis) => redis.config("GET", "maxmemory-policy"))).toEqual([
      "maxmemory-policy",
      "noeviction",
    ]);
  });

  test("is one's own: ten at once, each at another address", async () => {
    const servers = await Promise.all(Array.from({ length: 10 }, () => start("tcp")));
    expect(new Set(servers.map((server) => server.url)).size).toBe(10);
    for (const [index, server] of servers.entries()) await ask(server, (redis) => redis.set("mine", index));
    for (const [index, server] of servers.entries())
      expect(await ask(server, (redis) => redis.get("mine"))).toBe(`${index}`);
  });

  test("comes back empty at the same address after a kill", async () => {
    const server = await start("tcp");
    const { url } = server;
    await ask(server, (redis) => redis.set("key", "value"));
    await server.kill();
    await expect(ask(server, (redis) => redis.ping())).rejects.toThrow();
    await server.restart();
    expect(server.url).toBe(url);
    expect(await ask(server, (redis) => redis.dbsize())).toBe(0);
  });

  test("can be frozen and goes on where it was", async () => {
    const server = await start("tcp");
    await server.kill("SIGSTOP");
    const answer = ask(server, (redis) => redis.ping());
    await server.kill("SIGCONT");
    expect(await answer).toBe("PONG");
  });
});

describe("a Redis on this machine", skipWhen(here), () => {
  test("listens on a socket in its own folder, which goes with it", async () => {
    const server = await start("unix");
    expect(server.url).toBe(`unix:${join(server.folder ?? "", "redis.sock")}`);
    expect(await ask(server, (redis) => redis.ping())).toBe("PONG");
    await server.stop();
    expect(server.pid).toBeUndefined();
    expect(existsSync(server.folder ?? "")).toBe(false);
  });

  test("ends with the process that started it, even when that is killed", async () => {
    const module = JSON.stringify(new URL("../support/redis-server.ts", import.meta.url).href);
    const script = `const { startRedis } = await import(${module});
      const { pid, folder } = await startRedis();
      process.stdout.write(JSON.stringify({ pid, folder }) + "\\n");
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { pid, folder }: { pid: number; folder: string } = JSON.parse(await firstLine(parent.stdout));
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await until("Redis to end", () => !isRunning(pid));
    await until("its folder to go", () => !existsSync(folder));
  });
});

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface(stream)) return line;
  throw new Error("the stream ended without a line");
}

/** A zombie counts as gone: in a container nobody may be there to collect it. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
