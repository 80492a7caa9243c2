import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";

// What CONTRIBUTING.md says under "Adding a format", done in a copy of the folder: one file of its own and one line.

const root = join(import.meta.dirname, "../../../../..");
const copy = mkdtempSync(join(tmpdir(), "m365-format-"));
afterAll(() => rmSync(copy, { recursive: true }));

const toy = `import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";

export const toy: DocumentFormat = {
  format: "toy",
  title: "toys",
  mediaTypes: ["application/x-toy"],
  extensions: ["toy"],
  recognises: ({ head }) => head.toString("latin1", 0, 4) === "TOY\\0",
  read: ({ source }) => ({ text: Buffer.from(source.bytes.subarray(4)).toString("utf8") }),
};
`;

/** Reads a toy, an unknown file and one of another format, and checks the answer as a worker does. */
const program = `
  const { extractDocument } = await import("#workers/documents/extract-document.ts");
  const { extraction } = await import("#workers/documents/process/protocol.ts");
  const read = async (text) => extraction.parse(await extractDocument({ bytes: Buffer.from(text), mediaType: "" }));
  console.log(JSON.stringify([await read("TOY\\0bear"), await read("\\0\\0"), await read("WEBVTT")]));
`;

it("takes a file in its own folder and a line in the list, and is then recognised, read and named", async () => {
  cpSync(join(root, "workers/documents"), join(copy, "workers/documents"), { recursive: true });
  mkdirSync(join(copy, "common"));
  // All that documents need of the rest.
  for (const file of ["package.json", "common/errors.ts"]) cpSync(join(root, file), join(copy, file));
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));

  mkdirSync(join(copy, "workers/documents/formats/toy"));
  writeFileSync(join(copy, "workers/documents/formats/toy/toy.ts"), toy);
  const list = join(copy, "workers/documents/formats/formats.ts");
  const withLine = readFileSync(list, "utf8").replace("  pdf,\n", "  toy,\n  pdf,\n");
  writeFileSync(list, `import { toy } from "./toy/toy.ts";\n${withLine}`);

  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: copy,
  });
  expect(JSON.parse(stdout)).toEqual([
    { ok: true, format: "toy", text: { text: "bear", detectedType: "application/x-toy" } },
    { ok: false, code: "unsupported_type", message: expect.stringContaining("toys (.toy)") },
    { ok: true, format: "vtt", text: { text: "WEBVTT", detectedType: "text/vtt" } },
  ]);
});
