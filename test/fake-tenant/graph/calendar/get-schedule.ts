import { DateTime } from "luxon";
import { z } from "zod";
import type { CalendarEvent, ShowAs } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import { type GraphCall, type GraphResult, readJsonBody } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied, badRequest, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { showAsOf } from "./event-json.ts";
import { dateTimeIn, instantOf, zoneNamed } from "./time-zones.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const [documentedLimit, hardLimit] = [20, 100];
const maxDays = 62;
const maxItems = 1000;

const dateTimeTimeZone = z.object({ dateTime: z.string(), timeZone: z.string() });
const requestBody = z.object({
  schedules: z.array(z.string()).min(1),
  startTime: dateTimeTimeZone,
  endTime: dateTimeTimeZone,
  availabilityViewInterval: z.number().int().optional(),
});
type Asked = z.infer<typeof requestBody>;

const calendarScopes = ["Calendars.ReadBasic", "Calendars.Read", "Calendars.Read.Shared", "Calendars.ReadWrite"];

/** POST .../calendar/getSchedule: free/busy and working hours per address; one bad address fails alone. */
export function getSchedule(call: GraphCall): GraphResult {
  const { caller, world, request } = call;
  if (!calendarScopes.some((scope) => caller.scopes.has(scope))) throw accessDenied();
  const asked = readBody(request.body);
  const span = windowOf(asked);
  const interval = (asked.availabilityViewInterval ?? 30) * minuteMs;
  const broken = new Set(world.behaviour.brokenScheduleAddresses.map((address) => address.toLowerCase()));
  const value = asked.schedules.map((address) => {
    if (broken.has(address.toLowerCase()))
      return failed(address, "ErrorFreeBusyGenerationFailed", "Unable to generate free/busy information.");
    const user = world.directory.findUser(caller.tenant.id, address);
    if (user === undefined)
      return failed(
        address,
        "ErrorMailRecipientNotFound",
        `Unable to resolve e-mail address ${address} to an Active Directory object.`,
      );
    if (!user.hasMailbox)
      return failed(address, "ErrorMailboxStoreUnavailable", `The mailbox of ${address} could not be reached.`);
    return scheduleOf(call, { address, user, span, interval });
  });
  return answer(call, "Collection(microsoft.graph.scheduleInformation)", { value });
}

function readBody(bytes: Buffer): Asked {
  const json = readJsonBody(bytes);
  if ((json as { availabilityViewInterval?: unknown } | null)?.availabilityViewInterval === null) {
    throw new GraphRefusal(500, "generalException", "An unexpected error occurred.");
  }
  const parsed = requestBody.safeParse(json);
  if (!parsed.success) throw badRequest("The request body does not fit the action 'getSchedule'.");
  const { schedules, availabilityViewInterval: interval = 30 } = parsed.data;
  const limit = schedules.length > hardLimit ? hardLimit : documentedLimit;
  if (schedules.length > limit) {
    throw badRequest(
      `There are too many target users in the EmailAddress array. The allowed size = ${limit}; the actual size = ` +
        `${schedules.length}.`,
      "ErrorMailboxDataArrayTooBig",
    );
  }
  if (interval < 5 || interval > 1440)
    throw badRequest(
      "The merged free/busy interval is invalid. It must be between 5 and 1440 minutes.",
      "ErrorInvalidMergedFreeBusyInterval",
    );
  return parsed.data;
}

interface Span {
  from: number;
  to: number;
}

function windowOf({ startTime, endTime, availabilityViewInterval: interval = 30 }: Asked): Span {
  const from = instantOf(startTime.dateTime, startTime.timeZone);
  const to = instantOf(endTime.dateTime, endTime.timeZone);
  const length = to - from;
  if (!(length > 0))
    throw badRequest(
      "The time duration specified for FreeBusyViewOptions.TimeWindow is invalid.",
      "ErrorInvalidTimeInterval",
    );
  const days = Math.ceil(length / dayMs);
  if (days > maxDays) {
    throw badRequest(
      "The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long. The allowed limit = " +
        `${maxDays} days; the actual limit = ${days} days.`,
      "ErrorTimeIntervalTooBig",
    );
  }
  if (interval * minuteMs > length)
    throw badRequest(
      "The merged free/busy interval is longer than the time window.",
      "ErrorInvalidMergedFreeBusyInterval",
    );
  return { from, to };
}

interface ScheduleQuestion {
  address: string;
  user: UserRecord;
  span: Span;
  interval: number;
}

function scheduleOf(call: GraphCall, { address, user, span, interval }: ScheduleQuestion) {
  const events = call.world.calendars.view(user, span.from, span.to);
  if (events.length > maxItems)
    return failed(
      address,
      "ErrorResultSetTooBig",
      `The result set contains too many calendar entries. The allowed size = ${maxItems}; the actual size = ` +
        `${events.length}.`,
    );
  const seesDetails = user === call.caller.user || call.world.calendarShares.levelOf(user, call.caller.user) !== "none";
  const zone = call.prefer.timeZone ?? "UTC";
  return {
    scheduleId: address,
    availabilityView: availabilityView(events, span, interval),
    scheduleItems: events.map((event) => ({
      ...(seesDetails ? details(event, user === call.caller.user) : {}),
      status: showAsOf(event),
      start: dateTimeIn(event.startAt, zone),
      end: dateTimeIn(event.endAt, zone),
    })),
    workingHours: workingHoursOf(user, call.world),
  };
}

