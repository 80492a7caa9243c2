import { ToolError } from "#common/errors.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/extract-text.ts";
import type { ExtractedText } from "#workers/documents/text-source.ts";

/** The text of a document that nobody has named a type of. Rejects with the code and the message of a refusal. */
export async function extractedText(
  source: string | Uint8Array,
  options: { startPage?: number; endPage?: number; name?: string; mediaType?: string } = {},
): Promise<ExtractedText> {
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source.slice();
  const document = { bytes, mediaType: "application/octet-stream", ...options };
  try {
    return textOf(await extractDocument(document), document);
  } catch (error) {
    throw error instanceof ToolError ? new Error(`${error.code}: ${error.message}`) : error;
  }
}
