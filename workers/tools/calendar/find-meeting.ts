import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { texts } from "#workers/tools/graph-values.ts";
import { failuresOf, fulfilledValue, hasCode } from "#workers/tools/optional-request.ts";
import { wholeList } from "#workers/tools/paging/linked-pages.ts";
import { equals, type Filter, graphTime } from "#workers/tools/query/odata.ts";
import type { GraphDoor, ToolContext } from "#workers/tools/tool-context.ts";
import { unixMsOf } from "./event-times.ts";
import { type GraphEvent, graphEvent, inUtc } from "./graph-event.ts";
import { joinMeetingIdIn, meetingKey, meetingThread } from "./meeting-token.ts";

/** Graph's `onlineMeeting`. Its times are those of the series. */
const onlineMeeting = z.object({
  id: z.string(),
  ...texts("subject", "startDateTime", "endDateTime", "joinWebUrl"),
  joinMeetingIdSettings: z.object(texts("joinMeetingId")).nullish(),
  chatInfo: z.object(texts("threadId")).nullish(),
});
export type OnlineMeeting = z.infer<typeof onlineMeeting>;

/** The meeting of this join URL. */
export const byJoinUrl = (joinUrl: string) => equals("JoinWebUrl", joinUrl);

/**
 * Finds the online meeting with this join URL (https://learn.microsoft.com/graph/api/onlinemeeting-get). A short link
 * is looked for by its number at the same time, since Graph may know the long link only. Rejects with `not_found`.
 */
export async function findMeeting(joinUrl: string, graph: GraphDoor): Promise<OnlineMeeting> {
  const id = joinMeetingIdIn(joinUrl);
  const filters = [byJoinUrl(joinUrl)];
  if (id !== undefined) filters.push(equals("joinMeetingIdSettings/joinMeetingId", id));
  const answers = await Promise.allSettled(filters.map((filter) => meetingsWhere(filter, graph)));
  const [meeting] = answers.flatMap((answer) => fulfilledValue(answer) ?? []);
  if (meeting) return meeting;
  const failure = failuresOf(answers).find((error) => !hasCode(error, "not_found"));
  if (failure !== undefined) throw failure;
  throw new ToolError(
    "not_found",
    "Teams finds no such online meeting for this user: they neither organize it nor are invited, or it has expired. " +
      "Teams may show it to its organizer only.",
  );
}

async function meetingsWhere($filter: Filter, graph: GraphDoor): Promise<OnlineMeeting[]> {
  const request = { path: ["me", "onlineMeetings"], query: { $filter }, fromCaller: "link" as const };
  return (await graph.getPage(request, onlineMeeting)).items;
}

/** How far from now the calendar is looked through first: most meetings that somebody asks about are near. */
const nearMs = 21 * 86_400_000;
const pageSize = 200;
const maxPages = 3;
/** Properties: Graph gives no `onlineMeeting` without `isOnlineMeeting`. */
const selected = "id,start,isOnlineMeeting,onlineMeeting";

/**
 * Finds what a link to join a meeting of Teams stands for. Graph finds no event by its link, so the calendar is looked
 * through; Graph's meeting says when else the event may be, and tells a short link and a long one to be the same. It is
 * known to organizers, and to others maybe. Of a series, the event is the occurrence nearest to now; a meeting in a
 * channel has no chat; `failure` is why it may be that the event was not found.
 */
export async function findMeetingPlaces(
  link: string,
  { graph, grantedScopes, now }: Pick<ToolContext, "graph" | "grantedScopes" | "now">,
) {
  const mayReadCalendar = grantedScopes.has("Calendars.Read");
  const nowMs = now();
  const near = { fromMs: nowMs - nearMs, toMs: nowMs + nearMs };
  const [asked, listed] = await Promise.allSettled([
    grantedScopes.has("OnlineMeetings.Read") ? findMeeting(link, graph) : undefined,
    mayReadCalendar ? eventsIn(near, graph) : [],
  ]);
  const failure = failuresOf([asked, listed]).at(-1);
  const meeting = fulfilledValue(asked);
  const keys = keysOf(link, meeting);
  const elsewhere = listed.status === "fulfilled" && mayReadCalendar ? timeBeyond(near, meeting) : undefined;
  const event =
    nearest(fulfilledValue(listed) ?? [], keys, nowMs) ??
    (elsewhere && nearest(await eventsIn(elsewhere, graph), keys, nowMs));
  return {
    eventId: event?.id ?? undefined,
    chatId: meetingThread(link) ?? meeting?.chatInfo?.threadId ?? undefined,
    failure,
  };
}

/** What links to the same meeting have in common. */
function keysOf(link: string, meeting: OnlineMeeting | undefined): ReadonlySet<string | undefined> {
  const keys = [meetingKey(link), meetingKey(meeting?.joinWebUrl ?? ""), meeting?.joinMeetingIdSettings?.joinMeetingId];
  return new Set(keys.filter((key) => key != null));
}

/** The event whose link is one of these, and whose start is nearest to a moment. */
function nearest(events: readonly GraphEvent[], keys: ReadonlySet<string | undefined>, atMs: number) {
  const distance = ({ start }: GraphEvent) => Math.abs((unixMsOf(start) ?? Number.POSITIVE_INFINITY) - atMs);
  return events
    .filter(({ id, onlineMeeting }) => id != null && keys.has(meetingKey(onlineMeeting?.joinUrl ?? "")))
    .toSorted((one, other) => distance(one) - distance(other))[0];
}

interface Span {
  fromMs: number;
  toMs: number;
}

/** The time of a meeting that is not near: of a series, that of its first occurrence. */
function timeBeyond(near: Span, meeting: OnlineMeeting | undefined): Span | undefined {
  const [fromMs, toMs] = [Date.parse(meeting?.startDateTime ?? ""), Date.parse(meeting?.endDateTime ?? "")];
  const isBeyond = toMs > fromMs && (fromMs < near.fromMs || fromMs > near.toMs);
  return isBeyond ? { fromMs, toMs: Math.min(toMs, fromMs + nearMs) } : undefined;
}

async function eventsIn({ fromMs, toMs }: Span, graph: GraphDoor): Promise<GraphEvent[]> {
  const query = {
    startDateTime: graphTime(fromMs),
    endDateTime: graphTime(toMs),
    $orderby: "start/dateTime",
    $top: pageSize,
    $select: selected,
  };
  const list = { request: { path: ["me", "calendarView"], query, prefer: [inUtc] }, itemSchema: graphEvent };
  return (await wholeList(graph, list, maxPages)).items;
}
