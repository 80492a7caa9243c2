import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { skipWhen } from "#test/support/loud-skip.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { listeningPort, startService } from "#test/support/service-process.ts";

let redis: RedisServer;
/** It evicts, and saves. */
let wrong: RedisServer;

beforeAll(async () => {
  [redis, wrong] = await Promise.all([
    startRedis(),
    startRedis({ args: ["--maxmemory-policy", "allkeys-lru", "--save", "60 1"] }),
  ]);
});
afterAll(() => Promise.all([redis, wrong].map((server) => server.stop())));

const secret = `secret-${randomBytes(8).toString("hex")}`;

const right = () => ({
  AZURE_CLIENT_ID: "8a1c1c7e-0000-4000-8000-000000000001",
  AZURE_AUTHORITY_HOST: "https://localhost:1",
  SEALING_KEYS: `k:${randomBytes(32).toString("base64")}`,
  REDIS_URL: redis.url,
  OPS_PORT: "0",
});
const gateway = () => ({ ...right(), MCP_PUBLIC_URL: "http://localhost:8080/mcp", PORT: "0" });
const workers = () => ({ ...right(), AZURE_CLIENT_SECRET: secret });

async function startAndFail(entry: string, environment: Record<string, string>): Promise<readonly string[]> {
  const service = startService(entry, environment);
  expect(await service.ended).toBe(1);
  return service.log;
}

/** What each prints must have a line for each of these. */
const wrongSettings: [string, string, () => Record<string, string>, RegExp[]][] = [
  [
    "a gateway whose URL, key, number and tenant are none",
    "gateway/main.ts",
    () => ({
      ...gateway(),
      MCP_PUBLIC_URL: "https://a.example/mcp/",
      SEALING_KEYS: `k:${secret}`,
      QUEUE_WAIT_MS: "2s",
      ALLOWED_TENANTS: "contoso.com",
    }),
    [
      /^MCP_PUBLIC_URL: must be/,
      /^SEALING_KEYS: must be/,
      /^QUEUE_WAIT_MS: must be a whole number from 100 to 60000$/,
      /^ALLOWED_TENANTS: entry 1 must be a GUID$/,
    ],
  ],
  [
    "a worker whose certificate can't be read",
    "workers/main.ts",
    () => ({ ...right(), AZURE_CLIENT_CERTIFICATE_PATH: "/nowhere.pem" }),
    [/^AZURE_CLIENT_CERTIFICATE_PATH: /],
  ],
  [
    "a strict gateway on a Redis that evicts and saves",
    "gateway/main.ts",
    () => ({ ...gateway(), REDIS_URL: wrong.url, REDIS_STRICT: "on" }),
    [/maxmemory-policy noeviction/, /set save ""/],
  ],
  [
    "a strict worker on a Redis that evicts and saves",
    "workers/main.ts",
    () => ({ ...workers(), REDIS_URL: wrong.url, REDIS_STRICT: "on" }),
    [/maxmemory-policy noeviction/, /set save ""/],
  ],
  [
    "a gateway whose audit file can't be opened",
    "gateway/main.ts",
    () => ({ ...gateway(), AUDIT_LOG: "file", AUDIT_FILE: "/nowhere/audit.log" }),
    [/^AUDIT_FILE: can't be opened/],
  ],
];

describe("a process that can't start", () => {
  test.each(wrongSettings)(
    "%s ends with code 1 and says why, without a stack trace or a secret",
    async (_title, entry, environment, problems) => {
      const log = await startAndFail(entry, environment());
      for (const problem of problems) expect(log).toContainEqual(expect.stringMatching(problem));
      expect(log.join("\n")).not.toMatch(/^\s+at /m);
      expect(log.join("\n")).not.toContain(secret);
    },
  );
});

const filtered = existsSync(join(root, "reader-sandbox.bpf"))
  ? "this checkout has a filter for document readers, so a worker may find the whole sandbox"
  : undefined;

describe("a worker that must have a sandbox for its document readers", skipWhen(filtered), () => {
  test("doesn't start without, and says what is missing", async () => {
    const log = await startAndFail("workers/main.ts", { ...workers(), READER_SANDBOX: "required" });
    expect(log).toEqual([
      expect.stringMatching(/^READER_SANDBOX: documents are read without a sandbox: there is no filter: /),
    ]);
  });
});

describe("a process with a settings file", () => {
  const folder = ownFolder();

  /** As an operator starts it: with nothing in the environment. */
  function startFrom(part: "gateway" | "workers", settings: Readonly<Record<string, string>>) {
    const file = join(folder, `.env.${part}`);
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(file, lines.join(""), { mode: 0o600 });
    return startService(`${part}/main.ts`, {}, { isPlain: true, entryArguments: [`--settings-file=${file}`] });
  }

  test("starts with that alone, under its permissions", async () => {
    const started = [startFrom("gateway", gateway()), startFrom("workers", workers())];
    for (const service of started) {
      expect(await listeningPort(service, "ops")).toBeGreaterThan(0);
      expect(service.log.join("\n")).not.toMatch(/permission model|settings file/);
      expect(await service.stop()).toBe(0);
    }
  });

  test("refuses to start as a gateway with the client secret, and says where that belongs", async () => {
    const service = startFrom("gateway", { ...gateway(), AZURE_CLIENT_SECRET: secret });
    expect(await service.ended).toBe(1);
    expect(service.log).toEqual([expect.stringMatching(/^AZURE_CLIENT_SECRET belongs in \.env\.workers: /)]);
  });
});
