import { describeError, type Logger } from "#common/logger.ts";

/**
 * Ends the process in order: on the first SIGTERM or SIGINT runs `stop`, then exits with 0; when `stop` takes longer
 * than `graceMs`, exits with 1. A second signal exits at once.
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
