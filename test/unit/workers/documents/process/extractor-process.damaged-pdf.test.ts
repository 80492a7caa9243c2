// T20: damaged PDFs that make a parser fail behind its back — the process lives on and reads the next document.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { callOf } from "#test/unit/call-fixture.ts";
import { createExtractorPool } from "#workers/documents/process/extractor-pool.ts";
import { startExtractorProcess } from "#workers/documents/process/extractor-process.ts";

const corpus = join(import.meta.dirname, "../../../../corpus/files");
const whole = readFileSync(join(corpus, "SPARSE-2024-INV-1234_borderless_table.pdf"));
const mediaType = "application/pdf";

let started = 0;
const pool = createExtractorPool({
  maxProcesses: 1,
  timeoutMs: 30_000,
  startProcess() {
    started += 1;
    return startExtractorProcess();
  },
});
afterAll(() => pool.close());

/** The document with so many bytes replaced, the same ones for the same seed. */
function spoilt(seed: number, edits: number): Uint8Array {
  const bytes = Uint8Array.from(whole);
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let edit = 0; edit < edits; edit += 1) bytes[next(bytes.length)] = next(256);
  return bytes;
}

const read = async (bytes: Uint8Array) =>
  (await pool.extract({ bytes, mediaType }, callOf("read_resource"))).extraction;

it("end no process: what can be read of them is read, and the same process reads what comes next", async () => {
  // The four of 963 tries that left such promises behind: seeds, with the number of edits.
  for (const [seed, edits] of Object.entries({ 12: 200, 14: 100, 29: 100, 95: 200 }))
    expect(await read(spoilt(Number(seed), edits))).toMatchObject({ ok: true });
  expect(await read(Uint8Array.from(whole))).toMatchObject({
    ok: true,
    text: { text: expect.stringContaining("INV") },
  });
  expect(started).toBe(1);
});
