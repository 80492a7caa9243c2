import { afterAll } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { createTextExtractor } from "#workers/documents/extract-text.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

const { metrics } = createMetrics(workerMetrics);

/** The text extractor of a worker with so many processes. */
export const extractorOf = (maxProcesses: number, sandbox?: readonly string[]) =>
  createTextExtractor({ maxProcesses, metrics, ...(sandbox && { sandbox }) });

/** Reads documents for one call, by the extractor of the test file that calls this at its top. */
export function ownExtractor() {
  const extractor = extractorOf(2);
  afterAll(() => extractor.close());
  return extractor.forCall(callOf("read_resource")).extractText;
}
