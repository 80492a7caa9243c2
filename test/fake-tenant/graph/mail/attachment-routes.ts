import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { StoredAttachment, StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { GraphRefusal, itemNotFound, malformedId } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answerOfText, answerOfTexts, optionsOf, pageOf } from "#test/fake-tenant/graph/list-page.ts";
import { attachmentJson, findAttachment, mimeOf } from "./attachment-json.ts";
import { type MailboxAccess, openMailbox, requireContent } from "./mailbox-access.ts";
import { messageOf } from "./message-routes.ts";

const pageLimits = { defaultTop: 1000, maxTop: 1000 };

interface Opened {
  access: MailboxAccess;
  message: StoredMessage;
}

function open(call: GraphCall): Opened {
  const access = openMailbox(call);
  requireContent(access);
  return { access, message: messageOf(call, access) };
}

/** GET .../messages/{id}/attachments: without $select every file's bytes come along. */
export function listAttachments(call: GraphCall): GraphResult {
  const opened = open(call);
  const options = optionsOf(call, pageLimits);
  const view = { select: options.select, format: call.prefer };
  const { message, access } = opened;
  const { items, links } = pageOf(call, options, message.attachments, access.owner.id);
  return answerOfTexts(call, context(call, opened, options.select), {
    ...links,
    items: items.map((attachment) => attachmentJson(message, attachment, view)),
  });
}

/** GET .../attachments/{id}. */
export function getAttachment(call: GraphCall): GraphResult {
  const opened = open(call);
  const attachment = attachmentOf(call, opened.message);
  const { select } = optionsOf(call, pageLimits);
  const json = attachmentJson(opened.message, attachment, { select, format: call.prefer });
  return answerOfText(call, `${context(call, opened, select)}/$entity`, json);
}

/** GET .../attachments/{id}/$value: a file's bytes, an attached message's MIME; a reference has none. */
export function getAttachmentBytes(call: GraphCall): GraphResult {
  const { message } = open(call);
  const attachment = attachmentOf(call, message);
  if (attachment.item !== null) return { body: mimeOf(attachment.item), contentType: "text/plain" };
  if (attachment.kind === "reference")
    throw new GraphRefusal(405, "ErrorInvalidRequest", "The OData request is not supported.");
  return { body: attachment.bytes, contentType: attachment.contentType ?? "application/octet-stream" };
}

function attachmentOf(call: GraphCall, message: StoredMessage): StoredAttachment {
  const id = call.params.attachment ?? "";
  const attachment = findAttachment(message, id);
  if (attachment !== undefined) return attachment;
  throw looksLikeExchangeId(id) ? itemNotFound() : malformedId();
}

function context({ prefer }: GraphCall, { access, message }: Opened, select: readonly string[] | null): string {
  const chosen = select === null ? "" : `(${select.join(",")})`;
  const id = encodeURIComponent(prefer.immutableIds ? message.immutableId : message.id);
  return `users('${access.owner.id}')/messages('${id}')/attachments${chosen}`;
}
