import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { transcriptUri } from "./meeting-token.ts";
import type { CallTranscript, OnlineMeeting } from "./meeting-transcripts.ts";

/** A meeting, with the times of its series, and its transcripts. `isShown` marks those whose words are in the text. */
export type MeetingTranscript = {
  meeting: { id: string; subject: string; startDateTime?: string; endDateTime?: string; joinWebUrl?: string };
  transcripts: { id: string; uri?: string; createdDateTime: string; endDateTime?: string; isShown: boolean }[];
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
  { id, createdDateTime, endDateTime }: CallTranscript,
  { joinUrl, isShown }: { joinUrl: string; isShown: boolean },
): MeetingTranscript["transcripts"][number] {
  const isElsewhere = !isShown && endDateTime;
  const uri = isElsewhere ? transcriptUri({ joinUrl, start: createdDateTime, end: endDateTime }) : undefined;
  return { id, ...withoutEmpty({ uri }), createdDateTime, ...withoutEmpty({ endDateTime }), isShown };
}
