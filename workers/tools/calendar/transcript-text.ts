import { ToolError } from "#common/errors.ts";
import type { DocumentRoom } from "#workers/documents/text-source.ts";
import type { GraphDownload, ToolContext } from "#workers/tools/tool-context.ts";
import type { OnlineMeeting } from "./find-meeting.ts";
import type { CallTranscript } from "./meeting-transcripts.ts";

const withSpeakers = "text/vtt";
/** The format without speakers, for organisations that disable speaker attribution. Only `Accept` can request it. */
const withoutSpeakers = "application/vnd.microsoft.graph.transcript+text";

/** Graph doesn't say how long one is. A day of talk, of 150 words a minute and ten words a cue, has half of that. */
const longBytes = 6_000_000;

/** A WebVTT file without cues. */
const headerOnly = /^WEBVTT[^\n]*$/;

export type TranscriptText = Awaited<ReturnType<typeof transcriptText>>;

/** The text of a transcript, by speaker where Graph names them. Rejects with a `ToolError`. */
export async function transcriptText(meeting: OnlineMeeting, transcript: CallTranscript, context: ToolContext) {
  return await context.withDocumentRoom(longBytes, (room) =>
    loadAndRead(meeting, transcript, { graph: context.graph, ...room }),
  );
}

type Loading = Pick<ToolContext, "graph"> & DocumentRoom;

async function loadAndRead(meeting: OnlineMeeting, transcript: CallTranscript, loading: Loading) {
  const { bytes, hasSpeakers } = await download(meeting, transcript, loading);
  if (bytes.byteLength === 0) return { text: "", hasSpeakers, incomplete: undefined };
  const isVtt = new TextDecoder()
    .decode(bytes.subarray(0, 20))
    .replace(/^\ufeff/, "")
    .startsWith("WEBVTT");
  const mediaType = `${isVtt ? "text/vtt" : "text/plain"}; charset=utf-8`;
  const { text, incomplete, isAllSeen } = await loading.extractText({ bytes, mediaType, name: "transcript" });
  const words = text.trim();
  return { text: headerOnly.test(words) ? "" : words, hasSpeakers, incomplete: isAllSeen ? undefined : incomplete };
}

async function download(
  { id }: OnlineMeeting,
  transcript: CallTranscript,
  { graph, maxBytes }: Loading,
): Promise<GraphDownload & { hasSpeakers: boolean }> {
  const path = ["me", "onlineMeetings", id, "transcripts", transcript.id, "content"];
  try {
    return {
      ...(await graph.download({ path }, { maxBytes, accept: withSpeakers })),
      hasSpeakers: true,
    };
  } catch (error) {
    // `SpeakerAttributionNotAllowed`. Any other refusal repeats on the second request.
    if (!(error instanceof ToolError) || error.code !== "forbidden") throw error;
    return {
      ...(await graph.download({ path }, { maxBytes, accept: withoutSpeakers })),
      hasSpeakers: false,
    };
  }
}
