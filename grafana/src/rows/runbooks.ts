import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RowSpec } from "../dashboard.ts";
import { type Alert, alertsByRow, runbookPage, runbookUrl } from "../runbooks.ts";

const folder = join(import.meta.dirname, "../../../docs/runbooks");
const alerts: readonly Alert[] = Object.values(alertsByRow).flat();

/**
 * Rewrites links: to a runbook, as a link to its panel; to any other page, as its path, because Grafana has only
 * runbooks.
 */
function withLinksOfGrafana(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\(([^)]+)\)/g, (_link, text: string, target: string) => {
    const alert = alerts.find((found) => runbookPage(found) === target);
    return alert === undefined ? target.replace(/^\.\.\//, "docs/") : `[${text}](${runbookUrl(alert)})`;
  });
}

function readRunbook(alert: Alert): string {
  const page = readFileSync(join(folder, runbookPage(alert)), "utf8");
  // The panel's title already has the name.
  return withLinksOfGrafana(page.replace(/^# .*\n\n/, ""));
}

/** The runbooks as rows of a dashboard. */
export const runbookRows: readonly RowSpec[] = Object.entries(alertsByRow).map(([title, found]) => ({
  title,
  panels: found.map((alert) => ({ title: alert, markdown: readRunbook(alert) })),
}));
