import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { refusalError } from "#workers/documents/extract-text.ts";
import { type DocumentFormat, readableOf } from "#workers/documents/formats/document-format.ts";
import { documentKinds, recogniseKind } from "#workers/documents/formats/formats.ts";
import { wordsOf } from "#workers/documents/refusals.ts";
import { takeSample } from "#workers/documents/sample.ts";
import { compoundFile } from "../archive/compound-files.ts";
import { line, pdf } from "../hostile/pdf-files.ts";
import { extractedText } from "./extracted-text.ts";

/** The name of the format, or what it is when it is not read; of an archive, that it is one. */
function kindOf(bytes: Uint8Array, mediaType: string, name = ""): string {
  const kind = recogniseKind(takeSample({ bytes, mediaType, name }), documentKinds);
  return "read" in kind ? kind.format : wordsOf(kind.refusal).message;
}

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));

describe("what a document is", () => {
  it.each([
    ["%PDF-1.7\n%\xe2\xe3", "pdf"],
    ["PK\x03\x04\x14\x00\x06", "zip"],
    ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "It is damaged, or breaks the rules of its format."],
    ["{\\rtf1\\ansi hello}", "rtf"],
    ["\x89PNG\r\n\x1a\n\x00\x00", "picture"],
    ["RIFF\x00\x00\x00\x00WEBP", "picture"],
    ["\x00\x00\x00\x18ftypheic", "It is a picture in HEIC format, which is not decoded here because of its patents."],
    ["\x00\x00\x00\x18ftypmp42", "It is a recording, which has no text."],
    ["\x1f\x8b\x08\x00", "It is an archive, which has no text of its own."],
    ["MZ\x90\x00\x03\x00", "It is a program, which has no text."],
    ["\x00\x01\x02\x03", "It is not text in any known encoding."],
    ["text with one \x00 in it", "It is not text in any known encoding."],
  ])("is told from its bytes, not from its declared type: %j", (content, type) => {
    expect(kindOf(latin1(content), "text/plain")).toBe(type);
    expect(kindOf(latin1(content), "text/html")).toBe(type);
  });

  it.each([
    ["console.log('x');\n", "application/octet-stream"],
    ["BMW and MZ and ID3 begin this text", "text/plain"],
    ["ID3 tags explained", "text/plain"],
    ["x", "image/png"],
    ["", "text/plain"],
    ["\x1b$B$3$s", "text/plain"],
    ["Gr\xfc\xdfe", "text/plain"],
    ["D\0e\0a\0r\0 \0a\0l\0l\0", "text/plain"],
    ["\xff\xfeD\0e\0", "text/plain"],
    ["<note>xml</note>", "application/xml"],
  ])("is text when it reads as text: %j", (content, mediaType) => {
    expect(kindOf(latin1(content), mediaType)).toBe("plain_text");
  });

  it.each([
    ["<!DOCTYPE html><p>Hi", "application/octet-stream"],
    ["\xef\xbb\xbf<html><body>Hi", "text/plain"],
    ["<!-- saved -->\n<html>Hi", "text/plain"],
    ["<?xml version='1.0'?>\n<html>Hi", "application/xml"],
    ["Hi <b>you", "text/html; charset=utf-8"],
    ["<\0h\0t\0m\0l\0>\0H\0i\0", "text/plain"],
  ])("is HTML when it begins as HTML, or is declared to be and reads as text: %j", (content, mediaType) => {
    expect(kindOf(latin1(content), mediaType)).toBe("html");
  });

  it.each([
    "\n%PDF-1.7\n%\xe2\xe3\n1 0 obj",
    "\xef\xbb\xbf%PDF-1.4\r\n1 0 obj",
    "\x00\x05Offer.pdf\x00\x00%PDF-1.3\n1 0 obj",
    "HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n",
  ])("is a PDF when its mark comes a little later: %j", (content) => {
    expect(kindOf(latin1(content), "application/octet-stream")).toBe("pdf");
  });

  it.each([
    ["const signatures = ['%PDF-', 'PK'];\n", "plain_text"],
    ["How a PDF begins:\n%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "plain_text"],
    ["<!DOCTYPE html><pre>%PDF-1.7\n%%EOF</pre>", "html"],
    ["PK\x03\x04\x14\x00offer.pdf%PDF-1.4\n", "zip"],
  ])("is no PDF because it speaks of one: %j", (content, type) => {
    expect(kindOf(latin1(content), "application/octet-stream")).toBe(type);
  });

  it("is a PDF when its mark ends within the first 1,024 bytes", () => {
    const typeAfter = (spaces: number) => kindOf(latin1(`${" ".repeat(spaces)}%PDF-1.4\n1 0 obj`), "application/pdf");
    expect(typeAfter(1_019)).toBe("pdf");
    expect(typeAfter(1_020)).toBe("plain_text");
  });

  it("is told at once, however the document begins", async () => {
    for (const unit of ["<!---->", "<!--", "<?x?>", "<?", "<!-- --> ", " ", "%PDF", "%%EOF"]) {
      expect(await ownCpuMs(() => kindOf(latin1(unit.repeat(4_000)), "text/plain")), unit).toBeLessThan(250);
    }
  });

  it.each([
    ["WEBVTT\n\n", "vtt"],
    ["BEGIN:VCALENDAR\r\nX-WR-CALNAME:a\r\n", "icalendar"],
    ["begin:vcard\nFN:Ada", "vcard"],
    ["From: a@contoso.com\r\nTo: b@contoso.com\r\nSubject: x\r\n\r\nHi", "eml"],
    ["From a@contoso.com Thu Jan 29\r\nFrom: a\r\nTo: b\r\n\tc\r\nDate: d\r\n\r\nHi", "eml"],
    ["Subject: x\r\n\r\nHi", "plain_text"],
    ["WEBVTTS are files", "plain_text"],
  ])("is a kind of text by how it begins: %j", (content, format) => {
    expect(kindOf(latin1(content), "text/plain", "a.txt")).toBe(format);
  });

  it.each([
    ["message/rfc822", "x"],
    ["MESSAGE/global; charset=utf-8", "x"],
    ["", "Offer.EML"],
    ["", "page.mht"],
  ])("is a message with one header where a type or name says so: %j, %j", (mediaType, name) => {
    expect(kindOf(latin1("Subject: x\r\n\r\nHi"), mediaType, name)).toBe("eml");
    expect(kindOf(latin1("Hi"), mediaType, name)).toBe("plain_text");
  });
});

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

