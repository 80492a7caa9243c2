import type { MailHitInFolder } from "./mail-hit.ts";

/** A folder in a list. Its name is its owner's word. */
export interface ListedFolder {
  [field: string]: unknown;
  uri: string;
  id: string;
  /** Names from the top, e.g. `Inbox/Projects`, in the list of a whole mailbox. */
  path?: string;
  /** Inside a folder. */
  name?: string;
}

/** What `mailFolderSchema` takes. */
export interface MailFolderContent {
  [field: string]: unknown;
  id?: string;
  name?: string;
  totalItemCount?: number;
  unreadItemCount?: number;
  folders?: ListedFolder[];
  messages?: MailHitInFolder[];
}
