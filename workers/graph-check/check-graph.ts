import { createAsk } from "./ask.ts";
import { askTools } from "./ask-tools.ts";
import type { OpenGraph } from "./open-graph.ts";
import type { ProbeContext } from "./probe.ts";
import { readRows } from "./read-rows.ts";
import type { CheckResult } from "./report.ts";
import { runProbes } from "./run-probes.ts";
import { createSamples } from "./samples.ts";

/** What the command line names. */
type Named = Pick<ProbeContext, "sharedMailbox" | "colleague" | "archivedSite" | "loopUrl" | "freshLink" | "retrieval">;

/** Tries every assumption and every request by reading, and keeps nothing. */
export async function checkGraph(graph: OpenGraph, named: Named = {}): Promise<CheckResult> {
  const { door, watch, grantedScopes, isTokenReadable } = graph;
  const nowMs = Date.now();
  const ask = createAsk(door, watch);
  const samples = createSamples(ask, nowMs);
  const assumptions = await runProbes({ ask, samples, nowMs, isTokenReadable, grantedScopes, ...named });
  const [own, plans] = [await samples.uris(), await samples.plans()];
  const calls = await askTools(graph, { ...named, address: await samples.ownAddress(), own, plan: plans[0]?.title });
  const requests = readRows(calls, { grantedScopes, ...named });
  return { permissions: [...grantedScopes].sort(), assumptions, requests };
}
