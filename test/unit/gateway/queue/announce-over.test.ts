import { randomUUID } from "node:crypto";
import { setImmediate as endOfTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createOverNotes } from "#common/queue/over-note.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createAnnounceOver } from "#gateway/queue/announce-over.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";

function announcer(answer: () => Promise<number> = async () => 1) {
  const overNotes = createOverNotes([newSealingKey()]);
  const notes: (readonly string[])[] = [];
  // Of a connection this one command is used.
  const redis = {
    spublish: (_channel: string, note: string) => {
      notes.push(overNotes.read(note));
      return answer();
    },
  } as unknown as RedisConnection;
  return { announceOver: createAnnounceOver({ redis, overNotes }), notes };
}

describe("announcing that requests are over", () => {
  it("takes one note for all of a turn, and the next for those of the next", async () => {
    const { announceOver, notes } = announcer();
    const ids = Array.from({ length: 5 }, () => randomUUID());
    await Promise.all(ids.slice(0, 4).map(announceOver));
    await announceOver(ids[4] ?? "");
    expect(notes).toEqual([ids.slice(0, 4), ids.slice(4)]);
  });

  it("takes more notes when there are very many, and loses none", async () => {
    const { announceOver, notes } = announcer();
    const ids = Array.from({ length: 1_200 }, () => randomUUID());
    await Promise.all(ids.map(announceOver));
    expect(notes.map(({ length }) => length)).toEqual([500, 500, 200]);
    expect(notes.flat()).toEqual(ids);
  });

  it("rejects for each of them when Redis does not take the note, and goes on", async () => {
    let isAway = true;
    const { announceOver } = announcer(() => (isAway ? Promise.reject(new Error("away")) : Promise.resolve(1)));
    const both = [announceOver(randomUUID()), announceOver(randomUUID())];
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    isAway = false;
    await endOfTurn();
    await expect(announceOver(randomUUID())).resolves.toBeUndefined();
  });
});
