import type { Service } from "#common/workload.ts";

/** A position in a trace. https://www.w3.org/TR/trace-context/#traceparent-header */
export interface TracePoint {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits: the parent of the next span. */
  spanId: string;
  isSampled: boolean;
  /** Whether it was received from another process. */
  isRemote: boolean;
}

const longestTraceparent = 200;
const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[\x20-\x7e]*)?$/;

/**
 * Parses a `traceparent` strictly as W3C Trace Context defines it: lower case, nothing after version 00, later versions
 * if they start the same way, no all-zero ID. Undefined for anything else; never throws.
 */
export function parseTraceparent(value: unknown): TracePoint | undefined {
  if (typeof value !== "string" || value.length > longestTraceparent) return undefined;
  const [, version, traceId, spanId, flags, more] = traceparent.exec(value) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1, isRemote: true };
}

export type ProcessName = "gateway" | "workers";

/** The attributes of a span: closed sets and small counts, never an ID, an address or a user's text. */
export interface SpanAttributes {
  tool?: string;
  outcome?: string;
  workload?: Service;
  /** HTTP status class: `2xx`, `429`, `error`. */
  status?: string;
  /** Counts from 1. */
  attempt?: number;
  /** Number of the run: 1 for the first worker that starts the job, 2 for the second. */
  run?: number;
}

export interface Span {
  set(attributes: SpanAttributes): void;
  /** Marks work that failed without an exception. */
  fail(errorType: string): void;
}

interface SpanOptions {
  kind: "server" | "producer" | "consumer" | "client";
  attributes?: SpanAttributes;
}

/**
 * Runs the work in a span of the current request's trace. Outside of a request, or if tracing is off, it only runs the
 * work. Resolves and rejects as the work does. The name must be from a closed set too.
 */
export type Trace = <T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>) => Promise<T>;

export const noSpan: Span = { set: () => undefined, fail: () => undefined };

/** Tracing that is off. */
export const untraced: Trace = (_name, _options, work) => work(noSpan);
