import type { TranscriptRecord } from "#test/fake-tenant/data/calendar/calendar-types.ts";
import { transcriptVtt } from "#test/fake-tenant/data/calendar/transcripts.ts";
import { header } from "#test/fake-tenant/door/door-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";

const withoutSpeakers = "application/vnd.microsoft.graph.transcript+text";

/** Refuses every transcript where the tenant's admin closed them to Graph. */
export function refuseClosedTranscripts({ world }: GraphCall): void {
  if (world.behaviour.transcripts !== "closed") return;
  throw new GraphRefusal(403, "Forbidden", "Graph API access to transcripts is disabled for this tenant.", {
    innerCode: "GraphAccessToTranscriptsDisabled",
  });
}

/** GET .../content: WEBVTT with speakers, or text without, by the Accept header or `$format`. */
export function getTranscriptContent(call: GraphCall, transcript: TranscriptRecord): GraphResult {
  refuseClosedTranscripts(call);
  const { behaviour } = call.world;
  const wanted = call.request.query.get("$format") ?? header(call.request, "accept") ?? "";
  const types = wanted
    .toLowerCase()
    .split(",")
    .map((type) => type.split(";")[0]?.trim() ?? "");
  // Only the header can ask for the text without speakers.
  const asksForText = call.request.query.get("$format") === null && types.includes(withoutSpeakers);
  if (!asksForText && !types.includes("text/vtt")) throw badRequest("Invalid format '");
  if (!asksForText && behaviour.transcripts === "withoutSpeakers")
    throw new GraphRefusal(
      403,
      "Forbidden",
      `Speaker-attributed transcript content is disabled for this tenant. Retry with Accept '${withoutSpeakers}'.`,
      { innerCode: "SpeakerAttributionNotAllowed" },
    );
  const body = transcriptVtt(transcript, !asksForText);
  return { body, contentType: asksForText ? withoutSpeakers : "text/vtt" };
}
