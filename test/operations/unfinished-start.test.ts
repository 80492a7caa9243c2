import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { listen } from "#test/fake-tenant/listen.ts";
import { freePort } from "#test/support/free-port.ts";
import { startRedis } from "#test/support/redis-server.ts";
import { startService } from "#test/support/service-process.ts";
import { until } from "#test/support/until.ts";

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
    expect(await service.stop()).toBe(0);
    expect(service.log.join("\n")).not.toContain("took too long");
  },
);

/** What `/readyz` of a process says once it answers and says something of `word`. */
const reasons = (opsPort: number, word: string) =>
  until(`/readyz to say ${word}`, async () => {
    const response = await fetch(`http://127.0.0.1:${opsPort}/readyz`).catch(() => undefined);
    const body = await response?.text();
    return body?.includes(word) ? { code: response?.status, ...JSON.parse(body) } : undefined;
  });

test.for(processes)("a process of %s that waits for Redis says so at /readyz, in the words of later", async (name) => {
  const opsPort = await freePort();
  const service = startService(`${name}/main.ts`, { ...(await settings()), OPS_PORT: String(opsPort) });
  const said = await reasons(opsPort, "Redis");
  const words = ["starting", "Redis can't be reached"];
  expect(said).toEqual({ code: 503, process: name, status: "not ready", reasons: words });
  await service.stop();
});

test("a gateway that waits for Entra's signing keys says so at /readyz, in the words of later", async () => {
  const [redis, opsPort, silent] = await Promise.all([startRedis(), freePort(), listen(createServer())]);
  const entra = { AZURE_AUTHORITY_HOST: `https://127.0.0.1:${silent.port}`, REDIS_URL: redis.url };
  const service = startService("gateway/main.ts", { ...(await settings()), ...entra, OPS_PORT: String(opsPort) });
  const said = await reasons(opsPort, "Entra");
  expect(said.reasons).toEqual(["starting", "Entra's signing keys have not been fetched"]);
  await service.stop();
  await redis.stop();
  await silent.close();
});
