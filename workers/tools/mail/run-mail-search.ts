import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { type WalkState, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { hasCjkWords, withCjkWordsApart } from "#workers/tools/query/check-kql.ts";
import type { CheckedKql } from "#workers/tools/query/kql.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { findFolderByName, wellKnownFolder } from "./mail-folders.ts";
import type { MailQuery } from "./mail-query.ts";
import { type MailPosition, needsSearch, planMailSearch } from "./mail-search-plan.ts";
import { inReducedGrant, mailboxPath } from "./mailbox.ts";
import { walkMail } from "./walk-mail.ts";

/** An answer, and the query that gave it: the one that was asked, or the next best one. */
export type MailRun = Awaited<ReturnType<typeof runOnce>>;

interface RunOptions {
  from: WalkState<MailPosition>;
  limit: number;
  /** Whether Mail.ReadBasic alone is granted. */
  isReduced: boolean;
  /** Whether hits have all fields. */
  isFull: boolean;
  context: ToolContext;
}

/**
 * Runs a search from where the last answer ended. At the start of a search, another place is tried where Graph refuses
 * the first one, and a wider query where it finds nothing.
 */
export async function runMailSearch(query: MailQuery, options: RunOptions): Promise<MailRun> {
  const { from } = options;
  const isStart = from.position === undefined && from.listed === 0 && from.done === 0;
  if (!isStart) return await runOnce(query, options);
  const run = await runInReadablePlace(query, options);
  const wider = isEmpty(run) ? widerQuery(run.query, options) : undefined;
  if (wider === undefined) return run;
  // The beginning of the list shows, after an offset, whether the query finds nothing at all.
  const isPastEnd =
    from.returned > 0 && !isEmpty(await runOnce(run.query, { ...options, from: walkStart(), limit: 1 }));
  return isPastEnd ? run : await runOnce(wider, { ...options, from: walkStart({ offset: from.returned }) });
}

/** A query that finds more of what the caller means. Undefined if there is none. */
function widerQuery(query: MailQuery, { isReduced }: RunOptions): MailQuery | undefined {
  if (isReduced) return undefined;
  if (!needsSearch(query)) return query.sender === undefined ? undefined : { ...query, senderBySearch: true };
  // `checkKql` has accepted it before it became part of a query.
  const apart = query.kql === undefined ? undefined : withCjkWordsApart(query.kql as CheckedKql);
  return apart && { ...query, kql: apart, areWordsApart: true };
}

const yearMs = 365 * 86_400_000;

/** What the caller must know about the way in which a query was run. */
export function notesOnRun(
  { query, walk }: MailRun,
  { isReduced, nowMs }: { isReduced: boolean; nowMs: number },
): Gap[] {
  const { hits, next, returned } = walk;
  const fromMs = query.afterMs ?? query.beforeMs;
  return [
    // https://learn.microsoft.com/graph/outlook-mailbox-type-support
    fromMs !== undefined &&
      fromMs < nowMs - yearMs &&
      next === undefined &&
      "Older mail that is in an online archive is not searched; Outlook shows it.",
    query.isInboxOnly &&
      "Only the Inbox of this mailbox was searched: the mailbox as a whole is not shared with you. " +
        "Give folderName for another folder that is.",
    isReduced && query.sender !== undefined && hits.length === 0 && notEverySender,
    query.areWordsApart && hits.length > 0 && "No message has exactly this text; these have its words, in any order.",
    hits.length === 0 &&
      next === undefined &&
      returned === 0 &&
      hasCjkWords(query.kql ?? "") &&
      "Outlook finds Chinese, Japanese and Korean text by whole words only, as its dictionary splits them. " +
        "Try other or fewer words.",
  ];
}

const notEverySender = {
  reason:
    "Outlook does not find every sender by the exact address, for example colleagues; a text search needs Mail.Read.",
  missingScopes: ["Mail.Read"],
};

async function runInReadablePlace(query: MailQuery, options: RunOptions): Promise<MailRun> {
  try {
    return await runOnce(query, options);
  } catch (error) {
    const elsewhere = isRefused(error) ? await otherPlace(query, error, options.context) : undefined;
    if (elsewhere === undefined) throw error;
    return await runOnce(elsewhere, options);
  }
}

/** The query in another place, if there is one for this refusal. */
async function otherPlace(query: MailQuery, refusal: unknown, { graph }: ToolContext): Promise<MailQuery | undefined> {
  const { owner, folder } = query;
  if (folder === undefined) {
    // A mailbox can share a single folder (https://learn.microsoft.com/graph/outlook-share-messages-folders).
    return owner === undefined ? undefined : { ...query, folder: { id: "inbox", path: "Inbox" }, isInboxOnly: true };
  }
  if (wellKnownFolder(folder.id) === undefined) return undefined;
  // A mailbox may lack a well-known folder, while its user can have made one of that name.
  try {
    const found = await findFolderByName(folder.path, { graph, mailbox: mailboxPath(owner) });
    return found.id === folder.id ? undefined : { ...query, folder: found };
  } catch (error) {
    // The refusal that no folder has this name says more than that Graph has no such item.
    const isGone = hasCode(refusal, "not_found");
    throw isRefused(error) && !isGone ? refusal : error;
  }
}

async function runOnce(query: MailQuery, { from, limit, isReduced, isFull, context }: RunOptions) {
  const plan = planMailSearch(query, { offset: from.returned - from.done, preview: !isReduced, isFull });
  const walk = await inReducedGrant(isReduced, () => walkMail(plan, { from, limit, context, order: query.order }));
  return { query, plan, walk };
}

function isEmpty({ walk }: MailRun): boolean {
  return walk.hits.length === 0 && walk.next === undefined;
}
