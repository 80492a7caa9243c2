import { buildDashboard, type DashboardSpec } from "./dashboard.ts";
import { metricTable } from "./promql.ts";
import { doorRow, permissionsRow } from "./rows/access.ts";
import { callsRow } from "./rows/calls.ts";
import { documentsRow } from "./rows/documents.ts";
import { entraRow } from "./rows/entra.ts";
import { graphRow } from "./rows/graph.ts";
import { objectivesRow } from "./rows/objectives.ts";
import { queueRow } from "./rows/queue.ts";
import { redisRow } from "./rows/redis.ts";
import { runbookRows } from "./rows/runbooks.ts";
import { saturationRow } from "./rows/saturation.ts";
import { signInsRow } from "./rows/sign-ins.ts";
import { runbooksUid } from "./runbooks.ts";

/** Every dashboard, by its file name. */
const dashboards: Readonly<Record<string, DashboardSpec>> = {
  overview: {
    uid: "m365-overview",
    title: "Microsoft 365 connector",
    description: "State of the connector, from the service objectives at the top to the processes at the bottom.",
    rows: [objectivesRow, callsRow(), queueRow, graphRow, entraRow, documentsRow, saturationRow, redisRow],
  },
  tool: {
    uid: "m365-tool",
    title: "Microsoft 365 connector: one tool",
    description: "Calls, errors, latency and result sizes of the selected tools.",
    variable: {
      name: "tool",
      label: "Tool",
      valuesOf: { metric: `${metricTable.toolCallSeconds.name}_count`, label: "tool" },
    },
    rows: [callsRow('tool=~"$tool"')],
  },
  access: {
    uid: "m365-access",
    title: "Microsoft 365 connector: access",
    description: "Sign-ins, and refused requests with their reasons: refusals, challenges, missing permissions.",
    rows: [doorRow, permissionsRow, signInsRow],
  },
  runbooks: {
    uid: runbooksUid,
    title: "Microsoft 365 connector: runbooks",
    description: "What each alert means, what to look at and what to do.",
    rows: runbookRows,
  },
};

/** The files of `grafana/dashboards`, by name. */
export function renderDashboards(): Map<string, string> {
  const files = Object.entries(dashboards).map(
    ([name, spec]) => [`${name}.json`, `${JSON.stringify(buildDashboard(spec), null, 2)}\n`] as const,
  );
  return new Map(files);
}
