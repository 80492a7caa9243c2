// T20: PDFs that take longer to read than there is time — what was read of them in time is the answer.

import { afterAll, expect, it } from "vitest";
import { callOf } from "#test/unit/call-fixture.ts";
import { createExtractorPool } from "#workers/documents/process/extractor-pool.ts";
import { startExtractorProcess } from "#workers/documents/process/extractor-process.ts";
import { inflating, type PdfPage, pdf } from "../hostile/pdf-files.ts";

const pool = createExtractorPool({ maxProcesses: 1, timeoutMs: 4_000, startProcess: () => startExtractorProcess() });
afterAll(() => pool.close());

/** Tens of thousands of operations that show nothing, and then a word. */
const slow: PdfPage = inflating(`${"q 1 0 0 1 0 0 cm Q\n".repeat(20_000)}BT /F1 12 Tf 72 700 Td (slow) Tj ET\n`, 1);

it("give the pages that could be read, and say that it took too long", async () => {
  const bytes = pdf(Array.from({ length: 500 }, () => slow));
  const extraction = await pool.extract({ bytes, mediaType: "application/pdf" }, callOf("read_resource"));
  expect(extraction).toMatchObject({
    ok: true,
    text: {
      text: expect.stringMatching(/^\[Page 1\]\n\nslow\n/),
      pageCount: 500,
      gaps: expect.arrayContaining([expect.objectContaining({ kind: "otherPages", of: 500 }), { kind: "tooSlow" }]),
    },
  });
});
