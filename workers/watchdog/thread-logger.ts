import { write } from "node:fs";
import { promisify } from "node:util";
import { createLogger } from "#common/logger.ts";
import { within } from "#common/within.ts";

const stderr = 2;
/** Whoever reads the log may have stopped. */
const writeWithinMs = 500;

/** Writes lines of the log from a thread whose main thread is stuck. Each resolves when the line is written. */
export function createThreadLogger(level: string) {
  const lines: string[] = [];
  const logger = createLogger({ process: "workers", level }, { write: (line) => void lines.push(line) });
  const writeLine = (logLevel: "warn" | "fatal") => async (fields: object, message: string) => {
    logger[logLevel]({ component: "watchdog", ...fields }, message);
    await within(writeWithinMs, promisify(write)(stderr, lines.splice(0).join(""))).catch(() => undefined);
  };
  return { warn: writeLine("warn"), fatal: writeLine("fatal") };
}
