import { randomUUID } from "node:crypto";
import { createLogger } from "#common/logger.ts";
import { proxyFor } from "#common/proxy-settings.ts";
import { warnIfUnrestricted } from "#common/rights/restrict-process.ts";
import { settingsFileOf } from "#common/rights/settings-file.ts";
import { runMain, StartProblem } from "#common/run-main.ts";
import { readSettings } from "#common/settings.ts";
import { settingsFileProblems, warnIfOthersRead } from "#common/settings-file-problems.ts";
import { shutDownOnSignal } from "#common/shutdown.ts";
import { startTracing } from "#common/tracing/start-tracing.ts";
import { gatewaySettingNames, gatewaySettings } from "./config.ts";
import { createEntraFetch } from "./entra-fetch.ts";
import { type RunningGateway, startGateway } from "./start-gateway.ts";

/** Longer than the longest call: a drain waits for the calls in flight. */
const shutdownMarginMs = 10_000;

/** Runs a gateway until it is told to stop. */
export async function runGateway(process: NodeJS.Process): Promise<void> {
  await runMain(process, async () => {
    const file = settingsFileOf(process.argv);
    const foreign = file === undefined ? [] : settingsFileProblems(file, "gateway", gatewaySettingNames);
    if (foreign.length > 0) throw new StartProblem(foreign);
    const read = readSettings(gatewaySettings, process.env);
    if ("problems" in read) throw new StartProblem(read.problems);
    const { settings } = read;
    const logger = createLogger({ process: "gateway", level: settings.LOG_LEVEL });
    warnIfUnrestricted(process, logger);
    if (file !== undefined) warnIfOthersRead(file, logger);
    const { HTTPS_PROXY: proxy } = settings;
    if (proxy) logger.info({ component: "proxy", url: new URL(proxy).origin }, "https requests go through a proxy");
    const tracing = await startTracing({ settings, process: "gateway", logger });
    let running: RunningGateway | undefined;
    const stop = async () => {
      // Before anything is served there is nothing to end, and the start may wait for Redis indefinitely.
      if (running === undefined) return;
      await running.stop();
      await tracing.stop();
    };
    shutDownOnSignal({ logger, graceMs: settings.CALL_TIMEOUT_MS + shutdownMarginMs, stop });
    const fetch = createEntraFetch(proxyFor(settings, settings.AZURE_AUTHORITY_HOST));
    running = await startGateway({ settings, logger, tracing, gatewayId: randomUUID(), fetch, now: Date.now });
  });
}
