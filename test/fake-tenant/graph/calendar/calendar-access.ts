import type { CalendarEvent } from "#test/fake-tenant/data/calendar/calendar-types.ts";
import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import {
  accessDenied,
  itemNotFound,
  mailboxNotEnabled,
  malformedId,
  unknownMailbox,
} from "#test/fake-tenant/graph/graph-refusal.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

export interface CalendarAccess {
  owner: UserRecord;
  own: boolean;
  /** False with Calendars.ReadBasic alone: no body. */
  mayReadContent: boolean;
}

const shared = ["Calendars.Read.Shared", "Calendars.ReadWrite.Shared"];
const full = ["Calendars.Read", "Calendars.ReadWrite", ...shared];

/** The calendar that a request names, when the caller may read it; refuses as Exchange does. */
export function openCalendar(call: GraphCall): CalendarAccess {
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
export function eventOf(call: GraphCall, { owner }: CalendarAccess): CalendarEvent {
  const id = call.params.event ?? "";
  const event = call.world.calendars.event(owner, id);
  if (event !== undefined) return event;
  throw looksLikeExchangeId(id) ? itemNotFound() : malformedId();
}
