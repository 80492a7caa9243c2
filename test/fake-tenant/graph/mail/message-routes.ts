import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { SortedMessages, StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import {
  accessDenied,
  badRequest,
  itemNotFound,
  malformedId,
  unknownProperty,
} from "#test/fake-tenant/graph/graph-refusal.ts";
import { answerOfText, answerOfTexts, optionsOf, placeOfPage } from "#test/fake-tenant/graph/list-page.ts";
import { checkedSelect, type QueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { attachmentJson } from "./attachment-json.ts";
import { folderOf } from "./folder-routes.ts";
import { type MailboxAccess, openMailbox, requireContent, requireWhole } from "./mailbox-access.ts";
import {
  createRowWriter,
  defaultMessageProperties,
  inGraphOrder,
  messageJson,
  messageProperties,
  withheldFromReadBasic,
} from "./message-json.ts";
import { type MailServiceOptions, queryMessages } from "./message-query.ts";

const pageLimits = { defaultTop: 10, maxTop: 1000 };

/** GET .../messages of a whole mailbox. */
export function listMessages(call: GraphCall): GraphResult {
  const access = openMailbox(call);
  requireWhole(access);
  return messageList(call, access, access.mailbox.all, "messages");
}

/** GET .../mailFolders/{id}/messages. */
export function listFolderMessages(call: GraphCall): GraphResult {
  const access = openMailbox(call);
  const folder = folderOf(call, access);
  return messageList(call, access, folder.messages, `mailFolders('${encodeURIComponent(folder.id)}')/messages`);
}

function messageList(call: GraphCall, access: MailboxAccess, source: SortedMessages, collection: string): GraphResult {
  const options = optionsOf(call, pageLimits, "filter", "search", "expand", "orderBy");
  checkContent(access, options);
  const { offset, linksIf } = placeOfPage(call, options, access.owner.id);
  const view = messageView(call, access, options);
  const { messages, hasMore } = queryMessages(
    source,
    { ...options, skip: options.skipToken === null ? options.skip : 0 },
    offset,
    mailService(call, access),
  );
  return answerOfTexts(call, context(access, collection, options), {
    ...linksIf(hasMore),
    items: messages.map((message) => view.write(message)),
    applied: applied(call),
  });
}

function mailService({ world }: GraphCall, { owner }: MailboxAccess): MailServiceOptions {
  const { senderFilterMisses, mailSearchEndsAt } = world.behaviour;
  const domainOf = (address: string) => address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  const ownDomain = domainOf(owner.mail ?? owner.userPrincipalName);
  return {
    nowMs: world.now(),
    missesSender: (address) => senderFilterMisses && (address.includes("_") || domainOf(address) === ownDomain),
    searchEndsAt: mailSearchEndsAt,
  };
}

/** GET .../messages/{id}. */
export function getMessage(call: GraphCall): GraphResult {
  const access = openMailbox(call);
  if (call.world.behaviour.readBasicRefusesSingles) requireContent(access);
  const message = messageOf(call, access);
  const options = optionsOf(call, pageLimits);
  checkContent(access, options);
  const json = messageView(call, access, options).write(message);
  return answerOfText(call, `${context(access, "messages", options)}/$entity`, json, applied(call));
}

/** The message that the path names; a well-formed stranger is 404, anything else 400. */
export function messageOf(call: GraphCall, access: MailboxAccess): StoredMessage {
  if (call.params.folder === undefined) requireWhole(access);
  const id = call.params.message ?? "";
  const message = access.mailbox.message(id);
  const folder = call.params.folder === undefined ? message?.folder : folderOf(call, access);
  if (message !== undefined && folder === message.folder) return message;
  throw message !== undefined || looksLikeExchangeId(id) ? itemNotFound() : malformedId();
}

/** What Mail.ReadBasic refuses rather than leaves out. */
function checkContent(access: MailboxAccess, options: QueryOptions): void {
  if (access.mayReadContent) return;
  const asksForBody = options.select?.some((name) => name === "body" || name === "internetMessageHeaders");
  const filtersBody = /\bbody\b/.test(options.filter ?? "");
  if (options.search !== null || options.expand !== null || asksForBody || filtersBody) throw accessDenied();
}

function messageView(
  call: GraphCall,
  access: MailboxAccess,
  options: QueryOptions,
): { write(message: StoredMessage): string } {
  const chosen =
    options.select === null
      ? defaultMessageProperties
      : inGraphOrder(checkedSelect(options.select, messageProperties, "message"));
  const properties = access.mayReadContent ? chosen : chosen.filter((name) => !withheldFromReadBasic.has(name));
  const attachmentSelect = expandedAttachments(options.expand);
  const immutableIds = call.prefer.immutableIds && (options.search === null || call.world.behaviour.searchIdsImmutable);
  const format = { ...call.prefer, immutableIds };
  if (attachmentSelect === undefined) return { write: createRowWriter(properties, format) };
  return {
    write(message) {
      const list = message.attachments.map((attachment) =>
        attachmentJson(message, attachment, { select: attachmentSelect, format }),
      );
      return messageJson(message, properties, format, `,"attachments":[${list.join(",")}]`);
    },
  };
}

/** undefined = not expanded; null = expanded with default properties. */
function expandedAttachments(expand: string | null): string[] | null | undefined {
  if (expand === null) return undefined;
  const match = /^attachments(?:\(\$select=([\w,./ ]+)\))?$/.exec(expand.trim());
  if (match !== null) return match[1]?.split(",").map((name) => name.trim()) ?? null;
  if (/^[\w.]+$/.test(expand)) throw unknownProperty(expand, "message");
  throw badRequest("Parsing OData Select and Expand failed.");
}

const context = ({ owner }: MailboxAccess, collection: string, { select }: QueryOptions) =>
  `users('${owner.id}')/${collection}${select === null ? "" : `(${select.join(",")})`}`;

function applied({ prefer }: GraphCall): string[] {
  return prefer.bodyType === null ? [] : [`outlook.body-content-type="${prefer.bodyType}"`];
}
