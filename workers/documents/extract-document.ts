import { ToolError } from "#common/errors.ts";
import { charsetOf, decodeOrGuess } from "./charset/decode-text.ts";
import { readHtml } from "./formats/html/read-html.ts";
import { readPlainText } from "./formats/plain-text/read-plain-text.ts";
import { readVtt } from "./formats/vtt/read-vtt.ts";
import type { DocumentFormat, Extraction } from "./process/protocol.ts";
import { oleKindOf } from "./recognition/ole-kinds.ts";
import { type SniffedType, sniffType } from "./recognition/sniff-type.ts";
import { textKindOf } from "./recognition/text-kinds.ts";
import { maxTextCharacters, type Reading, withReasons } from "./text/reading.ts";
import type { ExtractedText, TextSource } from "./text-source.ts";
import { readVObject } from "./vobject/read-vobject.ts";

/** More than this is never needed for that much text, and a tree takes some forty times its HTML. */
const maxSourceBytes = 4_000_000;

interface FormatReading extends Reading {
  format: DocumentFormat;
}

const readable = "Word, Excel, PowerPoint, PDF, saved messages, HTML, RTF, transcripts and text can be read.";
const refused: Readonly<Record<Exclude<SniffedType, "text" | "html" | "pdf" | "rtf" | "zip" | "ole">, string>> = {
  image: "It is a picture, which has no text.",
  "audio or video": "It is a recording, which has no text.",
  archive: "It is an archive, which has no text of its own.",
  program: "It is a program, which has no text.",
  unknown: "It is not text in any encoding that is known.",
};
const legacy =
  "Documents of Office versions before 2007 (.doc, .xls, .ppt) can't be read. Ask for a copy in a newer format or as PDF.";
const withPassword = "It is password-protected. Ask for a copy without a password.";

const officeTypes: Readonly<Record<"docx" | "pptx" | "xlsx", string>> = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};
const mediaTypes: Readonly<Record<Exclude<DocumentFormat, "plain_text">, string>> = {
  ...officeTypes,
  eml: "message/rfc822",
  html: "text/html",
  icalendar: "text/calendar",
  msg: "application/vnd.ms-outlook",
  pdf: "application/pdf",
  rtf: "application/rtf",
  vcard: "text/vcard",
  vtt: "text/vtt",
};

/** Text of a document whose kind is told from its bytes, which it may take over (detach). Never rejects. */
export async function extractDocument(document: TextSource): Promise<Extraction> {
  try {
    const { format, ...reading } = await readDocument(document);
    const detectedType = format === "plain_text" ? textType(document.mediaType) : mediaTypes[format];
    return { ok: true, format, text: within(reading, detectedType) };
  } catch (error) {
    if (error instanceof ToolError) return { ok: false, code: error.code, message: error.message };
    return { ok: false, code: "unreadable", message: "It is damaged, or not built as its format demands." };
  }
}

const bodyType = (mediaType: string) => (mediaType.startsWith("text/html") ? "html" : "text");

/** Readers of large formats are only loaded when there is something for them. */
async function readDocument(document: TextSource): Promise<FormatReading> {
  const { bytes, mediaType, isBody = false, findQuotes = false } = document;
  const type = isBody ? bodyType(mediaType) : sniffType(bytes, mediaType);
  switch (type) {
    case "text":
      return await readText(document);
    case "html":
      return { format: "html", ...withSource(document, (source) => readHtml(source, { findQuotes })) };
    case "pdf": {
      const { readPdf } = await import("./formats/pdf/read-pdf.ts");
      return { format: "pdf", ...(await readPdf(bytes, document)) };
    }
    case "rtf": {
      const { readRtf } = await import("./formats/rtf/read-rtf.ts");
      return { format: "rtf", ...readRtf(bytes, { findQuotes }) };
    }
    case "zip":
      return await readOffice(document);
    case "ole":
      return await readOle(bytes);
    default:
      throw new ToolError("unsupported_type", `${refused[type]} ${readable}`);
  }
}

