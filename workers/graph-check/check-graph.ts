import { createAsk } from "./ask.ts";
import { createFill } from "./fill.ts";
import type { OpenGraph } from "./open-graph.ts";
import type { ProbeContext } from "./probe.ts";
import { readRows } from "./read-rows.ts";
import type { CheckResult } from "./report.ts";
import { runProbes } from "./run-probes.ts";
import { createSamples } from "./samples.ts";

/** Tries every assumption and every request by reading, and keeps nothing. */
export async function checkGraph(
  { door, grantedScopes, isTokenReadable }: OpenGraph,
  named: Pick<ProbeContext, "sharedMailbox" | "colleague">,
): Promise<CheckResult> {
  const nowMs = Date.now();
  const ask = createAsk(door);
  const samples = createSamples(ask, nowMs);
  const assumptions = await runProbes({ ask, samples, nowMs, isTokenReadable, grantedScopes, ...named });
  const joinUrl = (await samples.events()).find(({ onlineMeeting }) => onlineMeeting?.joinUrl)?.onlineMeeting?.joinUrl;
  const own = { address: await samples.ownAddress(), joinUrl: joinUrl ?? "", nowMs };
  const requests = await readRows(ask, { fill: createFill(samples, named), own, grantedScopes });
  return { permissions: [...grantedScopes].sort(), assumptions, requests };
}
