import { describe, expect, it } from "vitest";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { ownRedis } from "#test/unit/own-redis.ts";
import type { Gate, GateAnswer } from "#workers/resilience/gate.ts";
import { createSharedGate } from "#workers/resilience/shared-gate.ts";
import { recordingLogger } from "../auth/obo-fixture.ts";

const keys: SealingKeys = [newSealingKey()];
const { redis, connect } = await ownRedis();

/**
 * It waits for Redis longer than in production, or a busy machine would make it decide alone; and it keeps its position
 * in line for longer than such a machine takes from one step of a test to the next.
 */
const worker = (more: { inLineTtlMs?: number } = { inLineTtlMs: 60_000 }) =>
  createSharedGate({ redis: connect(), keys, logger: recordingLogger().logger, redisWithinMs: 10_000, ...more });

const limits = (atOnce = 1) => ({ scope: "tenant|user|outlook", tenant: "tenant|outlook", atOnce, rates: [] });
const lineKeys = async () => [
  ...(await redis.keys("{m365}:graph:line:*")),
  ...(await redis.keys("{m365}:graph:in-line:*")),
];

type State = GateAnswer["state"];
type Answer<S extends State> = Extract<GateAnswer, { state: S }>;
const isIn = <S extends State>(state: S, answer: GateAnswer): answer is Answer<S> => answer.state === state;

async function ask<S extends State>(gate: Gate, state: S, { place, atOnce }: { place?: string; atOnce?: number } = {}) {
  const answer = await gate.ask(limits(atOnce), 20_000, place);
  if (!isIn(state, answer)) throw new Error(`${answer.state} instead of ${state}`);
  return answer;
}

describe("a place that is waited for", () => {
  it("goes to who waits, though its holder asks for the next one in the same moment as it leaves", async () => {
    const [busy, other] = [worker(), worker()];
    const held = await ask(busy, "open");
    const { place } = await ask(other, "full");
    held.leave();
    const next = await ask(busy, "full");
    const now = await ask(other, "open", { place });
    now.leave();
    await ask(other, "full");
    await ask(busy, "open", { place: next.place });
  });

  it("goes to one after the other, first come first served, and as many at once as are free", async () => {
    const [busy, other] = [worker(), worker()];
    const held = [await ask(busy, "open", { atOnce: 2 }), await ask(busy, "open", { atOnce: 2 })];
    const waiting: Answer<"full">[] = [];
    for (let count = 0; count < 3; count += 1) waiting.push(await ask(other, "full", { atOnce: 2 }));
    const [first, second, third] = waiting.map(({ place }) => ({ place, atOnce: 2 }));
    for (const { leave } of held) leave();
    await ask(busy, "full", { atOnce: 2 });
    await ask(other, "full", third);
    await ask(other, "open", second);
    await ask(other, "full", third);
    await ask(other, "open", first);
    await ask(other, "full", third);
  });

  it("is free for others as soon as who waits for it leaves the line", async () => {
    const [busy, other] = [worker(), worker()];
    const held = await ask(busy, "open");
    const waiting = await ask(other, "full");
    held.leave();
    const next = await ask(busy, "full");
    waiting.leave();
    const again = async () => (await busy.ask(limits(), 0, next.place)).state;
    await expect.poll(again).toBe("open");
  });

  it("is not kept for a worker that was killed", async () => {
    const [busy, killed] = [worker(), worker({ inLineTtlMs: 3_000 })];
    const held = await ask(busy, "open");
    await ask(killed, "full");
    held.leave();
    const waiting = await ask(busy, "full");
    const again = async () => (await busy.ask(limits(), 0, waiting.place)).state;
    await expect.poll(again).toBe("open");
  });

  it("leaves nothing behind: no line where nobody waits, and none for longer than a second", async () => {
    const [busy, other] = [worker(), worker()];
    const held = await ask(busy, "open");
    expect(await lineKeys()).toEqual([]);
    await ask(worker({}), "full");
    for (const name of await lineKeys()) expect(await redis.pttl(name)).toBeLessThanOrEqual(1_000);
    await expect.poll(lineKeys).toEqual([]);
    const { place } = await ask(other, "full");
    const names = await lineKeys();
    expect(names).toHaveLength(2);
    expect(names.join()).not.toMatch(/tenant|user|outlook/);
    held.leave();
    const now = await ask(other, "open", { place });
    expect(await lineKeys()).toEqual([]);
    now.leave();
    await expect.poll(() => redis.keys("*")).toEqual([]);
  });
});
