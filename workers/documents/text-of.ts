import { ToolError } from "#common/errors.ts";
import { refusalError } from "./formats/refusal.ts";
import { gapsInWords, isAllSeen } from "./gaps.ts";
import type { Extraction } from "./process/protocol.ts";
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
  const { gaps, ...text } = extraction.text;
  if (gaps === undefined) return text;
  return { ...text, incomplete: gapsInWords(gaps), ...(isAllSeen(gaps) && { isAllSeen: true }) };
}