function details({ meeting, exception }: CalendarEvent, own: boolean) {
  const isPrivate = meeting.sensitivity !== "normal";
  if (isPrivate && !own) return { isPrivate };
  return {
    isPrivate,
    subject: exception?.subject ?? meeting.subject,
    location: exception?.location ?? meeting.location,
  };
}

const digits: Record<ShowAs, string> = { free: "0", tentative: "1", busy: "2", oof: "3", workingElsewhere: "4" };
/** Which of several meetings at once is shown. */
const rank: readonly ShowAs[] = ["free", "workingElsewhere", "tentative", "busy", "oof"];

function availabilityView(events: readonly CalendarEvent[], { from, to }: Span, interval: number): string {
  const slots: ShowAs[] = Array.from({ length: Math.ceil((to - from) / interval) }, () => "free");
  for (const event of events) {
    const status = showAsOf(event);
    const first = Math.max(0, Math.floor((event.startAt - from) / interval));
    const end = Math.min(slots.length, Math.ceil((event.endAt - from) / interval));
    for (let slot = first; slot < end; slot += 1) {
      if (rank.indexOf(status) > rank.indexOf(slots[slot] ?? "free")) slots[slot] = status;
    }
  }
  return slots.map((status) => digits[status]).join("");
}

function failed(address: string, responseCode: string, message: string) {
  return { scheduleId: address, availabilityView: "", scheduleItems: [], error: { message, responseCode } };
}

/** The working hours of a mailbox, with its zone in the form that the tenant's Exchange gives it. */
function workingHoursOf({ timeZone }: UserRecord, { behaviour, now }: Pick<World, "behaviour" | "now">) {
  return {
    daysOfWeek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
    startTime: "09:00:00.0000000",
    endTime: "18:00:00.0000000",
    timeZone: zoneJson(timeZone, behaviour.workingHoursZone, new Date(now()).getUTCFullYear()),
  };
}

function zoneJson(name: string, form: Behaviour["workingHoursZone"], year: number) {
  if (form === "named") return { name };
  const zone = { ...customZone(name, year), name: form === "nameless" ? null : "Customized Time Zone" };
  return form === "customEast" ? countedEast(zone) : zone;
}

function countedEast(zone: ReturnType<typeof customZone>) {
  const { bias, daylightOffset } = zone;
  return { ...zone, bias: -bias, daylightOffset: { ...daylightOffset, daylightBias: -daylightOffset.daylightBias } };
}

interface Change {
  /** The moment, with the wall time of before. */
  at: DateTime;
  offset: number;
}

const customZones = new Map<string, ReturnType<typeof makeCustomZone>>();

/** Graph's `customTimeZone`: minutes west of UTC, and the days of the year on which clocks change. */
export function customZone(name: string, year: number) {
  const key = `${name} ${year}`;
  const made = customZones.get(key) ?? makeCustomZone(name, year);
  customZones.set(key, made);
  return made;
}

function makeCustomZone(name: string, year: number) {
  const zone = zoneNamed(name);
  const changes = changesIn(year, zone);
  const [first, second] = changes;
  const offsets = changes.map(({ offset }) => offset);
  const standard = Math.min(DateTime.utc(year, 1, 1).setZone(zone).offset, ...offsets);
  const [toStandard, toDaylight] = first?.offset === standard ? [first, second] : [second, first];
  return {
    "@odata.type": "#microsoft.graph.customTimeZone",
    bias: -standard,
    standardOffset: { ...transition(toStandard), year: 0 },
    daylightOffset: { ...transition(toDaylight), year: 0, daylightBias: standard - (toDaylight?.offset ?? standard) },
  };
}

function changesIn(year: number, zone: string): Change[] {
  const changes: Change[] = [];
  let at = DateTime.utc(year, 1, 1).setZone(zone);
  while (at.toUTC().year === year) {
    const next = at.toUTC().plus({ days: 1 }).setZone(zone);
    if (next.offset !== at.offset) changes.push({ at: changeBetween(at, next), offset: next.offset });
    at = next;
  }
  return changes;
}

function changeBetween(from: DateTime, to: DateTime): DateTime {
  let before = from;
  for (let at = from; at < to; at = at.toUTC().plus({ minutes: 15 }).setZone(from.zone)) {
    if (at.offset !== from.offset) break;
    before = at;
  }
  return before.toUTC().plus({ minutes: from.offset + 15 });
}

/** A month 0 means that the clocks never change. */
function transition(change: Change | undefined) {
  if (change === undefined) return { time: "00:00:00.0000000", dayOccurrence: 0, dayOfWeek: "sunday", month: 0 };
  const { at } = change;
  const isLast = at.plus({ weeks: 1 }).month !== at.month;
  return {
    time: `${at.toFormat("HH:mm:ss")}.0000000`,
    dayOccurrence: isLast ? 5 : Math.ceil(at.day / 7),
    dayOfWeek: at.setLocale("en").weekdayLong?.toLowerCase(),
    month: at.month,
  };
}
