import type { Picture } from "#workers/documents/pictures/picture.ts";
import type { Person } from "#workers/tools/person.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

/** The text of a resource, and what is known of it. */
export interface ResourceText {
  text: string;
  contentType: string;
  /** The author, where the text names one that what describes the resource doesn't. */
  writtenBy?: Person | undefined;
  external?: boolean | undefined;
  /** The offset of quoted older messages, which are left for the next window. */
  quotesFrom?: number | undefined;
  /** The offset of `text` in the whole text; by default 0. */
  from?: number | undefined;
  /** The first offset in `text` of each page that was read, for documents with pages. */
  pages?: readonly { number: number; from: number }[] | undefined;
  pageCount?: number | undefined;
  /** Whether pages follow that were not read. */
  hasMorePages?: boolean | undefined;
  /** Pictures that stand in the text, which says where. */
  pictures?: readonly Picture[] | undefined;
  /** Words in brackets below each window, such as how the text was made. */
  remark?: string | undefined;
}

/** Graph's `itemBody`. */
interface Body {
  contentType?: string | null | undefined;
  content?: string | null | undefined;
}

/**
 * Extracts the text of a body; HTML becomes Markdown. `isWhole` is false where it lacks what a person sees, and not for
 * what is hidden in it. Rejects as `extractText` does.
 */
export async function extractBody(
  { contentType, content }: Body,
  { extractText }: Pick<ToolContext, "extractText">,
  { findQuotes = false } = {},
): Promise<{ text: ResourceText; incomplete: string | undefined; isWhole: boolean }> {
  const isHtml = contentType?.toLowerCase() !== "text";
  const extracted = await extractText({
    bytes: new TextEncoder().encode(content ?? ""),
    mediaType: isHtml ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
    isBody: true,
    findQuotes,
  });
  return {
    text: {
      text: extracted.text,
      contentType: isHtml ? "text/markdown" : "text/plain",
      quotesFrom: extracted.quotesFrom,
    },
    incomplete: extracted.incomplete,
    isWhole: extracted.incomplete === undefined || extracted.isAllSeen === true,
  };
}
