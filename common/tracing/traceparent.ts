/** Where in a trace something happens. https://www.w3.org/TR/trace-context/#traceparent-header */
export interface TracePoint {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits: the span that what comes next belongs to. */
  spanId: string;
  /** Whether the trace is recorded. */
  isSampled: boolean;
  /** Came from another process. */
  isRemote: boolean;
}

const longestTraceparent = 200;
const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[\x20-\x7e]*)?$/;

/**
 * Reads a `traceparent`, strictly as W3C Trace Context has it: lower case, version 00 without anything behind, later
 * versions as far as they look like it, no id of zeros. Undefined for anything else; never throws.
 */
export function parseTraceparent(value: unknown): TracePoint | undefined {
  if (typeof value !== "string" || value.length > longestTraceparent) return undefined;
  const [, version, traceId, spanId, flags, more] = traceparent.exec(value) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1, isRemote: true };
}

/**
 * The trace and the parent that a client names. Its sampled flag is not taken: what is recorded is decided here, or
 * every caller could have all of its calls recorded.
 */
export function clientTracePoint(value: unknown): TracePoint | undefined {
  const point = parseTraceparent(value);
  return point === undefined ? undefined : { ...point, isSampled: false };
}

/** The `traceparent` for whoever goes on from here. */
export function formatTraceparent({ traceId, spanId, isSampled }: TracePoint): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}
