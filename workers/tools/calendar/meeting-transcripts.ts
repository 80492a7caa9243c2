import { z } from "zod";
import { cleanLine } from "#workers/text/clean-text.ts";
import { dayMs } from "#workers/tools/dates/named-time.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { texts } from "#workers/tools/graph-values.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphDoor, GraphPage, ToolContext } from "#workers/tools/tool-context.ts";
import type { OnlineMeeting } from "./find-meeting.ts";
import { transcriptUri } from "./meeting-token.ts";

/** Graph's `callTranscript`. */
const callTranscript = z.object({ id: z.string(), ...texts("createdDateTime", "endDateTime") });
export type CallTranscript = z.infer<typeof callTranscript>;

/** Begin and end of something of a meeting, as far as Graph tells. */
export type MeetingTimes = Pick<CallTranscript, "createdDateTime" | "endDateTime">;

/** The largest number of pages of transcripts for one series. Graph's own pages have 10. */
const maxPages = 20;
const pageSize = 100;

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
    if (hasCode(error, "invalid_input")) return undefined;
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

/** Begin of a transcript, or at least its end. */
export function timeOf({ createdDateTime, endDateTime }: MeetingTimes): number | undefined {
  return msOf(createdDateTime) ?? msOf(endDateTime);
}

function msOf(time: string | null | undefined): number | undefined {
  const ms = Date.parse(time ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

const withSpeakers = "text/vtt";
/** The format without speakers, for organisations that disable speaker attribution. Only `Accept` can request it. */
const withoutSpeakers = "application/vnd.microsoft.graph.transcript+text";

/** Graph doesn't say how long one is. A day of talk, of 150 words a minute and ten words a cue, has half of that. */
const longBytes = 6_000_000;

/** A WebVTT file without cues. */
const headerOnly = /^WEBVTT[^\n]*$/;

export type TranscriptText = Awaited<ReturnType<typeof transcriptText>>;

/** The text of a transcript, by speaker where Graph names them. Rejects with a `ToolError`. */
export async function transcriptText({ id }: OnlineMeeting, transcript: CallTranscript, context: ToolContext) {
  const path = ["me", "onlineMeetings", id, "transcripts", transcript.id, "content"];
  return await context.withDocumentRoom(longBytes, async ({ maxBytes, extractText }) => {
    const load = (accept: string) => context.graph.download({ path }, { maxBytes, accept });
    let hasSpeakers = true;
    const { bytes } = await load(withSpeakers).catch((error: unknown) => {
      // `SpeakerAttributionNotAllowed`. Any other refusal repeats on the second request.
      if (!hasCode(error, "forbidden")) throw error;
      hasSpeakers = false;
      return load(withoutSpeakers);
    });
    if (bytes.byteLength === 0) return { text: "", hasSpeakers, incomplete: undefined };
    const isVtt = /^\ufeff?WEBVTT/.test(new TextDecoder().decode(bytes.subarray(0, 20)));
    const mediaType = `${isVtt ? "text/vtt" : "text/plain"}; charset=utf-8`;
    const { text, incomplete, isAllSeen } = await extractText({ bytes, mediaType, name: "transcript" });
    const words = text.trim();
    return { text: headerOnly.test(words) ? "" : words, hasSpeakers, incomplete: isAllSeen ? undefined : incomplete };
  });
}

/** Around the only time that is known of a transcript. */
const aroundMs = 1_000;

/** The meeting as callers see it, with the uris of the transcripts that are not part of the text. */
export function meetingTranscript(
  meeting: OnlineMeeting,
  shown: {
    transcripts: readonly CallTranscript[];
    wanted: readonly CallTranscript[];
    joinUrl: string;
    clock: Pick<PersonClock, "local">;
    speakerAttribution: boolean;
  },
) {
  const { id, subject, joinWebUrl } = meeting;
  const { transcripts, wanted, joinUrl, clock, speakerAttribution } = shown;
  const startDateTime = clock.local(meeting.startDateTime);
  const endDateTime = clock.local(meeting.endDateTime);
  return {
    meeting: { id, subject: cleanLine(subject ?? ""), ...withoutEmpty({ startDateTime, endDateTime, joinWebUrl }) },
    transcripts: transcripts.map((transcript) => {
      const isShown = wanted.includes(transcript);
      const uri = isShown ? undefined : uriOf(transcript, joinUrl);
      const [createdDateTime, endDateTime] = [transcript.createdDateTime, transcript.endDateTime].map(clock.local);
      return { id: transcript.id, ...withoutEmpty({ uri, createdDateTime, endDateTime }), isShown };
    }),
    speakerAttribution,
  };
}

/** The uri of a transcript, with a period in which it alone was made. Undefined where no time of it is known. */
function uriOf({ createdDateTime, endDateTime }: CallTranscript, joinUrl: string): string | undefined {
  const [began, ended] = [createdDateTime, endDateTime].map((time) => Date.parse(time ?? ""));
  if (createdDateTime && endDateTime && began !== undefined && ended !== undefined && began < ended) {
    return transcriptUri({ joinUrl, start: createdDateTime, end: endDateTime });
  }
  const known = [began, ended].find((ms) => ms !== undefined && !Number.isNaN(ms));
  if (known === undefined) return undefined;
  const [start, end] = [known - aroundMs, known + aroundMs].map((ms) => new Date(ms).toISOString());
  return transcriptUri({ joinUrl, start, end });
}
