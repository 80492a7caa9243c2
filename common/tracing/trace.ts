import type { Service } from "#common/workload.ts";

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

export interface SpanOptions {
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
