import { cleanDocumentText, type Reading } from "#workers/text/reading.ts";

interface Turn {
  speaker: string;
  start: string;
  lines: string[];
}

/** Teams writes negative hours for speech before the recording began, and both `0:0:5.320` and `00:00:05.320`. */
const timing = /^\s*(-?(?:\d+:)?-?\d{1,2}:\d{1,2}[.,]\d{1,3})\s*-->/;
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: " ",
  lrm: "",
  rlm: "",
};

/**
 * A WebVTT transcript (W3C WebVTT 4): one paragraph per turn of a speaker, with its start time. Captions without
 * speakers keep their layout, since their times are their only structure.
 */
export function readVtt(source: string): Reading {
  const turns: Turn[] = [];
  for (const block of source.split(/\r?\n(?:[ \t]*\r?\n)+/)) {
    const lines = block.split(/\r?\n/);
    const at = lines.findIndex((line) => timing.test(line));
    if (at === -1) continue;
    const start = timing.exec(lines[at] ?? "")?.[1] ?? "";
    for (const { speaker, text } of voices(lines.slice(at + 1).join("\n"))) {
      const last = turns.at(-1);
      if (last?.speaker === speaker) last.lines.push(text);
      else turns.push({ speaker, start, lines: [text] });
    }
  }
  if (turns.every(({ speaker }) => speaker === "")) return { text: cleanDocumentText(withoutTags(source)) };
  const text = turns.map(({ speaker, start, lines }) => {
    const who = speaker === "" ? "" : `${speaker}: `;
    return `[${start.replace(/[.,]\d+$/, "")}] ${who}${lines.join(" ")}`;
  });
  return { text: cleanDocumentText(text.join("\n\n")) };
}

/** The voices of a cue: `<v Ada>one</v><v Bo>two</v>`. Text without a voice tag has no speaker. */
function voices(cue: string): { speaker: string; text: string }[] {
  const parts = cue.split(/<v(?:\.[^\s<>]{0,100})?\s([^<>]{1,200})>/i);
  const found: { speaker: string; text: string }[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const speaker = at === 0 ? "" : decodeEntities(parts[at - 1] ?? "").trim();
    const text = withoutTags(parts[at] ?? "")
      .replace(/\s+/g, " ")
      .trim();
    if (text !== "") found.push({ speaker, text });
  }
  return found;
}

function withoutTags(text: string): string {
  return decodeEntities(text.replace(/<\/?(?:[cibuv]|ruby|rt|lang|\d)\b[^<>\n]{0,200}>/gi, ""));
}

function decodeEntities(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[\da-f]{1,6}|\w{2,4});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return entities[name.toLowerCase()] ?? whole;
    const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
