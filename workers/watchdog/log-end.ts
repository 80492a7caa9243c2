import { within } from "#common/within.ts";
import type { Suspect } from "./suspect-current-run.ts";
import { createThreadLogger } from "./thread-logger.ts";

/** What is not known of the suspect by then comes too late. */
const knowWithinMs = 500;

/** Logs that the watchdog ends this process, and for which call. */
export async function logEnd(suspected: Promise<Suspect> | undefined, logLevel: string): Promise<void> {
  const suspect = await within(knowWithinMs, Promise.resolve(suspected)).catch(() => undefined);
  const message = "the event loop used 3 s of processor time in one turn: this process is ended";
  await createThreadLogger(logLevel).fatal(suspect ?? {}, message);
}
