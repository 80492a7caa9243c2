import { createLogger, type Logger } from "#common/logger.ts";

/** Logs nothing, and opens no destination: each of them listens for the end of the process. */
export const silentLogger = (): Logger =>
  createLogger({ process: "doctor", level: "silent" }, { write: () => undefined });
