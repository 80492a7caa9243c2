import type { Workload } from "#common/workload.ts";

export type ProcessName = "gateway" | "workers";

/** All that a span may say: closed sets and small counts, never an id, an address or anybody's text. */
export interface SpanAttributes {
  tool?: string;
  outcome?: string;
  workload?: Workload;
  /** Class of an HTTP status: `2xx`, `429`, `error`. */
  status?: string;
  /** Counts from 1. */
  attempt?: number;
  /** 1 for the first start of a job, one more for each time that it was taken over. */
  run?: number;
}

export interface Span {
  set(attributes: SpanAttributes): void;
  /** The work failed without an exception. */
  fail(errorType: string): void;
}

export interface SpanOptions {
  kind: "server" | "producer" | "consumer" | "client";
  attributes?: SpanAttributes;
}

/**
 * Does the work as a span of the current request's trace; outside of a request, and where tracing is off, it only does
 * the work. Resolves and rejects as the work does. The name must be of a closed set too.
 */
export type Trace = <T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>) => Promise<T>;

export const noSpan: Span = { set: () => undefined, fail: () => undefined };

/** Tracing that is off. */
export const untraced: Trace = (_name, _options, work) => work(noSpan);
