import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, describe, expect } from "vitest";
import type { CheckResult } from "#common/doctor/check.ts";
import { checkGateway } from "#gateway/doctor/check-gateway.ts";
import { test } from "#test/support/shared-stack.ts";
import { checkWorkers } from "#workers/doctor/check-workers.ts";
import { type Broken, brokenGateways } from "./broken-gateways.ts";
import { brokenWorkers } from "./broken-workers.ts";
import { type SetUp, startSetUp } from "./set-up.ts";

let setUp: SetUp;
test.beforeAll(async ({ stack }) => {
  setUp = await startSetUp(stack);
});
afterEach(() => setUp.mend());
afterAll(() => setUp.close());

const check = {
  gateway: async ({ settings, aheadMs = 0, isBeforeStart = false }: Partial<Broken>) =>
    await checkGateway({
      environment: { ...setUp.gateway, ...(await settings?.(setUp)) },
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
  expect(blamed).toEqual([{ check: blames, state, says: expect.stringMatching(says), mend: expect.any(String) }]);
  for (const secret of secretsOf(setUp)) expect(JSON.stringify(results)).not.toContain(secret);
}

describe("the doctor of a gateway", () => {
  test("finds everything ok where it is, but for what only a sign-in shows", async () => {
    const left = notOk((await check.gateway({})).results);
    expect(left.map(({ check: name, state }) => `${name}: ${state}`)).toEqual(
      ["redirects", "server app", "consent", "person"].map((name) => `${name}: not checked`),
    );
  });

  test.each(brokenGateways.map((broken) => [broken.what, broken] as const))(
    "names %s, and blames nothing else",
    async (_what, broken) => await expectOneToBeBlamed("gateway", broken),
  );
});

describe("the doctor of workers", () => {
  test("finds everything ok where it is", async () => {
    expect(notOk((await check.workers({})).results)).toEqual([]);
  });

  test.each(brokenWorkers.map((broken) => [broken.what, broken] as const))(
    "names %s, and blames nothing else",
    async (_what, broken) => await expectOneToBeBlamed("workers", broken),
  );

  test("does not try the credential where no tenant is named, and says how to", async () => {
    const { results } = await checkWorkers({ environment: setUp.workers });
    expect(notOk(results)).toEqual([
      expect.objectContaining({
        check: "exchange",
        state: "not checked",
        mend: expect.stringContaining("--tenant ID"),
      }),
    ]);
  });
});

async function npmRunDoctor(parameters: readonly string[], more: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["common/doctor/main.ts", ...parameters], {
    cwd: new URL("../../..", import.meta.url),
    env: {
      PATH: process.env.PATH ?? "",
      ...setUp.gateway,
      ...setUp.workers,
      ...more,
      NODE_EXTRA_CA_CERTS: setUp.authorities,
    },
  });
  const [said, problems, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { said, problems, code };
}

describe("npm run doctor", () => {
  test("prints a line for each check of both processes, and ends with 1 for a problem", async () => {
    const { said, problems, code } = await npmRunDoctor(["gateway", "workers"], { REDIS_URL: setUp.lonelyRedis.url });
    expect(problems).toBe("");
    expect(said).toMatch(/^gateway\n {2}settings {11}ok {11}complete\n/);
    expect(said).toMatch(/^ {2}workers {12}problem {6}no worker serves .*\n {34}→ Start workers/m);
    expect(said).toMatch(/\ntogether\n {2}same app {11}ok /);
    expect(said).toMatch(/\n1 problem: mend the first one, and run this again\. 4 not checked\.\n$/);
    expect(code).toBe(1);
    for (const secret of secretsOf(setUp)) expect(said).not.toContain(secret);
  });
});
