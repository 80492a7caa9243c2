import type { RowSpec } from "../dashboard.ts";
import { perSecond, quantile } from "../promql.ts";
import { unit } from "../units.ts";

/** Text out of files. */
export const documentsRow: RowSpec = {
  title: "Documents",
  panels: [
    {
      title: "Extractions by format",
      description: "Documents turned into text, per second.",
      unit: unit.perSecond,
      queries: [[perSecond("extractSeconds", { by: ["format"] }), "{{format}}"]],
    },
    {
      title: "Extraction time (p95)",
      description: "Time in a process of its own. One that takes too long is ended.",
      unit: unit.seconds,
      queries: [[quantile(0.95, "extractSeconds", { by: ["format"] }), "{{format}}"]],
    },
    {
      title: "Refused documents",
      description: "Documents that are too large, of an unknown type, damaged or protected, per second.",
      unit: unit.perSecond,
      queries: [[perSecond("extractRefusals", { by: ["reason"] }), "{{reason}}"]],
    },
  ],
};
