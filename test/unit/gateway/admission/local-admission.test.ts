import { describe, expect, test } from "vitest";
import type { Caller } from "#common/call.ts";
import { createMetrics } from "#common/metrics.ts";
import { createLocalAdmission } from "#gateway/admission/shared-admission.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";

const caller = (tenantId: string, userId: string): Caller => ({
  tenantId,
  userId,
  clientId: "client",
  scopes: [],
  expiresAtSeconds: 0,
  understandsClaims: false,
});

function admission({ total, ...limits }: { perUser: number; perTenant: number; total: number }) {
  const { registry, metrics } = createMetrics(gatewayMetrics);
  const shed = async (reason: string) => {
    const { values } = (await registry.getSingleMetric("m365_shed_total")?.get()) ?? { values: [] };
    return values.find(({ labels }) => labels.reason === reason)?.value ?? 0;
  };
  return { ...createLocalAdmission({ limitsOf: () => limits, metrics, perGateway: total }), shed };
}

/** By the letter of the tenant and the number of the person. */
const named = (name: string) => caller(name.slice(0, 1), name.slice(1));

describe("admission", () => {
  test.each([
    ["user", { perUser: 2, perTenant: 9, total: 9 }, ["a1", "a1"], "a1", "a2"],
    ["tenant", { perUser: 9, perTenant: 2, total: 9 }, ["a1", "a2"], "a3", "b1"],
    ["total", { perUser: 9, perTenant: 9, total: 2 }, ["a1", "b1"], "c1", undefined],
  ] as const)(
    "refuses one call too many per %s, with seconds, counted, and lets others in",
    async (reason, limits, running, refused, other) => {
      const { admit, shed } = admission(limits);
      for (const one of running) admit(named(one));
      expect(() => admit(named(refused))).toThrow(
        expect.objectContaining({ code: "rate_limited", details: { retryAfterSeconds: expect.any(Number) } }),
      );
      expect(await shed(reason)).toBe(1);
      if (other !== undefined) expect(() => admit(named(other))).not.toThrow();
    },
  );

  test("lets a call in again when one has ended", () => {
    const { admit } = admission({ perUser: 1, perTenant: 9, total: 9 });
    const leave = admit(caller("a", "1"));
    expect(() => admit(caller("a", "1"))).toThrow();
    leave();
    expect(() => admit(caller("a", "1"))).not.toThrow();
  });
});