async function readText(document: TextSource): Promise<FormatReading> {
  const { bytes, isBody = false, findQuotes = false } = document;
  const kind = isBody ? undefined : textKindOf(new TextDecoder().decode(bytes.subarray(0, 8_192)), document);
  if (kind === "eml") {
    const { readEml } = await import("./formats/eml/read-eml.ts");
    return { format: "eml", ...(await readEml(bytes)) };
  }
  if (kind === "vtt") return { format: "vtt", ...withSource(document, readVtt) };
  if (kind === "icalendar" || kind === "vcard") return { format: kind, ...withSource(document, readVObject) };
  return { format: "plain_text", ...withSource(document, (source) => readPlainText(source, { findQuotes })) };
}

async function readOffice(document: TextSource): Promise<FormatReading> {
  const { openOfficePackage } = await import("./ooxml/ooxml-package.ts");
  const office = openOfficePackage(document.bytes);
  switch (office.kind) {
    case "docx":
      return { format: "docx", ...(await import("./formats/docx/read-docx.ts")).readDocx(office) };
    case "xlsx":
      return { format: "xlsx", ...(await import("./formats/xlsx/read-xlsx.ts")).readXlsx(office) };
    case "pptx":
      return { format: "pptx", ...(await import("./formats/pptx/read-pptx.ts")).readPptx(office, document) };
  }
}

async function readOle(bytes: Uint8Array): Promise<FormatReading> {
  switch (oleKindOf(bytes)) {
    case "msg": {
      const { readMsg } = await import("./formats/msg/read-msg.ts");
      return { format: "msg", ...readMsg(bytes) };
    }
    case "protected":
      throw new ToolError("unreadable", withPassword);
    case "legacy":
      throw new ToolError("unsupported_type", legacy);
    case "unknown":
      throw new ToolError("unsupported_type", `It is a compound file of a program that is not known. ${readable}`);
  }
}

/** Reads text in its encoding; of a very long one only the beginning. */
function withSource({ bytes, mediaType }: TextSource, read: (source: string) => Reading): Reading {
  const { text, guessed } = decodeOrGuess(bytes.subarray(0, maxSourceBytes), charsetOf(mediaType));
  return withReasons(read(text), [
    guessed === undefined ? undefined : `Its encoding had to be guessed; it was read as ${guessed}.`,
    bytes.length > maxSourceBytes ? tooLong : undefined,
  ]);
}

/** The declared kind of text, where one is declared: bytes don't tell CSV from Markdown. */
function textType(mediaType: string): string {
  const [declared = ""] = mediaType.toLowerCase().split(";");
  return /^text\/[\w.+-]{1,60}$|^application\/(?:json|xml|javascript|[\w.-]{1,60}\+(?:json|xml))$/.test(declared.trim())
    ? declared.trim()
    : "text/plain";
}

const tooLong = "The document is longer than 1,000,000 characters of text; the rest is left out.";

function within(reading: Reading, detectedType: string): ExtractedText {
  const isLong = reading.text.length > maxTextCharacters;
  const { text, writtenBy, quotesFrom, pages, pageCount, incomplete } = withReasons(reading, [
    isLong ? tooLong : undefined,
  ]);
  const end =
    isLong && /[\ud800-\udbff]/.test(text.charAt(maxTextCharacters - 1)) ? maxTextCharacters - 1 : maxTextCharacters;
  return {
    text: isLong ? text.slice(0, end) : text,
    detectedType,
    ...(incomplete !== undefined && { incomplete }),
    ...(writtenBy !== undefined && { writtenBy }),
    ...(quotesFrom !== undefined && quotesFrom < end && { quotesFrom }),
    ...(pageCount !== undefined && { pageCount, pages: (pages ?? []).filter(({ from }) => from < end) }),
  };
}
