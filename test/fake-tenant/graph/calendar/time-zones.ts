import { DateTime, IANAZone } from "luxon";
import { findIana, findWindows } from "windows-iana";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";

/** The IANA zone for a Windows or IANA name; refused when it is neither, as Exchange does. */
export function zoneNamed(name: string): string {
  const known = name.toUpperCase() === "UTC" ? "UTC" : findIana(name)[0];
  if (known !== undefined) return known;
  if (IANAZone.isValidZone(name)) return name;
  throw badRequest(
    `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`,
    "TimeZoneNotSupportedException",
  );
}

/** How Exchange calls a zone. */
export const windowsName = (iana: string): string => (iana === "UTC" ? "UTC" : (findWindows(iana)[0] ?? iana));

/** A dateTimeTimeZone: wall time with seven decimals, and the zone as the caller called it. */
export function dateTimeIn(milliseconds: number, zoneName: string): { dateTime: string; timeZone: string } {
  const wall = DateTime.fromMillis(milliseconds, { zone: zoneNamed(zoneName) });
  return { dateTime: `${wall.toFormat("yyyy-LL-dd'T'HH:mm:ss")}.0000000`, timeZone: zoneName };
}

/** The instant of a wall time in a zone. NaN when it is no time. */
export function instantOf(dateTime: string, zoneName: string): number {
  return DateTime.fromISO(dateTime.replace(/(\.\d{3})\d+/, "$1"), { zone: zoneNamed(zoneName) }).toMillis();
}
