import { mailPermissions } from "#common/tools/permissions.ts";
import { requireAllowedLabels, shownLabels } from "#workers/documents/labels/labels.ts";
import { ifReadable } from "#workers/tools/format-resource-uri.ts";
import {
  bodiesAsHtml,
  type GraphFullMessage,
  graphAttachment,
  graphFullMessage,
  labelsOfMessage,
  selectForAttachments,
  selectForMessage,
} from "#workers/tools/mail/graph-mail.ts";
import { listsLeftOut, mailAttachment, mailMessage } from "#workers/tools/mail/mail-content.ts";
import { atMessage, inMailbox, inReducedGrant } from "#workers/tools/mail/mailbox.ts";
import { wholeList } from "#workers/tools/paging/linked-pages.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceOf, ResourceReader } from "./resource-content.ts";
import { extractBody, type ResourceText } from "./resource-text.ts";

type MailMessageUri = ResourceOf<"mail-message">;

/** Prefixes of subjects by which mail programs mark forwarded mail. */
const forwarded = /^\s*(?:\[[^\]]{0,40}\]\s*)?(?:fw|fwd|wg|tr|rv|enc|vs|vb|doorst|転送|转发|轉寄)\s?[:：]/i;
/** Exchange Online allows 250 attachments per message, and Graph's pages have ten. */
const maxPages = 50;

/** Reads a mail message: its properties, its list of attachments, and its body as Markdown. */
export const readMailMessage: ResourceReader<"mail-message"> = async (uri, context) => {
  const { reduced } = requirePermission(mailPermissions(uri.owner), context.grantedScopes);
  const query = { $select: selectForMessage({ body: !reduced }) };
  const options = { query, fromCaller: "id" as const, ...(!reduced && { prefer: [bodiesAsHtml] }) };
  const readAt = async (path: readonly string[]) => ({
    path,
    message: await context.graph.get({ path, ...options }, graphFullMessage),
  });
  const [{ path, message }, clock] = await Promise.all([
    inMailbox(uri.owner, () => inReducedGrant(reduced !== undefined, () => atMessage(uri, context.graph, readAt))),
    context.clock(),
  ]);
  const found = ifReadable({ ...uri, messageId: message.id });
  const { userDomain } = context;
  if (reduced) {
    const shown = mailMessage(message, { attachments: undefined, userDomain, clock });
    const reason = `${reduced}; the list of attachments is left out too.`;
    return { found, message: shown, gaps: [{ reason, missingScopes: ["Mail.Read"] }, ...listsLeftOut(shown)] };
  }
  const labels = labelsOfMessage(message);
  requireAllowedLabels(labels, context.deniedLabels);
  const [attachments, { text, incomplete }] = await Promise.all([
    listAttachments(found ?? uri, { path, message }, context),
    extractBody(message.body ?? {}, context, { findQuotes: !forwarded.test(message.subject ?? "") }),
  ]);
  const shown = mailMessage(message, { attachments: attachments.list, userDomain, clock });
  return {
    found,
    message: { ...shown, ...shownLabels(labels) },
    text: foldingLongQuotes(text),
    gaps: [attachments.gap, ...listsLeftOut(shown), incomplete],
  };
};

/** Folding shorter quotations takes more than it saves: a cursor, and two sentences about it. */
const leastFolded = 700;

/** Text of which short quotations are not folded. */
function foldingLongQuotes({ quotesFrom, ...text }: ResourceText): ResourceText {
  const isFolded = quotesFrom !== undefined && text.text.length - quotesFrom > leastFolded;
  return { ...text, ...(isFolded && { quotesFrom }) };
}

/**
 * Lists attachments if there can be some. `hasAttachments` ignores inline pictures, which the body refers to by `cid:`.
 */
async function listAttachments(
  uri: MailMessageUri,
  { path, message }: { path: readonly string[]; message: GraphFullMessage },
  context: ToolContext,
) {
  const hasInline = message.body?.content?.includes("cid:") ?? false;
  if (!message.hasAttachments && !hasInline) return { list: undefined, gap: undefined };
  const request = { path: [...path, "attachments"], query: { $select: selectForAttachments } };
  const { items, isWhole } = await inMailbox(uri.owner, () =>
    wholeList(context.graph, { request, itemSchema: graphAttachment }, maxPages),
  );
  const gap = !isWhole && `Only the first ${items.length} attachments were looked at.`;
  return { list: items.map((item) => mailAttachment(item, uri)), gap };
}
