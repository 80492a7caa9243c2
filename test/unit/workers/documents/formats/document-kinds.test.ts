import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { ole } from "#test/unit/workers/documents/hostile/ole-files.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { refusalError } from "#workers/documents/extract-text.ts";
import { type DocumentFormat, readableOf } from "#workers/documents/formats/document-format.ts";
import { documentKinds } from "#workers/documents/formats/formats.ts";
import { hasSignature } from "#workers/documents/sample.ts";

const root = join(import.meta.dirname, "../../../../..");
const formats = readableOf(documentKinds);
const folderOf = ({ format }: DocumentFormat) => format.replaceAll("_", "-");

describe("the list of formats", () => {
  it("has every format that has a folder, once", () => {
    const folders = readdirSync(join(root, "workers/documents/formats"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name.replaceAll("-", "_"));
    const names = formats.map(({ format }) => format);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(folders));
  });

  it("has tests for each format, by its name", () => {
    const untested = formats.map(folderOf).filter((name) => !existsSync(join(import.meta.dirname, `${name}.test.ts`)));
    expect(untested).toEqual([]);
  });

  it("gives no two formats the same media type or extension", () => {
    for (const values of [formats.flatMap(({ mediaTypes }) => mediaTypes), formats.flatMap((one) => one.extensions)])
      expect(new Set(values).size).toBe(values.length);
  });

  it("loads no package, and no parser but those of light formats, until there is something to parse", async () => {
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
    expect(loaded.filter((url) => url.includes("formats/binary-formats.ts"))).toHaveLength(1);
    const lightFolders = formats.filter(({ isLight }) => isLight).map(folderOf);
    const isHeavyParser = (url: string) => {
      const [, folder] = /\/formats\/([\w-]+)\/read-[\w-]+\.ts$/.exec(url) ?? [];
      return folder !== undefined && !lightFolders.includes(folder);
    };
    expect(loaded.filter((url) => /node_modules\/(?!zod\/)/.test(url) || isHeavyParser(url))).toEqual([]);
  });
});

const toy: DocumentFormat = {
  format: "toy",
  title: "toys",
  mediaTypes: ["application/x-toy"],
  extensions: ["toy"],
  recognises: ({ head }) => hasSignature(head, "TOY\0"),
  read: ({ source }) => ({ text: Buffer.from(source.bytes.subarray(4)).toString("utf8") }),
};

const resultOf = async (text: string, kinds = documentKinds) =>
  await extractDocument({ bytes: Buffer.from(text, "latin1"), mediaType: "" }, kinds);

async function refusalOf(text: string, kinds = documentKinds) {
  const result = await resultOf(text, kinds);
  return "refusal" in result ? refusalError(result.refusal, kinds) : result;
}

describe("a format that is added to the list", () => {
  it("is recognised, read and named, and changes nothing for other formats", async () => {
    const kinds = [toy, ...documentKinds];
    expect(await resultOf("TOY\0bear", kinds)).toEqual({
      ok: true,
      format: "toy",
      text: { text: "bear", detectedType: "application/x-toy" },
    });
    expect(await resultOf("WEBVTT", kinds)).toEqual(await resultOf("WEBVTT"));
    expect(await refusalOf("\0\0", kinds)).toMatchObject({ message: expect.stringContaining(" toys (.toy), ") });
  });
});

describe("a document that can't be read", () => {
  it("is refused with a sentence that names every format of the list", async () => {
    const message = expect.stringMatching(/^It is a program, which has no text\. .* and text \(\.txt\) can be read\.$/);
    expect(await refusalOf("\x7fELF")).toMatchObject({ code: "unsupported_type", message });
    for (const { title, extensions } of formats) {
      const named = expect.stringMatching(`\\b${title} \\([^)]*\\.${extensions[0]}\\b`);
      expect(await refusalOf("\x7fELF"), title).toMatchObject({ message: named });
    }
  });

  it("is told what to do instead, where there is something better than another format", async () => {
    expect(await refusalOf(Buffer.from(ole(["WordDocument"])).toString("latin1"))).toMatchObject({
      code: "unsupported_type",
      message: expect.stringMatching(/only in OneDrive or SharePoint, .*\. Save it there and read it by its address/),
    });
  });
});
