import type { MailHitInFolder } from "./mail-hit.ts";

/** A folder in a list. Its name is untrusted. */
export interface ListedFolder {
  [field: string]: unknown;
  uri: string;
  /** The names from the top, such as `Inbox/Projects`, in the list of all folders. */
  path?: string;
  /** In the list of a folder's folders. */
  name?: string;
}

/** Conforms to `mailFolderSchema`. */
export interface MailFolderContent {
  [field: string]: unknown;
  name?: string;
  totalItemCount?: number;
  unreadItemCount?: number;
  folders?: ListedFolder[];
  messages?: MailHitInFolder[];
}
