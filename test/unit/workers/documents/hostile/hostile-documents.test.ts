// T20: documents that exhaust or crash the parser (bombs, false sizes, endless or damaged files) — a typed error or
// bounded text within 15 s, in bounded memory that is released.

import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ownFolder } from "#test/support/own-folder.ts";
import { hostileDocuments } from "./documents.ts";
import { megabyte } from "./hostile-document.ts";

/** A document has 15 s, and a busy machine needs some to end it; who waits gives up after 60 s. */
const inTimeSeconds = 30;
const folder = ownFolder();
const heavy = /zip bomb as|small paragraphs|inflates to 300|one text of|200,000 shapes/;

const cases = Object.entries(hostileDocuments).map(([what, document], at) => {
  const kind = document.isEndless === true ? "endless" : heavy.test(what) ? "heavy" : "once";
  return { what, ...document, file: `${String(at).padStart(3, "0")}.${kind}` };
});

const endShape = z.union([
  z.object({ file: z.string(), seconds: z.number(), characters: z.number() }),
  z.object({ file: z.string(), seconds: z.number(), code: z.string(), message: z.string() }),
]);
const reportShape = z.object({
  ends: z.array(endShape),
  endBytes: z.number(),
  highestReaderBytes: z.number(),
});
let report: z.infer<typeof reportShape>;

beforeAll(async () => {
  for (const { file, make } of cases) writeFileSync(join(folder, file), make());
  const program = join(import.meta.dirname, "main.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder], { encoding: "utf8" });
  report = reportShape.parse(JSON.parse(stdout));
}, 600_000);

describe("a hostile document", () => {
  it("comes in at least 60 kinds", () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it.each(cases)("$what ends in time, with bounded text or a reason", ({ file, expected }) => {
    const ends = report.ends.filter((end) => end.file === file);
    expect(ends).toHaveLength(file.endsWith(".heavy") ? 3 : 1);
    for (const end of ends) {
      expect(end.seconds).toBeLessThan(inTimeSeconds);
      if ("characters" in end) {
        expect(end.characters).toBeLessThanOrEqual(megabyte);
        expect(expected).not.toBe("error");
      } else {
        expect(end.code).toMatch(/^(?:too_large|unsupported_type|unreadable)$/);
        expect(expected, end.message).not.toBe("text");
        if (expected instanceof RegExp) expect(end.message).toMatch(expected);
      }
    }
  });

  it("takes no process that reads beyond 450 MB, itself included", () => {
    expect(report.highestReaderBytes).toBeLessThan(450 * megabyte);
  });

  it("leaves the process alive, and all memory but 300 MB given back, that of the processes that read included", () => {
    expect(report.endBytes).toBeLessThan(300 * megabyte);
  });
});
