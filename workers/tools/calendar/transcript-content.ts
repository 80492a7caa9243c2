import { cleanLine } from "#workers/text/clean-text.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { OnlineMeeting } from "./find-meeting.ts";
import { transcriptUri } from "./meeting-token.ts";
import type { CallTranscript } from "./meeting-transcripts.ts";

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
    transcripts: transcripts.map((transcript) =>
      listed(transcript, { joinUrl, clock, isShown: wanted.includes(transcript) }),
    ),
    speakerAttribution,
  };
}

function listed(
  transcript: CallTranscript,
  { joinUrl, clock, isShown }: { joinUrl: string; clock: Pick<PersonClock, "local">; isShown: boolean },
) {
  const createdDateTime = clock.local(transcript.createdDateTime);
  const endDateTime = clock.local(transcript.endDateTime);
  const uri = isShown ? undefined : uriOf(transcript, joinUrl);
  return { id: transcript.id, ...withoutEmpty({ uri, createdDateTime, endDateTime }), isShown };
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
