import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import type { OnlineMeeting } from "./find-meeting.ts";
import { transcriptUri } from "./meeting-token.ts";
import type { CallTranscript } from "./meeting-transcripts.ts";

/** Around the only time that is known of a transcript. */
const aroundMs = 1_000;

/** A meeting, with the times of its series, and its transcripts. `isShown` marks those whose words are in the text. */
export type MeetingTranscript = {
  meeting: { id: string; subject: string; startDateTime?: string; endDateTime?: string; joinWebUrl?: string };
  transcripts: { id: string; uri?: string; createdDateTime?: string; endDateTime?: string; isShown: boolean }[];
  /** Whether the text names the speakers. */
  speakerAttribution: boolean;
};

/** The meeting as callers see it, with the uris of the transcripts that are not part of the text. */
export function meetingTranscript(
  meeting: OnlineMeeting,
  shown: {
    transcripts: readonly CallTranscript[];
    wanted: readonly CallTranscript[];
    joinUrl: string;
    speakerAttribution: boolean;
  },
): MeetingTranscript {
  const { id, subject, startDateTime, endDateTime, joinWebUrl } = meeting;
  const { transcripts, wanted, joinUrl, speakerAttribution } = shown;
  return {
    meeting: { id, subject: cleanLine(subject ?? ""), ...withoutEmpty({ startDateTime, endDateTime, joinWebUrl }) },
    transcripts: transcripts.map((transcript) => listed(transcript, { joinUrl, isShown: wanted.includes(transcript) })),
    speakerAttribution,
  };
}

function listed(
  transcript: CallTranscript,
  { joinUrl, isShown }: { joinUrl: string; isShown: boolean },
): MeetingTranscript["transcripts"][number] {
  const { id, createdDateTime, endDateTime } = transcript;
  const uri = isShown ? undefined : uriOf(transcript, joinUrl);
  return { id, ...withoutEmpty({ uri, createdDateTime, endDateTime }), isShown };
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
