import { randomUUID } from "node:crypto";
import { createLogger } from "#common/logger.ts";
import { warnIfUnrestricted } from "#common/rights/restrict-process.ts";
import { settingsFileOf } from "#common/rights/settings-file.ts";
import { runMain, StartProblem, shutDownOnSignal } from "#common/run-main.ts";
import { readSettings, settingsFileProblems, warnIfOthersRead } from "#common/settings.ts";
import { startTracing } from "#common/tracing/start-tracing.ts";
import { workerSettingNames, workerSettings } from "./config.ts";
import { type RunningWorkers, startWorkers } from "./start-workers.ts";

/** Running jobs get 25 s to end by themselves; then they are aborted. */
const shutdownGraceMs = 35_000;

/** Runs a worker until it is told to stop. */
export async function runWorkers(process: NodeJS.Process): Promise<void> {
  await runMain(process, async () => {
    const file = settingsFileOf(process.argv);
    const foreign = file === undefined ? [] : settingsFileProblems(file, "workers", workerSettingNames);
    if (foreign.length > 0) throw new StartProblem(foreign);
    const read = readSettings(workerSettings, process.env);
    if ("problems" in read) throw new StartProblem(read.problems);
    const { settings } = read;
    const logger = createLogger({ process: "workers", level: settings.LOG_LEVEL });
    warnIfUnrestricted(process, logger);
    if (file !== undefined) warnIfOthersRead(file, logger);
    const tracing = await startTracing({ settings, process: "workers", logger });
    let running: RunningWorkers | undefined;
    const stop = async () => {
      // Before anything is served there is nothing to end, and the start may wait for Redis indefinitely.
      if (running === undefined) return;
      await running.stop();
      await tracing.stop();
    };
    shutDownOnSignal({ logger, graceMs: shutdownGraceMs, stop });
    running = await startWorkers({ settings, logger, tracing, workerId: randomUUID(), now: Date.now });
  });
}
