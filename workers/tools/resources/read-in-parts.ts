import {
  type ByteRange,
  bytesIn,
  joinClosest,
  joinRanges,
  PartsMissing,
  partBytes,
  rangesWithout,
} from "#workers/documents/document-parts.ts";
import type { ExtractedText, TextSource } from "#workers/documents/text-source.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { pagesForWindow } from "./document-part.ts";
import { fromPartsCursor, readNumbers } from "./parts-cursor.ts";
import type { ResourcePart } from "./resource-reader.ts";

/** How often what is missing is loaded before the whole document is. */
const maxRounds = 3;
/** A larger share of a document takes no longer when it is loaded whole. */
const worthwhileShare = 0.75;
/** SharePoint counts requests: some bytes more are cheaper than many ranges. */
const maxRanges = 24;
/** Loaded beyond what is missing, since more is likely to be missing there. */
const spareBytes = 8 * partBytes;

/** Whether the next pages are beyond those whose places are known. */
export function isPlanUsedUp({ parts, page }: ResourcePart): boolean {
  if (parts === undefined || page === undefined) return false;
  return page.number >= parts.first + readNumbers(parts.objects).length;
}

interface Piece {
  range: ByteRange;
  bytes: Uint8Array;
}

/**
 * The text of the next window of a document, from the ranges of its bytes in which it lies. Undefined where it can't be
 * had so, or not for much less than the whole: then the document has to be loaded whole.
 */
export async function readInParts(
  { link, ...request }: GraphRequest & { link: string | undefined },
  { part, source }: { part: ResourcePart; source: Pick<TextSource, "name" | "mediaType"> },
  { graph, extractText }: Pick<ToolContext, "graph" | "extractText">,
): Promise<ExtractedText | undefined> {
  const { parts, page } = part;
  if (parts === undefined || page === undefined) return undefined;
  const { plan, ranges } = fromPartsCursor(parts);
  const { size, pictures } = plan;
  if (page.number < plan.first || isPlanUsedUp(part)) return undefined;
  const pieces: Piece[] = [];
  let wanted = ranges;
  for (let round = 0; round < maxRounds; round += 1) {
    const loaded = pieces.map(({ range }) => range);
    const lacking = rangesWithout(joinClosest(rangesWithout(wanted, pictures), maxRanges), loaded);
    // Without what was loaded before, the ranges may be more again.
    if (lacking.length > maxRanges || bytesIn(lacking) + bytesIn(loaded) > size * worthwhileShare) return undefined;
    const bytes = await graph.downloadRanges(request, { ranges: lacking, size, tag: parts.tag, link });
    if (bytes === undefined) return undefined;
    pieces.push(...cutIntoPieces(bytes, lacking));
    pieces.sort((a, b) => a.range[0] - b.range[0]);
    const present = joinRanges(
      pieces.map(({ range }) => range),
      size,
    );
    try {
      return await extractText({
        ...source,
        ...pagesForWindow(part),
        bytes: Buffer.concat(pieces.map((piece) => piece.bytes)),
        parts: { ...plan, ranges: present },
      });
    } catch (error) {
      if (!(error instanceof PartsMissing)) throw error;
      wanted = joinRanges(
        error.ranges.map(([from, to]): ByteRange => [from, to + spareBytes]),
        size,
      );
    }
  }
  return undefined;
}

function cutIntoPieces(bytes: Uint8Array, ranges: readonly ByteRange[]): Piece[] {
  let at = 0;
  return ranges.map((range) => {
    const start = at;
    at += range[1] - range[0];
    return { range, bytes: bytes.subarray(start, at) };
  });
}
