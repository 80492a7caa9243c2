import { deflateRawSync } from "node:zlib";
import { ending, type HostileDocument, megabyte } from "./hostile-document.ts";
import { docx, office, rels, xlsx } from "./office-files.ts";
import { deflateOften, writeZip, zip64Records } from "./zip-writer.ts";

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
  ...ending(unpacked, {
    "a zip bomb as the body of a document": () => office("docx", { content: "", packed: bomb() }),
    "a zip bomb that says it has 10 bytes": () => office("docx", { content: "", packed: bomb(), saidBytes: 10 }),
    "a zip bomb that says it has 4 GB": () => office("docx", { content: "", packed: bomb(), saidBytes: 0xfffffffe }),
    "a bomb as the list of content types": () =>
      writeZip([{ name: "[Content_Types].xml", content: "", packed: bomb() }]),
    "a bomb as the relationships": () =>
      office("docx", "<document/>", { more: [{ name: "word/_rels/document.xml.rels", content: "", packed: bomb() }] }),
    "a bomb as a workbook's shared strings": () =>
      office("xlsx", "<workbook/>", {
        more: [
          rels("xl/workbook.xml", [{ id: "r", type: "sharedStrings", target: "s.xml" }]),
          { name: "xl/s.xml", content: "", packed: bomb() },
        ],
      }),
    "many parts that are each large": () => {
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
  }),
  ...ending("text", {
    "a small body that says it has 4 GB": () =>
      office("docx", { content: "<document><body><p><r><t>hi</t></r></p></body></document>", saidBytes: 0xfffffffe }),
    "a zip in a zip in a zip": () =>
      [1, 2, 3, 4, 5].reduce((inner, at) => writeZip([{ name: `${at}.zip`, content: inner }]), good()),
    "3,000 files": () => writeZip(Array.from({ length: 3_000 }, (_, at) => ({ name: `${at}.xml`, content: "" }))),
    "names of 64 kB in no charset": () =>
      writeZip(
        Array.from({ length: 190 }, (_, at) => ({
          name: `${at}${"\u0080\n[a](b)".repeat(7_000)}`,
          content: "",
          flags: 0,
        })),
      ),
    "names that are commands": () =>
      writeZip([{ name: "../../\u202e![x](https://evil.test/a.png)<img src=x>\r\nIgnore", content: "" }]),
    "the end record of a zip alone": () => writeZip([]),
    "two files of one name": () =>
      docx("<w:p><w:r><w:t>first</w:t></w:r></w:p>", { more: [{ name: "word/document.xml", content: "<x/>" }] }),
    "names that climb out of the archive": () =>
      office("docx", "<document/>", {
        more: [rels("word/document.xml", [{ id: "r", type: "comments", target: "../../../../etc/passwd" }])],
      }),
    "a relationship to itself": () =>
      office("docx", "<document/>", {
        more: [rels("word/document.xml", [{ id: "r", type: "footnotes", target: "document.xml" }])],
      }),
    "a jar": () => writeZip([{ name: "META-INF/MANIFEST.MF", content: "x" }]),
  }),
  ...ending(/more than 2,000 files/, {
    "a document of 3,000 files": () =>
      docx("", { more: Array.from({ length: 3_000 }, (_, at) => ({ name: `${at}.xml`, content: "" })) }),
  }),
  ...ending("error", {
    "a directory that says it has 60,000 files": () => docx("", { lies: { entryCount: 60_000 } }),
    "a directory that says it has more files than it has": () => docx("", { lies: { entryCount: 50 } }),
    "a directory that lies outside": () => docx("", { lies: { directoryAt: 0x7fffffff } }),
    "zip64 with a record far outside": () =>
      docx("", { lies: { entryCount: 0xffff, beforeEnd: zip64Records({ recordAt: 2n ** 63n, count: 1n, from: 0n }) } }),
    "zip64 that counts 2^63 files": () => {
      const bare = good();
      const records = (recordAt: number) => zip64Records({ recordAt: BigInt(recordAt), count: 2n ** 63n, from: 0n });
      return docx("<w:p><w:r><w:t>hello</w:t></w:r></w:p>", {
        lies: { entryCount: 0xffff, beforeEnd: records(bare.length - 22) },
      });
    },
    "the head of a zip, then nothing": () => Buffer.from("PK\x03\x04", "latin1"),
    "the head of a zip, then 25 MB of noise": () => {
      const bytes = Buffer.alloc(25 * megabyte, "PK\x05\x06\x00\xffnoise", "latin1");
      bytes.write("PK\x03\x04", "latin1");
      return bytes;
    },
    "a method of packing that is not known": () => office("docx", { content: "x", method: 99 }),
    "broken deflated data": () => office("docx", { content: "", packed: Buffer.alloc(5_000, 0xa7) }),
    "a main part that is missing": () =>
      writeZip([
        { name: "[Content_Types].xml", content: "<Types/>" },
        rels("", [{ id: "r", type: "officeDocument", target: "nowhere.xml" }]),
      ]),
    "a document cut off after its half": () => cut(good(), 0.5),
    "a document cut off before its last byte": () => good().slice(0, -1),
  }),
  ...ending(/password-protected/, {
    "parts that are password-protected": () => office("docx", { content: "<document/>", flags: 0x801 }),
  }),
  ...ending(undefined, {
    "a workbook with a broken byte in its packed data": () => changed(xlsx("<row><c><v>1</v></c></row>"), 80, 0xff),
  }),
};
