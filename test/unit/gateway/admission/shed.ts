import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";

/** How many calls and requests were refused for this reason. */
export async function shedFor(reason: string, { shed }: GatewayMetrics): Promise<number> {
  const { values } = await shed.get();
  return values.find(({ labels }) => labels.reason === reason)?.value ?? 0;
}
