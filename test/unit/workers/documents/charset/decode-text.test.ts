import { describe, expect, it } from "vitest";
import { charsetOf, charsetOfPage, decodeText } from "#workers/documents/charset/decode-text.ts";

const decoded = (given: Uint8Array, mediaType = "text/plain") => decodeText(given, charsetOf(mediaType));
const bytes = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding);

describe("text of unknown encoding", () => {
  it.each([
    ["UTF-8", bytes("Grüße, 世界", "utf8"), "text/plain", "Grüße, 世界"],
    ["UTF-8 with a mark", bytes("\ufeffGrüße", "utf8"), "text/plain; charset=windows-1252", "Grüße"],
    ["UTF-16 with a mark", bytes("\ufeffGrüße", "utf16le"), "text/plain", "Grüße"],
    ["UTF-16 big endian with a mark", bytes("\ufeffGrüße", "utf16le").swap16(), "text/plain", "Grüße"],
    ["UTF-16 without a mark", bytes("Dear all, this is enough", "utf16le"), "text/plain", "Dear all, this is enough"],
    ["windows-1252, declared", bytes("Gr\xfc\xdfe", "latin1"), 'text/plain; charset="windows-1252"', "Grüße"],
    ["windows-1252, declared as UTF-8", bytes("Gr\xfc\xdfe", "latin1"), "text/plain; charset=utf-8", "Grüße"],
    ["an unknown charset", bytes("Grüße", "utf8"), "text/plain; charset=x-nonsense", "Grüße"],
    ["ISO-2022-JP", Buffer.from("1b244224332473244b2441244f1b2842", "hex"), "text/plain", "こんにちは"],
    ["Shift_JIS", Buffer.from("82b182f182c982bf82cd", "hex"), "text/plain", "こんにちは"],
    ["EUC-JP", Buffer.from("a4b3a4f3a4cba4c1a4cf", "hex"), "text/plain", "こんにちは"],
  ])("%s is read", (_encoding, given, mediaType, expected) => {
    expect(decoded(given, mediaType)).toBe(expected);
  });

  it("declares itself in HTML", () => {
    const html = bytes("<html><head><meta charset=iso-8859-1></head><body>Gr\xfc\xdfe", "latin1");
    expect(decoded(html, "text/html")).toContain("Grüße");
  });

  it("believes how it was sent more than what it declares itself", () => {
    const html = bytes('<meta http-equiv="Content-Type" content="text/html; charset=us-ascii">Grüße', "utf8");
    expect(decoded(html, "text/html; charset=utf-8")).toContain("Grüße");
  });

  it("is always some text, whatever the bytes", () => {
    expect(decoded(Uint8Array.of(0xc3, 0x28, 0xe2, 0x82))).toBe("Ã(â‚");
    expect(decoded(new Uint8Array())).toBe("");
  });
});

it.each([
  [1251, "windows-1251"],
  [28592, "iso-8859-2"],
  [932, "shift_jis"],
  [28590, undefined],
  [28607, undefined],
  [1259, undefined],
  [undefined, undefined],
])("the code page %s of Windows is the charset %s", (page, charset) => {
  expect(charsetOfPage(page)).toBe(charset);
});