async function refusalOf(bytes: Uint8Array) {
  const result = await extractDocument({ bytes, mediaType: "" });
  return "refusal" in result ? refusalError(result.refusal) : result;
}

describe("a document that can't be read", () => {
  it("is refused with a sentence that names every format of the list", async () => {
    const message = expect.stringMatching(/^It is a program, which has no text\. .* and text \(\.txt\) can be read\.$/);
    expect(await refusalOf(latin1("\x7fELF"))).toMatchObject({ code: "unsupported_type", message });
    for (const { title, extensions } of formats) {
      const named = expect.stringMatching(`\\b${title} \\([^)]*\\.${extensions[0]}\\b`);
      expect(await refusalOf(latin1("\x7fELF")), title).toMatchObject({ message: named });
    }
  });

  it("is told what to do instead, where there is something better than another format", async () => {
    expect(await refusalOf(compoundFile({ WordDocument: Buffer.alloc(9) }))).toMatchObject({
      code: "unsupported_type",
      message: expect.stringMatching(/only in OneDrive or SharePoint, .*\. Save it there and read it by its address/),
    });
  });
});

it("pages of a document that are not there are refused", async () => {
  const read = (pages: string[], options: object) => extractedText(pdf(pages.map(line)), options);
  await expect(read(["one"], { startPage: 2 })).rejects.toThrow(
    /invalid_input: startPage: the document has one page\./,
  );
  await expect(read(["one", "two"], { startPage: 2, endPage: 1 })).rejects.toThrow(/invalid_input: endPage/);
});
