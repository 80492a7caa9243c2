import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as endOfTurn } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { BatchingRedis } from "#common/queue/redis.ts";

/** Answers every command with `PONG`, or none, and keeps how many commands came in each read. */
async function listenAsRedis(isSilent: boolean): Promise<{ path: string; reads: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), "batching-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "redis.sock");
  const reads: number[] = [];
  const server = createServer((socket) => {
    socket.on("data", (bytes) => {
      const commands = bytes.toString("latin1").match(/^\*\d+\r$/gm)?.length ?? 0;
      reads.push(commands);
      if (!isSilent) socket.write("+PONG\r\n".repeat(commands));
    });
  }).listen(path);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return { path, reads };
}

async function connect({ isSilent = false } = {}) {
  const { path, reads } = await listenAsRedis(isSilent);
  const redis = new BatchingRedis({ path, enableReadyCheck: false, disableClientInfo: true, protocol: 2 });
  onTestFinished(() => redis.disconnect());
  await once(redis, "ready");
  reads.length = 0;
  return { redis, reads };
}

describe("a connection that batches", () => {
  it("writes what one turn of the event loop asks at once, and gives each its own answer", async () => {
    const { redis, reads } = await connect();
    const answers = await Promise.all(Array.from({ length: 50 }, () => redis.ping()));
    expect(answers).toEqual(Array.from({ length: 50 }, () => "PONG"));
    expect(reads).toEqual([50]);
  });

  it("writes again in the next turn, and after it was disconnected in the middle of one", async () => {
    const { redis, reads } = await connect();
    await redis.ping();
    await redis.ping();
    expect(reads).toEqual([1, 1]);
    const lost = redis.ping().catch(() => "lost");
    redis.disconnect(true);
    expect(await lost).toMatch(/lost|PONG/);
    await once(redis, "ready");
    expect(await redis.ping()).toBe("PONG");
  });

  it("writes before the end of the turn when no answer is due, and only then", async () => {
    const { redis } = await connect({ isSilent: true });
    const isHeldAfterCallbacks = async () => {
      redis.ping().catch(() => undefined);
      redis.ping().catch(() => undefined);
      expect(redis.stream.writableCorked).toBe(1);
      await new Promise(process.nextTick);
      return redis.stream.writableCorked > 0;
    };
    expect(await isHeldAfterCallbacks()).toBe(false);
    expect(await isHeldAfterCallbacks()).toBe(true);
    await endOfTurn();
    expect(redis.stream.writableCorked).toBe(0);
  });
});
