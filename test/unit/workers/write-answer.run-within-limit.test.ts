import { describe, expect, it } from "vitest";
import { answerLimits } from "#workers/text/text-window.ts";
import { runWithinLimit, writeBlock } from "#workers/write-answer.ts";

const all = Array.from({ length: 60 }, (_, at) => ({ at, subject: '"x'.repeat(50 + (at % 7) * 60) }));

/** A search whose cursor is the number of the next hit. */
function searchFrom(start: number) {
  const limits: unknown[] = [];
  const run = async ({ limit }: Record<string, unknown>) => {
    limits.push(limit);
    const next = start + Number(limit);
    const hits = all.slice(start, next);
    return { answer: { hits, next }, blocks: [...hits, { nextCursor: String(next) }].map(writeBlock) };
  };
  return { limits, run };
}

const bytesOf = (blocks: readonly string[]) =>
  blocks.reduce((sum, block) => sum + Buffer.byteLength(JSON.stringify(JSON.parse(block).text)) - 2, 0);

describe("a search whose answer is too large", () => {
  it("gives fewer hits, and its cursor goes on right behind the last of them", async () => {
    const seen: unknown[] = [];
    for (let start = 0; start < all.length; ) {
      const { run } = searchFrom(start);
      const { answer, blocks } = await runWithinLimit({ limit: 50 }, run);
      expect(bytesOf(blocks)).toBeLessThanOrEqual(answerLimits.searchBytes);
      seen.push(...(answer.hits as unknown[]));
      start = Number(answer.next);
    }
    expect(seen).toEqual(all);
  });

  it("runs twice at most where its hits stay the same, and once where it is small enough", async () => {
    const [large, small] = [searchFrom(0), searchFrom(0)];
    await runWithinLimit({ limit: 50 }, large.run);
    await runWithinLimit({ limit: 3 }, small.run);
    expect([large.limits.length, small.limits]).toEqual([2, [3]]);
  });

  it("is asked for half as much where all hits are in one block", async () => {
    const limits: unknown[] = [];
    await runWithinLimit({ maxCandidates: 40 }, async ({ maxCandidates }) => {
      limits.push(maxCandidates);
      const answer = { times: Array(Number(maxCandidates)).fill("x".repeat(1_500)) };
      return { answer, blocks: [writeBlock(answer)] };
    });
    expect(limits).toEqual([40, 20, 10]);
  });

  it("ends with one hit, however large that is", async () => {
    const limits: unknown[] = [];
    await runWithinLimit({ limit: 2 }, async ({ limit }) => {
      limits.push(limit);
      return { answer: {}, blocks: ["x".repeat(30_000), {}].map(writeBlock) };
    });
    expect(limits).toEqual([2, 1]);
  });
});
