import { randomUUID } from "node:crypto";
import { setImmediate as endOfTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createEndMessages } from "#common/queue/end-messages.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createAnnounceEnd } from "#gateway/queue/tool-queue.ts";
import { newSealingKey } from "../../../support/sealing-key.ts";

function announcer(answer: () => Promise<number> = async () => 1) {
  const endMessages = createEndMessages([newSealingKey()]);
  const messages: (readonly string[])[] = [];
  const redis = {
    spublish: (_channel: string, message: string) => {
      messages.push(endMessages.read(message));
      return answer();
    },
    // The only command that is used.
  } as unknown as RedisConnection;
  return { announceEnd: createAnnounceEnd({ redis, endMessages }), messages };
}

describe("announcing that requests have ended", () => {
  it("publishes one message per event-loop turn", async () => {
    const { announceEnd, messages } = announcer();
    const ids = Array.from({ length: 5 }, () => randomUUID());
    await Promise.all(ids.slice(0, 4).map(announceEnd));
    await announceEnd(ids[4] ?? "");
    expect(messages).toEqual([ids.slice(0, 4), ids.slice(4)]);
  });

  it("publishes more messages when very many requests end, and loses none", async () => {
    const { announceEnd, messages } = announcer();
    const ids = Array.from({ length: 1_200 }, () => randomUUID());
    await Promise.all(ids.map(announceEnd));
    expect(messages.map(({ length }) => length)).toEqual([500, 500, 200]);
    expect(messages.flat()).toEqual(ids);
  });

  it("rejects for each of them when Redis does not accept the message, and goes on", async () => {
    let isAway = true;
    const { announceEnd } = announcer(() => (isAway ? Promise.reject(new Error("away")) : Promise.resolve(1)));
    const both = [announceEnd(randomUUID()), announceEnd(randomUUID())];
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    isAway = false;
    await endOfTurn();
    await expect(announceEnd(randomUUID())).resolves.toBeUndefined();
  });
});
