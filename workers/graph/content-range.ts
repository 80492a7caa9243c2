import type { IncomingHttpHeaders } from "node:http";
import type { GraphAnswer } from "#workers/resilience/graph-layer.ts";

/** From the first byte to before the last. */
export type ByteRange = readonly [from: number, to: number];

export interface WantedRange {
  range: ByteRange;
  /** The size and the version of the file that it is to be a part of. */
  size: number;
  tag: string;
}

const maxTagCharacters = 200;

/** Tells versions of a file apart: the ETag, or the time of its last change (RFC 9110, 8.8). */
export function contentTag({ etag, "last-modified": lastModified }: IncomingHttpHeaders): string | undefined {
  const tag = etag ?? lastModified;
  return tag === undefined || tag.length > maxTagCharacters ? undefined : tag;
}

/**
 * The bytes of a range, if the answer is exactly that range of that version (RFC 9110, 14.4 and 15.3.7). Undefined for
 * any other answer: hosts may ignore ranges, and a file may change between two of them.
 */
export function rangeIn({ status, headers, body }: GraphAnswer, wanted: WantedRange): Buffer | undefined {
  const [from, to] = wanted.range;
  const isThatRange = headers["content-range"] === `bytes ${from}-${to - 1}/${wanted.size}`;
  const isEncoded = (headers["content-encoding"] ?? "identity") !== "identity";
  const isThatVersion = contentTag(headers) === wanted.tag;
  return status === 206 && isThatRange && !isEncoded && isThatVersion && body.length === to - from ? body : undefined;
}
