import type { WorkerSettings } from "#workers/config.ts";
import { createAsk } from "./ask.ts";
import { createFill } from "./fill.ts";
import { openGraph } from "./open-graph.ts";
import type { ProbeContext } from "./probe.ts";
import { readRows } from "./read-rows.ts";
import type { PersonsToken } from "./read-token.ts";
import type { CheckResult } from "./report.ts";
import { runProbes } from "./run-probes.ts";
import { createSamples } from "./samples.ts";

/** Exchanges the token, tries every assumption and every request by reading, and keeps nothing. */
export async function checkGraph(
  settings: WorkerSettings,
  token: PersonsToken,
  named: Pick<ProbeContext, "sharedMailbox" | "colleague">,
): Promise<CheckResult> {
  const graph = await openGraph(settings, token);
  try {
    const nowMs = Date.now();
    const ask = createAsk(graph.door);
    const samples = createSamples(ask, nowMs);
    const { grantedScopes, isTokenReadable } = graph;
    const assumptions = await runProbes({ ask, samples, nowMs, isTokenReadable, grantedScopes, ...named });
    const joinUrl = (await samples.events()).find(({ onlineMeeting }) => onlineMeeting?.joinUrl)?.onlineMeeting
      ?.joinUrl;
    const own = { address: await samples.ownAddress(), joinUrl: joinUrl ?? "", nowMs };
    const requests = await readRows(ask, { fill: createFill(samples, named), own, grantedScopes });
    return { permissions: [...grantedScopes].sort(), assumptions, requests };
  } finally {
    await graph.close();
  }
}
