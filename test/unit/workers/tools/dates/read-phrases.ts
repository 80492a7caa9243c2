import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DateTime } from "luxon";
import { ToolError } from "#common/errors.ts";
import { type DateContext, readDateBound } from "#workers/tools/dates/date-bound.ts";

/** What stands in a list of phrases: `2026-11-23 yesterday`. */
export interface ListedPhrase {
  language: string;
  phrase: string;
  /** Local time, without its hour if that is midnight. Undefined: to be refused. */
  expected: string | undefined;
  edge: "start" | "end";
  /** When and where it is said, if not at `localNow` in Berlin. */
  said?: { nowMs: number; zone: string };
  /** It may be refused, but not mean anything else (`?`). */
  isKnownGap: boolean;
}

/** Phrases that are said on a Thursday. */
const thursday = /^thursday\b/;
const thursdayNow = "2026-11-26T10:30";
const zones: Readonly<Record<string, string>> = { ja: "Asia/Tokyo", zh: "Asia/Shanghai", ko: "Asia/Seoul" };

const folder = join(import.meta.dirname, "phrases");
const line = /^(\?)?(before:)?(\S+) (.+)$/;

/** The lists of phrases, by language. Each was written before the tables had seen it. */
export function listedPhrases(): ListedPhrase[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".txt"));
  return files.flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .split("\n")
      .flatMap((text) => {
        const [, gap, before, expected, phrase] = line.exec(text) ?? [];
        if (expected === undefined || phrase === undefined) return [];
        const language = name.replace(/^.*\/|\.txt$/g, "");
        const wanted = expected === "-" ? undefined : expected.replace("T00:00", "");
        const said = thursday.test(name) ? { said: onThursday(language) } : {};
        return {
          language,
          phrase,
          expected: wanted,
          edge: before ? "end" : "start",
          isKnownGap: gap !== undefined,
          ...said,
        };
      }),
  );
}

function onThursday(language: string): { nowMs: number; zone: string } {
  const zone = zones[language] ?? "Europe/Berlin";
  return { nowMs: DateTime.fromISO(thursdayNow, { zone }).toMillis(), zone };
}

/** Tuesday, half past eleven: the time at which people say what is in the lists. */
export const localNow = "2026-11-24T11:30";

/** What a phrase means in local time, as the lists have it; undefined if it is refused with words. */
export async function meaningOf(
  phrase: string,
  { zone = "Europe/Berlin", ...options }: { zone?: string } & Partial<Omit<DateContext, "zone">> = {},
): Promise<string | undefined> {
  const nowMs = DateTime.fromISO(localNow, { zone }).toMillis();
  const parameter = options.edge === "end" ? "beforeDateTime" : "afterDateTime";
  try {
    const { unixMs } = await readDateBound(phrase, { parameter, nowMs, zone: async () => zone, ...options });
    return DateTime.fromMillis(unixMs, { zone }).toFormat("yyyy-MM-dd'T'HH:mm").replace("T00:00", "");
  } catch (error) {
    if (error instanceof ToolError && error.code === "invalid_input") return undefined;
    throw error;
  }
}
