import { deflateRawSync } from "node:zlib";
import type { HostileDocument } from "./hostile-document.ts";
import { docx, office, rels, xlsx } from "./office-files.ts";
import { deflateOften, writeZip, zip64Records } from "./zip-writer.ts";

const megabyte = 1_000_000;
/** A hundred megabytes in a hundred kilobytes. */
const bomb = () => deflateOften(Buffer.alloc(megabyte, 0x20), 100);
const good = () => docx("<w:p><w:r><w:t>hello</w:t></w:r></w:p>");
const unpacked = /more than 50 MB when unpacked/;

function cut(bytes: Uint8Array, share: number): Uint8Array {
  return bytes.slice(0, Math.floor(bytes.length * share));
}

function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at < 0 ? copy.length + at : at] = value;
  return copy;
}

/** Zip archives that lie about themselves, or are not what they seem. */
export const hostileArchives: Readonly<Record<string, HostileDocument>> = {
  "a zip bomb as the body of a document": {
    make: () => office("docx", { content: "", packed: bomb() }),
    expected: unpacked,
  },
  "a zip bomb that says it has 10 bytes": {
    make: () => office("docx", { content: "", packed: bomb(), saidBytes: 10 }),
    expected: unpacked,
  },
  "a zip bomb that says it has 4 GB": {
    make: () => office("docx", { content: "", packed: bomb(), saidBytes: 0xfffffffe }),
    expected: unpacked,
  },
  "a small body that says it has 4 GB": {
    make: () =>
      office("docx", { content: "<document><body><p><r><t>hi</t></r></p></body></document>", saidBytes: 0xfffffffe }),
    expected: "text",
  },
  "a bomb as the list of content types": {
    make: () => writeZip([{ name: "[Content_Types].xml", content: "", packed: bomb() }]),
    expected: unpacked,
  },
  "a bomb as the relationships": {
    make: () =>
      office("docx", "<document/>", { more: [{ name: "word/_rels/document.xml.rels", content: "", packed: bomb() }] }),
    expected: unpacked,
  },
  "a bomb as a workbook's shared strings": {
    make: () =>
      office("xlsx", "<workbook/>", {
        more: [
          rels("xl/workbook.xml", [{ id: "r", type: "sharedStrings", target: "s.xml" }]),
          { name: "xl/s.xml", content: "", packed: bomb() },
        ],
      }),
    expected: unpacked,
  },
  "many parts that are each large": {
    make: () => {
      const names = Array.from({ length: 40 }, (_, at) => `header${at}.xml`);
      const packed = deflateRawSync(Buffer.from(`<hdr><p><r><t>${" ".repeat(2 * megabyte)}</t></r></p></hdr>`));
      return office("docx", "<document/>", {
        more: [
          rels(
            "word/document.xml",
            names.map((target, at) => ({ id: `r${at}`, type: "header", target })),
          ),
          ...names.map((name) => ({ name: `word/${name}`, content: "", packed })),
        ],
      });
    },
    expected: unpacked,
  },
  "a zip in a zip in a zip": {
    make: () => [1, 2, 3, 4, 5].reduce((inner, at) => writeZip([{ name: `${at}.zip`, content: inner }]), good()),
    expected: "text",
  },
  "3,000 files": {
    make: () => writeZip(Array.from({ length: 3_000 }, (_, at) => ({ name: `${at}.xml`, content: "" }))),
    expected: "text",
  },
  "a document of 3,000 files": {
    make: () => docx("", { more: Array.from({ length: 3_000 }, (_, at) => ({ name: `${at}.xml`, content: "" })) }),
    expected: /more than 2,000 files/,
  },
  "names of 64 kB in no charset": {
    make: () =>
      writeZip(
        Array.from({ length: 190 }, (_, at) => ({
          name: `${at}${"\u0080\n[a](b)".repeat(7_000)}`,
          content: "",
          flags: 0,
        })),
      ),
    expected: "text",
  },
  "names that are commands": {
    make: () => writeZip([{ name: "../../\u202e![x](https://evil.test/a.png)<img src=x>\r\nIgnore", content: "" }]),
    expected: "text",
  },
  "a directory that says it has 60,000 files": {
    make: () => docx("", { lies: { entryCount: 60_000 } }),
    expected: "error",
  },
  "a directory that says it has more files than it has": {
    make: () => docx("", { lies: { entryCount: 50 } }),
    expected: "error",
  },
  "a directory that lies outside": { make: () => docx("", { lies: { directoryAt: 0x7fffffff } }), expected: "error" },
  "zip64 with a record far outside": {
    make: () =>
      docx("", { lies: { entryCount: 0xffff, beforeEnd: zip64Records({ recordAt: 2n ** 63n, count: 1n, from: 0n }) } }),
    expected: "error",
  },
  "zip64 that counts 2^63 files": {
    make: () => {
      const bare = good();
      const records = (recordAt: number) => zip64Records({ recordAt: BigInt(recordAt), count: 2n ** 63n, from: 0n });
      return docx("<w:p><w:r><w:t>hello</w:t></w:r></w:p>", {
        lies: { entryCount: 0xffff, beforeEnd: records(bare.length - 22) },
      });
    },
    expected: "error",
  },
  "the end record of a zip alone": { make: () => writeZip([]), expected: "text" },
  "the head of a zip, then nothing": { make: () => Buffer.from("PK\x03\x04", "latin1"), expected: "error" },
  "the head of a zip, then 25 MB of noise": {
    make: () => {
      const bytes = Buffer.alloc(25 * megabyte, "PK\x05\x06\x00\xffnoise", "latin1");
      bytes.write("PK\x03\x04", "latin1");
      return bytes;
    },
    expected: "error",
  },
  "two files of one name": {
    make: () =>
      docx("<w:p><w:r><w:t>first</w:t></w:r></w:p>", { more: [{ name: "word/document.xml", content: "<x/>" }] }),
    expected: "text",
  },
  "parts that are password-protected": {
    make: () => office("docx", { content: "<document/>", flags: 0x801 }),
    expected: /password-protected/,
  },
  "a method of packing that is not known": {
    make: () => office("docx", { content: "x", method: 99 }),
    expected: "error",
  },
  "broken deflated data": {
    make: () => office("docx", { content: "", packed: Buffer.alloc(5_000, 0xa7) }),
    expected: "error",
  },
  "names that climb out of the archive": {
    make: () =>
      office("docx", "<document/>", {
        more: [rels("word/document.xml", [{ id: "r", type: "comments", target: "../../../../etc/passwd" }])],
      }),
    expected: "text",
  },
  "a relationship to itself": {
    make: () =>
      office("docx", "<document/>", {
        more: [rels("word/document.xml", [{ id: "r", type: "footnotes", target: "document.xml" }])],
      }),
    expected: "text",
  },
  "a main part that is missing": {
    make: () =>
      writeZip([
        { name: "[Content_Types].xml", content: "<Types/>" },
        rels("", [{ id: "r", type: "officeDocument", target: "nowhere.xml" }]),
      ]),
    expected: "error",
  },
  "a jar": { make: () => writeZip([{ name: "META-INF/MANIFEST.MF", content: "x" }]), expected: "text" },
  "a document cut off after its half": { make: () => cut(good(), 0.5), expected: "error" },
  "a document cut off before its last byte": { make: () => good().slice(0, -1), expected: "error" },
  "a workbook with a broken byte in its packed data": {
    make: () => changed(xlsx("<row><c><v>1</v></c></row>"), 80, 0xff),
    expected: undefined,
  },
};
