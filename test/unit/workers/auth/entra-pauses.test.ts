import { beforeEach, describe, expect, it } from "vitest";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { openObo, ownTenant } from "#test/unit/own-tenant.ts";
import type { Gate } from "#workers/resilience/gate.ts";
import { createLocalGate } from "#workers/resilience/local-gate.ts";
import { asserted, patient, signIn } from "./obo-fixture.ts";

const { tenant, tenants } = await ownTenant();
for (const { id } of tenants) await tenant.control.setGrants(id, ["Mail.Read"]);
const [[anna, bert, carla, dora], [stranger]] = tenants.map(({ users }) =>
  users.filter(({ userType, isSharedMailbox }) => userType === "Member" && !isSharedMailbox).map(({ id }) => id),
) as [[string, string, string, string], [string]];

beforeEach(() => tenant.control.resetScript());

/** One worker's exchanges; workers with the same gate share what they learn. */
async function worker(gate: Gate = createLocalGate()) {
  const { obo, count, log } = await openObo(tenant, { gate });
  /** Each time by another sign-in, so that no kept token or refusal answers. */
  const exchange = async (userId: string, signal = patient()) =>
    await obo.exchange(asserted(await signIn(tenant, userId), { signal }));
  return { exchange, count, log };
}

/** A gate, and promises of the first pause that it learns of and of the first exchange that it holds back. */
function watchedGate() {
  const local = createLocalGate();
  const [paused, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const gate: Gate = {
    ...local,
    async ask(limits, maxWaitMs) {
      const answer = await local.ask(limits, maxWaitMs);
      if (answer.state === "paused") held.resolve();
      return answer;
    },
    limit(limits, forMs) {
      paused.resolve();
      return local.limit(limits, forMs);
    },
  };
  return { gate, paused: paused.promise, held: held.promise };
}

const answers = (response: Parameters<FakeTenant["control"]["addRule"]>[0]["response"], times?: number) =>
  tenant.control.addRule({
    door: "entra",
    match: { grant: "obo" },
    response,
    ...(times === undefined ? {} : { times }),
  });
const comeBackAfter = (seconds: string, status: number, body?: object) => ({
  status,
  headers: { "retry-after": seconds },
  ...(body && { body }),
});
const asked = async () => (await tenant.control.stats()).requests.filter(({ grant }) => grant === "obo");

async function expectPaused(exchange: Promise<unknown>): Promise<void> {
  const error = await toolErrorOf(exchange);
  expect(error.code).toBe("rate_limited");
  expect(error.details.retryAfterSeconds).toBeGreaterThan(25);
  expect(error.details.retryAfterSeconds).toBeLessThanOrEqual(30);
}

describe("a pause that Entra asked for", () => {
  it.each([
    ["a limit", comeBackAfter("30", 429)],
    ["a limit that Entra calls the tenant's (AADSTS90055)", comeBackAfter("30", 429, { error_codes: [90055] })],
  ])("by %s is kept for every sign-in of that person by all workers, and for nobody else", async (_title, response) => {
    const gate = createLocalGate();
    const [one, other] = [await worker(gate), await worker(gate)];
    await answers(response, 1);
    for (const { exchange } of [one, one, other]) await expectPaused(exchange(anna));
    expect(await asked()).toHaveLength(1);
    for (const colleague of [bert, carla, dora]) await expect(other.exchange(colleague)).resolves.toBeDefined();
    expect(one.log.text()).toMatch(/"level":"info".*"retryAfterSeconds":30,.*pause of a person's sign-ins/);
    for (const id of [anna, anna.split("-")[0]]) expect(one.log.text()).not.toContain(id);
  });

  it("by three persons' limits is kept for the whole tenant by all workers, and for no other tenant", async () => {
    const gate = createLocalGate();
    const [one, other] = [await worker(gate), await worker(gate)];
    await answers(comeBackAfter("30", 429), 3);
    for (const [{ exchange }, person] of [
      [one, anna],
      [one, anna],
      [other, bert],
    ] as const)
      await expectPaused(exchange(person));
    await expect(other.exchange(dora)).rejects.toMatchObject({ code: "rate_limited" });
    for (const { exchange } of [one, other, other]) await expectPaused(exchange(carla));
    expect(await asked()).toHaveLength(3);
    expect(await one.count("m365_obo_failures_total", { class: "transient" })).toBe(3);
    expect(other.log.text()).toMatch(/"level":"warn".*"retryAfterSeconds":30,.*pause of a tenant's sign-ins/);
    await expect(other.exchange(stranger)).resolves.toBeDefined();
  });

  it("is waited for while Entra still has time to answer after it", async () => {
    const { gate, paused } = watchedGate();
    const [one, other] = [await worker(gate), await worker(gate)];
    await answers(comeBackAfter("1", 429), 1);
    const first = one.exchange(anna);
    await paused;
    await Promise.all([first, one.exchange(anna), other.exchange(anna)]);
    const [refused = 0, ...later] = (await asked()).map(({ at }) => at);
    expect(later).toHaveLength(3);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(refused + 1_000);
  });

  it("holds nobody who does not wait any more", async () => {
    const { gate, paused, held } = watchedGate();
    const { exchange } = await worker(gate);
    await answers(comeBackAfter("3", 429));
    const caller = new AbortController();
    const refused = exchange(anna, caller.signal);
    await paused;
    const waiting = exchange(anna, caller.signal);
    await held;
    caller.abort();
    for (const left of [refused, waiting]) expect((await toolErrorOf(left)).code).toBe("deadline_exceeded");
    expect(await asked()).toHaveLength(1);
  });

  it.each([
    ["a limit without Retry-After", { status: 429 }],
    ["a limit with a Retry-After of nothing", comeBackAfter("0", 429)],
    ["an outage", comeBackAfter("30", 503)],
    ["a refusal", comeBackAfter("30", 400, { error: "invalid_grant" })],
  ])("is not begun by %s", async (_title, response) => {
    const { exchange } = await worker();
    await answers(response);
    await toolErrorOf(exchange(anna));
    await tenant.control.clearRules();
    await expect(exchange(anna)).resolves.toBeDefined();
  });
});

describe("Entra's breaker", () => {
  it.each([
    ["AADSTS65001", { aadsts: 65001 }],
    ["a 401 for the connector's own credential", { aadsts: 7000215 }],
    ["a 429", { status: 429 }],
    ["a 429 with Retry-After", comeBackAfter("0", 429)],
  ])("stays closed whatever number of times Entra answers %s", async (_title, response) => {
    const { exchange, count } = await worker();
    await answers(response);
    for (let tries = 0; tries < 10; tries += 1)
      for (const person of [anna, bert, stranger]) await exchange(person).catch(() => undefined);
    expect((await asked()).length).toBeGreaterThanOrEqual(30);
    expect(await count("m365_breaker_transitions_total", { service: "entra" })).toBe(0);
    await tenant.control.clearRules();
    await expect(exchange(anna)).resolves.toBeDefined();
  });

  it.each([
    ["connections that break", { reset: true }],
    ["503", { status: 503 }],
    ["503 with Retry-After", comeBackAfter("30", 503)],
  ] as const)("lets exchanges through again within seconds of Entra's return from %s", async (_title, response) => {
    const { exchange, count } = await worker();
    await answers(response);
    const state = () => count("m365_breaker_state", { service: "entra" });
    const everybodyAsks = () => Promise.allSettled([anna, bert, stranger].map((person) => exchange(person)));
    while ((await state()) !== 2) await everybodyAsks();
    // Probes that fail once more.
    await expect.poll(state, { interval: 20 }).toBe(1);
    await everybodyAsks();
    expect(await state()).toBe(2);
    await tenant.control.clearRules();
    await expect
      .poll(() => exchange(bert).catch(({ code }: { code: string }) => code), { interval: 50 })
      .toHaveProperty("accessToken");
    expect(await state()).toBe(0);
  });

  it("is opened by nobody's failures alone, however many", async () => {
    const { exchange, count } = await worker();
    await tenant.control.addRule({ door: "entra", match: { grant: "obo", userId: anna }, response: { status: 500 } });
    for (let tries = 0; tries < 30; tries += 1)
      expect(await toolErrorOf(exchange(anna))).toMatchObject({ code: "unavailable" });
    for (const other of [bert, stranger]) await expect(exchange(other)).resolves.toBeDefined();
    expect(await count("m365_breaker_transitions_total", { service: "entra" })).toBe(0);
  });
});
