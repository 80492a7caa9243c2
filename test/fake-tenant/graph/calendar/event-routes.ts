import type { CalendarEvent } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import { type GraphCall, type GraphResult, type GraphRoute, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import {
  accessDenied,
  badRequest,
  itemNotFound,
  mailboxNotEnabled,
  malformedId,
  unknownMailbox,
  unknownProperty,
} from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf, pageOf } from "#test/fake-tenant/graph/list-page.ts";
import { comparesBy, type FilterField, type FilterModel } from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { checkedSelect, type QueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { defaultEventProperties, eventContent, eventJson, eventProperties } from "./event-json.ts";
import { getSchedule } from "./get-schedule.ts";
import { zoneNamed } from "./time-zones.ts";

/** Calendars, the caller's own and named ones. */
export const calendarRoutes: readonly GraphRoute[] = [
  { method: "POST", path: "me/calendar/getSchedule", handle: getSchedule },
  ...readRoutes({ calendarView: listView, "events/:event": getEvent }, "me/", "users/:user/"),
];

const pageLimits = { defaultTop: 10, maxTop: 1000 };
const dayMs = 24 * 60 * 60 * 1000;
const maxDays = 1825;

/** GET .../calendarView: everything between two instants, series expanded. */
function listView(call: GraphCall): GraphResult {
  const access = openCalendar(call);
  const { from, to } = readWindow(call);
  const options = optionsOf(call, pageLimits, "orderBy");
  const names = selectedNames(access, options);
  const view = viewOf(call, access);
  const found = sortEvents(call.world.calendars.view(access.owner, from, to), options);
  const { items, links } = pageOf(call, options, found, access.owner.id);
  const body = {
    ...links,
    value: items.map((event) => withDamagedTimes(eventJson(event, names, view), event, call.world.behaviour)),
  };
  return answer(call, `users('${access.owner.id}')/calendarView`, body, applied(call));
}

/** GET .../events/{id}, occurrences included. */
function getEvent(call: GraphCall): GraphResult {
  const access = openCalendar(call);
  const event = eventOf(call, access);
  const options = optionsOf(call, pageLimits);
  const names = selectedNames(access, options);
  const json = withDamagedTimes(eventJson(event, names, viewOf(call, access)), event, call.world.behaviour);
  return answer(call, `users('${access.owner.id}')/events/$entity`, json, applied(call));
}

function selectedNames(access: CalendarAccess, options: QueryOptions): readonly string[] {
  if (options.select === null)
    return access.mayReadContent
      ? defaultEventProperties
      : defaultEventProperties.filter((name) => !eventContent.has(name));
  const names = checkedSelect(options.select, eventProperties, "event");
  if (!access.mayReadContent && names.includes("body")) throw accessDenied();
  return access.mayReadContent ? names : names.filter((name) => !eventContent.has(name));
}

function viewOf(call: GraphCall, access: CalendarAccess) {
  if (call.prefer.timeZone !== null) zoneNamed(call.prefer.timeZone);
  return { prefer: call.prefer, own: access.own };
}

function applied({ prefer }: GraphCall): string[] {
  return [
    ...(prefer.timeZone === null ? [] : [`outlook.timezone="${prefer.timeZone}"`]),
    ...(prefer.bodyType === null ? [] : [`outlook.body-content-type="${prefer.bodyType}"`]),
  ];
}

/** The two bounds, which a time without an offset means in UTC. */
function readWindow(call: GraphCall): { from: number; to: number } {
  const bound = (wanted: string) => [...call.request.query].find(([name]) => name.toLowerCase() === wanted)?.[1];
  const [start, end] = [bound("startdatetime"), bound("enddatetime")];
  if (start === undefined || end === undefined)
    throw badRequest(
      "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.",
      "ErrorInvalidParameter",
    );
  const [from, to] = [instant(start, "StartDateTime"), instant(end, "EndDateTime")];
  if (to < from)
    throw badRequest("The end date is earlier than the start date.", "ErrorCalendarEndDateIsEarlierThanStartDate");
  if (to - from > maxDays * dayMs)
    throw badRequest(
      "Your request can't be completed. The range between the start and end dates is greater than the allowed " +
        `range. Maximum number of days: ${maxDays}`,
      "ErrorInvalidRequest",
    );
  return { from, to };
}

function instant(text: string, name: string): number {
  const hasZone = /(Z|[+-]\d{2}:\d{2})$/i.test(text);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text)
    ? Date.parse(hasZone || !text.includes("T") ? text : `${text}Z`)
    : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw badRequest(`The value '${text}' of parameter '${name}' is invalid.`, "ErrorInvalidParameter");
}

