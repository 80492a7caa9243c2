import { setImmediate } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { until } from "#test/support/until.ts";
import { openObo, ownTenant } from "#test/unit/own-tenant.ts";
import { createLayers } from "#workers/graph/graph-client.ts";
import type { GraphSend } from "#workers/resilience/graph-layer.ts";
import { createLocalGate } from "#workers/resilience/local-gate.ts";
import type { WorkloadSlots } from "#workers/slots/workload-slots.ts";
import { asserted, graphToken, patient, signIn } from "../auth/obo-fixture.ts";
import { answer, countedMetrics, requestOf } from "../resilience/layer-fixture.ts";
import { contextMaker } from "../run-fixture.ts";
import { lasting, slotsOfOutlook, startCall } from "./slot-fixture.ts";

let slots: WorkloadSlots;

beforeEach(() => {
  slots = slotsOfOutlook(8);
});

const untilRunning = (calls: number) =>
  until(`${calls} slots to be taken`, async () => (slots.pool.running() === calls ? true : undefined));

describe("a request to Graph", () => {
  /** Requests of one person, each of a call of its own, through all layers. */
  function sender(send: GraphSend) {
    const layers = createLayers({
      metrics: countedMetrics().metrics,
      gate: createLocalGate(),
      now: Date.now,
      random: () => 0,
    });
    const layered = layers.layer(send);
    return async (signal = patient()) => {
      const request = requestOf({ signal });
      const slot = await startCall(slots);
      return await layered({ ...request, call: { ...request.call, slot } }).finally(() => slot.end());
    };
  }

  it("has a slot while it is under way, and none while it waits for a place in its mailbox", async () => {
    const { work, end } = lasting();
    const sent = sender(async () => {
      await work();
      return answer(200);
    });
    const all = Array.from({ length: 5 }, () => sent());
    await untilRunning(3);
    end();
    await Promise.all(all);
    expect(slots.pool.running()).toBe(0);
  });

  it("has no slot while it waits for the end of a pause, its own or another's, and one when it is sent", async () => {
    const running: number[] = [];
    let count = 0;
    const sent = sender(async () => {
      running.push(slots.pool.running());
      count += 1;
      return count === 1 ? answer(429, { "retry-after": "1" }) : answer(200);
    });
    const first = sent();
    await until("the refusal", async () => (count === 1 ? true : undefined));
    await setImmediate();
    const others = [sent(), sent()];
    await untilRunning(0);
    await Promise.all([first, ...others]);
    expect(running).toHaveLength(4);
    expect(Math.min(...running)).toBe(1);
  });

  it("leaves no slot taken when its caller goes while it waits", async () => {
    const gone = new AbortController();
    const sent = sender(async () => answer(429, { "retry-after": "5" }));
    const refused = sent(gone.signal).catch(() => "gone");
    await untilRunning(0);
    gone.abort();
    expect(await refused).toBe("gone");
    expect(slots.pool.running()).toBe(0);
    expect(slots.pool.tryClaim()).toBeDefined();
  });
});

const { tenant, userIds } = await ownTenant();

it("an exchange with Entra takes no slot of the calls that wait for it", async () => {
  const { obo } = await openObo(tenant);
  const somebody = await signIn(tenant, userIds[0]);
  await tenant.control.addRule({ door: "entra", match: { grant: "obo" }, response: { latencyMs: 300 } });
  const exchange = async () => {
    const slot = await startCall(slots);
    const { call, ...rest } = asserted(somebody);
    return await obo.exchange({ ...rest, call: { ...call, slot } });
  };
  const tokens = Promise.all([exchange(), exchange()]);
  await untilRunning(0);
  expect(await tokens).toHaveLength(2);
});

it("a call has no slot while a document of its own waits for a reader or is read", async () => {
  const { work, end } = lasting();
  const documentsFor: Parameters<typeof contextMaker>[0]["documentsFor"] = ({ whileWaiting = (wait) => wait() }) => ({
    extractText: () => whileWaiting(() => work().then(() => ({ text: "words", detectedType: "text/plain" }))),
    withRoom: () => Promise.reject(new Error("no room here")),
  });
  const call = contextMaker({ documentsFor }, graphToken([]));
  const text = call({ slot: await startCall(slots) }).extractText({
    bytes: Buffer.from("words"),
    mediaType: "text/plain",
  });
  expect(slots.pool.running()).toBe(0);
  end();
  expect(await text).toMatchObject({ text: "words" });
});
