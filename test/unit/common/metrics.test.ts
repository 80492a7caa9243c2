import { expect, test } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { inRequest } from "#common/request-scope.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";

const requestId = "11111111-1111-4111-8111-111111111111";
const traceId = "0af7651916cd43dd8448eb211c80319c";
const trace = { traceId, spanId: "b7ad6b7169203331", isSampled: true, isRemote: false };
const labels = { tool: "read_resource", outcome: "ok" };

async function bucketsAfter(hasExemplars: boolean, isSampled: boolean): Promise<{ type: string; lines: string[] }> {
  const { registry, metrics } = createMetrics(gatewayMetrics, { hasExemplars });
  inRequest({ requestId, trace: { ...trace, isSampled } }, () => metrics.toolCallSeconds.observe(labels, 0.2));
  metrics.toolCallSeconds.observe(labels, 3);
  const text = await registry.metrics();
  return { type: registry.contentType, lines: text.split("\n").filter((line) => /^m365_tool_call_seconds/.test(line)) };
}

const withoutExemplars = (lines: readonly string[]) => lines.map((line) => line.replace(/ # .*/, ""));

test("with exemplars, the bucket of a recorded call names its trace, in OpenMetrics", async () => {
  const { type, lines } = await bucketsAfter(true, true);
  expect(type).toMatch(/^application\/openmetrics-text/);
  const named = lines.filter((line) => line.includes(" # "));
  expect(named).toHaveLength(1);
  expect(named[0]).toMatch(
    new RegExp(`^m365_tool_call_seconds_bucket\\{le="0.25",.*\\} 1 # \\{trace_id="${traceId}"\\} 0.2 [\\d.]+$`),
  );
});

test("a call that is not recorded is counted all the same, and not named", async () => {
  const { lines } = await bucketsAfter(true, false);
  expect(lines.join()).not.toContain("#");
  expect(lines).toEqual(withoutExemplars((await bucketsAfter(true, true)).lines));
});

test("without exemplars the text is Prometheus' own, with the same values", async () => {
  const { type, lines } = await bucketsAfter(false, true);
  expect(type).toMatch(/^text\/plain/);
  expect(lines).toEqual(withoutExemplars((await bucketsAfter(true, true)).lines));
});
