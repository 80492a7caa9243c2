import { ToolError } from "#common/errors.ts";

/** Graph path of a mailbox: the signed-in user's own, or that of `owner`. */
export function mailboxPath(owner: string | undefined): readonly string[] {
  return owner === undefined ? ["me"] : ["users", owner];
}

/**
 * Runs a read of a mailbox. For another's mailbox "unknown" and "not yours" become one and the same error, so that
 * nobody learns which mailboxes exist.
 */
export async function inMailbox<T>(owner: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (owner === undefined || !(error instanceof ToolError)) throw error;
    if (error.code !== "not_found" && error.code !== "forbidden") throw error;
    throw new ToolError(
      "not_found",
      `Nothing to read at this place in the mailbox ${owner}: it does not exist, or is not shared with you. ` +
        "The permission of the connector is granted; the mailbox's owner or an Exchange administrator can share it " +
        "with you.",
    );
  }
}
