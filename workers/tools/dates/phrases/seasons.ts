import type { DateTime } from "luxon";

/** Places south of the equator, where spring begins in September. */
const southern = [
  "Australia/",
  "Pacific/Auckland",
  "Africa/(?:Johannesburg|Harare|Maputo|Windhoek)",
  "America/(?:Argentina/|Sao_Paulo|Buenos_Aires|Santiago|Montevideo|Asuncion|La_Paz|Lima)",
];
const southernZones = new RegExp(`^(?:${southern.join("|")})`);

const months = { ofSeason: 3, ofHalfYear: 6, ofYear: 12 };

/** The season that begins in a year, as meteorologists count: from March, June, September and December on. */
export function seasonIn(yearStart: DateTime, season: number): { start: DateTime; end: DateTime } {
  const isSouthern = southernZones.test(yearStart.zoneName ?? "");
  const month = months.ofSeason * season + (isSouthern ? months.ofHalfYear : 0);
  const start = yearStart.set({ month: month > months.ofYear ? month - months.ofYear : month });
  return { start, end: start.plus({ months: months.ofSeason }) };
}
