import { createHash } from "node:crypto";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { conversationId, folderId, immutableMessageId, messageId } from "./exchange-ids.ts";
import type {
  NewAttachment,
  NewMessage,
  SortedMessages,
  StoredAttachment,
  StoredFolder,
  StoredMessage,
} from "./mail-types.ts";

const wellKnownFolders: readonly [name: string, displayName: string][] = [
  ["inbox", "Inbox"],
  ["drafts", "Drafts"],
  ["sentitems", "Sent Items"],
  ["deleteditems", "Deleted Items"],
  ["archive", "Archive"],
  ["junkemail", "Junk Email"],
  ["outbox", "Outbox"],
  ["conversationhistory", "Conversation History"],
];

/** Messages kept newest first; a bulk of additions costs one sort at the next read. */
function createSortedMessages(): SortedMessages {
  const messages: StoredMessage[] = [];
  let sorted = true;
  let unread = 0;
  return {
    size: () => messages.length,
    unread: () => unread,
    add(message) {
      messages.push(message);
      if (!message.isRead) unread += 1;
      sorted = false;
    },
    remove(message) {
      messages.splice(messages.indexOf(message), 1);
      if (!message.isRead) unread -= 1;
    },
    all() {
      if (!sorted) {
        messages.sort((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? -1 : 1));
        sorted = true;
      }
      return messages;
    },
  };
}

/**
 * One mailbox. Ids follow from the owner, the order of additions and the content, so they are the same on every run.
 */
function createMailbox(owner: { id: string; name: string; address: string }, now: () => number) {
  const messages = new Map<string, StoredMessage>();
  const folders = new Map<string, StoredFolder>();
  const all = createSortedMessages();
  let count = 0;

  const newFolder = (
    displayName: string,
    parent: StoredFolder | null,
    wellKnownName: string | null,
    isHidden = false,
  ) => {
    const path = `${owner.id}:${parent?.id ?? ""}:${displayName}`;
    const folder: StoredFolder = {
      id: folderId(path),
      displayName,
      parent,
      children: [],
      isHidden,
      wellKnownName,
      messages: createSortedMessages(),
    };
    folders.set(folder.id, folder);
    if (wellKnownName !== null) folders.set(wellKnownName, folder);
    parent?.children.push(folder);
    return folder;
  };
  const root = newFolder("Top of Information Store", null, "msgfolderroot");
  for (const [name, displayName] of wellKnownFolders) newFolder(displayName, root, name);

  const mailbox = {
    ownerId: owner.id,
    root,
    all,
    add(message: NewMessage) {
      const folder = mailbox.ensureFolder(message.folder ?? "Inbox");
      const stored = storeMessage(message, {
        owner,
        folder,
        key: `${owner.id}:${count}:${message.subject}`,
        nowMs: now(),
      });
      count += 1;
      messages.set(stored.id, stored).set(stored.immutableId, stored);
      all.add(stored);
      folder.messages.add(stored);
      return stored;
    },
    /** Into the folder at a path: its ordinary id changes. */
    move(id: string, folderPath: string) {
      const message = messages.get(id);
      if (message === undefined) throw new Error("The fake mailbox has no such message.");
      message.folder.messages.remove(message);
      messages.delete(message.id);
      message.json.clear();
      message.id = messageId(`${message.immutableId}:${folderPath}`);
      message.folder = mailbox.ensureFolder(folderPath);
      message.folder.messages.add(message);
      messages.set(message.id, message);
      return message;
    },
    /** By ordinary or immutable id. */
    message: (id: string) => messages.get(id),
    /** By id or well-known name. */
    folder: (idOrName: string) => folders.get(idOrName) ?? folders.get(idOrName.toLowerCase()),
    /** The folder at a path, made when missing; a first part that names a well-known folder is that folder. */
    ensureFolder(path: string, options?: { isHidden?: boolean }) {
      let folder = root;
      for (const part of path.split("/")) {
        folder =
          folder.children.find((child) => child.displayName === part) ??
          newFolder(part, folder, null, options?.isHidden);
      }
      return folder;
    },
  };
  return mailbox;
}

export type Mailbox = ReturnType<typeof createMailbox>;

interface StoreContext {
  owner: { name: string; address: string };
  folder: StoredFolder;
  key: string;
  nowMs: number;
}

function storeMessage({ attachments = [], ...message }: NewMessage, context: StoreContext): StoredMessage {
  const { owner, folder, key, nowMs } = context;
  const { receivedDateTime, sentDateTime, html, text, conversation, folder: _path, ...given } = message;
  const receivedAt = receivedDateTime === undefined ? nowMs : Date.parse(receivedDateTime);
  if (Number.isNaN(receivedAt)) throw new Error(`receivedDateTime is no date: ${receivedDateTime}`);
  const receivedSecond = Math.floor(receivedAt / 1000) * 1000;
  const digest = createHash("sha256").update(key).digest("hex");
  return {
    from: { name: "Somebody Else", address: "somebody@partner.example" },
    fromAliases: [],
    to: [{ name: owner.name, address: owner.address }],
    cc: [],
    bcc: [],
    replyTo: [],
    isRead: false,
    isDraft: false,
    importance: "normal",
    categories: [],
    flagged: false,
    internetMessageId: `<TY2PR01MB${digest.slice(0, 20).toUpperCase()}@TY2PR01MB.jpnprd01.prod.outlook.com>`,
    headers: [
      { name: "Received", value: "by mail.example" },
      { name: "MIME-Version", value: "1.0" },
    ],
    meetingRequest: false,
    ...given,
    id: messageId(key),
    immutableId: immutableMessageId(key),
    folder,
    bodyType: html === undefined ? "text" : "html",
    body: html ?? text ?? "",
    receivedAt: receivedSecond,
    sentAt: sentDateTime === undefined ? receivedSecond - 2000 : Date.parse(sentDateTime),
    conversationId: conversationId(conversation ?? key),
    attachments: attachments.map((attachment, index) => storeAttachment(attachment, `${key}:${index}`, context)),
    json: new Map(),
    words: new Map(),
  };
}

function storeAttachment(attachment: NewAttachment, key: string, context: StoreContext): StoredAttachment {
  const kind = attachment.kind ?? (attachment.item === undefined ? "file" : "item");
  return {
    key,
    kind,
    name: attachment.name,
    contentType: attachment.contentType,
    bytes:
      attachment.base64 === undefined ? Buffer.from(attachment.text ?? "") : Buffer.from(attachment.base64, "base64"),
    isInline: attachment.isInline ?? false,
    contentId: attachment.contentId ?? null,
    item: attachment.item === undefined ? null : storeMessage(attachment.item, { ...context, key: `${key}:item` }),
  };
}

/** All mailboxes, by owner. */
export function createMailStore(now: () => number) {
  const mailboxes = new Map<string, Mailbox>();
  return {
    /** The mailbox of a user, made on first use; undefined for users without one. */
    mailbox(user: UserRecord): Mailbox | undefined {
      if (!user.hasMailbox) return undefined;
      const known = mailboxes.get(user.id);
      if (known !== undefined) return known;
      const owner = { id: user.id, name: user.displayName, address: user.mail ?? user.userPrincipalName };
      const made = createMailbox(owner, now);
      mailboxes.set(user.id, made);
      return made;
    },
  };
}
