import type { RowSpec } from "../dashboard.ts";
import { gauge, perSecond, quantile } from "../promql.ts";
import { unit } from "../units.ts";

/** Text extraction. */
export const documentsRow: RowSpec = {
  title: "Documents",
  panels: [
    {
      title: "Extractions by format",
      description: "Documents whose text was extracted, per second.",
      unit: unit.perSecond,
      queries: [[perSecond("extractSeconds", { by: ["format"] }), "{{format}}"]],
    },
    {
      title: "Extraction time (p95)",
      description: "Time in a child process, which is killed if it takes too long.",
      unit: unit.seconds,
      queries: [[quantile(0.95, "extractSeconds", { by: ["format"] }), "{{format}}"]],
    },
    {
      title: "Refused documents",
      description: "Documents that are too large, of an unknown type, damaged or protected, per second.",
      unit: unit.perSecond,
      queries: [[perSecond("extractRefusals", { by: ["reason"] }), "{{reason}}"]],
    },
    {
      title: "Sandbox of document readers",
      description: "Workers by the sandbox that their document readers have.",
      unit: unit.count,
      shape: "stacked",
      queries: [[gauge("readerSandbox", { over: "sum", by: ["sandbox"] }), "{{sandbox}}"]],
    },
  ],
};
