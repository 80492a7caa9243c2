import type { Mailbox } from "./mailbox.ts";

/** More folders than fit on a default page, three levels deep, with names that occur twice and one that is hidden. */
const folderPaths = [
  "Inbox/Projects/Kyoto Roastery/Permits",
  "Inbox/Projects/Ethiopia",
  "Inbox/Newsletters",
  "Inbox/Reports",
  "Projects/Kyoto",
  "Projects/Archive",
  "Suppliers/Invoices",
  "Invoices",
  "Travel",
  "Receipts",
  "個人",
  "Zebra Team",
] as const;

/** Gives a mailbox the folders of somebody who files their mail. */
export function addFolders(mailbox: Mailbox): void {
  for (const path of folderPaths) mailbox.ensureFolder(path);
  mailbox.ensureFolder("Clutter", { isHidden: true });
  mailbox.ensureFolder("Inbox/Quarantine", { isHidden: true });
}
