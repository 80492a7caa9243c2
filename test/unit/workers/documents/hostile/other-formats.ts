import type { HostileDocument } from "./hostile-document.ts";
import { docx } from "./office-files.ts";
import { ole } from "./ole-files.ts";
import { inflating, line, pdf } from "./pdf-files.ts";

const megabyte = 1_000_000;
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const fill = (unit: string, bytes: number) => unit.repeat(Math.floor(bytes / unit.length));
const mail = (rest: string) =>
  latin1(`From: a@contoso.com\r\nTo: b@contoso.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n${rest}`);

function nested(depth: number): string {
  const part = (at: number): string =>
    at === 0
      ? "Content-Type: text/plain\r\n\r\nhi\r\n"
      : `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n${part(at - 1)}\r\n--b${at}--\r\n`;
  return part(depth);
}

const encryptedPdf = () =>
  pdf([line("secret")], {
    table:
      "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R " +
      "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] " +
      "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" +
      "41".repeat(32) +
      "> /U <" +
      "42".repeat(32) +
      "> >> >>\nstartxref\n0\n%%EOF",
  });

const notebook = (output: object) =>
  JSON.stringify({ nbformat: 4, cells: [{ cell_type: "code", source: "x", outputs: [output] }] });

/** PDFs, saved messages and others that are broken, endless, or not what they say. */
export const hostileOthers: Readonly<Record<string, HostileDocument>> = {
  "a PDF of nothing but its head": { make: () => latin1("%PDF-1.7\n"), expected: "error" },
  "a PDF head, then 20 MB of noise": {
    make: () => latin1(`%PDF-1.7\n${fill("obj endobj stream xref 1 0 R << ", 20 * megabyte)}`),
    expected: undefined,
  },
  "a PDF without its table": { make: () => pdf([line("hello")], { table: "" }), expected: undefined },
  "a PDF whose table points nowhere": {
    make: () => pdf([line("hello")], { table: "startxref\n999999999\n%%EOF" }),
    expected: undefined,
  },
  "a PDF whose table comes before itself for ever": {
    make: () =>
      pdf([line("hello")], {
        table: "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF",
      }),
    expected: undefined,
  },
  "a PDF whose pages are their own parents": {
    make: () =>
      latin1(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R] " +
          "/Count 5 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n",
      ),
    expected: undefined,
  },
  "a PDF that says it has a billion pages": {
    make: () =>
      latin1(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count " +
          "1000000000 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n",
      ),
    expected: undefined,
  },
  "a PDF of 3,000 pages": {
    make: () => pdf(Array.from({ length: 3_000 }, (_, at) => line(`page ${at + 1}`))),
    expected: "text",
  },
  "a PDF page that inflates to 300 MB": {
    make: () => pdf([inflating("BT /F1 12 Tf (hello world) Tj ET\n".repeat(30_000), 300)]),
    expected: undefined,
    isEndless: true,
  },
  "a PDF page of 300 MB of spaces": {
    make: () => pdf([inflating(" ".repeat(megabyte), 300)]),
    expected: undefined,
    isEndless: true,
  },
  "a PDF page with 500,000 saved states": {
    make: () => pdf([inflating("q ".repeat(500_000), 1)]),
    // One long operation, which only its worker can end.
    expected: /takes too long/,
    isEndless: true,
  },
  "a PDF page with arrays nested 500,000 deep": {
    make: () => pdf([inflating("[".repeat(500_000), 1)]),
    expected: undefined,
  },
  "a PDF with a dictionary nested 100,000 deep": {
    make: () => pdf([line("hello")], { extra: ["<< /A ".repeat(100_000)] }),
    expected: undefined,
  },
  "a PDF with a password": { make: encryptedPdf, expected: /password-protected/ },
  "a PDF with a script that never ends": {
    make: () => pdf([line("hello")], { extra: ["<< /S /JavaScript /JS (for(;;);) >>"] }),
    expected: "text",
  },
  "a PDF that is cut off": {
    make: () => {
      const bytes = pdf(Array.from({ length: 50 }, () => line("hello")));
      return bytes.slice(0, bytes.length / 2);
    },
    expected: undefined,
  },
  "a Word document behind a password": {
    make: () => ole(["EncryptionInfo", "EncryptedPackage"]),
    expected: /password-protected/,
  },
  "a Word document that a label encrypts": {
    make: () => ole(["EncryptedPackage", "DRMEncryptedTransform"]),
    expected: /encrypted by a sensitivity label/,
  },
  "a PDF that a label encrypts": {
    make: () => pdf([line("hello")], { extra: ["<< /Filter /MicrosoftIRMServices /V 1 >>"] }),
    expected: /encrypted by a sensitivity label/,
  },
  "a file in Microsoft's container for encryption": {
    make: () => Buffer.from(".pfile\x02\0\0\0\x01\0\0\0\xfe", "latin1"),
    expected: /encrypted by a sensitivity label/,
  },
  "an old Word document": { make: () => ole(["WordDocument"]), expected: /before 2007/ },
  "a compound file of nothing": { make: () => ole([]), expected: "error" },
  "a saved message that is damaged": { make: () => ole(["__properties_version1.0"]), expected: undefined },
  "a saved message whose chains run in circles": {
    make: () =>
      ole(["__properties_version1.0"], {
        chain: [
          [1, 2],
          [2, 1],
        ],
      }),
    expected: undefined,
  },
  "a saved message whose chain points to itself": {
    make: () => ole(["__properties_version1.0"], { chain: [[2, 2]] }),
    expected: undefined,
  },
  "the head of a compound file, then 20 MB of noise": {
    make: () => latin1(`\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${fill("_\0_\0p\0r\0o\0p\0e\0r\0t\0", 20 * megabyte)}`),
    expected: "error",
  },
  "a message nested 40 parts deep": { make: () => mail(nested(40)), expected: "text" },
  "a message nested 2,000 parts deep": { make: () => mail(nested(2_000)), expected: "error" },
  "a message of 100,000 parts": {
    make: () => mail(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\nx\r\n".repeat(100_000)}--b--`),
    expected: undefined,
    isEndless: true,
  },
  "a message with 20 MB of headers": { make: () => mail(fill("X-Spam: yes\r\n", 20 * megabyte)), expected: "error" },
  "a message in a message, 60 deep": {
    make: () => {
      const one = "From: a@contoso.com\r\nSubject: x\r\nTo: b@contoso.com\r\nContent-Type: message/rfc822\r\n\r\n";
      return latin1(`${one.repeat(60)}From: a@contoso.com\r\n\r\nhi`);
    },
    expected: "text",
  },
  "a message of 24 MB without a line end": {
    make: () => mail(`\r\n${"x".repeat(24 * megabyte)}`),
    expected: undefined,
  },
  "a message of 20 MB in quoted-printable": {
    make: () => mail(`Content-Transfer-Encoding: quoted-printable\r\n\r\n${fill("=41=", 20 * megabyte)}`),
    expected: undefined,
  },
  "a message with 200,000 addresses": {
    make: () => mail(`Cc: ${fill("<x@y.z>,", 900_000)}\r\n\r\nhi`),
    expected: undefined,
  },
  "RTF nested 500,000 deep": { make: () => latin1(`{\\rtf1${fill("{\\b ", 2 * megabyte)}`), expected: undefined },
  "RTF that skips 2 GB of binary": { make: () => latin1("{\\rtf1 \\bin2147483647 x}"), expected: "text" },
  "20 MB of RTF": { make: () => latin1(`{\\rtf1 ${fill("\\par hello \\u8364 ?", 20 * megabyte)}}`), expected: "text" },
  "20 MB of RTF brackets": { make: () => latin1(`{\\rtf1 ${fill("{}\\'", 20 * megabyte)}`), expected: undefined },
  "a transcript of 4 MB in one cue": {
    make: () => latin1(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n${fill("<v Ada>hi", 4 * megabyte)}`),
    expected: "text",
  },
  "a transcript of open tags": {
    make: () => latin1(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Ada>${fill("<v ", 4 * megabyte)}`),
    expected: undefined,
  },
  "an event folded at every letter": {
    make: () => latin1(`BEGIN:VCALENDAR\r\nORGANIZER${fill("\r\n ;CN=", 4 * megabyte)}`),
    expected: "text",
  },
  "an event of colons and escapes": {
    make: () => latin1(`BEGIN:VCALENDAR\n${fill("A;B:;\\n", 4 * megabyte)}`),
    expected: "text",
  },
  "a calendar of 180,000 events": {
    make: () => latin1(`BEGIN:VCALENDAR\n${fill("BEGIN:VEVENT\nEND:VEVENT\n", 4 * megabyte)}`),
    expected: "text",
  },
  "a calendar of parts in parts": {
    make: () => latin1(`BEGIN:VCALENDAR\n${fill("BEGIN:X\nSUMMARY:a\n", 4 * megabyte)}`),
    expected: undefined,
  },
  "a calendar of zones without end": {
    make: () => latin1(`BEGIN:VCALENDAR\n${fill("BEGIN:VTIMEZONE\nTZOFFSETTO:+01\n", 4 * megabyte)}`),
    expected: "text",
  },
  "a drawing of texts in texts": {
    make: () => latin1(`<svg>${fill("<g><text>a", 4 * megabyte)}`),
    expected: undefined,
  },
  "a drawing of style sheets for each of its texts": {
    make: () =>
      latin1(`<svg>${fill("<style>g text{opacity:0}</style><text style='x:y'>a</text>", 4 * megabyte)}</svg>`),
    expected: undefined,
  },
  "a notebook of a million cells": {
    make: () => latin1(`{"nbformat": 4, "cells": [${fill("{},", 3 * megabyte)}{}]}`),
    expected: "text",
  },
  "a notebook nested 10,000,000 deep": {
    make: () => latin1(`{"nbformat": 4, "cells": ${"[".repeat(10 * megabyte)}`),
    expected: undefined,
  },
  "a notebook with a picture of 24 MB": {
    make: () => latin1(notebook({ data: { "image/png": "A".repeat(24 * megabyte) } })),
    expected: "text",
  },
  "a notebook with a text of 10 MB": {
    make: () => latin1(notebook({ output_type: "stream", text: "\u001b[1m\r<img".repeat(megabyte) })),
    expected: "text",
  },
  "a notebook whose Markdown is all beginnings of pictures": {
    make: () =>
      latin1(
        JSON.stringify({ nbformat: 4, cells: [{ cell_type: "markdown", source: "![a](<img alt=".repeat(300_000) }] }),
      ),
    expected: "text",
  },
  // Close to the memory that a reader has: on some runs it is too large.
  "a contact of a million lines": {
    make: () => latin1(`BEGIN:VCARD\n${fill("N:y\n", 4 * megabyte)}`),
    expected: undefined,
  },
  "a transcript of blank lines": { make: () => latin1(`WEBVTT\n${fill("\n \n", 4 * megabyte)}`), expected: undefined },
  "a Word document with the name of a picture's bytes before it": {
    make: () => Buffer.concat([latin1("GIF89a"), docx("")]),
    expected: "error",
  },
};
