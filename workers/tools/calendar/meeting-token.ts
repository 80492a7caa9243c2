import { ToolError } from "#common/errors.ts";
import { addressUrl, decodePercent, placeOfHost } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";

/** The largest length of a join URL. Those of Teams have a few hundred characters. */
const maxLength = 2_000;

/** Start and end in UTC of an occurrence. Absent: the whole series, of a recap the last one. */
export interface Occurrence {
  start?: string | undefined;
  end?: string | undefined;
}

type MeetingOccurrence = Occurrence & { joinUrl: string };

/** The uri of the transcripts of a meeting, or of one occurrence. Undefined for a join URL that is not one of Teams. */
export const transcriptUri = (occurrence: MeetingOccurrence): string | undefined =>
  meetingUri("meeting-transcript", occurrence);

/** The uri of the recap of a meeting, or of one occurrence. Undefined for a join URL that is not one of Teams. */
export const recapUri = (occurrence: MeetingOccurrence): string | undefined => meetingUri("meeting-recap", occurrence);

function meetingUri(
  kind: "meeting-transcript" | "meeting-recap",
  { joinUrl, start, end }: MeetingOccurrence,
): string | undefined {
  if (!isTeamsUrl(joinUrl)) return undefined;
  return formatResourceUri({ kind, token: Buffer.from(joinUrl).toString("base64url"), start, end });
}

/** The join URL in a token: base64url, or plain as in the uris of older connectors. @throws `invalid_input` */
export function joinUrlOf(token: string): string {
  const joinUrl = /^https:/i.test(token) ? token : decoded(token);
  if (joinUrl !== undefined && isTeamsUrl(joinUrl)) return joinUrl;
  throw new ToolError(
    "invalid_input",
    "uri: this is not an online meeting of Teams. Use the meetingTranscriptUrl or meetingRecapUrl of an " +
      "event from read_resource.",
  );
}

/** @throws `invalid_input` where a uri has only one of the two times of an occurrence */
export function checkTimes({ start, end }: Occurrence): void {
  if ((start === undefined) === (end === undefined)) return;
  throw new ToolError("invalid_input", "uri: start and end belong together; give both or none.");
}

/** Whether a meeting takes place in a channel. Its join URL then names the thread of the channel. */
export function isChannelMeeting(joinUrl: string): boolean {
  return /(?:@|%40)thread\.(?:tacv2|skype)/i.test(joinUrl);
}

/** The number in a short link, such as `https://teams.microsoft.com/meet/2345678901234?p=…`. */
export function joinMeetingIdIn(joinUrl: string): string | undefined {
  return /^\/meet\/(\d{5,30})\/?$/.exec(URL.parse(joinUrl)?.pathname ?? "")?.[1];
}

/** The thread and the message that a long link names, each decoded. */
function threadIn(joinUrl: string): { thread: string; message: string } | undefined {
  const [, thread = "", message = ""] =
    /^\/l\/meetup-join\/([^/]+)\/([^/]+)\/?$/.exec(URL.parse(joinUrl)?.pathname ?? "") ?? [];
  const known = decodePercent(thread);
  return known ? { thread: known, message } : undefined;
}

/** What all links to a meeting have in common that are of the same form. Undefined for no link of Teams. */
export function meetingKey(joinUrl: string): string | undefined {
  const long = threadIn(joinUrl);
  return joinMeetingIdIn(joinUrl) ?? (long && `${long.thread}/${long.message}`);
}

/** The chat of a meeting, where its link names it. Undefined for a meeting in a channel. */
export function meetingThread(joinUrl: string): string | undefined {
  return isChannelMeeting(joinUrl) ? undefined : threadIn(joinUrl)?.thread;
}

function decoded(token: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(token.replaceAll("-", "+").replaceAll("_", "/")), (mark) => mark.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether it is an address of Teams for work. Meetings of other services have join URLs too, and no transcripts. */
function isTeamsUrl(text: string): boolean {
  if (text.length > maxLength || /[\s\p{C}]/u.test(text)) return false;
  const url = addressUrl(text);
  return url !== undefined && placeOfHost(url.hostname)?.app === "Teams";
}
