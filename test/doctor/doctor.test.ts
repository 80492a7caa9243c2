import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect } from "vitest";
import type { CheckResult } from "#common/doctor/check.ts";
import { createMetrics, sharedMetrics } from "#common/metrics.ts";
import { startOpsServer } from "#common/ops-server.ts";
import { checkGateway } from "#gateway/doctor/check-gateway.ts";
import { hasRawControls, hostileText } from "#test/support/raw-controls.ts";
import { test } from "#test/support/shared-stack.ts";
import { checkWorkers } from "#workers/doctor/check-workers.ts";
import { type Broken, brokenGateways } from "./broken-gateways.ts";
import { brokenWorkers } from "./broken-workers.ts";
import { runDoctor } from "./run-command.ts";
import { type SetUp, startSetUp } from "./set-up.ts";

let setUp: SetUp;
test.beforeAll(async ({ stack }) => {
  setUp = await startSetUp(stack);
});
afterEach(() => setUp.fix());
afterAll(() => setUp.close());

const check = {
  gateway: async ({ settings, aheadMs = 0, isBeforeStart = false }: Partial<Broken>) =>
    await checkGateway({
      // Before a start, nothing listens at its ports.
      environment: { ...setUp.gateway, ...(isBeforeStart && { OPS_PORT: "0" }), ...(await settings?.(setUp)) },
      isBeforeStart,
      now: () => Date.now() + aheadMs,
    }),
  workers: async ({ settings, aheadMs = 0, tenantId }: Partial<Broken>) =>
    await checkWorkers({
      environment: { ...setUp.workers, ...(await settings?.(setUp)) },
      tenantId: tenantId?.(setUp) ?? setUp.tenantId,
      now: () => Date.now() + aheadMs,
    }),
};

const notOk = (results: readonly CheckResult[]) => results.filter(({ state }) => state !== "ok");
const statesOf = (results: readonly CheckResult[]) => results.map(({ check: name, state }) => `${name}: ${state}`);
/** Secrets that nothing may show. */
const secretsOf = ({ gateway, workers }: SetUp) =>
  [gateway.SEALING_KEYS, gateway.SIGN_IN_KEYS, workers.AZURE_CLIENT_SECRET].map((value = "") =>
    value.split(":").at(-1),
  );

async function expectOneToBeBlamed(part: "gateway" | "workers", broken: Broken): Promise<void> {
  await broken.spoil?.(setUp);
  const { results } = await check[part](broken);
  const blamed = notOk(results).filter(({ state }) => state !== "not checked");
  const { blames, says, state = "problem" } = broken;
  expect(blamed).toEqual([{ check: blames, state, says: expect.stringMatching(says), fix: expect.any(String) }]);
  for (const secret of secretsOf(setUp)) expect(JSON.stringify(results)).not.toContain(secret);
}

describe("the doctor of a gateway", () => {
  const onlySignInShows = ["redirects", "server app", "consent", "person"].map((name) => `${name}: not checked`);

  test("finds everything ok where it is, but for what only a sign-in shows", async () => {
    expect(statesOf(notOk((await check.gateway({})).results))).toEqual(onlySignInShows);
  });

  test("finds everything ok through a proxy, by the gateway's own way", async () => {
    const { proxy } = setUp;
    const asked = proxy.asked.length;
    const { results } = await check.gateway({ settings: () => ({ HTTPS_PROXY: proxy.url }) });
    expect(statesOf(notOk(results))).toEqual(onlySignInShows);
    expect(new Set(proxy.asked.slice(asked))).toEqual(
      new Set(
        [setUp.gateway.AZURE_AUTHORITY_HOST ?? "", setUp.gateway.MCP_PUBLIC_URL ?? ""].map((url) => new URL(url).host),
      ),
    );
  });

  test("says what the running one says of itself, where these settings are ok", async () => {
    const ops = await startOpsServer({
      process: "gateway",
      host: "127.0.0.1",
      port: 0,
      ...createMetrics(sharedMetrics),
    });
    ops.setReadiness(() => ["answers can't be read from Redis"]);
    await expectOneToBeBlamed("gateway", {
      what: "a gateway that is not ready",
      blames: "ready",
      says: /^answers can't be read from Redis$/,
      settings: () => ({ OPS_PORT: String(ops.port) }),
    });
    await ops.close();
  });

  test.each(brokenGateways.map((broken) => [broken.what, broken] as const))(
    "names %s, and blames nothing else",
    async (_what, broken) => await expectOneToBeBlamed("gateway", broken),
  );
});

