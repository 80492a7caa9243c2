import { buildDashboard } from "./dashboard.ts";
import { dashboards } from "./dashboards.ts";

/** The files of `grafana/dashboards`, by name. */
export function renderDashboards(): Map<string, string> {
  const files = Object.entries(dashboards).map(
    ([name, spec]) => [`${name}.json`, `${JSON.stringify(buildDashboard(spec), null, 2)}\n`] as const,
  );
  return new Map(files);
}
