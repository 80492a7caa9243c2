// Generates grafana/dashboards from the code in this folder: `npm run dashboards`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderDashboards } from "./dashboards.ts";

const folder = join(import.meta.dirname, "..", "dashboards");
mkdirSync(folder, { recursive: true });
for (const [name, content] of renderDashboards()) writeFileSync(join(folder, name), content);
