import { ToolError } from "#common/errors.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import {
  type ConversationPage,
  conversationPage,
  newestMessage,
  positionAfter,
  readPosition,
} from "#workers/tools/mail/conversation/conversation-page.ts";
import { conversationEntry, conversationTexts } from "#workers/tools/mail/conversation/conversation-texts.ts";
import { graphMailFolder, graphMessage } from "#workers/tools/mail/graph-mail.ts";
import { atMessage, atMessages, inGrantedMailbox, mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { undefinedIfFailed } from "#workers/tools/optional-request.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent, ResourceOf, ResourcePart, ResourceReader } from "./resource-content.ts";

/** Reads a conversation as one text: its messages, oldest first, each with what it adds to those before it. */
export const readMailConversation: ResourceReader<"mail-conversation"> = (uri, context, part) =>
  inGrantedMailbox(uri.owner, context, (reduced) => readConversation(uri, context, { ...part, reduced }));

/** Reads the conversation of a message: search hits then need no second uri. */
export const readConversationOfMessage: ResourceReader<"mail-message-conversation"> = (uri, context, part) =>
  inGrantedMailbox(uri.owner, context, async (reduced) => {
    const query = { $select: "id,conversationId" };
    const { conversationId } = await atMessage(uri, context.graph, (path) =>
      context.graph.get({ path, query, fromCaller: "id" }, graphMessage),
    );
    if (!conversationId) {
      throw new ToolError("not_found", "Outlook knows no conversation of this message. Read the message by itself.");
    }
    const { owner, folderId } = uri;
    const conversation = { kind: "mail-conversation" as const, conversationId, owner, folderId };
    return await readConversation(conversation, context, { ...part, reduced });
  });

type ConversationPart = ResourcePart & { reduced: string | undefined };

async function readConversation(
  { conversationId, owner, folderId }: ResourceOf<"mail-conversation">,
  context: ToolContext,
  { position: from, reduced }: ConversationPart,
): Promise<ResourceContent> {
  const { graph, userDomain } = context;
  const position = from === undefined ? undefined : readPosition(from);
  const [{ conversation, page }, deletedItems, clock] = await Promise.all([
    atMessages({ owner, folderId }, async (path) => {
      const conversation = { path, conversationId };
      const options = { position, isReduced: reduced !== undefined, labels: context.deniedLabels.size > 0 };
      return { conversation, page: await conversationPage(graph, conversation, options) };
    }),
    deletedItemsId(owner, context),
    context.clock(),
  ]);
  const [first] = [...page.before, ...page.messages];
  if (first === undefined && position === undefined) {
    throw new ToolError("not_found", "This mailbox has no message of this conversation, or no longer has one.");
  }
  const subject = cleanLine(first?.subject ?? "");
  const place = { owner, folderId, userDomain, clock, subject, deletedItems };
  const entryOf = (message: ConversationPage["messages"][number]) => conversationEntry(message, place);
  const { entries, read } = await conversationTexts({ ...page, withTexts: reduced === undefined, entryOf }, context);
  const hasMore = page.hasMore || read.length < page.messages.length;
  const newest =
    hasMore && position === undefined ? await undefinedIfFailed(() => newestMessage(graph, conversation)) : undefined;
  return {
    conversation: {
      subject,
      messages: entries,
      ...(newest && !read.some(({ id }) => id === newest.id) && { newest: entryOf(newest) }),
    },
    listed: { things: "messages", order: "oldest first" },
    nextPosition: hasMore ? positionAfter(read, position) : undefined,
    gaps: [
      reduced === undefined ? undefined : { reason: `${reduced}.`, missingScopes: ["Mail.Read"] },
      conversation.path.includes("mailFolders") &&
        "Only the messages of one folder are here: the mailbox as a whole is not shared with you.",
      !page.hasContent &&
        reduced === undefined &&
        "These messages are too large to be read together; each can be read by its uri.",
      entries.some(({ isCut }) => isCut) && "Texts with isCut are shortened; the uri of their message gives the whole.",
    ],
  };
}

/** ID of Deleted Items, which has no other sign in a message than the id of its folder. */
async function deletedItemsId(owner: string | undefined, { graph }: ToolContext): Promise<string | undefined> {
  const path = [...mailboxPath(owner), "mailFolders", "deleteditems"];
  const folder = await undefinedIfFailed(() => graph.get({ path, query: { $select: "id" } }, graphMailFolder));
  return folder?.id;
}
