import type { StoredFolder } from "#test/fake-tenant/data/mail-types.ts";
import type { Mailbox } from "#test/fake-tenant/data/mailbox.ts";
import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import {
  accessDenied,
  itemNotFound,
  mailboxNotEnabled,
  unknownMailbox,
} from "#test/fake-tenant/graph/graph-refusal.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

export interface MailboxAccess {
  owner: UserRecord;
  mailbox: Mailbox;
  /** False with Mail.ReadBasic alone: no body, preview, attachments or search. */
  mayReadContent: boolean;
  /** Ids of the only folders that the caller may read; undefined = the whole mailbox. */
  folderIds?: ReadonlySet<string>;
}

const ownContent = ["Mail.Read", "Mail.ReadWrite"];
const sharedContent = ["Mail.Read.Shared", "Mail.ReadWrite.Shared"];

/** The mailbox that a request names, when the caller may read it; refuses as Exchange does. */
export function openMailbox(call: GraphCall): MailboxAccess {
  const { caller, world, params } = call;
  const named = params.user;
  const owner = named === undefined ? caller.user : world.directory.findAccount(caller.tenant.id, named);
  const own = owner === caller.user;
  const has = (scopes: readonly string[]) => scopes.some((scope) => caller.scopes.has(scope));
  const content = has(own ? [...ownContent, ...sharedContent] : sharedContent);
  const basic = content || has(own ? ["Mail.ReadBasic", "Mail.ReadBasic.Shared"] : ["Mail.ReadBasic.Shared"]);
  if (!basic) throw accessDenied();
  if (owner === undefined) throw unknownMailbox(named);
  const mailbox = world.mail.mailbox(owner);
  if (mailbox === undefined) throw mailboxNotEnabled();
  const access = { owner, mailbox, mayReadContent: content };
  if (own || owner.mailboxDelegates.has(caller.user.id)) return access;
  const folderIds = owner.folderDelegates.get(caller.user.id);
  // Documented beside 403.
  if (folderIds === undefined) throw itemNotFound();
  return { ...access, folderIds };
}

/**
 * Refuses what is not below a shared folder's own path, where single folders are shared
 * (https://learn.microsoft.com/graph/outlook-share-messages-folders).
 */
export function requireWhole({ folderIds }: MailboxAccess): void {
  if (folderIds !== undefined) throw accessDenied();
}

/** Refuses a folder that is not shared. */
export function requireFolder({ folderIds }: MailboxAccess, folder: StoredFolder): void {
  if (folderIds !== undefined && !folderIds.has(folder.id)) throw accessDenied();
}

/** Refuses what Mail.ReadBasic does not cover. */
export function requireContent({ mayReadContent }: MailboxAccess): void {
  if (!mayReadContent) throw accessDenied();
}
