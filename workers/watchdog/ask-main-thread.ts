import { Session } from "node:inspector/promises";
import { type RunningNow, runningNowName, runningNowSchema } from "./running-now.ts";

/**
 * Asks the main thread, from another one, what it runs. V8 answers in the middle of a loop or a regular expression,
 * with the request in whose context that code runs; a built-in function such as `JSON.parse` has to end first. Rejects
 * when it is no run's code, and when Node forbids the inspector (its permission model without `--allow-inspector`).
 */
export async function askMainThread(): Promise<RunningNow> {
  const session = new Session();
  session.connectToMainThread();
  try {
    const expression = `${runningNowName}()`;
    const { result } = await session.post("Runtime.evaluate", { expression, returnByValue: true });
    return runningNowSchema.parse(JSON.parse(String(result.value)));
  } finally {
    session.disconnect();
  }
}
