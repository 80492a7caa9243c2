import { describe, expect, it } from "vitest";
import { docx } from "../hostile/office-files.ts";
import { deflateOften, writeZip, type ZipPart, zip64Records } from "../hostile/zip-writer.ts";
import { extractedText } from "./extracted-text.ts";

const named = (...names: string[]): ZipPart[] => names.map((name) => ({ name, content: "x" }));
const onlyNames =
  "Only the names of the archive's files are read. To read one of them, ask for it as a file of its own.";

describe("a zip archive", () => {
  it("gives the names and sizes of its files, not its folders, and says that they are all", async () => {
    const parts = [
      ...named("Offers/"),
      { name: "Offers/2026.docx", content: "x".repeat(12_345) },
      ...named("a\\b.txt"),
    ];
    expect(await extractedText(writeZip(parts))).toEqual({
      detectedType: "application/zip",
      text: "A zip archive of 2 files:\n\n- Offers/2026.docx (12,345 bytes)\n- a/b.txt (1 byte)",
      incomplete: onlyNames,
    });
    expect((await extractedText(writeZip(named("a.txt")))).text).toMatch(/^A zip archive of 1 file:/);
    expect(await extractedText(writeZip([]))).toEqual({
      detectedType: "application/zip",
      text: "A zip archive without files.",
    });
  });

  it("says which of its files are encrypted", async () => {
    const parts = [...named("open.txt"), { name: "pay.xlsx", content: "", saidBytes: 2_048, flags: 0x801 }];
    expect((await extractedText(writeZip(parts))).text).toMatch(
      /open\.txt \(1 byte\)\n- pay\.xlsx \(2,048 bytes, encrypted\)$/,
    );
  });

  it("is never unpacked", async () => {
    const bomb = { name: "bomb.txt", content: "", packed: deflateOften(Buffer.alloc(1_000_000), 100), saidBytes: 7 };
    const broken = { name: "broken.txt", content: "", packed: Buffer.from("no deflate"), method: 99 };
    expect((await extractedText(writeZip([bomb, broken]))).text).toMatch(/bomb\.txt \(7 bytes\)\n- broken\.txt/);
  });

  it.each([1_001, 3_000])("of %i files gives the first 1,000, and says that there are more", async (count) => {
    const { text, incomplete } = await extractedText(
      writeZip(named(...Array.from({ length: count }, (_, at) => `${at + 1}.txt`))),
    );
    expect(text).toMatch(/^The first 1000 files of a zip archive:\n\n- 1\.txt/);
    expect(text).toMatch(/- 1000\.txt \(1 byte\)$/);
    expect(incomplete).toBe(`${onlyNames} The archive has more than 1,000 files; only the first 1,000 are named.`);
  });

  it("is found by its zip64 record, with sizes beyond 4 GB", async () => {
    const bare = writeZip(named("a.txt"));
    const from = Buffer.from(bare).indexOf("PK\x01\x02", 0, "latin1");
    const end = bare.length - 22;
    const beforeEnd = zip64Records({ recordAt: BigInt(end), count: 1n, from: BigInt(from) });
    const bytes = writeZip(named("a.txt"), { entryCount: 0xffff, directoryAt: 0xffffffff, beforeEnd });
    expect((await extractedText(bytes)).text).toBe("A zip archive of 1 file:\n\n- a.txt (1 byte)");
  });

  it("shows names as plain words, whatever they are made of", async () => {
    const { text } = await extractedText(
      writeZip(named("../\u202eevil\r\n![x](https://evil.test/a.png)<img src=x>", "", `${"d/".repeat(400)}end.txt`)),
    );
    const [, , first = "", second = "", third = ""] = text.split("\n");
    expect(first).toBe("- ../evil ! [x](https://evil.test/a.png)&lt;img src=x> (1 byte)");
    expect(second).toBe("- (without a name) (1 byte)");
    expect(third).toMatch(/^- …[d/]{293}end\.txt \(1 byte\)$/);
  });

  it("decodes names of old programs by the charset that fits them all, and says so", async () => {
    const bytes = Buffer.from(writeZip([{ name: "??????????.txt", content: "x", flags: 0 }, ...named("日本.txt")]));
    const old = Buffer.from("8cfb8dc0905591d693cd", "hex");
    for (let at = bytes.indexOf("?????"); at !== -1; at = bytes.indexOf("?????")) old.copy(bytes, at);
    const { text, incomplete } = await extractedText(bytes);
    expect(text).toContain("- 口座振替届.txt (1 byte)\n- 日本.txt (1 byte)");
    expect(incomplete).toMatch(/had to be guessed; it was read as shift_jis/);
  });

  it("that is a document of too many files is refused, since not all its parts can be known", async () => {
    const more = named(...Array.from({ length: 2_000 }, (_, at) => `${at}.xml`));
    await expect(extractedText(docx("", { more }))).rejects.toThrow("too_large: It has more than 2,000 files");
  });

  it("is refused where its directory is not what it says", async () => {
    await expect(extractedText(writeZip(named("a.txt"), { entryCount: 50 }))).rejects.toThrow(/^unreadable: .*archive/);
  });
});
