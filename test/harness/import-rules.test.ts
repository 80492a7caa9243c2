import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** biome.json defines who may import what. Here each rule is broken once. */
const forbidden: Record<string, readonly string[]> = {
  "gateway/one.ts": [
    'import { runTool } from "#workers/run-tool.ts";',
    'import type { RunTool } from "#workers/run-tool.ts";',
    'export * from "../workers/run-tool.ts";',
    'import "./../workers/run-tool.ts";',
    'import "./auth/../../workers/run-tool.ts";',
    'import "#common/../workers/run-tool.ts";',
    'const undici = await import("undici");',
    'import CircuitBreaker from "opossum";',
    'import { ConfidentialClientApplication } from "@azure/msal-node";',
    'import { Server } from "@modelcontextprotocol/server";',
    'import { until } from "#test/support/until.ts";',
    'import { parseDocument } from "yaml";',
    'import "#common/doctor/check.ts";',
  ],
  "gateway/auth/one.ts": ['import { Server } from "@modelcontextprotocol/server/stdio";', 'import "undici";'],
  "gateway/mcp/one.ts": ['import "undici";', 'import "#workers/run-tool.ts";', 'import "#test/support/until.ts";'],
  "gateway/sign-in/one.ts": ['import "undici";'],
  "gateway/sign-in/clients/documents/one.ts": [
    'import fastify from "fastify";',
    'import "#workers/graph/graph-pools.ts";',
  ],
  "common/doctor/one.ts": ['import "#gateway/config.ts";', 'import "#workers/config.ts";', 'import "undici";'],
  "gateway/doctor/one.ts": ['import "undici";', 'import "#workers/doctor/check-workers.ts";'],
  "workers/doctor/one.ts": ['import "#gateway/doctor/check-gateway.ts";', 'import fastify from "fastify";'],
  "gateway/tenants/one.ts": ['import "undici";', 'import fastify from "fastify";', 'import "#workers/run-tool.ts";'],
  "workers/one.ts": [
    'import { callTool } from "#gateway/call-tool.ts";',
    'import type { CallTool } from "../gateway/call-tool.ts";',
    'import fastify from "fastify";',
    'import "@modelcontextprotocol/server";',
    'import "unpdf";',
    'import "#test/support/until.ts";',
    'import "#common/doctor/check.ts";',
  ],
  "workers/documents/one.ts": [
    'import "fastify";',
    'import "#gateway/call-tool.ts";',
    'import "@modelcontextprotocol/sdk";',
    'import type { ToolContext } from "#workers/tools/tool-context.ts";',
    'import type { WorkerMetrics } from "#workers/worker-metrics.ts";',
    'import "#common/logger.ts";',
    'import "undici";',
  ],
  "common/one.ts": [
    'import "#gateway/call-tool.ts";',
    'import "#workers/run-tool.ts";',
    'import "../workers/run-tool.ts";',
    'import "bullmq";',
    'import "fastify";',
    'import "undici";',
    'import "@azure/msal-node";',
    'import "@opentelemetry/api";',
    'import "#test/support/until.ts";',
  ],
  "common/tracing/one.ts": ['import "pino";', 'import "../../gateway/call-tool.ts";', 'import "#workers/run-tool.ts";'],
  "common/queue/one.ts": ['import "../../workers/run-tool.ts";', 'import "#workers/run-tool.ts";'],
  "common/rights/one.ts": [
    'import "#common/settings.ts";',
    'import "#gateway/call-tool.ts";',
    'import "node:net";',
    'import "pino";',
  ],
  "common/cycle-one.ts": ['import type { Two } from "./cycle-two.ts";'],
  "common/cycle-two.ts": ['import type { One } from "./cycle-one.ts";'],
  "common/tools/one.ts": [
    'import { readFile } from "node:fs/promises";',
    'import { createHash } from "node:crypto";',
    'import "undici";',
    'import "ioredis";',
    'import "luxon";',
    'import type { Logger } from "#common/logger.ts";',
    'import "../logger.ts";',
    'import "#workers/run-tool.ts";',
    'import "#test/support/until.ts";',
  ],
  "common/tools/schemas/one.ts": ['import "../../logger.ts";', 'import "#common/logger.ts";', 'import "luxon";'],
  "workers/tools/one.ts": [
    'import { readFile } from "node:fs/promises";',
    'import { createHash } from "node:crypto";',
    'import "undici";',
    'import "windows-iana";',
    'import type { Logger } from "#common/logger.ts";',
    'import "#workers/graph/graph-client.ts";',
    'import "#workers/auth/on-behalf-of.ts";',
    'import "#workers/documents/extract-text.ts";',
    'import "../run-tool.ts";',
    'import "#test/support/until.ts";',
  ],
  "workers/tools/paging/one.ts": ['import { readFile } from "node:fs/promises";', 'import "windows-iana";'],
  "workers/tools/mail/one.ts": ['import "../present.ts";', 'import "#workers/run-tool.ts";', 'import "windows-iana";'],
};

