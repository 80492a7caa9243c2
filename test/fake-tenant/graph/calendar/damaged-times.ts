import type { CalendarEvent } from "#test/fake-tenant/data/calendar/calendar-types.ts";
import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";

/** An event's JSON as Graph writes it: without its times when the item is damaged and the tenant has such items. */
export function withDamagedTimes(
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
