import { describeError, type Logger } from "./logger.ts";

/**
 * Shuts the process down gracefully: the first SIGTERM or SIGINT runs `stop` and then exits with 0, or with 1 if `stop`
 * takes longer than `graceMs`. A second signal exits immediately.
 */
export function shutDownOnSignal(options: { logger: Logger; graceMs: number; stop(): Promise<void> }): void {
  const { logger, graceMs, stop } = options;
  let isStopping = false;

  function onSignal(signal: NodeJS.Signals): void {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ signal }, "shutting down");
    setTimeout(() => {
      logger.error({ signal }, "shutting down took too long");
      process.exit(1);
    }, graceMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(describeError(error), "shutting down failed");
        process.exit(1);
      },
    );
  }

  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
