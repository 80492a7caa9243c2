import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { present } from "#workers/tools/present.ts";
import { transcriptUri } from "./meeting-token.ts";
import type { CallTranscript, OnlineMeeting } from "./meeting-transcripts.ts";

/** A meeting, and its transcripts; `isShown` for those whose words are in the text. Times of the meeting are the series'. */
export type MeetingTranscript = {
  meeting: { id: string; subject: string; startDateTime?: string; endDateTime?: string; joinWebUrl?: string };
  transcripts: { id: string; uri?: string; createdDateTime: string; endDateTime?: string; isShown: boolean }[];
  /** Whether the words are under the names of those who said them. */
  speakerAttribution: boolean;
};

/** The meeting as callers see it, and where to read what is not shown. */
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
    meeting: { id, subject: cleanLine(subject ?? ""), ...present({ startDateTime, endDateTime, joinWebUrl }) },
    transcripts: transcripts.map((transcript) => listed(transcript, { joinUrl, isShown: wanted.includes(transcript) })),
    speakerAttribution,
  };
}

function listed(
  { id, createdDateTime, endDateTime }: CallTranscript,
  { joinUrl, isShown }: { joinUrl: string; isShown: boolean },
): MeetingTranscript["transcripts"][number] {
  const isElsewhere = !isShown && endDateTime;
  const uri = isElsewhere ? transcriptUri({ joinUrl, start: createdDateTime, end: endDateTime }) : undefined;
  return { id, ...present({ uri }), createdDateTime, ...present({ endDateTime }), isShown };
}
