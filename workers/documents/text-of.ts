import { ToolError } from "#common/errors.ts";
import { type DocumentKind, readableOf } from "./formats/document-format.ts";
import { documentKinds } from "./formats/formats.ts";
import { gapsInWords, isAllSeen } from "./gaps.ts";
import type { Extraction } from "./process/protocol.ts";
import { type RefusalName, wordsOf } from "./refusals.ts";
import type { ExtractedText, TextSource } from "./text-source.ts";

/**
 * The text of a document that was read. Throws what a caller is told where there is none, or none of the pages asked
 * for: a `ToolError` with `too_large`, `unsupported_type`, `unreadable` or `invalid_input`.
 */
export function textOf(extraction: Extraction, { startPage = 1, endPage = startPage }: TextSource): ExtractedText {
  if (!extraction.ok) throw refusalError(extraction.refusal);
  const { pageCount = 0 } = extraction.text;
  if (pageCount > 0 && startPage > pageCount) {
    const pages = pageCount === 1 ? "one page" : `${pageCount} pages`;
    throw new ToolError("invalid_input", `startPage: the document has ${pages}.`);
  }
  if (pageCount > 0 && endPage < startPage) {
    throw new ToolError("invalid_input", `endPage: must not be before startPage (${startPage}).`);
  }
  const { gaps, labels = [], ...rest } = extraction.text;
  const text = { ...rest, ...(labels.length > 0 && { labels }) };
  if (gaps === undefined) return text;
  return { ...text, incomplete: gapsInWords(gaps), ...(isAllSeen(gaps) && { isAllSeen: true }) };
}

/** The error for a document that can't be read, with what to do instead. */
export function refusalError(refusal: RefusalName, kinds: readonly DocumentKind[] = documentKinds): ToolError {
  const { code, message, advice = code === "unsupported_type" ? whatIsReadable(kinds) : undefined } = wordsOf(refusal);
  return new ToolError(code, advice === undefined ? message : `${message} ${advice}`);
}

/** `Word (.docx), saved messages (.msg, .eml) and text (.txt) can be read.` */
function whatIsReadable(kinds: readonly DocumentKind[]): string {
  const byTitle = Map.groupBy(readableOf(kinds), ({ title }) => title);
  const named = [...byTitle].map(
    ([title, formats]) =>
      `${title} (${formats.flatMap(({ extensions }) => extensions.map((one) => `.${one}`)).join(", ")})`,
  );
  return `${new Intl.ListFormat("en-GB").format(named)} can be read.`;
}
