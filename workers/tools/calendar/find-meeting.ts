import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { endsCall, hasCode } from "#workers/tools/optional-request.ts";
import { type Filter, renderFilter } from "#workers/tools/query/odata.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { joinMeetingIdIn } from "./meeting-token.ts";

/** Graph's `onlineMeeting`. Its times are those of the series. */
const onlineMeeting = z.object({
  id: z.string(),
  subject: z.string().nullish(),
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
  joinWebUrl: z.string().nullish(),
  joinMeetingIdSettings: z.object({ joinMeetingId: z.string().nullish() }).nullish(),
  chatInfo: z.object({ threadId: z.string().nullish() }).nullish(),
});
export type OnlineMeeting = z.infer<typeof onlineMeeting>;

/** The meeting of this join URL. */
export const byJoinUrl = (joinUrl: string): Filter => ({
  kind: "text",
  property: "JoinWebUrl",
  operator: "eq",
  value: joinUrl,
});

/**
 * Finds the online meeting with this join URL (https://learn.microsoft.com/graph/api/onlinemeeting-get). A short link
 * is looked for by its number at the same time, since Graph may know the long link only. Rejects with `not_found`.
 */
export async function findMeeting(joinUrl: string, graph: GraphDoor): Promise<OnlineMeeting> {
  const id = joinMeetingIdIn(joinUrl);
  const filters: Filter[] = [byJoinUrl(joinUrl)];
  if (id !== undefined) {
    filters.push({ kind: "text", property: "joinMeetingIdSettings/joinMeetingId", operator: "eq", value: id });
  }
  const answers = await Promise.allSettled(filters.map((filter) => meetingsWhere(filter, graph)));
  const [meeting] = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  if (meeting) return meeting;
  const failures = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
  const failure = failures.find(endsCall) ?? failures.find((error) => !hasCode(error, "not_found"));
  if (failure !== undefined) throw failure;
  throw new ToolError(
    "not_found",
    "Teams finds no such online meeting for this user: they neither organize it nor are invited, or it has expired. " +
      "Teams may show it to its organizer only.",
  );
}

async function meetingsWhere(filter: Filter, graph: GraphDoor): Promise<OnlineMeeting[]> {
  const query = { $filter: renderFilter(filter) };
  const { items } = await graph.getPage({ path: ["me", "onlineMeetings"], query, fromCaller: "link" }, onlineMeeting);
  return items;
}
