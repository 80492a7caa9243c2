import { parseTraceparent, type TracePoint } from "#common/tracing/traceparent.ts";

/**
 * The trace context of a client. Its sampled flag is ignored: otherwise every client could have all of its calls
 * sampled.
 */
export function clientTracePoint(value: unknown): TracePoint | undefined {
  const point = parseTraceparent(value);
  return point === undefined ? undefined : { ...point, isSampled: false };
}

/** The `traceparent` for the next process. */
export function formatTraceparent({ traceId, spanId, isSampled }: TracePoint): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}
