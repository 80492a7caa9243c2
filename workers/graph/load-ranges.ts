import { ToolError } from "#common/errors.ts";
import type { GraphAnswer, GraphHttpRequest } from "#workers/resilience/graph-layer.ts";
import { type ByteRange, rangeIn } from "./content-range.ts";
import { AddressRefused } from "./download-connector.ts";
import { DownloadLinkRefused, type DownloadOptions, followRedirects } from "./graph-download.ts";

export interface RangesOptions extends DownloadOptions {
  ranges: readonly ByteRange[];
  size: number;
  tag: string;
  /** Graph's answer with another link: one may work only once. */
  askAgain(): Promise<GraphAnswer>;
}

/**
 * Loads ranges of a file from the host to which `first` redirects, and puts them one after the other. Undefined where
 * the host serves no ranges, or not of that version and size. Otherwise as `followDownload`.
 */
export async function loadRanges(
  first: GraphAnswer,
  request: GraphHttpRequest,
  { ranges, size, tag, askAgain, ...options }: RangesOptions,
): Promise<Buffer | undefined> {
  async function load(range: ByteRange): Promise<Buffer | undefined> {
    const [from, to] = range;
    const bounded = { ...request, maxBytes: to - from };
    const follow = (link: GraphAnswer) =>
      followRedirects(link, bounded, { ...options, range: `bytes=${from}-${to - 1}` });
    try {
      const answer = await follow(first).catch(async (error: unknown) => {
        if (!(error instanceof DownloadLinkRefused || error instanceof AddressRefused)) throw error;
        return await follow(await askAgain());
      });
      return rangeIn(answer, { range, size, tag });
    } catch (error) {
      // More bytes than were asked for: the host takes no notice of ranges.
      if (error instanceof ToolError && error.code === "too_large") return undefined;
      throw error;
    }
  }

  const [one, ...others] = ranges;
  // One alone shows whether the host serves ranges.
  const head = one && (await load(one));
  const found = head === undefined ? [head] : [head, ...(await Promise.all(others.map(load)))];
  return found.every((bytes) => bytes !== undefined) ? Buffer.concat(found) : undefined;
}
