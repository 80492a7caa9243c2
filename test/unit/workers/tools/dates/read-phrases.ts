import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DateTime } from "luxon";
import { ToolError } from "#common/errors.ts";
import { type DateContext, readDateBound } from "#workers/tools/dates/date-bound.ts";
import type { DateTendency } from "#workers/tools/dates/guessed-date.ts";

/** What stands in a list of phrases: `2026-11-23 yesterday`, `2026-11-23..2026-11-24 yesterday`. */
export interface ListedPhrase {
  language: string;
  phrase: string;
  /** Local time, without its hour if that is midnight. Undefined: to be refused. */
  expected: string | undefined;
  /** `span`: from start to end, of which either may be absent. */
  edge: "start" | "end" | "span";
  /** When and where it is said, if not at `localNow` in Berlin. */
  said?: { nowMs: number; zone: string; tendency?: DateTendency };
  /** It may be refused, but not mean anything else (`?`). */
  isKnownGap: boolean;
}

/** Lists of phrases that are said on another day, in the place of their language. */
const days: readonly { list: RegExp; now: string; zones?: Readonly<Record<string, string>> }[] = [
  { list: /^thursday\b/, now: "2026-11-26T10:30" },
  { list: /^friday\b/, now: "2026-11-27T10:00", zones: { en: "Europe/London", pt: "America/Sao_Paulo" } },
];
const asian: Readonly<Record<string, string>> = { ja: "Asia/Tokyo", zh: "Asia/Shanghai", ko: "Asia/Seoul" };

const folder = join(import.meta.dirname, "phrases");
/** `ahead:` is asked of a calendar. */
const line = /^(\?)?(before:|ahead:)?(\S+) (.+)$/;

/** The lists of phrases, by language. Each was written before the tables had seen it. */
export function listedPhrases(): ListedPhrase[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".txt"));
  return files.flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .split("\n")
      .flatMap((text) => {
        const [, gap, mark, expected, phrase] = line.exec(text) ?? [];
        if (expected === undefined || phrase === undefined) return [];
        const language = name.replace(/^.*\/|\.txt$/g, "");
        const wanted = expected === "-" ? undefined : expected.replace("T00:00", "");
        const said = saidOn(name, language);
        return {
          language,
          phrase,
          expected: wanted,
          edge: expected.includes("..") ? "span" : mark === "before:" ? "end" : "start",
          isKnownGap: gap !== undefined,
          ...(said && { said: { ...said, ...(mark === "ahead:" && { tendency: "nearest" as const }) } }),
        };
      }),
  );
}

function saidOn(list: string, language: string): { nowMs: number; zone: string } | undefined {
  const day = days.find((each) => each.list.test(list));
  if (day === undefined) return undefined;
  const zone = { ...asian, ...day.zones }[language] ?? "Europe/Berlin";
  return { nowMs: DateTime.fromISO(day.now, { zone }).toMillis(), zone };
}

/** Tuesday, half past eleven: the time at which people say what is in the lists. */
export const localNow = "2026-11-24T11:30";

interface MeaningOptions extends Partial<Omit<DateContext, "zone" | "edge">> {
  zone?: string;
  edge?: ListedPhrase["edge"];
}

/** What a phrase means in local time, as the lists have it; undefined if it is refused with words. */
export async function meaningOf(
  phrase: string,
  { zone = "Europe/Berlin", edge = "start", ...options }: MeaningOptions = {},
): Promise<string | undefined> {
  const nowMs = DateTime.fromISO(localNow, { zone }).toMillis();
  const parameter = edge === "end" ? "beforeDateTime" : "afterDateTime";
  const asked = edge === "end" ? edge : "start";
  const local = (unixMs: number) =>
    DateTime.fromMillis(unixMs, { zone }).toFormat("yyyy-MM-dd'T'HH:mm").replace("T00:00", "");
  try {
    const context = { parameter, nowMs, zone: async () => zone, edge: asked, ...options } as const;
    const { unixMs, endMs, side, other } = await readDateBound(phrase, context);
    if (edge !== "span") return local(unixMs);
    const start = side === "end" ? "" : local(unixMs);
    if (other !== undefined) return `${start}..${local(other.unixMs)}`;
    return `${start}..${side === undefined ? local(endMs) : side === "end" ? local(unixMs) : ""}`;
  } catch (error) {
    if (error instanceof ToolError && error.code === "invalid_input") return undefined;
    throw error;
  }
}
