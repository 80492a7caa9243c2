import type { Caller } from "#common/caller.ts";
import type { Progress } from "#common/progress.ts";
import { userTimeZone } from "./graph/user-time-zone.ts";
import type { ContextCall, ToolContextFactory, ToolRun } from "./run-tool.ts";
import type { ExtractedText, GraphDoor, TextSource, ToolContext } from "./tools/tool-context.ts";

/** Progress comes at most this often; more would only cost frames. */
const progressEveryMs = 250;

export interface ToolContextDependencies {
  graphFor(call: ContextCall): GraphDoor;
  extractText(document: TextSource, signal: AbortSignal): Promise<ExtractedText>;
  cursorFor(caller: Caller, tool: string): ToolContext["cursor"];
  now(): number;
}

/** Passes on reports that grow, not more often than `progressEveryMs`. */
function progressReporter(run: ToolRun, now: () => number): (progress: Progress) => void {
  let last = { progress: Number.NEGATIVE_INFINITY, atMs: Number.NEGATIVE_INFINITY };
  return (progress) => {
    const atMs = now();
    if (!run.wantsProgress || progress.progress <= last.progress || atMs - last.atMs < progressEveryMs) return;
    last = { progress: progress.progress, atMs };
    // A gateway that is gone is noticed by the answer itself.
    run.reply.progress(progress).catch(() => undefined);
  };
}

/** Builds what a handler may reach, for one run. */
export function createToolContextFactory(dependencies: ToolContextDependencies): ToolContextFactory {
  const { graphFor, extractText, cursorFor, now } = dependencies;
  return (call) => {
    const { run, tool, token, signal } = call;
    const graph = graphFor(call);
    let zone: Promise<string> | undefined;
    return {
      graph,
      extractText: (document) => extractText(document, signal),
      grantedScopes: token.scopes,
      ...(run.caller.domain !== undefined && { userDomain: run.caller.domain }),
      now,
      timeZone: () => (zone ??= userTimeZone(graph, token.scopes, now())),
      cursor: cursorFor(run.caller, tool),
      signal,
      reportProgress: progressReporter(run, now),
    };
  };
}
