import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { mailPermissions } from "#common/tools/permissions.ts";
import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import { allOf, timeFilters } from "#workers/tools/query/odata.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import type { GraphDoor, ToolContext } from "#workers/tools/tool-context.ts";
import type { GraphMessage } from "./graph-mail.ts";

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
    if (!isReduced || !hasCode(error, "forbidden")) throw error;
    throw permissionMissing(["Mail.Read"], "Microsoft 365 refuses this to a connector with Mail.ReadBasic alone.");
  }
}

/**
 * Reads from a mailbox with the permission that is granted for it. `reduced` says what is left out with Mail.ReadBasic
 * alone.
 */
export async function inGrantedMailbox<T>(
  owner: string | undefined,
  { grantedScopes }: Pick<ToolContext, "grantedScopes">,
  read: (reduced: string | undefined) => Promise<T>,
): Promise<T> {
  const { reduced } = requirePermission(mailPermissions(owner), grantedScopes);
  return await inMailbox(owner, () => inReducedGrant(reduced !== undefined, () => read(reduced)));
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
  const [id = "", mark] = messageId.split("~");
  try {
    return await atMessages(place, (path) => read([...path, id]));
  } catch (error) {
    if (mark === undefined || !hasCode(error, "not_found")) throw error;
    return await atMessages(place, async (path) => {
      const newId = await findMoved(mark, { graph, path });
      if (newId === undefined) throw error;
      return await read([...path, newId]);
    });
  }
}

const candidate = z.object({ id: z.string(), internetMessageId: z.string().nullish() });
/** More than a mailbox receives in a second, but for a migration. */
const maxOfOneSecond = 50;

/** Tells messages of one second apart (FNV-1a, of which the last 20 bits). */
function checkOf(internetMessageId: string): string {
  let hash = 0x81_1c_9d_c5;
  for (const char of internetMessageId) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01_00_01_93);
  return (hash >>> 12).toString(36).padStart(4, "0");
}

/**
 * The id of a hit of `$search`, with a mark that finds it again: the second of its receipt, and a check. Graph gives
 * those hits ids that change when the message moves, whatever `Prefer` says (microsoft-graph-docs-contrib #8739,
 * msgraph-sdk-dotnet #698).
 */
export function markedId({ id, receivedDateTime, internetMessageId }: GraphMessage): string {
  const receivedMs = Date.parse(receivedDateTime ?? "");
  if (Number.isNaN(receivedMs) || !internetMessageId) return id;
  return `${id}~${Math.floor(receivedMs / 1_000).toString(36)}-${checkOf(internetMessageId)}`;
}

/**
 * The id of a message that has moved, by its mark. Undefined if no message fits.
 * @throws `not_found` if several do
 */
async function findMoved(
  mark: string,
  { graph, path }: { graph: GraphDoor; path: readonly string[] },
): Promise<string | undefined> {
  const [second = "", check] = mark.split(/-(.*)/s);
  const fromMs = Number.parseInt(second, 36) * 1_000;
  const $filter = allOf(timeFilters("receivedDateTime", { afterMs: fromMs, beforeMs: fromMs + 1_000 }));
  const query = { $filter, $top: maxOfOneSecond, $select: "id,internetMessageId" };
  const { items } = await graph.getPage({ path, query }, candidate);
  const [found, another] = items.filter(({ internetMessageId }) => checkOf(internetMessageId ?? "") === check);
  if (another === undefined) return found?.id;
  throw new ToolError(
    "not_found",
    "This message has moved, and there are several copies of it now. Search for it again.",
  );
}
