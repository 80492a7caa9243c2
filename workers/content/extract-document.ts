import { ToolError, type ToolErrorCode } from "#common/errors.ts";
import type { ExtractedText, TextSource } from "#common/tools/tool-context.ts";
import { charsetOf, decodeText } from "./decode-text.ts";
import { readHtml } from "./html.ts";
import { readPlainText } from "./plain-text.ts";
import { type SniffedType, sniffType } from "./sniff-type.ts";

/** Longest text that is given back. */
export const maxTextCharacters = 1_000_000;
/** More than this is never needed for that much text, and a tree takes some forty times its HTML. */
const maxSourceBytes = 4_000_000;

/** What can be told about a document, in a form that passes between threads. */
export type Extraction =
  | { ok: true; format: "html" | "plain_text"; text: ExtractedText }
  | { ok: false; code: ToolErrorCode; message: string };

const readable = "Text, HTML, Markdown, CSV, JSON and source code can be read.";
const refused: Readonly<Record<Exclude<SniffedType, "text" | "html">, string>> = {
  pdf: "PDF documents can't be read yet.",
  rtf: "RTF documents can't be read yet.",
  zip: "Office documents and zip archives can't be read yet.",
  ole: "Documents of old Office versions and saved messages (.doc, .xls, .ppt, .msg) can't be read.",
  image: "It is a picture, which has no text.",
  "audio or video": "It is a recording, which has no text.",
  archive: "It is an archive, which has no text of its own.",
  program: "It is a program, which has no text.",
  unknown: "It is not text in any encoding that is known.",
};

/** Text of a document whose kind is told from its bytes. Never throws. */
export function extractDocument(document: TextSource): Extraction {
  try {
    return readDocument(document);
  } catch (error) {
    if (error instanceof ToolError) return { ok: false, code: error.code, message: error.message };
    return { ok: false, code: "unreadable", message: "It is damaged, or not built as its format demands." };
  }
}

function readDocument({ bytes, mediaType, findQuotes = false }: TextSource): Extraction {
  const type = sniffType(bytes, mediaType);
  if (type !== "text" && type !== "html") throw new ToolError("unsupported_type", `${refused[type]} ${readable}`);
  const source = decodeText(bytes.subarray(0, maxSourceBytes), charsetOf(mediaType));
  const read = type === "html" ? readHtml(source, { findQuotes }) : readPlainText(source, { findQuotes });
  const detectedType = type === "html" ? "text/html" : textType(mediaType);
  return {
    ok: true,
    format: type === "html" ? "html" : "plain_text",
    text: within(read, { detectedType, isCut: bytes.length > maxSourceBytes }),
  };
}

/** The declared kind of text, where one is declared: bytes don't tell CSV from Markdown. */
function textType(mediaType: string): string {
  const [declared = ""] = mediaType.toLowerCase().split(";");
  return /^text\/[\w.+-]{1,60}$|^application\/(?:json|xml|javascript|[\w.-]{1,60}\+(?:json|xml))$/.test(declared.trim())
    ? declared.trim()
    : "text/plain";
}

function within(
  { text, quotesFrom }: { text: string; quotesFrom?: number },
  { detectedType, isCut }: { detectedType: string; isCut: boolean },
): ExtractedText {
  const isLong = text.length > maxTextCharacters;
  const end =
    isLong && /[\ud800-\udbff]/.test(text.charAt(maxTextCharacters - 1)) ? maxTextCharacters - 1 : maxTextCharacters;
  return {
    text: isLong ? text.slice(0, end) : text,
    detectedType,
    ...((isLong || isCut) && {
      incomplete: "The document is longer than 1,000,000 characters of text; the rest is left out.",
    }),
    ...(quotesFrom !== undefined && quotesFrom < end && { quotesFrom }),
  };
}
