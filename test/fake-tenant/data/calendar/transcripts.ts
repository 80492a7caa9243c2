import { createHash } from "node:crypto";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import type { OnlineMeetingRecord, TranscriptRecord } from "./calendar-types.ts";

const turnMs = 5000;

/** The transcript of one occurrence: its turns one after the other. */
export function transcriptOf(
  meeting: OnlineMeetingRecord,
  startedAt: number,
  talk: readonly (readonly [speaker: string, text: string])[],
): TranscriptRecord {
  const key = `${meeting.chatId}:${meeting.transcripts.length}`;
  return {
    id: createHash("sha512").update(`transcript:${key}`).digest("base64").replaceAll("/", "_").replaceAll("+", "-"),
    callId: guidFrom(`call:${key}`),
    createdAt: startedAt,
    endedAt: startedAt + 40 * 60_000,
    turns: talk.map(([speaker, text], index) => ({ speaker, text, atMs: index * turnMs, lengthMs: turnMs - 400 })),
  };
}

const two = (value: number) => String(value).padStart(2, "0");
const stamp = (ms: number) =>
  `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}` +
  `.${String(ms % 1000).padStart(3, "0")}`;

/** WEBVTT as Teams writes it, speakers in voice tags. */
export function transcriptVtt({ turns }: TranscriptRecord, withSpeakers = true): string {
  const cues = turns.map(({ speaker, text, atMs, lengthMs }) => {
    const line = withSpeakers ? `<v ${speaker}>${text}</v>` : text;
    return `${stamp(atMs)} --> ${stamp(atMs + lengthMs)}\r\n${line}\r\n`;
  });
  return `WEBVTT\r\n\r\n${cues.join("\r\n")}`;
}
