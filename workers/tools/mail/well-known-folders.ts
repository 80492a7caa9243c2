import type { MailFolder } from "./list-mail-folders.ts";

/** The folders that Outlook makes, with Graph's name, Outlook's English name, and names in other mail programs. */
const wellKnown: readonly (MailFolder & { aliases: readonly string[] })[] = [
  { id: "inbox", path: "Inbox", aliases: [] },
  { id: "sentitems", path: "Sent Items", aliases: ["sent", "sent mail"] },
  { id: "drafts", path: "Drafts", aliases: [] },
  { id: "deleteditems", path: "Deleted Items", aliases: ["trash"] },
  { id: "archive", path: "Archive", aliases: [] },
  { id: "junkemail", path: "Junk Email", aliases: ["junk", "junk e-mail", "spam"] },
  { id: "outbox", path: "Outbox", aliases: [] },
  { id: "conversationhistory", path: "Conversation History", aliases: [] },
  { id: "clutter", path: "Clutter", aliases: [] },
  { id: "scheduled", path: "Scheduled", aliases: [] },
];
const byName = new Map(
  wellKnown.flatMap(({ id, path }) => [id, path.toLowerCase()].map((name) => [name, { id, path }])),
);
const byAlias = new Map(wellKnown.flatMap(({ id, path, aliases }) => aliases.map((name) => [name, { id, path }])));

/** Finds a folder of Outlook by its name in Graph or in English. Not every mailbox has each of them. */
export function wellKnownFolder(name: string): MailFolder | undefined {
  return byName.get(name.toLowerCase());
}

/** Finds a folder of Outlook by a name that other mail programs have for it. */
export function folderByAlias(name: string): MailFolder | undefined {
  return byAlias.get(name.toLowerCase());
}
