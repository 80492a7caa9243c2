import { v8Flags } from "#common/rights/restrict-process.ts";
import { startService } from "./service-process.ts";

/**
 * Runs once before the test files of a project that starts gateways and workers. Node keeps what it compiled when a
 * process ends in order, which most of those in tests never do: one of each, which ends for lack of settings, spares
 * all others half of their start. The watchdog's thread has a cache of its own, by the flags of V8 that a worker
 * has.
 */
export async function setup(): Promise<void> {
  const thread = startService("workers/watchdog/watchdog-thread.ts", {}, { nodeFlags: v8Flags });
  const processes = ["gateway/main.ts", "workers/main.ts"].map((entry) => startService(entry, {}));
  await Promise.all([thread, ...processes].map(({ ended }) => ended));
}
