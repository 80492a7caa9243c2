import type { Language } from "./language.ts";
import { chinese } from "./languages/chinese.ts";
import { dutch } from "./languages/dutch.ts";
import { english } from "./languages/english.ts";
import { french } from "./languages/french.ts";
import { german } from "./languages/german.ts";
import { italian } from "./languages/italian.ts";
import { japanese } from "./languages/japanese.ts";
import { korean } from "./languages/korean.ts";
import { portuguese } from "./languages/portuguese.ts";
import { russian } from "./languages/russian.ts";
import { spanish } from "./languages/spanish.ts";
import { swedish } from "./languages/swedish.ts";

/** The languages whose dates have tables of words. */
export const languages: readonly Language[] = [
  english,
  japanese,
  chinese,
  korean,
  german,
  french,
  spanish,
  portuguese,
  italian,
  dutch,
  swedish,
  russian,
];

/** The language that most people of a time zone write, where it tells that. */
export function languageAt(zone: string): Language | undefined {
  return languages.find(({ homeZones }) => homeZones?.includes(zone));
}
