import { ToolError } from "#common/errors.ts";
import { isRefused } from "#workers/tools/optional-request.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { findMoved, withoutMark } from "./moved-mail.ts";

/** The path in Graph of the signed-in user's mailbox, or of `owner`'s. */
export function mailboxPath(owner: string | undefined): readonly string[] {
  return owner === undefined ? ["me"] : ["users", owner];
}

/** What a search of a mailbox adds to a refusal. */
export const howToNameFolder =
  " If only some of its folders are shared, give one as folderName: Outlook's name such as Inbox, or its id.";

/**
 * Reads from a mailbox. For another person's mailbox, "unknown" and "not shared" become the same error, so that callers
 * can't find out which mailboxes exist. `hint` is added to it.
 */
export async function inMailbox<T>(owner: string | undefined, read: () => Promise<T>, hint = ""): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (owner === undefined || !isRefused(error)) throw error;
    throw new ToolError(
      "not_found",
      `Nothing to read at this place in the mailbox ${owner}: it does not exist, or is not shared with you. ` +
        "The permission of the connector is granted; the mailbox's owner or an Exchange administrator can share it " +
        `with you.${hint}`,
    );
  }
}

/**
 * Reads mail with Mail.ReadBasic alone, if `isReduced`. Graph may refuse more than its documentation says; the error
 * then names the permission that is missing.
 */
export async function inReducedGrant<T>(isReduced: boolean, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isReduced || !(error instanceof ToolError) || error.code !== "forbidden") throw error;
    throw permissionMissing(["Mail.Read"], "Microsoft 365 refuses this to a connector with Mail.ReadBasic alone.");
  }
}

interface MailPlace {
  owner?: string | undefined;
  /** The folder of another's mailbox that is read where the mailbox as a whole can't be. By default the Inbox. */
  folderId?: string | undefined;
}

/**
 * Reads from the messages of a mailbox. In another person's mailbox also from those of a folder, which can be all that
 * is shared (https://learn.microsoft.com/graph/outlook-share-messages-folders).
 */
export async function atMessages<T>(
  { owner, folderId = "inbox" }: MailPlace,
  read: (path: readonly string[]) => Promise<T>,
): Promise<T> {
  const mailbox = mailboxPath(owner);
  try {
    return await read([...mailbox, "messages"]);
  } catch (error) {
    if (owner === undefined || !isRefused(error)) throw error;
    return await read([...mailbox, "mailFolders", folderId, "messages"]);
  }
}

/**
 * Reads a message, or something below its path, as `atMessages` does. One that is not found by its id is looked for by
 * its mark, if it has one.
 */
export async function atMessage<T>(
  { messageId, ...place }: MailPlace & { messageId: string },
  graph: GraphDoor,
  read: (path: readonly string[]) => Promise<T>,
): Promise<T> {
  const { id, mark } = withoutMark(messageId);
  try {
    return await atMessages(place, (path) => read([...path, id]));
  } catch (error) {
    if (mark === undefined || !(error instanceof ToolError) || error.code !== "not_found") throw error;
    return await atMessages(place, async (path) => {
      const newId = await findMoved(mark, { graph, path });
      if (newId === undefined) throw error;
      return await read([...path, newId]);
    });
  }
}
