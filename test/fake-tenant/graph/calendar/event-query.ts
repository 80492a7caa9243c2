import type { CalendarEvent } from "#test/fake-tenant/data/calendar/calendar-types.ts";
import { badRequest, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import {
  comparesBy,
  compileFilter,
  type FilterField,
  type FilterModel,
} from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import type { QueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { type EventView, eventJson, eventProperties } from "./event-json.ts";

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
export function filterEvents(
  events: readonly CalendarEvent[],
  { filter }: QueryOptions,
  view: EventView,
): readonly CalendarEvent[] {
  if (filter === null) return events;
  const matches = compileFilter(parseFilter(filter), model);
  return events.filter((event) => matches({ event, json: eventJson(event, [...eventProperties], view) }));
}

/** In the order of `$orderby`; without one in none that a caller could count on. */
export function sortEvents(
  events: readonly CalendarEvent[],
  { orderBy }: QueryOptions,
  view: EventView,
): CalendarEvent[] {
  if (orderBy.length === 0) return [...events].sort((a, b) => (a.id < b.id ? -1 : 1));
  const compare = comparesBy(orderBy, model);
  const rows = events.map((event) => ({ event, json: eventJson(event, ["subject", "showAs", "type"], view) }));
  rows.sort((a, b) => compare(a, b) || (a.event.id < b.event.id ? -1 : 1));
  return rows.map(({ event }) => event);
}
