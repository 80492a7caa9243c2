import { expect, test } from "vitest";
import { createMetrics, sharedMetrics } from "#common/metrics.ts";
import { createOffBoarding, forgetByKey } from "#common/off-boarding.ts";

const one = "11111111-1111-4111-8111-111111111111";
const two = "22222222-2222-4222-8222-222222222222";

test("the calls of all tenants end before anything is forgotten, or they would bring it back", async () => {
  const { metrics } = createMetrics(sharedMetrics);
  const order: string[] = [];
  const offBoard = createOffBoarding({
    endCallsOf(tenantId) {
      order.push(tenantId);
      return tenantId === one ? 3 : 0;
    },
    memories: [
      {
        what: "graph_token",
        forget(tenantIds) {
          order.push([...tenantIds].join());
          return 7;
        },
      },
    ],
    metrics,
  });
  const counts = async () => (await metrics.offBoarded.get()).values.map(({ labels, value }) => [labels.what, value]);
  expect(await counts()).toEqual([
    ["tenant", 0],
    ["call", 0],
    ["graph_token", 0],
  ]);
  const ended = offBoard([one, two]);
  expect(order).toEqual([one, two, `${one},${two}`]);
  expect(Object.fromEntries(ended)).toEqual({ [one]: 3, [two]: 0 });
  expect(await counts()).toEqual([
    ["tenant", 2],
    ["call", 3],
    ["graph_token", 7],
  ]);
});

test("of what is kept by keys that begin with a tenant, only that of these tenants is forgotten", () => {
  const kept = new Map([`${one}:anna`, `${one}|outlook`, one, `${two}:${one}`, two].map((key) => [key, true]));
  expect(forgetByKey(kept, new Set([one]))).toBe(3);
  expect([...kept.keys()]).toEqual([`${two}:${one}`, two]);
});
