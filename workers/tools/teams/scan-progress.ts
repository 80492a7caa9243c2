import { ToolError } from "#common/errors.ts";
import { endsCall } from "#workers/tools/optional-request.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { KnownMembers } from "./chat-members.ts";
import type { ChatQuery } from "./chat-query.ts";
import { type ChatTask, isDone, type ScanState } from "./chat-tasks.ts";
import type { ChatMatcher } from "./match-chat.ts";

/** The largest number of pages of messages for an answer. */
export const maxReads = 15;
/** The largest number of pages of the list of chats for an answer: 250 chats. It may go in circles. */
export const maxLists = 5;
/** The largest duration of a scan. It leaves time to read texts before the deadline of the call. */
const maxMs = 12_000;
export interface ScanOptions {
  query: ChatQuery;
  matching: ChatMatcher;
  /** Whether `matching` needs the names and addresses of members. */
  needsMembers: boolean;
  /** The number of matching messages after which the scan pauses. */
  wanted: number;
}

/** The progress of a scan, which is updated while its pages are read. */
export interface ScanProgress {
  state: ScanState;
  /** The members of the chats that were listed for this answer. */
  members: Map<string, KnownMembers>;
  /** The number of pages of messages that were requested. */
  reads: number;
  /** The number of pages of the list of chats that were requested. */
  lists: number;
  /** The errors of chats that could not be read. */
  errors: unknown[];
  /** The chats among them that the next answer tries once more. */
  toRetry: ChatTask[];
  /** How many of the errors are second failures: these chats are left out. */
  givenUp: number;
  /** Throttling, or an error of the list of chats, which ends the scan for this answer. */
  halt?: ToolError;
  endMs: number;
}

export function scanProgress(state: ScanState, { now }: Pick<ToolContext, "now">): ScanProgress {
  return { state, members: new Map(), reads: 0, lists: 0, errors: [], toRetry: [], givenUp: 0, endMs: now() + maxMs };
}

/** Why a scan ended before all chats were read. */
export function reasonToStop({
  state,
  halt,
  reads,
  lists,
}: ScanProgress): "chats" | "time" | "rate_limited" | "unavailable" {
  if (halt !== undefined) return halt.code === "rate_limited" ? "rate_limited" : "unavailable";
  if (isDone(state)) return "unavailable";
  return reads >= maxReads || lists >= maxLists ? "chats" : "time";
}

/**
 * A chat that was throttled is read later, and ends the scan for this answer. Others count as failed; those that
 * Microsoft 365 could not serve are tried once more by the next answer.
 */
export function putAside(task: ChatTask, error: unknown, progress: ScanProgress): void {
  if (endsCall(error)) throw error;
  if (error instanceof ToolError && error.code === "rate_limited") {
    progress.halt = error;
    progress.state = { ...progress.state, tasks: [...progress.state.tasks, task] };
    return;
  }
  progress.errors.push(error);
  if (task.hasFailed === true) progress.givenUp += 1;
  else if (error instanceof ToolError && error.code === "unavailable") {
    progress.toRetry.push({ ...task, hasFailed: true });
  }
}
