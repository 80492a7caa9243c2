import { ToolError } from "#common/errors.ts";
import { findMeeting } from "#workers/tools/calendar/find-meeting.ts";
import { checkTimes, isChannelMeeting, joinUrlOf } from "#workers/tools/calendar/meeting-token.ts";
import {
  type CallTranscript,
  listTranscripts,
  meetingTranscript,
  type TranscriptText,
  transcriptsWithin,
  transcriptText,
  transcriptTimes,
} from "#workers/tools/calendar/meeting-transcripts.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { isRefused } from "#workers/tools/optional-request.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceOf, ResourceReader } from "./resource-content.ts";

/** Parts of one occurrence that are requested at a time. */
const atOnce = 4;

/** Reads the transcript of a meeting: of the occurrence with the uri's times, otherwise the last one. */
export const readMeetingTranscript: ResourceReader<"meeting-transcript"> = async (uri, context) => {
  const joinUrl = joinUrlOf(uri.token);
  const [{ meeting, transcripts, isWhole }, clock] = await Promise.all([
    transcriptsOf(joinUrl, context),
    context.clock(),
  ]);
  const { wanted, isCertain } = selectTranscripts(transcripts, uri);
  const texts: readonly TranscriptText[] = await mapConcurrently(wanted, atOnce, (transcript) =>
    transcriptText(meeting, transcript, context),
  );
  const hasSpeakers = texts.every((one) => one.hasSpeakers);
  const empty = wanted.filter((_, index) => texts[index]?.text === "");
  const gaps: Gap[] = [
    uri.start === undefined &&
      transcripts.length > 1 &&
      `The last of ${transcripts.length} transcripts is shown; the others are listed with their uris.`,
    !isCertain && "Microsoft 365 does not say when this was recorded: it may be of another occurrence of the meeting.",
    ...empty.map(
      (each) => `The transcript of ${transcriptTimes(each)} has no words: nothing was said, or Teams recorded nothing.`,
    ),
    !hasSpeakers && "The names of the speakers are left out: the organisation does not let apps read them.",
    !isWhole && `Only ${transcripts.length} transcripts of this meeting were looked at.`,
    ...texts.map(({ incomplete }) => incomplete),
  ];
  // An occurrence has several transcripts where transcription was stopped and started again.
  const headingOf = (one: CallTranscript) => (wanted.length > 1 ? `## ${transcriptTimes(one)}\n\n` : "");
  const text = wanted.map((one, index) => `${headingOf(one)}${texts[index]?.text ?? ""}`).join("\n\n");
  return {
    meetingTranscript: meetingTranscript(meeting, {
      transcripts,
      wanted,
      joinUrl,
      clock,
      speakerAttribution: hasSpeakers,
    }),
    text: { text, contentType: "text/plain" },
    gaps,
  };
};

/**
 * The meeting and its transcripts. Those of a meeting in a channel are documented ("all meeting types except live
 * events"), but many accounts do not get them: so a refusal says that.
 */
async function transcriptsOf(joinUrl: string, { graph }: ToolContext) {
  try {
    const meeting = await findMeeting(joinUrl, graph);
    return { meeting, ...(await listTranscripts(meeting, graph)) };
  } catch (error) {
    if (!isRefused(error) || !isChannelMeeting(joinUrl)) throw error;
    const why = "The meeting was held in a channel; Microsoft 365 does not give everybody the transcripts of those.";
    throw new ToolError(error.code, `${error.message} ${why} Open it in Teams.`, error.details);
  }
}

function selectTranscripts(transcripts: readonly CallTranscript[], uri: ResourceOf<"meeting-transcript">) {
  const { start, end } = uri;
  checkTimes(uri);
  const last = transcripts.at(-1);
  if (last === undefined) {
    throw new ToolError(
      "not_found",
      "This meeting has no transcript: nobody started one, it was deleted, or it is not ready yet (some minutes " +
        "after the meeting).",
    );
  }
  if (start === undefined || end === undefined) return { wanted: [last], isCertain: true };
  const { within, isCertain } = transcriptsWithin(transcripts, { start, end });
  if (within.length > 0) return { wanted: within, isCertain };
  const others = transcripts.slice(-10).map(transcriptTimes).join("; ");
  throw new ToolError(
    "not_found",
    `No transcript of this meeting was made from ${start} to ${end}. Its transcripts are of: ${others}. To read ` +
      "one, pass start and end around its time.",
  );
}
