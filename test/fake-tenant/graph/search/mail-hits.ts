import { ewsIdOf } from "#test/fake-tenant/data/exchange-ids.ts";
import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import type { StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import { mailboxNotEnabled } from "#test/fake-tenant/graph/graph-refusal.ts";
import { searchedWords } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import { messageJson } from "#test/fake-tenant/graph/mail/message-json.ts";
import { compileSearch } from "#test/fake-tenant/graph/mail/message-search.ts";
import type { SearchRequest } from "./search-request.ts";
import type { Hit, HitPage } from "./search-result.ts";
import { dottedSummary } from "./summary.ts";

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
