import type { Caller } from "#common/caller.ts";
import type { ToolDefinition } from "#common/tools/define-tool.ts";
import type { GraphDoor, Progress, ToolContext } from "#common/tools/tool-context.ts";
import type { GraphToken } from "./auth/on-behalf-of.ts";
import { userTimeZone } from "./graph/user-time-zone.ts";
import type { ToolRun } from "./run-tool.ts";

/** Progress comes at most this often; more would only cost frames. */
const progressEveryMs = 250;

export interface ToolContextDependencies {
  graphFor(options: { run: ToolRun; tool: ToolDefinition; token: GraphToken; signal: AbortSignal }): GraphDoor;
  extractText(
    document: Parameters<ToolContext["extractText"]>[0],
    signal: AbortSignal,
  ): ReturnType<ToolContext["extractText"]>;
  cursorFor(caller: Caller, tool: string): ToolContext["cursor"];
  now(): number;
}

export type ToolContextFactory = (options: {
  run: ToolRun;
  tool: ToolDefinition;
  token: GraphToken;
  signal: AbortSignal;
}) => ToolContext;

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
  return ({ run, tool, token, signal }) => {
    const graph = graphFor({ run, tool, token, signal });
    let zone: Promise<string> | undefined;
    return {
      graph,
      extractText: (document) => extractText(document, signal),
      grantedScopes: token.scopes,
      now,
      timeZone: () => (zone ??= userTimeZone(graph, token.scopes, now())),
      cursor: cursorFor(run.caller, tool.name),
      signal,
      reportProgress: progressReporter(run, now),
    };
  };
}
