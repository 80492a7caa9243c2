import { comesFirst, type Finding } from "#common/doctor/check.ts";
import { portsFinding } from "#common/doctor/ports.ts";
import { readyFinding } from "#common/doctor/ready.ts";
import type { WorkerContext } from "./worker-context.ts";

/** Whether the running workers serve. A credential that Entra refuses is what "exchange" says of it. */
export async function workersReadyFinding(context: WorkerContext): Promise<Finding> {
  const { isBeforeStart, settings } = context;
  if (isBeforeStart) return portsFinding([{ name: "OPS_PORT", host: settings.OPS_HOST, port: settings.OPS_PORT }]);
  return context.isCredentialBad ? comesFirst("exchange") : await readyFinding("workers", settings);
}
