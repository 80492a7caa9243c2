import { IANAZone } from "luxon";
import { findIana } from "windows-iana";

/** The IANA name of a time zone that Outlook gives by its Windows or IANA name. Undefined for a custom zone. */
export function ianaZone(name: string): string | undefined {
  const known = findIana(name)[0];
  if (known !== undefined) return known;
  return IANAZone.isValidZone(name) ? name : undefined;
}
