import { describe, expect, test } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { createLocalAdmission } from "#gateway/admission/shared-admission.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { somebody } from "#test/unit/call-fixture.ts";
import { shedFor } from "./shed.ts";

function admission({ total, ...limits }: { perUser: number; perTenant: number; total: number }) {
  const { metrics } = createMetrics(gatewayMetrics);
  return { ...createLocalAdmission({ limitsOf: () => limits, metrics, perGateway: total }), metrics };
}

/** By the letter of the tenant and the number of the person. */
const named = (name: string) => ({ ...somebody, tenantId: name.slice(0, 1), userId: name.slice(1) });

describe("admission", () => {
  test.each([
    ["user", { perUser: 2, perTenant: 9, total: 9 }, ["a1", "a1"], "a1", "a2"],
    ["tenant", { perUser: 9, perTenant: 2, total: 9 }, ["a1", "a2"], "a3", "b1"],
    ["total", { perUser: 9, perTenant: 9, total: 2 }, ["a1", "b1"], "c1", undefined],
  ] as const)(
    "refuses one call too many per %s, with seconds, counted, and lets others in",
    async (reason, limits, running, refused, other) => {
      const { admit, metrics } = admission(limits);
      for (const one of running) admit(named(one));
      expect(() => admit(named(refused))).toThrow(
        expect.objectContaining({ code: "rate_limited", details: { retryAfterSeconds: expect.any(Number) } }),
      );
      expect(await shedFor(reason, metrics)).toBe(1);
      if (other !== undefined) expect(() => admit(named(other))).not.toThrow();
    },
  );
});
