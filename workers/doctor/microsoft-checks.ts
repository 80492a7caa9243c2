import { jsonObject } from "#common/doctor/ask.ts";
import { type Finding, ok } from "#common/doctor/check.ts";
import { clockFinding } from "#common/doctor/clock.ts";
import { findEntra, strangeAnswer } from "#common/doctor/entra.ts";
import { proxyFinding } from "#common/doctor/proxy.ts";
import type { WorkerContext } from "./worker-context.ts";

/** The way to Entra, and to Graph. */
export async function workerProxyFinding({ settings }: WorkerContext): Promise<Finding> {
  const toEntra = await proxyFinding(settings, settings.AZURE_AUTHORITY_HOST);
  if (toEntra.state !== "ok") return toEntra;
  const toGraph = await proxyFinding(settings, settings.GRAPH_BASE_URL);
  return toGraph.state === "ok" ? ok(`${toEntra.says}, ${toGraph.says}`) : toGraph;
}

export async function entraFinding(context: WorkerContext): Promise<Finding> {
  const { settings, tenantId, ask } = context;
  const tenants = [tenantId ?? "organizations"];
  const { finding, offsetMs } = await findEntra(ask, settings.AZURE_AUTHORITY_HOST, tenants);
  context.toEntraMs = offsetMs;
  return finding;
}

export const workerClockFinding = ({ toEntraMs, redis }: WorkerContext): Finding =>
  clockFinding(toEntraMs, redis?.offsetMs);

/** Whether Graph answers: without a token by a 401 of its own. */
export async function graphFinding({ settings, ask }: WorkerContext): Promise<Finding> {
  const url = `${settings.GRAPH_BASE_URL}/v1.0/me`;
  const asked = await ask(url);
  const isGraphs401 = "text" in asked && asked.status === 401 && "error" in jsonObject(asked.text);
  return isGraphs401 ? ok(new URL(url).host) : (strangeAnswer(asked, "Graph", url) ?? ok(new URL(url).host));
}
