import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { readableOf } from "#workers/documents/formats/document-format.ts";
import { documentKinds } from "#workers/documents/formats/formats.ts";

const root = join(import.meta.dirname, "../../../../..");
const formats = readableOf(documentKinds);

describe("the list of formats", () => {
  it("has every format that has a folder, once", () => {
    const folders = readdirSync(join(root, "workers/documents/formats"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name.replace("-", "_"));
    expect(formats.map(({ format }) => format).sort()).toEqual(folders.sort());
  });

  it("gives no two formats the same media type or extension", () => {
    for (const values of [formats.flatMap(({ mediaTypes }) => mediaTypes), formats.flatMap((one) => one.extensions)])
      expect(new Set(values).size).toBe(values.length);
  });

  it("loads no parser until there is something to parse", async () => {
    const program = `
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({
        resolve(name, context, next) {
          const found = next(name, context);
          loaded.push(found.url);
          return found;
        },
      });
      await import("#workers/documents/formats/formats.ts");
      console.log(JSON.stringify(loaded));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: root,
    });
    const loaded: string[] = JSON.parse(stdout);
    expect(loaded.filter((url) => url.includes("formats/pdf/pdf.ts"))).toHaveLength(1);
    expect(
      loaded.filter((url) => /node_modules\/(?!zod\/)|\/read-(?:docx|eml|html|msg|pdf|pptx|rtf|xlsx)\.ts/.test(url)),
    ).toEqual([]);
  });
});

describe("a document that is not read", () => {
  const refused = async (text: string) => {
    const result = await extractDocument({ bytes: Buffer.from(text, "latin1"), mediaType: "" });
    return result.ok ? result.text.text : result.message;
  };

  it("is refused with what can be read, out of the list", async () => {
    expect(await refused("\x7fELF")).toBe(
      "It is a program, which has no text. RTF (.rtf), Word (.docx), Excel (.xlsx), PowerPoint (.pptx), " +
        "saved messages " +
        "(.msg, .eml, .mht, .mhtml), PDF (.pdf), HTML (.html, .htm), transcripts (.vtt), calendar entries (.ics), " +
        "contacts (.vcf) and text (.txt) can be read.",
    );
  });
});
