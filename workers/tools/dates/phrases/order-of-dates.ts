import type { Language } from "./language.ts";

type OrderHere = Language["orderHere"];

const dayFirstPlaces = [
  "Europe/",
  "Australia/",
  "Pacific/Auckland",
  "Asia/(?:Kolkata|Calcutta)",
  "America/(?:Argentina/|Sao_Paulo|Buenos_Aires|Santiago|Montevideo|Bogota|Lima|Mexico_City)",
];
const dayFirst = new RegExp(`^(?:${dayFirstPlaces.join("|")})`);
/** The United States. Canada writes both. */
const monthFirstPlaces = [
  "America/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Boise|Anchorage|Indiana/|Kentucky/)",
  "Pacific/Honolulu",
];
const monthFirst = new RegExp(`^(?:${monthFirstPlaces.join("|")})`);

const twoNumbers = /(?<![\d/])(\d{1,2})\/(\d{1,2})(?!\d)/g;
const months = 12;

/**
 * Whether the day or the month comes first in 5/10/2026: as in the language, if the text has words, or as people of
 * the time zone write it; but the other way if a date of the text shows that. Undefined where nothing tells.
 */
export function orderOfDates(text: string, { order, zone }: { order: Language["order"]; zone: string }): OrderHere {
  const isOfLanguage = order === "day-first" && /\p{L}/u.test(text);
  const usual = isOfLanguage ? "day-first" : (orderIn(zone) ?? order);
  if (usual !== "day-first" && usual !== "month-first") return undefined;
  const dates = [...text.matchAll(twoNumbers)].map(([, first, second]) => [Number(first), Number(second)] as const);
  const isOther = dates.some(([first, second]) => (usual === "day-first" ? second : first) > months);
  return isOther === (usual === "day-first") ? "month-first" : "day-first";
}

/** Whether a time zone is of the United States. */
export function isAmerican(zone: string): boolean {
  return monthFirst.test(zone);
}

function orderIn(zone: string): OrderHere {
  if (dayFirst.test(zone)) return "day-first";
  return isAmerican(zone) ? "month-first" : undefined;
}
