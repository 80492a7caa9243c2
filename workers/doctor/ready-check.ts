import { comesFirst, type Finding } from "#common/doctor/check.ts";
import { notYet, readyFinding } from "#common/doctor/ready.ts";
import type { WorkerContext } from "./worker-context.ts";

/** Whether the running workers serve. A credential that Entra refuses is what "exchange" says of it. */
export async function workersReadyFinding(context: WorkerContext): Promise<Finding> {
  if (context.isBeforeStart) return notYet;
  return context.isCredentialBad ? comesFirst("exchange") : await readyFinding("workers", context.settings);
}
