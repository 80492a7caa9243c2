import type { Incomplete } from "#common/tools/schemas/results.ts";
import { isExternal, type Person } from "#workers/tools/person.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceText } from "./resource-content.ts";

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
  { writtenBy, findQuotes = false }: { writtenBy: Person | undefined; findQuotes?: boolean },
  { extractText, userDomain }: Pick<ToolContext, "extractText" | "userDomain">,
): Promise<{ text: ResourceText; incomplete: Incomplete | undefined; isWhole: boolean }> {
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
      writtenBy,
      external: isExternal(writtenBy, userDomain),
      quotesFrom: extracted.quotesFrom,
    },
    incomplete: extracted.incomplete === undefined ? undefined : { reason: extracted.incomplete },
    isWhole: extracted.incomplete === undefined || extracted.isAllSeen === true,
  };
}
