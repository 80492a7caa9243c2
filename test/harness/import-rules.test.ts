import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ownFolder } from "#test/support/own-folder.ts";

/**
 * biome.json defines who may import what: each of its lists is of what is allowed. Each is broken by what another
 * folder may, and by ways around it; what it allows, the lint of all code shows.
 */
const forbidden: Record<string, readonly string[]> = {
  "gateway/one.ts": [
    'import type { RunTool } from "#workers/run-tool.ts";',
    'export * from "../workers/run-tool.ts";',
    'import "./../workers/run-tool.ts";',
    'import "./auth/../../workers/run-tool.ts";',
    'import "#common/../workers/run-tool.ts";',
    'const undici = await import("undici");',
    'import { Server } from "@modelcontextprotocol/server";',
    'import { parseDocument } from "yaml";',
    'import "#common/doctor/check.ts";',
  ],
  "gateway/auth/one.ts": ['import { Server } from "@modelcontextprotocol/server/stdio";', 'import "undici";'],
  "gateway/mcp/one.ts": ['import "undici";', 'import "#workers/run-tool.ts";', 'import "#test/support/until.ts";'],
  "gateway/sign-in/clients/documents/one.ts": [
    'import fastify from "fastify";',
    'import "#workers/graph/graph-connections.ts";',
  ],
  "common/doctor/one.ts": ['import "#gateway/config.ts";', 'import "#workers/config.ts";', 'import "undici";'],
  "gateway/doctor/one.ts": ['import "undici";', 'import "#workers/doctor/check-workers.ts";'],
  "workers/doctor/one.ts": ['import "#gateway/doctor/check-gateway.ts";', 'import fastify from "fastify";'],
  "gateway/tenants/one.ts": ['import "undici";', 'import fastify from "fastify";', 'import "#workers/run-tool.ts";'],
  "workers/one.ts": [
    'import type { CallTool } from "../gateway/call-tool.ts";',
    'import "@modelcontextprotocol/server";',
    'import "unpdf";',
    'import "#common/doctor/check.ts";',
  ],
  "workers/documents/one.ts": [
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
    'import "@opentelemetry/api";',
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
    'import "undici";',
    'import type { Logger } from "#common/logger.ts";',
    'import "../logger.ts";',
  ],
  "common/tools/schemas/one.ts": ['import "../../logger.ts";', 'import "#common/logger.ts";', 'import "luxon";'],
  "workers/tools/one.ts": [
    'import { readFile } from "node:fs/promises";',
    'import { createHash } from "node:crypto";',
    'import "windows-iana";',
    'import type { Logger } from "#common/logger.ts";',
    'import "#workers/graph/graph-client.ts";',
    'import "#workers/documents/extract-text.ts";',
    'import "../run-tool.ts";',
  ],
  "workers/tools/paging/one.ts": ['import { readFile } from "node:fs/promises";', 'import "windows-iana";'],
  "workers/tools/mail/one.ts": ['import "../present.ts";', 'import "#workers/run-tool.ts";', 'import "windows-iana";'],
};

const root = join(import.meta.dirname, "../..");
const folder = ownFolder();
const complaints = new Map<string, number>();

beforeAll(() => {
  cpSync(join(root, "biome.json"), join(folder, "biome.json"));
  for (const [path, lines] of Object.entries(forbidden)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), `${lines.join("\n")}\n`);
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

test.each(
  Object.entries(forbidden).flatMap(([path, lines]) => lines.map((line, index) => ({ path, line, at: index + 1 }))),
)("refuses in $path: $line", ({ path, at }) => {
  expect(complaints.get(`${path}:${at}`)).toBe(1);
});
