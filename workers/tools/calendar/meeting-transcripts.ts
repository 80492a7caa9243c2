import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { GraphDoor, GraphPage } from "#workers/tools/tool-context.ts";
import type { OnlineMeeting } from "./find-meeting.ts";

/** Graph's `callTranscript`. */
const callTranscript = z.object({
  id: z.string(),
  createdDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
});
export type CallTranscript = z.infer<typeof callTranscript>;

/** When something of a meeting began and ended, as far as Graph tells. */
export type MeetingTimes = Pick<CallTranscript, "createdDateTime" | "endDateTime">;

/** The largest number of pages of transcripts for one series. Graph's own pages have 10. */
const maxPages = 20;
const pageSize = 100;
const dayMs = 86_400_000;

/**
 * The transcripts of all occurrences of a meeting, earliest first; those without a time before all others
 * (https://learn.microsoft.com/graph/api/onlinemeeting-list-transcripts).
 */
export async function listTranscripts(
  { id }: OnlineMeeting,
  graph: GraphDoor,
): Promise<{ transcripts: CallTranscript[]; isWhole: boolean }> {
  const path = ["me", "onlineMeetings", id, "transcripts"];
  const first = await graph.getPage({ path, fromCaller: "link" }, callTranscript);
  let page = first.nextLink === undefined ? first : ((await largePage(path, graph)) ?? first);
  const transcripts = [...page.items];
  for (let pages = 1; page.nextLink !== undefined && pages < maxPages; pages += 1) {
    page = await graph.nextPage(page.nextLink, callTranscript);
    transcripts.push(...page.items);
  }
  transcripts.sort((one, other) => (timeOf(one) ?? 0) - (timeOf(other) ?? 0));
  return { transcripts, isWhole: page.nextLink === undefined };
}

/** The first page with more than Graph puts on it by itself. Undefined where Graph does not take its size. */
async function largePage(path: readonly string[], graph: GraphDoor): Promise<GraphPage<CallTranscript> | undefined> {
  try {
    return await graph.getPage({ path, query: { $top: pageSize }, fromCaller: "query" }, callTranscript);
  } catch (error) {
    if (error instanceof ToolError && error.code === "invalid_input") return undefined;
    throw error;
  }
}

/**
 * The transcripts of one occurrence, or what else is of it. Graph doesn't tell which occurrence each belongs to, so
 * their times do. Where none fits, those without a start may be of this occurrence: `isCertain` is false then.
 */
export function transcriptsWithin<Timed extends MeetingTimes>(
  transcripts: readonly Timed[],
  { start, end }: { start: string; end: string },
): { within: Timed[]; isCertain: boolean } {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const within = transcripts.filter(({ createdDateTime, endDateTime }) => {
    const [began, ended] = [msOf(createdDateTime), msOf(endDateTime)];
    if (began === undefined) return ended !== undefined && ended > from && ended <= to;
    return began < to && (ended ?? began) > from;
  });
  if (within.length > 0) return { within, isCertain: true };
  const possible = transcripts.filter(({ createdDateTime, endDateTime }) => {
    const ended = msOf(endDateTime) ?? to;
    return msOf(createdDateTime) === undefined && ended > from && ended < to + dayMs;
  });
  return { within: possible, isCertain: false };
}

export function transcriptTimes({ createdDateTime, endDateTime }: MeetingTimes): string {
  const start = createdDateTime ?? "an unknown time";
  return endDateTime ? `${start} to ${endDateTime}` : start;
}

/** When a transcript began, or at least when it ended. */
export function timeOf({ createdDateTime, endDateTime }: MeetingTimes): number | undefined {
  return msOf(createdDateTime) ?? msOf(endDateTime);
}

function msOf(time: string | null | undefined): number | undefined {
  const ms = Date.parse(time ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}
