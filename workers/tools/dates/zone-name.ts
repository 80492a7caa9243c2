import { IANAZone } from "luxon";
import { findIana } from "windows-iana";

/** The IANA name of a zone that Outlook names, the Windows way or by IANA; undefined for one that it made up. */
export function ianaZone(name: string): string | undefined {
  const known = findIana(name)[0];
  if (known !== undefined) return known;
  return IANAZone.isValidZone(name) ? name : undefined;
}
