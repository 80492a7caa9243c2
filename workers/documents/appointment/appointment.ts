/** A day, or a time of a day in a zone, as an appointment has it. */
export interface Moment {
  /** `2026-11-02`. */
  date: string;
  /** `09:00`. Absent for a whole day. */
  time?: string;
  /** What people call the zone or its distance to UTC. Absent where none is given. */
  zone?: string;
}

/** What a saved appointment says of itself. Empty strings where it doesn't. */
export interface Appointment {
  when: string;
  where: string;
  organizer: string;
}

/** An appointment's time, place and organizer, a line for each that is known. */
export function appointmentLines({ when, where, organizer }: Appointment): string[] {
  return [
    ["When", when],
    ["Where", where],
    ["Organizer", organizer],
  ].flatMap(([label, value = ""]) => (value.trim() === "" ? [] : [`${label}: ${value.trim()}`]));
}

/** `2026-11-02 09:00 – 10:00 (Europe/Berlin)`. The end of a whole day is the day after the last one. */
export function periodText(start: Moment, end: Moment | undefined): string {
  if (start.time === undefined) return daysText(start, end);
  if (end?.time === undefined) return momentText(start);
  if (end.zone !== start.zone) return `${momentText(start)} – ${momentText(end)}`;
  const until = end.date === start.date ? end.time : `${end.date} ${end.time}`;
  return `${start.date} ${start.time} – ${until}${zoneText(start)}`;
}

/** `2026-11-02 09:00 (Europe/Berlin)`. */
export function momentText(moment: Moment): string {
  return moment.time === undefined ? moment.date : `${moment.date} ${moment.time}${zoneText(moment)}`;
}

const zoneText = ({ zone }: Moment) => ` (${zone ?? "no time zone given"})`;

function daysText(start: Moment, end: Moment | undefined): string {
  const last = end === undefined ? start.date : dayBefore(end.date);
  return last > start.date ? `${start.date} – ${last} (all day)` : `${start.date} (all day)`;
}

/** The date itself where it is none. */
function dayBefore(date: string): string {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) ? date : new Date(ms - 86_400_000).toISOString().slice(0, 10);
}
