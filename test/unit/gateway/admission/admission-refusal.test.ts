import { expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { admissionRefusal } from "#gateway/admission/admission-limits.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";

it.each([
  [0, 1],
  [2_100, 3],
  [60_000, 5],
])("who is refused while the others still need %i ms is told to come back in %i s", (waitMs, seconds) => {
  const { metrics } = createMetrics(gatewayMetrics);
  const refusal = admissionRefusal({ reason: "queue_full", metrics, waitMs });
  expect(refusal.details).toMatchObject({ retryAfterSeconds: seconds });
});
