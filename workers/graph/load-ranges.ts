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

/** Why the other ranges are of no use any more. */
const noSuchRange = new Error("the host serves no such range");

/**
 * Loads ranges of a file from the host to which `first` redirects, and puts them one after the other. Undefined where
 * the host serves no ranges, or not of that version and size. Otherwise as `followDownload`. When one fails, the others
 * are given up.
 */
export async function loadRanges(
  first: GraphAnswer,
  request: GraphHttpRequest,
  { ranges, size, tag, askAgain, ...options }: RangesOptions,
): Promise<Buffer | undefined> {
  const stop = new AbortController();
  const call = { ...request.call, signal: AbortSignal.any([request.call.signal, stop.signal]) };

  async function load(range: ByteRange): Promise<Buffer | undefined> {
    const [from, to] = range;
    const bounded = { ...request, call, maxBytes: to - from };
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

  async function loadOrStop(range: ByteRange): Promise<Buffer> {
    try {
      const bytes = await load(range);
      if (bytes === undefined) throw noSuchRange;
      return bytes;
    } catch (error) {
      stop.abort();
      throw error;
    }
  }

  const [one, ...others] = ranges;
  try {
    // One alone shows whether the host serves ranges.
    const head = one === undefined ? [] : [await loadOrStop(one)];
    return Buffer.concat([...head, ...(await Promise.all(others.map(loadOrStop)))]);
  } catch (error) {
    if (error === noSuchRange) return undefined;
    throw error;
  }
}
