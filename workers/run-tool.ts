import { setImmediate } from "node:timers/promises";
import { nameOfCall } from "#common/call.ts";
import { ToolError, versionMismatch } from "#common/errors.ts";
import type { PartOutput } from "#common/queue/protocol.ts";
import { findTool, type ToolName } from "#common/tools/catalog.ts";
import { readInput, type ToolPermissions, toolNeeds } from "#common/tools/define-tool.ts";
import { type GraphToken, nothingGranted } from "./auth/graph-token.ts";
import type { UserTokens } from "./auth/user-tokens.ts";
import type { ToolContextFactory } from "./create-tool-context.ts";
import { DeniedByLabel } from "./documents/labels/labels.ts";
import type { Picture } from "./documents/pictures/picture.ts";
import { createUnreadableItems, type Run, type RunNotes, type UnreadableItems } from "./run.ts";
import { inTurnsOf } from "./text/text-turns.ts";
import { findHandler } from "./tools/handlers.ts";
import { joinIncomplete } from "./tools/paging/short-answer.ts";
import { requirePermission } from "./tools/require-permission.ts";
import type { ToolContext } from "./tools/tool-context.ts";
import type { WorkerMetrics } from "./worker-metrics.ts";
import { inertOutput, runWithinLimit, type WrittenAnswer, writeBlock, writeContent } from "./write-answer.ts";

export interface RunToolHooks {
  notes: RunNotes;
  /** The exchange succeeded, so the user is signed in. */
  onSignedIn(): void;
}

/**
 * Runs the tool that a call names and returns the output as `protocol.ts` describes it. Rejects with a `ToolError`
 * of the closed list, or with another error when a tool has a bug.
 */
export type RunTool = (run: Run, hooks: RunToolHooks) => Promise<Buffer>;

type RunnableCall = ReturnType<typeof readCall>;

/** The gateway has already checked tool and input, but may have another version than this worker. */
function readCall({ call, input }: Run) {
  const name = nameOfCall(call);
  const [tool, handler] = [findTool(name), findHandler(name)];
  if (tool === undefined || handler === undefined) throw versionMismatch();
  const { parsed, note } = readInput(tool, input);
  if (!parsed.success) throw versionMismatch();
  // The note says what the caller must know of how the input was understood.
  return { tool, handler, input: parsed.data, note };
}

/** Tools whose answers have no times of their own, and the reading of one thing. */
const withoutNow: ReadonlySet<string> = new Set<ToolName>([
  "read_resource",
  "get_granted_scopes",
  "search_people",
  "teams_list_teams",
  "teams_list_channels",
]);

/** The tool whose hits can't have sensitivity labels: Teams has none for messages. */
const withoutLabels: ToolName = "chat_message_search";

/** An answer without the previews of its hits: search indexes and lists don't tell whether their labels are denied. */
function withoutPreviews<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutPreviews) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== "summary");
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutPreviews(member)])) as T;
}

/**
 * Runs the handler. Its answer says what time it is for the user, if it has times; in it, nothing loads by itself. The
 * user's time zone is asked for at once with the first request of the handler.
 */
async function runHandler(
  { tool, handler, input, note }: RunnableCall,
  context: ToolContext,
  unreadableItems: UnreadableItems,
): Promise<WrittenAnswer> {
  return await runWithinLimit(input, async (within) => {
    unreadableItems.reset();
    const asked = handler.run(within, context);
    // What is refused for its arguments asks nothing of Graph.
    await Promise.race([asked, setImmediate()]);
    const [whole, clock] = await Promise.all([asked, withoutNow.has(tool.name) ? undefined : context.clock()]);
    const hidesPreviews = context.deniedLabels.size > 0 && tool.name !== withoutLabels;
    const found = hidesPreviews ? withoutPreviews(whole) : whole;
    const incomplete = joinIncomplete([found.incomplete, unreadableItems.incomplete()]);
    const notes = [note, found.note].filter((one) => one !== undefined).join(" ");
    const said = { ...(notes !== "" && { note: notes }), ...(clock && { now: clock.now }) };
    const answer = inertOutput({ ...found, ...said, ...(incomplete && { incomplete }) });
    return { answer, blocks: handler.toBlocks(answer).map(writeBlock) };
  });
}

/** What is sent of an answer: to a client, or to a composite tool that asks for it as an object. */
function outputOf({ answer, blocks }: WrittenAnswer, shown: readonly Picture[], { asPart }: Run): Buffer {
  if (!asPart) return writeContent(blocks, shown);
  const part: PartOutput = { output: answer, hasPictures: shown.length > 0 };
  return Buffer.from(JSON.stringify(part));
}

export function createRunTool(dependencies: {
  userTokens: UserTokens;
  createContext: ToolContextFactory;
  metrics: WorkerMetrics;
}): RunTool {
  const { userTokens, createContext, metrics } = dependencies;

  /** Graph's 403 may mean that a permission was revoked after the token was made: only a new token can tell. */
  async function explainForbidden(run: Run, permissions: ToolPermissions): Promise<void> {
    const fresh = await userTokens.exchangeAfresh(run);
    if (fresh !== undefined) requirePermission(permissions, fresh.scopes);
  }

  /** A tool that needs no permission also runs where the organisation has consented to nothing: there is no token. */
  async function tokenFor(run: Run, permissions: ToolPermissions): Promise<GraphToken> {
    try {
      return await userTokens.exchange(run);
    } catch (error) {
      const isForConsent = error instanceof ToolError && error.details.adminConsentUrl !== undefined;
      if (isForConsent && permissions.some(({ scopes }) => scopes.length === 0)) return nothingGranted();
      throw error;
    }
  }

  return async function runTool(run, { notes, onSignedIn }) {
    const runnable = readCall(run);
    const { tool } = runnable;
    const { workload, permissions } = toolNeeds(tool, runnable.input);
    const token = await tokenFor(run, permissions);
    onSignedIn();
    notes.permissionUsed(requirePermission(permissions, token.scopes));
    const unreadableItems = createUnreadableItems();
    const shown: Picture[] = [];
    const context = createContext(run, { tool: tool.name, workload, token, notes, unreadableItems, shown });
    const runHandlerInTurns = () => runHandler(runnable, context, unreadableItems);
    const answer = await inTurnsOf(run.call.caller.tenantId, runHandlerInTurns).catch(async (error: unknown) => {
      if (error instanceof ToolError && error.code === "forbidden" && !(error instanceof DeniedByLabel))
        await explainForbidden(run, permissions);
      throw error;
    });
    const output = outputOf(answer, shown, run);
    metrics.resultBytes.observe({ tool: tool.name }, output.length);
    return output;
  };
}
