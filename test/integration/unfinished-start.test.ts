import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { freePort } from "#test/support/free-port.ts";
import { startService } from "#test/support/service-process.ts";

const processes = ["gateway", "workers"] as const;

/** Of a process whose Redis is at an address where nobody listens. */
const settings = async () => ({
  AZURE_CLIENT_ID: "8a1c1c7e-0000-4000-8000-000000000001",
  AZURE_AUTHORITY_HOST: "https://localhost:1",
  AZURE_CLIENT_SECRET: "secret",
  SEALING_KEYS: `k:${randomBytes(32).toString("base64")}`,
  MCP_PUBLIC_URL: "http://localhost:8080/mcp",
  PORT: "0",
  OPS_PORT: "0",
  REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
});

test.for(processes)(
  "a process of %s that never found Redis ends at once and with 0 when told to stop",
  async (name) => {
    const service = startService(`${name}/main.ts`, await settings());
    await service.waitForLog(({ msg }) => (msg === "Redis can't be reached" ? true : undefined));
    const since = Date.now();
    expect(await service.stop()).toBe(0);
    expect(Date.now() - since).toBeLessThan(10_000);
    expect(service.log.join("\n")).not.toContain("took too long");
  },
);
