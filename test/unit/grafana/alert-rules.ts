import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { root } from "#test/bootstrap/paths.mjs";
import { fileText } from "#test/support/file-text.ts";

export const grafanaFolder = join(root, "grafana");

const rule = z.union([
  z.strictObject({ record: z.string(), expr: z.string() }),
  z.strictObject({
    alert: z.string(),
    expr: z.string(),
    for: z.string().optional(),
    keep_firing_for: z.string().optional(),
    labels: z.strictObject({
      severity: z.enum(["page", "ticket"]),
      window: z.string().optional(),
      cause: z.string().optional(),
    }),
    annotations: z.strictObject({
      summary: z.string(),
      description: z.string(),
      dashboard_url: z.string(),
      runbook_url: z.string(),
      runbook: z.string(),
    }),
  }),
]);

const rulesFile = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), interval: z.string().optional(), rules: z.array(rule) })),
});

/** The rules of grafana/alerts.yml; unknown keys fail. */
export function readRules() {
  const { groups } = rulesFile.parse(parse(fileText("grafana/alerts.yml")));
  const rules = groups.flatMap((group) => group.rules);
  return {
    recorded: rules.filter((found) => "record" in found),
    alerts: rules.filter((found) => "alert" in found),
  };
}
