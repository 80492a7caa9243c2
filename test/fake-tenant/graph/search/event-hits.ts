import { iCalUIdOf } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import type { CalendarEvent } from "#test/fake-tenant/data/calendar/calendar-types.ts";
import { ewsIdOf } from "#test/fake-tenant/data/exchange-ids.ts";
import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import { compileKql, type KqlModel, searchedWords } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import { second } from "#test/fake-tenant/graph/second.ts";
import { pageOf } from "./mail-hits.ts";
import type { SearchRequest } from "./search-request.ts";
import type { Hit, HitPage } from "./search-result.ts";
import { dottedSummary } from "./summary.ts";

/** Singles and series masters of the caller's own calendar; occurrences are not found. */
export function searchEvents(call: GraphCall, asked: SearchRequest): HitPage {
  const { world, caller } = call;
  const tree = parseKql(asked.kql);
  const matches = compileKql(tree, modelAt(world.now()));
  const indexedBefore = world.now() - world.behaviour.searchIndexLagMs;
  const found = world.calendars
    .masters(caller.user)
    .filter((event) => event.meeting.createdAt <= indexedBefore && matches(event))
    .sort((a, b) => b.startAt - a.startAt);
  const words = searchedWords(tree);
  return pageOf(found, asked, (event) => eventHit(event, words));
}

const text = ({ meeting }: CalendarEvent) => htmlToText(meeting.html);
const names = ({ meeting }: CalendarEvent) =>
  [meeting.organizerAddress, ...meeting.attendees].map(({ name, address }) => `${name} ${address}`).join(" ; ");

const modelAt = (nowMs: number): KqlModel<CalendarEvent> => ({
  everything: (event) => `${event.meeting.subject} ; ${text(event)} ; ${event.meeting.location} ; ${names(event)}`,
  wordsArePrefixes: true,
  unknownProperty: "words",
  nowMs,
  fields: {
    subject: { kind: "text", read: ({ meeting }) => meeting.subject },
    location: { kind: "text", read: ({ meeting }) => meeting.location },
    organizer: {
      kind: "text",
      read: ({ meeting }) => `${meeting.organizerAddress.name} ${meeting.organizerAddress.address}`,
    },
    attendees: { kind: "text", read: names },
    participants: { kind: "text", read: names },
    start: { kind: "date", read: ({ startAt }) => startAt },
    end: { kind: "date", read: ({ endAt }) => endAt },
  },
});

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Search writes some enums with a capital and times with a Z beside their zone. */
function eventHit(event: CalendarEvent, words: readonly string[]): Hit {
  const { meeting } = event;
  return {
    hitId: ewsIdOf(event.id),
    summary: dottedSummary(text(event), words),
    resource: {
      "@odata.type": "#microsoft.graph.event",
      hasAttachments: meeting.attachments.length > 0,
      iCalUId: iCalUIdOf(meeting),
      isAllDay: meeting.isAllDay,
      sensitivity: capital(meeting.sensitivity),
      start: { dateTime: second(event.startAt), timeZone: "UTC" },
      end: { dateTime: second(event.endAt), timeZone: "UTC" },
      subject: meeting.subject,
      type: event.type === "seriesMaster" ? "SeriesMaster" : "Single",
    },
  };
}
