/** When clocks change in a year: the n-th such day of a month, 5 for the last. */
interface ChangeDay {
  month: number;
  weekday: number;
  nth: number;
  minutes: number;
}

const ruleBytes = 48;
/** No zone is farther from UTC. */
const maxBiasMinutes = 15 * 60;
const minuteMs = 60_000;

/**
 * How many minutes the clocks of an appointment's zone are ahead of UTC at a time, by the rules in
 * `PidLidTimeZoneStruct` (MS-OXOCAL 2.2.1.39). Undefined where they are none.
 */
export function zoneOffsetMinutes(rules: Uint8Array | undefined, utcMs: number): number | undefined {
  if (rules === undefined || rules.length < ruleBytes) return undefined;
  const view = Buffer.from(rules.buffer, rules.byteOffset, rules.byteLength);
  const bias = view.readInt32LE(0);
  const [standardBias, summerBias] = [bias + view.readInt32LE(4), bias + view.readInt32LE(8)];
  if ([standardBias, summerBias].some((minutes) => Math.abs(minutes) > maxBiasMinutes)) return undefined;
  const toStandard = changeDayAt(view, 14);
  const toSummer = changeDayAt(view, 32);
  if (toStandard === undefined || toSummer === undefined) return 0 - standardBias;
  const year = new Date(utcMs - standardBias * minuteMs).getUTCFullYear();
  const summerFrom = changeMs(toSummer, year) + standardBias * minuteMs;
  const summerTo = changeMs(toStandard, year) + summerBias * minuteMs;
  const isSummer =
    summerFrom < summerTo ? utcMs >= summerFrom && utcMs < summerTo : utcMs >= summerFrom || utcMs < summerTo;
  return 0 - (isSummer ? summerBias : standardBias);
}

/** A SYSTEMTIME. Undefined where clocks don't change. */
function changeDayAt(view: Buffer, at: number): ChangeDay | undefined {
  const [, month = 0, weekday = 0, nth = 0, hours = 0, minutes = 0] = [0, 2, 4, 6, 8, 10].map((offset) =>
    view.readUInt16LE(at + offset),
  );
  const isValid = month >= 1 && month <= 12 && weekday <= 6 && nth >= 1 && nth <= 5 && hours < 24 && minutes < 60;
  return isValid ? { month, weekday, nth, minutes: hours * 60 + minutes } : undefined;
}

/** That day and time of a year by the clock, as if it were UTC. */
function changeMs({ month, weekday, nth, minutes }: ChangeDay, year: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const nthDay = 1 + ((weekday - first + 7) % 7) + (nth - 1) * 7;
  return Date.UTC(year, month - 1, nthDay > days ? nthDay - 7 : nthDay) + minutes * minuteMs;
}
