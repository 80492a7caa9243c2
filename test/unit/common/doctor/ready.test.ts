import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { readyFinding } from "#common/doctor/shared-checks.ts";
import { createMetrics, sharedMetrics } from "#common/metrics.ts";
import { startOpsServer } from "#common/ops-server.ts";
import { freePort } from "#test/support/free-port.ts";

const place = { host: "127.0.0.1", port: 0 };
const ops = await startOpsServer({ process: "gateway", ...place, ...createMetrics(sharedMetrics) });
afterAll(() => ops.close());

const ready = (part: "gateway" | "workers", port: number, host = "127.0.0.1") =>
  readyFinding(part, { OPS_HOST: host, OPS_PORT: port });

describe("a running process", () => {
  test.each(["127.0.0.1", "localhost", "0.0.0.0"])("that is ready is ok, where it listens at %s", async (host) => {
    ops.setReadiness(() => []);
    expect(await ready("gateway", ops.port, host)).toMatchObject({
      state: "ok",
      says: expect.stringMatching(/^ready, says (?:127\.0\.0\.1|localhost):/),
    });
  });

  test("that is not ready says why, in its own words", async () => {
    ops.setReadiness(() => ["Redis can't be reached", "the audit log can't be written"]);
    expect(await ready("gateway", ops.port)).toEqual({
      state: "problem",
      says: "Redis can't be reached; the audit log can't be written",
      fix: expect.stringContaining("docs/runbooks/process-not-ready.md"),
    });
  });

  test("is not taken for the other process, which may have its port on this machine", async () => {
    ops.setReadiness(() => []);
    expect(await ready("workers", ops.port)).toEqual({
      state: "not checked",
      says: `it doesn't run: what listens at 127.0.0.1:${ops.port} is of the gateway`,
      fix: expect.stringContaining("OPS_PORT"),
    });
  });

  test("that there is none of is not checked, and how to start it is told", async () => {
    const port = await freePort();
    expect(await ready("workers", port)).toEqual({
      state: "not checked",
      says: `it doesn't run: nothing listens at 127.0.0.1:${port}`,
      fix: "Start it: npm run start:workers.",
    });
    expect(await ready("gateway", 0)).toMatchObject({ state: "not checked" });
  });

  test("is not what another program is that has its port", async () => {
    const stranger = createServer((_request, response) => void response.end("hello"));
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const { port } = stranger.address() as AddressInfo;
    expect(await ready("gateway", port)).toEqual({
      state: "problem",
      says: `what listens at 127.0.0.1:${port} is no process of this connector`,
      fix: expect.stringContaining("OPS_PORT"),
    });
    stranger.closeAllConnections();
    stranger.close();
  });
});