describe("the doctor of workers", () => {
  const onlySignInShows = ["permissions: not checked", "graph-check: not checked"];

  test("finds everything ok where it is, but for what only a sign-in shows", async () => {
    expect(statesOf(notOk((await check.workers({})).results))).toEqual(onlySignInShows);
  });

  test("finds everything ok through a proxy", async () => {
    const { proxy } = setUp;
    const { results } = await check.workers({ settings: () => ({ HTTPS_PROXY: proxy.url }) });
    expect(statesOf(notOk(results))).toEqual(onlySignInShows);
  });

  test.each(brokenWorkers.map((broken) => [broken.what, broken] as const))(
    "names %s, and blames nothing else",
    async (_what, broken) => await expectOneToBeBlamed("workers", broken),
  );

  test("does not try the credential where no tenant is named, and says how to", async () => {
    const { results } = await checkWorkers({ environment: setUp.workers });
    expect(notOk(results)[0]).toEqual(
      expect.objectContaining({
        check: "exchange",
        state: "not checked",
        fix: expect.stringContaining("--tenant ID"),
      }),
    );
  });
});

describe("npm run doctor", () => {
  test("prints a line for each check of both processes, and ends with 1 for a problem", async () => {
    const { said, problems, code } = await runDoctor(setUp, [], { environment: { REDIS_URL: setUp.lonelyRedis.url } });
    expect(problems).toBe("");
    expect(said).toMatch(/^gateway \(\.env\.gateway\)\n {2}settings {11}ok {11}complete\n/);
    expect(said).toMatch(/^ {2}workers {12}problem {6}no worker serves .*\n {34}→ Start workers/m);
    expect(said).toMatch(/\ntogether\n {2}same app {11}ok /);
    expect(said).toMatch(/\n1 problem: fix the first one, and run this again\. 6 not checked\.\n$/);
    expect(code).toBe(1);
    for (const secret of secretsOf(setUp)) expect(said).not.toContain(secret);
  }, 300_000);

  test("prints the same as JSON, without how both fit together where neither could say enough", async () => {
    const { said, problems, code } = await runDoctor(setUp, ["--json"], { environment: { AZURE_CLIENT_ID: "none" } });
    const { sections } = JSON.parse(said);
    expect([problems, code]).toEqual(["", 1]);
    expect(sections.map(({ title }: { title: string }) => title)).toEqual([
      "gateway (.env.gateway)",
      "workers (.env.workers)",
    ]);
    expect(sections[0].results.slice(0, 2)).toEqual([
      { check: "settings", state: "problem", says: "AZURE_CLIENT_ID: must be a GUID", fix: expect.any(String) },
      { check: "sealing keys", state: "not checked", says: '"settings" comes first' },
    ]);
  }, 300_000);

  test.each([[], ["--json"]])(
    "shows what Redis, Microsoft and names of files say as text, and obeys none of it %s",
    async (...parameters) => {
      const { commandingRedis } = setUp;
      const environment = {
        REDIS_URL: `redis://127.0.0.1:${commandingRedis.port}`,
        AUDIT_LOG: "file",
        AUDIT_FILE: join(tmpdir(), hostileText.replaceAll("\n", "")),
      };
      // As Microsoft's error text comes to the doctor: by the browser, in the words of whoever leads it there.
      const open = (address: string) => {
        const { searchParams } = new URL(address);
        const back = new URL(searchParams.get("redirect_uri") ?? "");
        const refusal = { state: searchParams.get("state") ?? "", error: "x", error_description: hostileText };
        back.search = String(new URLSearchParams(refusal));
        void fetch(back);
      };
      const { said, problems } = await runDoctor(setUp, ["--sign-in", ...parameters], { environment, open });
      expect(said).toContain("it is 6\\u001b[2J");
      expect(said).toContain("/\\u001b[2J");
      expect(said).toContain("ended with x: \\u001b[2J");
      expect(hasRawControls(said)).toBe(false);
      expect(hasRawControls(problems)).toBe(false);
    },
    300_000,
  );
});
