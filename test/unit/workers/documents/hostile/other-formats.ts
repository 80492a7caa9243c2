import { compoundFile } from "../archive/compound-files.ts";
import { ending, fill, type HostileDocument, megabyte } from "./hostile-document.ts";
import { docx } from "./office-files.ts";
import { inflating, line, pdf } from "./pdf-files.ts";

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
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

const bytes = Buffer.alloc(9);

/** Of two sectors, 0 and 1; the third is the directory. */
const message = { "__properties_version1.0": Buffer.alloc(600) };

/** PDFs, saved messages and others that are broken, endless, or not what they say. */
export const hostileOthers: Readonly<Record<string, HostileDocument>> = {
  ...ending("error", {
    "a PDF of nothing but its head": () => latin1("%PDF-1.7\n"),
    "a compound file of nothing": () => compoundFile({}),
    "the head of a compound file, then 20 MB of noise": () =>
      latin1(`\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${fill("_\0_\0p\0r\0o\0p\0e\0r\0t\0", 20 * megabyte)}`),
    "a message nested 2,000 parts deep": () => mail(nested(2_000)),
    "a message with 20 MB of headers": () => mail(fill("X-Spam: yes\r\n", 20 * megabyte)),
    "a Word document with the name of a picture's bytes before it": () => Buffer.concat([latin1("GIF89a"), docx("")]),
  }),
  ...ending(undefined, {
    "a PDF head, then 20 MB of noise": () =>
      latin1(`%PDF-1.7\n${fill("obj endobj stream xref 1 0 R << ", 20 * megabyte)}`),
    "a PDF without its table": () => pdf([line("hello")], { table: "" }),
    "a PDF whose table points nowhere": () => pdf([line("hello")], { table: "startxref\n999999999\n%%EOF" }),
    "a PDF whose table comes before itself for ever": () =>
      pdf([line("hello")], {
        table: "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF",
      }),
    "a PDF whose pages are their own parents": () =>
      latin1(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R] " +
          "/Count 5 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n",
      ),
    "a PDF that says it has a billion pages": () =>
      latin1(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count " +
          "1000000000 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n",
      ),
    "a PDF page with arrays nested 500,000 deep": () => pdf([inflating("[".repeat(500_000), 1)]),
    "a PDF with a dictionary nested 100,000 deep": () => pdf([line("hello")], { extra: ["<< /A ".repeat(100_000)] }),
    "a PDF that is cut off": () => {
      const bytes = pdf(Array.from({ length: 50 }, () => line("hello")));
      return bytes.slice(0, bytes.length / 2);
    },
    "a saved message that is damaged": () => compoundFile(message, { saidBytes: 0x7fffffff }),
    "a saved message whose chains run in circles": () => compoundFile(message, { chain: { 1: 2, 2: 1 } }),
    "a saved message whose chain points to itself": () => compoundFile(message, { chain: { 0: 0 } }),
    "a message of 24 MB without a line end": () => mail(`\r\n${"x".repeat(24 * megabyte)}`),
    "a message of 20 MB in quoted-printable": () =>
      mail(`Content-Transfer-Encoding: quoted-printable\r\n\r\n${fill("=41=", 20 * megabyte)}`),
    "a message with 200,000 addresses": () => mail(`Cc: ${fill("<x@y.z>,", 900_000)}\r\n\r\nhi`),
    "RTF nested 500,000 deep": () => latin1(`{\\rtf1${fill("{\\b ", 2 * megabyte)}`),
    "20 MB of RTF brackets": () => latin1(`{\\rtf1 ${fill("{}\\'", 20 * megabyte)}`),
    "a transcript of open tags": () =>
      latin1(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Ada>${fill("<v ", 4 * megabyte)}`),
    "a calendar of parts in parts": () => latin1(`BEGIN:VCALENDAR\n${fill("BEGIN:X\nSUMMARY:a\n", 4 * megabyte)}`),
    "a drawing of texts in texts": () => latin1(`<svg>${fill("<g><text>a", 4 * megabyte)}`),
    "a drawing of style sheets for each of its texts": () =>
      latin1(`<svg>${fill("<style>g text{opacity:0}</style><text style='x:y'>a</text>", 4 * megabyte)}</svg>`),
    "a notebook nested 10,000,000 deep": () => latin1(`{"nbformat": 4, "cells": ${"[".repeat(10 * megabyte)}`),
    // Close to the memory that a reader has: on some runs it is too large.
    "a contact of a million lines": () => latin1(`BEGIN:VCARD\n${fill("N:y\n", 4 * megabyte)}`),
    "a transcript of blank lines": () => latin1(`WEBVTT\n${fill("\n \n", 4 * megabyte)}`),
  }),
  ...ending("text", {
    "a PDF of 3,000 pages": () => pdf(Array.from({ length: 3_000 }, (_, at) => line(`page ${at + 1}`))),
    "a PDF with a script that never ends": () =>
      pdf([line("hello")], { extra: ["<< /S /JavaScript /JS (for(;;);) >>"] }),
    "a message nested 40 parts deep": () => mail(nested(40)),
    "a message in a message, 60 deep": () => {
      const one = "From: a@contoso.com\r\nSubject: x\r\nTo: b@contoso.com\r\nContent-Type: message/rfc822\r\n\r\n";
      return latin1(`${one.repeat(60)}From: a@contoso.com\r\n\r\nhi`);
    },
    "RTF that skips 2 GB of binary": () => latin1("{\\rtf1 \\bin2147483647 x}"),
    "20 MB of RTF": () => latin1(`{\\rtf1 ${fill("\\par hello \\u8364 ?", 20 * megabyte)}}`),
    "a transcript of 4 MB in one cue": () =>
      latin1(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n${fill("<v Ada>hi", 4 * megabyte)}`),
    "an event folded at every letter": () => latin1(`BEGIN:VCALENDAR\r\nORGANIZER${fill("\r\n ;CN=", 4 * megabyte)}`),
    "an event of colons and escapes": () => latin1(`BEGIN:VCALENDAR\n${fill("A;B:;\\n", 4 * megabyte)}`),
    "a calendar of 180,000 events": () =>
      latin1(`BEGIN:VCALENDAR\n${fill("BEGIN:VEVENT\nEND:VEVENT\n", 4 * megabyte)}`),
    "a calendar of zones without end": () =>
      latin1(`BEGIN:VCALENDAR\n${fill("BEGIN:VTIMEZONE\nTZOFFSETTO:+01\n", 4 * megabyte)}`),
    "a notebook of a million cells": () => latin1(`{"nbformat": 4, "cells": [${fill("{},", 3 * megabyte)}{}]}`),
    "a notebook with a picture of 24 MB": () => latin1(notebook({ data: { "image/png": "A".repeat(24 * megabyte) } })),
    "a notebook with a text of 10 MB": () =>
      latin1(notebook({ output_type: "stream", text: "\u001b[1m\r<img".repeat(megabyte) })),
    "a notebook whose Markdown is all beginnings of pictures": () =>
      latin1(
        JSON.stringify({ nbformat: 4, cells: [{ cell_type: "markdown", source: "![a](<img alt=".repeat(300_000) }] }),
      ),
  }),
  ...ending(
    undefined,
    {
      "a PDF page that inflates to 300 MB": () =>
        pdf([inflating("BT /F1 12 Tf (hello world) Tj ET\n".repeat(30_000), 300)]),
      "a PDF page of 300 MB of spaces": () => pdf([inflating(" ".repeat(megabyte), 300)]),
      "a message of 100,000 parts": () =>
        mail(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\nx\r\n".repeat(100_000)}--b--`),
    },
    { isEndless: true },
  ),
  ...ending(
    /takes too long/,
    {
      // One long operation, which only its worker can end.
      "a PDF page with 500,000 saved states": () => pdf([inflating("q ".repeat(500_000), 1)]),
    },
    { isEndless: true },
  ),
  ...ending(/password-protected/, {
    "a PDF with a password": encryptedPdf,
    "a Word document behind a password": () => compoundFile({ EncryptionInfo: bytes, EncryptedPackage: bytes }),
  }),
  ...ending(/encrypted by a sensitivity label/, {
    "a Word document that a label encrypts": () =>
      compoundFile({ EncryptedPackage: bytes, DRMEncryptedTransform: bytes }),
    "a PDF that a label encrypts": () => pdf([line("hello")], { extra: ["<< /Filter /MicrosoftIRMServices /V 1 >>"] }),
    "a file in Microsoft's container for encryption": () => Buffer.from(".pfile\x02\0\0\0\x01\0\0\0\xfe", "latin1"),
  }),
  ...ending(/before 2007/, {
    "an old Word document": () => compoundFile({ WordDocument: bytes }),
  }),
};