const allowed: Record<string, readonly string[]> = {
  "gateway/fine.ts": [
    "fastify",
    "jose",
    "zod",
    "node:crypto",
    "#common/errors.ts",
    "#gateway/auth/x.ts",
    "./auth/x.ts",
  ],
  "gateway/mcp/fine.ts": [
    "@modelcontextprotocol/server",
    "fastify",
    "#gateway/call-tool.ts",
    "#common/tools/catalog.ts",
  ],
  "gateway/sign-in/clients/documents/fine.ts": [
    "undici",
    "lru-cache",
    "zod",
    "node:dns/promises",
    "#common/public-address.ts",
    "#gateway/sign-in/clients/client-id.ts",
  ],
  "common/doctor/fine.ts": ["ioredis", "zod", "node:util", "#common/run-main.ts", "./check.ts"],
  "gateway/doctor/fine.ts": [
    "zod",
    "node:fs",
    "#common/errors.ts",
    "#common/doctor/check.ts",
    "#gateway/config.ts",
    "./x.ts",
  ],
  "workers/doctor/fine.ts": ["undici", "zod", "#common/doctor/check.ts", "#workers/config.ts", "./x.ts"],
  "gateway/tenants/fine.ts": ["yaml", "zod", "node:worker_threads", "#common/logger.ts", "./x.ts"],
  "workers/fine.ts": ["undici", "opossum", "@azure/msal-node", "bullmq", "node:dns/promises", "#common/errors.ts"],
  "workers/documents/fine.ts": [
    "parse5",
    "unpdf",
    "pdfjs-dist/legacy/build/pdf.mjs",
    "zod",
    "node:child_process",
    "#common/errors.ts",
    "#workers/documents/text/reading.ts",
    "./x.ts",
  ],
  "common/fine.ts": ["ioredis", "pino", "prom-client", "zod", "node:net", "#common/errors.ts", "./errors.ts"],
  "common/tracing/fine.ts": ["@opentelemetry/api", "zod", "#common/logger.ts", "./x.ts"],
  "common/tools/fine.ts": ["zod", "#common/errors.ts", "#common/workload.ts", "./define-tool.ts", "./schemas/x.ts"],
  "common/tools/schemas/fine.ts": ["zod", "./x.ts", "#common/tools/define-tool.ts"],
  "workers/tools/fine.ts": ["zod", "luxon", "p-limit", "#common/errors.ts", "#common/tools/catalog.ts", "./mail/x.ts"],
  "workers/tools/mail/fine.ts": [
    "./x.ts",
    "#common/normalised.ts",
    "#workers/tools/without-empty.ts",
    "#workers/documents/text/clean-text.ts",
    "#workers/documents/text-source.ts",
  ],
  "workers/tools/paging/fine.ts": ["zod", "node:crypto", "./x.ts"],
  "workers/tools/dates/fine.ts": ["luxon", "windows-iana", "./x.ts"],
  "test/unit/fine.test.ts": ["#gateway/app.ts", "#workers/run-tool.ts", "#test/support/until.ts", "vitest", "undici"],
};

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "m365-imports-"));
const complaints = new Map<string, number>();

beforeAll(() => {
  cpSync(join(root, "biome.json"), join(folder, "biome.json"));
  const files = new Map<string, string>();
  for (const [path, lines] of Object.entries(forbidden)) files.set(path, `${lines.join("\n")}\n`);
  for (const [path, names] of Object.entries(allowed))
    files.set(path, names.map((name) => `import "${name}";\n`).join(""));
  for (const [path, text] of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const args = [
    "lint",
    "--only=style/noRestrictedImports",
    "--only=suspicious/noImportCycles",
    "--reporter=json",
    "--vcs-enabled=false",
    "--max-diagnostics=none",
  ];
  const biome = spawnSync(process.execPath, [join(root, "node_modules/@biomejs/biome/bin/biome"), ...args, "."], {
    cwd: folder,
    encoding: "utf8",
  });
  const report: { diagnostics: { category: string; location: { path: string; start: { line: number } } }[] } =
    JSON.parse(biome.stdout);
  for (const { category, location } of report.diagnostics) {
    expect(category).toMatch(/^lint\/(style\/noRestrictedImports|suspicious\/noImportCycles)$/);
    const line = `${location.path}:${location.start.line}`;
    complaints.set(line, (complaints.get(line) ?? 0) + 1);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(
  Object.entries(forbidden).flatMap(([path, lines]) => lines.map((line, index) => ({ path, line, at: index + 1 }))),
)("refuses in $path: $line", ({ path, at }) => {
  expect(complaints.get(`${path}:${at}`)).toBe(1);
});

test.each(
  Object.entries(allowed).flatMap(([path, names]) => names.map((name, index) => ({ path, name, at: index + 1 }))),
)("lets $path import $name", ({ path, at }) => {
  expect(complaints.has(`${path}:${at}`)).toBe(false);
});
