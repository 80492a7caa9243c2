import { startService } from "./service-process.ts";

/**
 * Runs once before the test files of a project that starts gateways and workers. Node keeps what it compiled when a
 * process ends in order, which most of those in tests never do: one of each, which ends for lack of settings, spares
 * all others half of their start.
 */
export async function setup(): Promise<void> {
  await Promise.all(["gateway/main.ts", "workers/main.ts"].map((entry) => startService(entry, {}).ended));
}
