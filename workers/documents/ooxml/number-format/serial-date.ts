import type { Meaning } from "./format-sections.ts";

/** Excel's day 0 for dates from March 1900 on. Earlier dates are a day off, since Excel has a 29 February 1900. */
const epochMs = Date.UTC(1899, 11, 30);
const daysTo1904 = 1_462;
const lastSerial = 2_958_466;

/** How a workbook counts days. */
export interface DateSystem {
  is1904: boolean;
}

/**
 * A number of days as a date, time or duration, in ISO 8601, so that it is unambiguous. Undefined where Excel has no
 * such date.
 */
export function serialText(
  value: number,
  meaning: Exclude<Meaning, "number">,
  { is1904 }: DateSystem,
): string | undefined {
  const isDuration = meaning === "elapsed" || (meaning === "time" && value < 1);
  const serial = is1904 && !isDuration ? value + daysTo1904 : value;
  if (serial < 0 || serial >= lastSerial) return undefined;
  if (meaning === "elapsed") return longTime(serial);
  const shifted = serial > 0 && serial < 60 ? serial + 1 : serial;
  const [day = "", clock = ""] = new Date(epochMs + Math.round(shifted * 86_400) * 1_000).toISOString().split(/[T.]/);
  if (isDuration) return clock;
  // A cell that shows only the time of day may contain a date too, which would be lost.
  const hasTime = meaning !== "date" || serial % 1 !== 0;
  return hasTime ? `${day} ${clock}` : day;
}

/** A duration in hours, minutes and seconds. */
function longTime(days: number): string {
  const seconds = Math.round(days * 86_400);
  const [minute, second] = [Math.floor(seconds / 60) % 60, seconds % 60];
  return [Math.floor(seconds / 3_600), minute, second].map((part) => String(part).padStart(2, "0")).join(":");
}
