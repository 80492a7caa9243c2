import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { renderFilter } from "#workers/tools/query/odata.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";

/** Graph's `onlineMeeting`. Its times are those of the series. */
const onlineMeeting = z.object({
  id: z.string(),
  subject: z.string().nullish(),
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
  joinWebUrl: z.string().nullish(),
});
export type OnlineMeeting = z.infer<typeof onlineMeeting>;

/** Graph's `callTranscript`. */
const callTranscript = z.object({
  id: z.string(),
  createdDateTime: z.string(),
  endDateTime: z.string().nullish(),
});
export type CallTranscript = z.infer<typeof callTranscript>;

/** The largest number of pages of transcripts for one series. */
const maxPages = 5;
const pageSize = 100;

/** Finds the online meeting with this join URL. Rejects with `not_found`. */
export async function findMeeting(joinUrl: string, graph: GraphDoor): Promise<OnlineMeeting> {
  const $filter = renderFilter({ kind: "text", property: "JoinWebUrl", operator: "eq", value: joinUrl });
  const { items } = await graph.getPage({ path: ["me", "onlineMeetings"], query: { $filter } }, onlineMeeting);
  const [meeting] = items;
  if (meeting) return meeting;
  throw new ToolError(
    "not_found",
    "Teams has no such online meeting for this user: not organized by or inviting the user, or expired.",
  );
}

/** The transcripts of all occurrences of a meeting, earliest first. */
export async function listTranscripts(
  { id }: OnlineMeeting,
  graph: GraphDoor,
): Promise<{ transcripts: CallTranscript[]; isWhole: boolean }> {
  const path = ["me", "onlineMeetings", id, "transcripts"];
  let page = await graph.getPage({ path, query: { $top: pageSize } }, callTranscript);
  const transcripts = [...page.items];
  for (let pages = 1; page.nextLink !== undefined && pages < maxPages; pages += 1) {
    page = await graph.nextPage(page.nextLink, callTranscript);
    transcripts.push(...page.items);
  }
  transcripts.sort((one, other) => startOf(one) - startOf(other));
  return { transcripts, isWhole: page.nextLink === undefined };
}

/**
 * The transcripts of one occurrence. Graph doesn't tell which occurrence a transcript belongs to, so their times do.
 */
export function transcriptsWithin(
  transcripts: readonly CallTranscript[],
  { start, end }: { start: string; end: string },
): CallTranscript[] {
  return transcripts.filter((transcript) => {
    const ended = Date.parse(transcript.endDateTime ?? "");
    const last = Number.isNaN(ended) ? startOf(transcript) : ended;
    return startOf(transcript) < Date.parse(end) && last > Date.parse(start);
  });
}

export function transcriptTimes({ createdDateTime, endDateTime }: CallTranscript): string {
  return endDateTime ? `${createdDateTime} to ${endDateTime}` : createdDateTime;
}

function startOf({ createdDateTime }: CallTranscript): number {
  return Date.parse(createdDateTime);
}
