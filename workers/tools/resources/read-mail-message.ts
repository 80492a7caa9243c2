import { mailPermissions } from "#common/tools/permissions.ts";
import {
  type GraphFullMessage,
  graphAttachment,
  graphFullMessage,
  selectForMessage,
} from "#workers/tools/mail/graph-mail.ts";
import { type MailAttachment, mailAttachment } from "#workers/tools/mail/mail-attachment.ts";
import { listsLeftOut, mailMessage } from "#workers/tools/mail/mail-content.ts";
import { isExternal, personOf } from "#workers/tools/mail/mail-people.ts";
import { inMailbox, mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceText } from "./resource-content.ts";
import type { ResourceOf, ResourceReader } from "./resource-reader.ts";

type MailMessageUri = ResourceOf<"mail-message">;

/** Reply and forward marks that mail programs put before a subject, where they mean "forwarded". */
const forwarded = /^\s*(?:\[[^\]]{0,40}\]\s*)?(?:fw|fwd|wg|tr|rv|enc|vs|vb|doorst|転送|转发|轉寄)\s?[:：]/i;
const asHtml = 'outlook.body-content-type="html"';
/** Exchange Online takes 250 attachments a message; beyond this many they are not counted. */
const maxCounted = 500;

/** A mail message: its fields, its attachments' names, and its body as Markdown. */
export const mailMessageReader: ResourceReader<"mail-message"> = {
  async read(uri, context) {
    const { reduced } = requirePermission(mailPermissions(uri.owner), context.grantedScopes);
    const path = [...mailboxPath(uri.owner), "messages", uri.messageId];
    const query = { $select: selectForMessage({ body: !reduced }) };
    const message = await inMailbox(uri.owner, () =>
      context.graph.get({ path, query, ...(!reduced && { prefer: [asHtml] }) }, graphFullMessage),
    );
    if (reduced) {
      const shown = mailMessage(message, { attachments: undefined, userDomain: context.userDomain });
      const reason = `${reduced}; the list of attachments is left out too.`;
      const incomplete = joinIncomplete([{ reason, missingScopes: ["Mail.Read"] }, listsLeftOut(shown)]);
      return { message: shown, ...(incomplete && { incomplete }) };
    }
    const [attachments, text] = await Promise.all([listAttachments(uri, message, context), bodyText(message, context)]);
    const shown = mailMessage(message, { attachments: attachments.list, userDomain: context.userDomain });
    const incomplete = joinIncomplete([attachments.incomplete, listsLeftOut(shown), text.incomplete]);
    return { message: shown, text: text.text, ...(incomplete && { incomplete }) };
  },
};

/**
 * Asks only where there can be one: `hasAttachments` doesn't count pictures inside the text, which the body names by
 * `cid:`.
 */
async function listAttachments(uri: MailMessageUri, message: GraphFullMessage, context: ToolContext) {
  const hasInline = message.body?.content?.includes("cid:") ?? false;
  if (!message.hasAttachments && !hasInline) return { list: undefined, incomplete: undefined };
  const path = [...mailboxPath(uri.owner), "messages", uri.messageId, "attachments"];
  const query = { $select: "id,name,contentType,size,isInline" };
  const list: MailAttachment[] = [];
  let page = await inMailbox(uri.owner, () => context.graph.getPage({ path, query }, graphAttachment));
  for (;;) {
    list.push(...page.items.map((item) => mailAttachment(item, uri)));
    if (page.nextLink === undefined) return { list, incomplete: undefined };
    if (list.length >= maxCounted) {
      return { list, incomplete: { reason: `Only the first ${list.length} attachments were looked at.` } };
    }
    page = await context.graph.nextPage(page.nextLink, graphAttachment);
  }
}

async function bodyText(message: GraphFullMessage, context: ToolContext) {
  const isHtml = message.body?.contentType?.toLowerCase() !== "text";
  const extracted = await context.extractText({
    bytes: new TextEncoder().encode(message.body?.content ?? ""),
    mediaType: isHtml ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
    isBody: true,
    findQuotes: !forwarded.test(message.subject ?? ""),
  });
  const writtenBy = personOf(message.from ?? message.sender);
  const text: ResourceText = {
    text: extracted.text,
    contentType: isHtml ? "text/markdown" : "text/plain",
    writtenBy,
    external: isExternal(writtenBy, context.userDomain),
    quotesFrom: extracted.quotesFrom,
  };
  return { text, incomplete: extracted.incomplete === undefined ? undefined : { reason: extracted.incomplete } };
}
