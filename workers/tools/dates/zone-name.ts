import { IANAZone, Settings } from "luxon";
import { findIana } from "windows-iana";

/** As long as the parameters for zones may be. The longest name has 32 characters. */
const maxLength = 60;
/** For each name, luxon keeps some 80 KB. The zone database has 600, each of which may be written in many cases. */
const maxNames = 300;
const known = new Set<string>();

/** Whether this is an IANA name of a time zone, in any case. Keeps what luxon remembers of names within bounds. */
export function isZoneName(name: string): boolean {
  if (known.has(name)) return true;
  if (name.length > maxLength || !IANAZone.isValidZone(name)) return false;
  if (known.size === maxNames) {
    known.clear();
    Settings.resetCaches();
  }
  known.add(name);
  return true;
}

/** The IANA name of a time zone that Outlook gives by its Windows or IANA name. Undefined for a custom zone. */
export function ianaZone(name: string): string | undefined {
  const found = findIana(name)[0];
  if (found !== undefined) return found;
  return isZoneName(name) ? name : undefined;
}
