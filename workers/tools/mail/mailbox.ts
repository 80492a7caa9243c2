import { ToolError } from "#common/errors.ts";

/** The path in Graph of the signed-in user's mailbox, or of `owner`'s. */
export function mailboxPath(owner: string | undefined): readonly string[] {
  return owner === undefined ? ["me"] : ["users", owner];
}

/**
 * Reads from a mailbox. For another person's mailbox, "unknown" and "not shared" become the same error, so that callers
 * can't find out which mailboxes exist.
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
