import type { ZoneOffsets } from "./calendar-times.ts";
import type { Property } from "./property.ts";

/** Rules for programs: when clocks change, and when to ring. Their times are not those of an event. */
const innerParts = new Set(["VTIMEZONE", "VALARM"]);
const entryParts = new Set(["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"]);
/** What only programs read. */
const forPrograms = new Set(["VERSION", "PRODID", "CALSCALE", "UID", "DTSTAMP", "SEQUENCE", "TRANSP"]);

/** The entries of a calendar, what is said of all, and its zones. */
export interface CalendarParts {
  entries: Property[][];
  common: Property[];
  zones: ZoneOffsets;
}

/** What a calendar consists of, without what only programs read. */
export function calendarParts(properties: readonly Property[]): CalendarParts {
  const entries: Property[][] = [];
  const common: Property[] = [];
  const open: Property[][] = [];
  const zones = new Map<string, string[]>();
  let inner = "";
  let zone = "";
  for (const property of properties) {
    const { name, value } = property;
    const part = value.trim().toUpperCase();
    const isMark = name === "BEGIN" || name === "END";
    // An event ends what was not ended before it.
    if (isMark && entryParts.has(part)) inner = "";
    if (inner !== "") {
      if (name === "END" && part === inner) inner = "";
      if (name === "TZID") zone = value.trim();
      if (name === "TZOFFSETTO") zones.set(zone, [...(zones.get(zone) ?? []).slice(0, 3), value.trim()]);
    } else if (name === "BEGIN" && innerParts.has(part)) {
      inner = part;
    } else if (name === "BEGIN" && part !== "VCALENDAR") {
      const entry: Property[] = [];
      entries.push(entry);
      open.push(entry);
    } else if (name === "END") {
      open.pop();
    } else if (!isMark && !forPrograms.has(name) && value.trim() !== "") {
      (open.at(-1) ?? common).push(property);
    }
  }
  return { entries, common, zones };
}
