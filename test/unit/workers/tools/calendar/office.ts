import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

/** The body of a request for schedules. */
export interface ScheduleBody {
  schedules: string[];
  startTime: { dateTime: string; timeZone: string };
  endTime: { dateTime: string; timeZone: string };
  availabilityViewInterval: number;
}

export interface OfficePerson {
  /** Times at which they are not free: from, to (UTC), and the mark of it. */
  taken?: readonly (readonly [from: string, to: string, mark: string])[];
  hours?: object | null;
  items?: readonly object[];
  error?: string;
  fails?: Error;
  view?: string;
}

/** The user, and two others; of `bad`, tests say what is wrong. */
export const [me, bob, bad] = ["me@contoso.com", "bob@contoso.com", "bad@contoso.com"] as const;

/** Thursday, in the week after the clocks have changed. */
export const thursday = { afterDateTime: "2026-11-26", beforeDateTime: "2026-11-27" };

const week = ["monday", "tuesday", "wednesday", "thursday", "friday"];

/** Working hours in a Windows zone. */
export const hoursIn = (name: string, startTime = "09:00:00.0000000", endTime = "17:00:00.0000000") => ({
  daysOfWeek: week,
  startTime,
  endTime,
  timeZone: { name },
});
const berlin = hoursIn("W. Europe Standard Time");

function scheduleOf(
  email: string,
  { taken = [], hours = berlin, items = [], error, view }: OfficePerson,
  body: ScheduleBody,
) {
  if (error) return { scheduleId: email, availabilityView: "", error: { message: "x", responseCode: error } };
  const from = Date.parse(`${body.startTime.dateTime}Z`);
  const step = body.availabilityViewInterval * 60_000;
  const slots = Math.ceil((Date.parse(`${body.endTime.dateTime}Z`) - from) / step);
  const marks = Array.from({ length: slots }, (_, slot) => {
    const start = from + slot * step;
    const hit = taken.find(([begin, end]) => Date.parse(begin) < start + step && Date.parse(end) > start);
    return hit?.[2] ?? "0";
  });
  return { scheduleId: email, availabilityView: view ?? marks.join(""), scheduleItems: items, workingHours: hours };
}

/** A Graph where these people have calendars; the user is in Berlin, on a Tuesday at 11:30. */
export function office(people: Readonly<Record<string, OfficePerson>> = {}, options: FakeContextOptions = {}) {
  const bodies: ScheduleBody[] = [];
  const context = fakeContext({
    scopes: ["Calendars.Read"],
    nowIso: "2026-11-24T10:30:00Z",
    timeZone: "Europe/Berlin",
    ownAddresses: [me, "me@contoso.onmicrosoft.com"],
    answers(_path, request: GraphRequest & { body?: ScheduleBody }) {
      const { body } = request;
      if (body === undefined) return undefined;
      bodies.push(body);
      const asked = body.schedules.map((email) => [email, people[email] ?? {}] as const);
      const failing = asked.find(([, person]) => person.fails);
      if (failing) return failing[1].fails;
      return { value: asked.map(([email, person]) => scheduleOf(email, person, body)) };
    },
    ...options,
  });
  return { context, bodies };
}