// Exchange compares these as text, with or without a zone at the end.
const fields: Record<string, FilterField<CalendarEvent>> = {
  "start/dateTime": { type: "string", read: ({ startAt }) => new Date(startAt).toISOString() },
  "end/dateTime": { type: "string", read: ({ endAt }) => new Date(endAt).toISOString() },
};

const model: FilterModel<CalendarEvent> = {
  functions: new Set(),
  field(property) {
    const field = fields[property];
    if (field !== undefined) return field;
    const [first = property] = property.split("/");
    if (!eventProperties.has(first)) throw unknownProperty(first, "event");
    throw badRequest("The query filter contains one or more invalid nodes.", "ErrorInvalidUrlQueryFilter");
  },
};

/** In the order of `$orderby`; without one in none that a caller could count on. */
function sortEvents(events: readonly CalendarEvent[], { orderBy }: QueryOptions): CalendarEvent[] {
  const compare = comparesBy(orderBy, model);
  return [...events].sort((a, b) => compare(a, b) || (a.id < b.id ? -1 : 1));
}

/** An event's JSON as Graph writes it: without its times when the item is damaged and the tenant has such items. */
function withDamagedTimes(
  json: Record<string, unknown>,
  { meeting }: CalendarEvent,
  { damagedEventTimes }: Behaviour,
): Record<string, unknown> {
  if (!meeting.isDamaged || damagedEventTimes === "whole") return json;
  const lost = (time: unknown) =>
    damagedEventTimes === "null" ? null : { ...(time as Record<string, unknown>), dateTime: null };
  const times = Object.entries(json).filter(([name]) => name === "start" || name === "end");
  return { ...json, ...Object.fromEntries(times.map(([name, time]) => [name, lost(time)])) };
}

interface CalendarAccess {
  owner: UserRecord;
  own: boolean;
  /** False with Calendars.ReadBasic alone: no body. */
  mayReadContent: boolean;
}

const shared = ["Calendars.Read.Shared", "Calendars.ReadWrite.Shared"];
const full = ["Calendars.Read", "Calendars.ReadWrite", ...shared];

/** The calendar that a request names, when the caller may read it; refuses as Exchange does. */
function openCalendar(call: GraphCall): CalendarAccess {
  const { caller, world, params } = call;
  const named = params.user;
  const owner = named === undefined ? caller.user : world.directory.findAccount(caller.tenant.id, named);
  const own = owner === caller.user;
  const has = (scopes: readonly string[]) => scopes.some((scope) => caller.scopes.has(scope));
  const content = has(own ? full : shared);
  if (!content && !(own && has(["Calendars.ReadBasic"]))) throw accessDenied();
  if (owner === undefined) throw unknownMailbox(named);
  if (!owner.hasMailbox) throw mailboxNotEnabled();
  if (!own && world.calendarShares.levelOf(owner, caller.user) !== "calendar") throw itemNotFound();
  return { owner, own, mayReadContent: content };
}

/** The event that the path names; a well-formed stranger is 404, anything else 400. */
function eventOf(call: GraphCall, { owner }: CalendarAccess): CalendarEvent {
  const id = call.params.event ?? "";
  const event = call.world.calendars.event(owner, id);
  if (event !== undefined) return event;
  throw looksLikeExchangeId(id) ? itemNotFound() : malformedId();
}
