import type { CalendarEvent } from "#test/fake-tenant/data/calendar/calendar-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied, badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, pageOf, refuseOptions } from "#test/fake-tenant/graph/list-page.ts";
import { checkedSelect, type QueryOptions, readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { type CalendarAccess, eventOf, openCalendar } from "./calendar-access.ts";
import { withDamagedTimes } from "./damaged-times.ts";
import { defaultEventProperties, eventContent, eventJson, eventProperties } from "./event-json.ts";
import { filterEvents, sortEvents } from "./event-query.ts";
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
  const options = readQueryOptions(call.request.query, pageLimits);
  refuseOptions(options, ["filter", "search", "orderBy", "count", "expand"]);
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
  const options = readQueryOptions(call.request.query, pageLimits);
  refuseOptions(options, ["search", "expand"]);
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
