import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { catalog } from "#common/tools/catalog.ts";
import { tenantsFileSchema } from "#gateway/tenants/tenants-file-schema.ts";
import { estimatesTable } from "#test/size/estimate.ts";
import { answersPage } from "./answers/answers-page.ts";
import { auditTables } from "./audit-page.ts";
import { benchPage } from "./bench-page.ts";
import { callCostTable, documentCostTable } from "./bench-tables.ts";
import { clientsTable } from "./clients-table.ts";
import { envExample } from "./env-example.ts";
import { faultPage } from "./fault-page.ts";
import { hostTable } from "./links-tables.ts";
import { withMarkedBlock, withMarkedBlocks } from "./marked-block.ts";
import { metricsPage } from "./metrics-table.ts";
import { attacks } from "./proof/attacks.ts";
import { promises } from "./proof/promises.ts";
import { claimTable, commandTable } from "./proof/proof-tables.ts";
import { registrationTables } from "./registrations-table.ts";
import { settingsTables } from "./settings-page.ts";
import { readThreats, threatTable } from "./threat-table.ts";
import {
  compositesTable,
  emptyPermissionsTable,
  narrowPermissionsTable,
  permissionsTable,
  toolNames,
  toolPermissionsTable,
  toolsTable,
} from "./tools-table.ts";
import { troubleshootingTables } from "./troubleshooting/page.ts";

/** A document that repeats what the code says, and how it is made of it. */
interface GeneratedDocument {
  path: string;
  /** The document as it should be, out of the one that is there. */
  make(present: string, root: string): string;
}

/** The rules of grafana/alerts.yml as the Prometheus Operator takes them. */
function prometheusRule(alerts: string): string {
  const object = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: "connector" },
    spec: parse(alerts),
  };
  return (
    "# Written out of grafana/alerts.yml by npm run " +
    `docs.\n${stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })}`
  );
}

/** docs/tenants.schema.json: the tenants file as an editor checks it. That no tenant is listed twice it can't say. */
function tenantsJsonSchema(): string {
  const schema = tenantsFileSchema(catalog.map(({ name }) => name));
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  const named = { $schema, title: "TENANTS_FILE of m365-connector", ...rest };
  return `${JSON.stringify(named, null, 2)}\n`;
}

const documents: readonly GeneratedDocument[] = [
  { path: "README.md", make: (present) => withMarkedBlock(present, "tools", toolNames()) },
  {
    path: "docs/tools.md",
    make: (present) => withMarkedBlocks(present, { tools: toolsTable(), composites: compositesTable() }),
  },
  { path: "docs/links.md", make: (present) => withMarkedBlock(present, "hosts", hostTable()) },
  { path: ".env.gateway.example", make: () => envExample("gateway") },
  { path: ".env.workers.example", make: () => envExample("workers") },
  { path: "docs/settings.md", make: (present) => withMarkedBlock(present, "settings", settingsTables()) },
  {
    path: "docs/entra.md",
    make: (present) =>
      withMarkedBlocks(present, {
        permissions: permissionsTable(),
        narrow: narrowPermissionsTable(),
        empty: emptyPermissionsTable(),
        tools: toolPermissionsTable(),
        ...registrationTables(),
      }),
  },
  {
    path: "docs/internals/proof.md",
    make: (present, root) =>
      withMarkedBlocks(present, {
        promises: commandTable(promises, ["", "promise", "command"], root),
        threats: threatTable(readThreats(root)),
        attacks: claimTable(attacks, ["", "shared", "what was tried", "shown by"], root),
      }),
  },
  { path: "docs/audit.md", make: (present) => withMarkedBlock(present, "lines", auditTables()) },
  { path: "docs/clients.md", make: (present, root) => withMarkedBlock(present, "clients", clientsTable(root)) },
  { path: "docs/troubleshooting.md", make: (present) => withMarkedBlocks(present, troubleshootingTables()) },
  { path: "docs/metrics.md", make: () => metricsPage() },
  {
    path: "docs/size.md",
    make: (present, root) =>
      withMarkedBlocks(present, {
        calls: callCostTable(root),
        documents: documentCostTable(root),
        estimates: estimatesTable(root),
      }),
  },
  {
    path: "deploy/kubernetes/base/prometheus-rule.yaml",
    make: (_present, root) => prometheusRule(readFileSync(join(root, "grafana/alerts.yml"), "utf8")),
  },
  { path: "docs/internals/bench/README.md", make: (_present, root) => benchPage(root) },
  { path: "test/fault/README.md", make: (_present, root) => faultPage(root) },
  { path: "docs/tenants.schema.json", make: () => tenantsJsonSchema() },
];

/** Paths of the documents that are not what the code says; they are updated unless `isCheck`. */
export function outdatedDocs(root: string, isCheck: boolean): string[] {
  return documents
    .filter(({ path, make }) => isOutdated(join(root, path), (present) => make(present, root), isCheck))
    .map(({ path }) => path);
}

/** The same for the page of answers, for which the demo has to be asked. */
export async function outdatedAnswers(root: string, isCheck: boolean): Promise<string[]> {
  const path = "docs/answers.md";
  const wanted = await answersPage();
  return isOutdated(join(root, path), () => wanted, isCheck) ? [path] : [];
}

function isOutdated(file: string, make: (present: string) => string, isCheck: boolean): boolean {
  const present = readFileSync(file, "utf8");
  const wanted = make(present);
  if (wanted === present) return false;
  if (!isCheck) writeFileSync(file, wanted);
  return true;
}

if (import.meta.main) {
  const isCheck = process.argv.includes("--check");
  const root = join(import.meta.dirname, "../..");
  const outdated = [...outdatedDocs(root, isCheck), ...(await outdatedAnswers(root, isCheck))];
  for (const path of outdated)
    console.log(isCheck ? `${path} is out of date. Run: npm run docs` : `${path} is updated`);
  process.exitCode = isCheck && outdated.length > 0 ? 1 : 0;
}
