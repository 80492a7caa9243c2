import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { workerSettings } from "#workers/config.ts";

const sealingKey = randomBytes(32).toString("base64");
const common = { AZURE_CLIENT_ID: "8a1c1c7e-0000-4000-8000-000000000001", SEALING_KEYS: `k1:${sealingKey}` };
const gateway = { ...common, MCP_PUBLIC_URL: "https://mcp.example.com/mcp" };
const someId = common.AZURE_CLIENT_ID;
const workers = { ...common, AZURE_CLIENT_SECRET: "secret" };
const file = join(ownFolder(), "secret");

function problems(schema: Parameters<typeof readSettings>[0], environment: Record<string, string>): string[] {
  const read = readSettings(schema, environment);
  return "problems" in read ? read.problems : [];
}

describe("settings", () => {
  // Every other default stands in docs/settings.md, which is compared with the code.
  test("are those of the public cloud where none is named", () => {
    const authority = { AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com" };
    expect(readSettings(gatewaySettings, gateway)).toMatchObject({ settings: authority });
    expect(readSettings(workerSettings, workers)).toMatchObject({
      settings: {
        ...authority,
        GRAPH_BASE_URL: "https://graph.microsoft.com",
        GRAPH_DOWNLOAD_HOSTS: ["sharepoint.com", "svc.ms", "1drv.com"],
      },
    });
  });

  test("name each that is missing or wrong in a line of its own", () => {
    const missing = ["AZURE_CLIENT_ID: is required", "SEALING_KEYS: is required", "MCP_PUBLIC_URL: is required"];
    expect(problems(gatewaySettings, {})).toEqual(missing);
    expect(problems(gatewaySettings, { OPS_PORT: "x" }).sort()).toEqual(
      [...missing, "OPS_PORT: must be a whole number from 0 to 65535"].sort(),
    );
    const wrong = { ...workers, WORKER_WORKLOADS: "mail", AZURE_AUTHORITY_HOST: "http://localhost:1" };
    expect(problems(workerSettings, wrong).sort()).toEqual([
      expect.stringMatching(/^AZURE_AUTHORITY_HOST: must be an https origin/),
      expect.stringMatching(/^WORKER_WORKLOADS: entry 1 /),
    ]);
  });

  test.each([
    ["ALLOWED_TENANTS", someId],
    ["ALLOWED_CLIENTS", someId],
    ["ALLOW_GUESTS", "on"],
    ["ALLOW_AGENTS", "on"],
  ])("refuse %s beside a tenants file", (name, value) => {
    const both = { ...gateway, TENANTS_FILE: "/etc/tenants.yml", [name]: value };
    expect(problems(gatewaySettings, both)).toEqual([`${name}: can't be set beside TENANTS_FILE: say it there`]);
  });

  test.each([
    ["https://mcp.example.com/mcp/"],
    ["https://mcp.example.com"],
    ["https://mcp.example.com/mcp?x=1"],
    ["http://mcp.example.com/mcp"],
    ["https://MCP.example.com/mcp"],
    ["https://user@mcp.example.com/mcp"],
  ])("refuse %s as the public URL", (url) => {
    expect(problems(gatewaySettings, { ...gateway, MCP_PUBLIC_URL: url })).toHaveLength(1);
  });

  test.each([["https://mcp.example.com/mcp"], ["http://localhost:8080/mcp"], ["http://127.0.0.1:1/a/b"]])(
    "take %s as the public URL",
    (url) => {
      expect(problems(gatewaySettings, { ...gateway, MCP_PUBLIC_URL: url })).toEqual([]);
    },
  );

  test("take the public URL as Application ID URI, or another that is set", () => {
    const { MCP_PUBLIC_URL } = gateway;
    expect(readSettings(gatewaySettings, gateway)).toMatchObject({ settings: { APP_ID_URI: MCP_PUBLIC_URL } });
    for (const uri of [`api://${common.AZURE_CLIENT_ID}`, "api://contoso.example/m365", "https://contoso.example"]) {
      const set = { ...gateway, APP_ID_URI: uri };
      expect(readSettings(gatewaySettings, set)).toMatchObject({ settings: { APP_ID_URI: uri } });
    }
    for (const uri of ["api://", "contoso.example", "api://a/", "api://a b", "http://contoso.example", "api://a?b"]) {
      expect(problems(gatewaySettings, { ...gateway, APP_ID_URI: uri })).toHaveLength(1);
    }
  });

  test("take IPv4 and IPv6 addresses and ranges as egress addresses", () => {
    const EGRESS_ADDRESSES = "203.0.113.10, 203.0.113.64/28,2001:db8::1,2001:db8::/48";
    const settings = { EGRESS_ADDRESSES: ["203.0.113.10", "203.0.113.64/28", "2001:db8::1", "2001:db8::/48"] };
    expect(readSettings(gatewaySettings, { ...gateway, EGRESS_ADDRESSES })).toMatchObject({ settings });
  });

  test.each([
    ["SEALING_KEYS", "k1:dG9vIHNob3J0"],
    ["SEALING_KEYS", `k1:${sealingKey},k1:${sealingKey}`],
    ["ALLOWED_TENANTS", "contoso.com"],
    ["ALLOWED_ORIGINS", "https://claude.ai/"],
    ["EGRESS_ADDRESSES", "203.0.113.300"],
    ["EGRESS_ADDRESSES", "203.0.113.0/33"],
    ["EGRESS_ADDRESSES", "gateway.example.com"],
    ["HELP_URL", "help.example.com"],
    ["HELP_URL", "https://help.example.com/#top"],
    ["AZURE_AUTHORITY_HOST", "http://login.example.com"],
    ["REDIS_URL", "localhost:6379"],
    ["PORT", "80a"],
    ["AUDIT_LOG", "file"],
    ["LOG_LEVEL", "loud"],
  ])("refuse a wrong %s without quoting it", (name, value) => {
    const found = problems(gatewaySettings, { ...gateway, [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(name === "AUDIT_LOG" ? "AUDIT_FILE" : name);
    expect(found[0]).not.toContain(sealingKey);
  });

  test("say how a sealing key is made, where there is a wrong one", () => {
    const [found] = problems(workerSettings, { ...workers, SEALING_KEYS: "k1:short" });
    expect(found).toMatch(
      /^SEALING_KEYS: must be id:base64-of-32-bytes.* to make one: echo "k1:\$\(openssl rand -base64 32\)"$/,
    );
  });

  test.each([
    ["REDIS_SENTINELS", { REDIS_SENTINELS: "a:1", REDIS_SENTINEL_MASTER: "m", REDIS_URL: "redis://a:1" }, "REDIS_URL"],
    ["REDIS_CLUSTER", { REDIS_CLUSTER: "a:1", REDIS_URL: "redis://a:1" }, "REDIS_URL"],
    ["both", { REDIS_CLUSTER: "a:1", REDIS_SENTINELS: "a:1", REDIS_SENTINEL_MASTER: "m" }, "REDIS_URL"],
    ["no name of a master", { REDIS_SENTINELS: "a:1" }, "REDIS_SENTINEL_MASTER"],
    ["a name without sentinels", { REDIS_SENTINEL_MASTER: "m" }, "REDIS_SENTINEL_MASTER"],
    ["a sentinel's password alone", { REDIS_SENTINEL_PASSWORD: "p" }, "REDIS_SENTINEL_PASSWORD"],
    ["a user without a password", { REDIS_CLUSTER: "a:1", REDIS_USERNAME: "u" }, "REDIS_USERNAME"],
    ["two passwords", { REDIS_URL: "redis://u:p@a:1", REDIS_PASSWORD: "p" }, "REDIS_PASSWORD"],
    ["TLS for a URL", { REDIS_URL: "redis://a:1", REDIS_TLS: "on" }, "REDIS_TLS"],
    ["a CA without TLS", { REDIS_CLUSTER: "a:1", REDIS_CA_PATH: "/ca.pem" }, "REDIS_CA_PATH"],
    ["nodes that are none", { REDIS_CLUSTER: "redis://a:1" }, "REDIS_CLUSTER"],
    ["a port that is none", { REDIS_CLUSTER: "a:1,b:99999" }, "REDIS_CLUSTER"],
    ["an empty entry", { REDIS_CLUSTER: "a:1,,b:1" }, "REDIS_CLUSTER"],
  ] as [string, Record<string, string>, string][])(
    "of Redis that contradict each other are one clear problem: %s",
    (_title, redis, name) => {
      const found = problems(gatewaySettings, { ...gateway, ...redis });
      expect(found).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
      expect(problems(workerSettings, { ...workers, ...redis })).toEqual(found);
    },
  );

  test.each([
    [{ REDIS_URL: "rediss://a:6380", REDIS_CA_PATH: "/ca.pem", REDIS_USERNAME: "u", REDIS_PASSWORD: "p" }, {}],
    [
      { REDIS_SENTINELS: "a, [::1]:26380", REDIS_SENTINEL_MASTER: "m", REDIS_TLS: "on" },
      {
        REDIS_SENTINELS: [
          { host: "a", port: 26_379 },
          { host: "::1", port: 26_380 },
        ],
      },
    ],
    [{ REDIS_CLUSTER: "a.b-c", REDIS_PASSWORD: "p" }, { REDIS_CLUSTER: [{ host: "a.b-c", port: 6_379 }] }],
  ] as [Record<string, string>, object][])("of Redis may be %j", (redis, read) => {
    expect(readSettings(gatewaySettings, { ...gateway, ...redis })).toMatchObject({ settings: read });
  });

  test("ask the workers for exactly one credential", () => {
    for (const none of [common, { ...common, AZURE_CLIENT_SECRET: "" }])
      expect(problems(workerSettings, none)).toEqual([expect.stringMatching(/^AZURE_CLIENT_SECRET: exactly one of/)]);
    expect(problems(workerSettings, { ...workers, AZURE_CLIENT_CERTIFICATE_PATH: "/cert.pem" })).toHaveLength(1);
    expect(problems(workerSettings, workers)).toEqual([]);
  });

  test("read secrets from files, and refuse a value given twice", () => {
    writeFileSync(file, "from a file\n");
    const read = readSettings(workerSettings, { ...common, AZURE_CLIENT_SECRET_FILE: file });
    expect(read).toMatchObject({ settings: { AZURE_CLIENT_SECRET: "from a file" } });
    expect(problems(workerSettings, { ...workers, AZURE_CLIENT_SECRET_FILE: file })).toHaveLength(1);
    expect(problems(workerSettings, { ...common, AZURE_CLIENT_SECRET_FILE: "/nowhere" })[0]).toContain(
      "AZURE_CLIENT_SECRET_FILE",
    );
  });
});
