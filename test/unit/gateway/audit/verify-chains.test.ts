// proves P7

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createChain } from "#gateway/audit/chain.ts";
import { auditInMemory, ended, keys, parsed, verifyTexts } from "./audit-fixture.ts";

/** The text of a process that made some calls and ended in order. */
async function chainText(calls: number): Promise<string> {
  const { audit, state } = auditInMemory();
  for (let count = 0; count < calls; count += 1) {
    const call = ended();
    await audit.callStarted(call);
    audit.callEnded(call);
  }
  await audit.close();
  return state.text;
}

let text = "";
let lines: string[] = [];
beforeAll(async () => {
  text = (await chainText(4)) + (await chainText(3));
  lines = text.split("\n").slice(0, -1);
});

const joined = (some: readonly string[]) => some.map((line) => `${line}\n`).join("");
const lineAt = () => fc.nat({ max: lines.length - 1 });

describe("verifying an audit log", () => {
  test("accepts what was written, and tells per chain what was found", () => {
    const { problem, chains } = verifyTexts(text);
    expect(problem).toBeUndefined();
    expect(chains).toMatchObject([
      { lines: 10, isClosed: true, torn: 0 },
      { lines: 8, isClosed: true, torn: 0 },
    ]);
  });

  test("accepts the interleaved lines of several processes", () => {
    const [one, two] = [lines.slice(0, 10), lines.slice(10)];
    const mixed = one.flatMap((line, at) => [line, ...(two[at] === undefined ? [] : [two[at]])]);
    expect(verifyTexts(joined(mixed)).problem).toBeUndefined();
  });

  test("finds any one byte that was changed, at its line or, where it was a line's end, at the next", () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (bytes[at] ?? 0) ^ change;
        const line = text.slice(0, at).split("\n").length;
        expect(verifyTexts(changed).problem?.number).toBe(line);
      }),
      { numRuns: 500 },
    );
  });

  test("finds any line that was removed, but for the last of a chain, after which the chain is open", () => {
    fc.assert(
      fc.property(lineAt(), (at) => {
        const { problem, chains } = verifyTexts(joined(lines.toSpliced(at, 1)));
        const isLast = lines[at]?.includes('"chain_closed"') === true;
        expect(problem !== undefined).toBe(!isLast);
        if (isLast) expect(chains.filter(({ isClosed }) => !isClosed)).toHaveLength(1);
      }),
    );
  });

  test("finds any two lines of a chain that changed places, and any line that is there twice", () => {
    fc.assert(
      fc.property(fc.nat({ max: 9 }), fc.nat({ max: 9 }), lineAt(), (one, other, place) => {
        fc.pre(one !== other);
        const swapped = lines.with(one, lines[other] ?? "").with(other, lines[one] ?? "");
        expect(verifyTexts(joined(swapped)).problem).toBeDefined();
        expect(verifyTexts(joined(lines.toSpliced(place, 0, lines[one] ?? ""))).problem).toBeDefined();
      }),
    );
  });

  test("finds an end that was cut, wherever the cut is", () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        const { problem, chains } = verifyTexts(text.slice(0, length));
        const isSeen = problem !== undefined || chains.length < 2 || chains.some(({ isClosed }) => !isClosed);
        expect(isSeen).toBe(true);
      }),
    );
  });

  test("finds a line after the last one of a chain, even by a holder of the key", async () => {
    const closed = await chainText(1);
    const { boot, mac, seq, time } = parsed(closed).at(-1) ?? {};
    const chain = createChain({ key: keys.chain, boot: String(boot) });
    const before = { bytes: Buffer.alloc(0), mac: String(mac), seq: Number(seq) };
    const more = chain.seal({ event: "chain_closed", time: String(time), since: String(time) }, before);
    expect(verifyTexts(closed + more.bytes).problem).toMatchObject({
      number: 5,
      what: `it comes after the last line of chain ${boot}`,
    });
  });

  test("names the calls that began and have no end", async () => {
    const { audit, state } = auditInMemory();
    const [kept, lost] = [ended(), ended()];
    await audit.callStarted(kept);
    await audit.callStarted(lost);
    audit.callEnded(kept);
    expect(verifyTexts(state.text).chains).toMatchObject([
      { isClosed: false, unfinished: new Set([lost.call.requestId]) },
    ]);
  });
});
