import { type CalendarEvent, iCalUIdOf } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import { ewsIdOf } from "#test/fake-tenant/data/exchange-ids.ts";
import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import type { StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import { type GraphCall, second } from "#test/fake-tenant/graph/graph-call.ts";
import { mailboxNotEnabled } from "#test/fake-tenant/graph/graph-refusal.ts";
import { compileKql, type KqlModel, searchedWords } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import { messageJson } from "#test/fake-tenant/graph/mail/message-json.ts";
import { compileSearch } from "#test/fake-tenant/graph/mail/message-search.ts";
import { dottedSummary, type Hit, type HitPage, type SearchRequest } from "./search-request.ts";

const hitProperties = [
  "createdDateTime",
  "lastModifiedDateTime",
  "changeKey",
  "receivedDateTime",
  "sentDateTime",
  "hasAttachments",
  "internetMessageId",
  "subject",
  "bodyPreview",
  "importance",
  "parentFolderId",
  "conversationId",
  "isRead",
  "isDraft",
  "webLink",
  "sender",
  "from",
  "replyTo",
];

/** Mail of the caller's own mailbox, newest first; its total counts this page only. */
export function searchMail(call: GraphCall, asked: SearchRequest): HitPage {
  const { world, caller } = call;
  const mailbox = world.mail.mailbox(caller.user);
  if (mailbox === undefined) throw mailboxNotEnabled();
  const matches = compileSearch(asked.kql, { nowMs: world.now() });
  const indexedBefore = world.now() - world.behaviour.searchIndexLagMs;
  const found = mailbox.all.all().filter((message) => message.receivedAt <= indexedBefore && matches(message));
  const words = searchedWords(parseKql(asked.kql));
  return pageOf(found, asked, (message) => mailHit(message, words));
}

/** One page; Outlook and Teams give its length as the total. */
export function pageOf<T>(found: readonly T[], asked: SearchRequest, hitOf: (item: T) => Hit): HitPage {
  const hits = found.slice(asked.from, asked.from + asked.size).map(hitOf);
  return { hits, total: hits.length, more: found.length > asked.from + asked.size };
}

function mailHit(message: StoredMessage, words: readonly string[]): Hit {
  const text = message.bodyType === "html" ? htmlToText(message.body) : message.body;
  const json = JSON.parse(messageJson(message, hitProperties, { immutableIds: false, bodyType: null })) as Record<
    string,
    unknown
  >;
  const { "@odata.etag": _etag, ...resource } = json;
  return {
    hitId: ewsIdOf(message.id),
    summary: dottedSummary(`${message.subject} ${text}`, words),
    resource: { "@odata.type": "#microsoft.graph.message", ...resource },
  };
}

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
