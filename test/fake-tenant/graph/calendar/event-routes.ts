import type { CalendarEvent } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
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
import {
  comparesBy,
  compileFilter,
  type FilterField,
  type FilterModel,
} from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import { checkedSelect, type QueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { defaultEventProperties, type EventView, eventContent, eventJson, eventProperties } from "./event-json.ts";
import { zoneNamed } from "./time-zones.ts";

const pageLimits = { defaultTop: 10, maxTop: 1000 };
const dayMs = 24 * 60 * 60 * 1000;
const maxDays = 1825;

/** GET .../calendarView: everything between two instants, series expanded. */
export function listView(call: GraphCall): GraphResult {
  const access = openCalendar(call);
  const { from, to } = readWindow(call);
  return eventList(call, access, { events: call.world.calendars.view(access.owner, from, to), name: "calendarView" });
}

/** GET .../events: singles and series masters. */
export function listEvents(call: GraphCall): GraphResult {
  const access = openCalendar(call);
  return eventList(call, access, { events: call.world.calendars.masters(access.owner), name: "events" });
}

/** GET .../events/{id}/instances: the occurrences of a series in a stretch of time. */
export function listInstances(call: GraphCall): GraphResult {
  const access = openCalendar(call);
  const master = eventOf(call, access);
  const { from, to } = readWindow(call);
  if (master.type !== "seriesMaster") throw badRequest("The item is not a recurring master.", "ErrorInvalidRequest");
  const events = call.world.calendars.instances(master).filter((event) => event.startAt < to && event.endAt > from);
  return eventList(call, access, { events, name: `events('${encodeURIComponent(master.id)}')/instances` });
}

/** GET .../events/{id}, occurrences included. */
export function getEvent(call: GraphCall): GraphResult {
  const access = openCalendar(call);
  const event = eventOf(call, access);
  const options = optionsOf(call, pageLimits);
  const names = selectedNames(access, options);
  const json = withDamagedTimes(eventJson(event, names, viewOf(call, access)), event, call.world.behaviour);
  return answer(call, `users('${access.owner.id}')/events/$entity`, json, applied(call));
}

/** GET .../events/{id}/attachments. */
export function listEventAttachments(call: GraphCall): GraphResult {
  const access = openCalendar(call);
  if (!access.mayReadContent) throw accessDenied();
  const { id } = eventOf(call, access);
  return answer(call, `users('${access.owner.id}')/events('${encodeURIComponent(id)}')/attachments`, { value: [] });
}

function eventList(
  call: GraphCall,
  access: CalendarAccess,
  list: { events: readonly CalendarEvent[]; name: string },
): GraphResult {
  const options = optionsOf(call, pageLimits, "filter", "orderBy", "count");
  const names = selectedNames(access, options);
  const view = viewOf(call, access);
  const found = sortEvents(filterEvents(list.events, options, view), options, view);
  const { items, links } = pageOf(call, options, found, access.owner.id);
  const body = {
    ...(options.count ? { "@odata.count": found.length } : {}),
    ...links,
    value: items.map((event) => withDamagedTimes(eventJson(event, names, view), event, call.world.behaviour)),
  };
  return answer(call, `users('${access.owner.id}')/${list.name}`, body, applied(call));
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

interface Row {
  event: CalendarEvent;
  json: Record<string, unknown>;
}

const text = (name: string): FilterField<Row> => ({ type: "string", read: ({ json }) => String(json[name] ?? "") });
const flag = (name: string): FilterField<Row> => ({ type: "boolean", read: ({ json }) => json[name] === true });
const member = (name: string): FilterField<Row> => ({ type: "enum", read: ({ json }) => String(json[name]) });

const fields: Record<string, FilterField<Row>> = {
  subject: text("subject"),
  isAllDay: flag("isAllDay"),
  isCancelled: flag("isCancelled"),
  isOrganizer: flag("isOrganizer"),
  isOnlineMeeting: flag("isOnlineMeeting"),
  importance: member("importance"),
  sensitivity: member("sensitivity"),
  showAs: member("showAs"),
  type: member("type"),
  // Exchange compares these as text, with or without a zone at the end.
  "start/dateTime": { type: "string", read: ({ event }) => new Date(event.startAt).toISOString() },
  "end/dateTime": { type: "string", read: ({ event }) => new Date(event.endAt).toISOString() },
  createdDateTime: { type: "date", read: ({ event }) => event.meeting.createdAt },
  lastModifiedDateTime: { type: "date", read: ({ event }) => event.meeting.createdAt + 5000 },
  "organizer/emailAddress/address": { type: "string", read: ({ event }) => event.meeting.organizerAddress.address },
  categories: { type: "collection", read: ({ event }) => event.meeting.categories },
};

const model: FilterModel<Row> = {
  functions: new Set(["contains", "startswith"]),
  field(property) {
    const field = fields[property];
    if (field !== undefined) return field;
    const [first = property] = property.split("/");
    if (!eventProperties.has(first)) throw unknownProperty(first, "event");
    throw badRequest("The query filter contains one or more invalid nodes.", "ErrorInvalidUrlQueryFilter");
  },
};

/** The events that `$filter` lets through. */
function filterEvents(
  events: readonly CalendarEvent[],
  { filter }: QueryOptions,
  view: EventView,
): readonly CalendarEvent[] {
  if (filter === null) return events;
  const matches = compileFilter(parseFilter(filter), model);
  return events.filter((event) => matches({ event, json: eventJson(event, [...eventProperties], view) }));
}

/** In the order of `$orderby`; without one in none that a caller could count on. */
function sortEvents(events: readonly CalendarEvent[], { orderBy }: QueryOptions, view: EventView): CalendarEvent[] {
  if (orderBy.length === 0) return [...events].sort((a, b) => (a.id < b.id ? -1 : 1));
  const compare = comparesBy(orderBy, model);
  const rows = events.map((event) => ({ event, json: eventJson(event, ["subject", "showAs", "type"], view) }));
  rows.sort((a, b) => compare(a, b) || (a.event.id < b.event.id ? -1 : 1));
  return rows.map(({ event }) => event);
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
