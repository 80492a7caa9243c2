import { within } from "#common/within.ts";
import type { Suspect } from "./suspect-current-run.ts";
import { createThreadLogger } from "./thread-logger.ts";

/** What is under way for the suspect may take so long; then it is too late for it. */
const knowWithinMs = 500;
/** Whatever else happens. */
const endWithinMs = 1_500;

/** Ends this process from a thread beside the stuck one: logs why, and sends SIGKILL. */
export async function endProcess(suspected: Promise<Suspect> | undefined, logLevel: string): Promise<void> {
  const end = () => process.kill(process.pid, "SIGKILL");
  setTimeout(end, endWithinMs);
  const suspect = await within(knowWithinMs, Promise.resolve(suspected)).catch(() => undefined);
  await createThreadLogger(logLevel).fatal(
    suspect ?? {},
    "the event loop used 3 s of processor time in one turn: this process is ended",
  );
  end();
}
