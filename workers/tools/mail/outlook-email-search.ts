import type { z } from "zod";
import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { mailPermissions } from "#common/tools/permissions.ts";
import { maxOffset } from "#common/tools/schemas/parameters.ts";
import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import { cursorStart, detailOf, openSearch, searchCursorSchema, unshown } from "#workers/tools/paging/search-cursor.ts";
import { type Gap, joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { type WalkState, walkStart, walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { severalPeople } from "#workers/tools/query/ambiguous-names.ts";
import { hasCjkWords, withCjkWordsApart } from "#workers/tools/query/check-kql.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import type { GraphMessage } from "./graph-mail.ts";
import { findFolderByName, wellKnownFolder } from "./mail-folders.ts";
import { mailHit } from "./mail-hit.ts";
import { type MailQuery, mailQuerySchema, readMailQuery } from "./mail-query.ts";
import {
  type MailPosition,
  type MailSearchPlan,
  mailPositionSchema,
  needsSearch,
  planMailSearch,
} from "./mail-search-plan.ts";
import { howToNameFolder, inMailbox, inReducedGrant, mailboxPath } from "./mailbox.ts";
import { walkFilter, walkOldestFirst, walkSearch } from "./walk-mail.ts";

type MailSearchInput = z.output<typeof outlookEmailSearch.inputSchema>;

const cursorSchema = searchCursorSchema({ query: mailQuerySchema, walk: walkStateSchema(mailPositionSchema) });
type Search = z.infer<typeof cursorSchema>;

const ceilingReached =
  "Graph lists at most 1,000 matches of a text search and may end earlier, so older ones may be missing. " +
  "Narrow the search with beforeDateTime.";

/** Answers one call of a mail search, which starts a search or continues one. */
async function searchMail(input: MailSearchInput, context: ToolContext) {
  const { limit } = input;
  const search = openSearch(input, cursorSchema, context) ?? (await begin(input, context));
  const { query } = search;
  const { reduced } = requirePermission(mailPermissions(query.owner), context.grantedScopes);
  if (reduced && needsSearch(query)) {
    throw permissionMissing(
      ["Mail.Read"],
      "Searching by text, recipient or a sender's name needs Mail.Read; " +
        "dates, folders and a sender's address work without it.",
    );
  }
  const isReduced = reduced !== undefined;
  const fields = shownFields(detailOf(search));
  const options = { from: search.walk, limit, isReduced, isFull: fields.isFull, context };
  const run = await inMailbox(query.owner, () => runMailSearch(query, options), howToNameFolder);
  const { plan, walk } = run;
  const { hits, next, returned } = walk;
  const incomplete = walk.isAtCeiling ? ceilingReached : shortAnswer(walk, { limit, items: "messages" });
  const isTotalKnown = !next && !incomplete && (hits.length > 0 || search.walk.returned === 0);
  const { owner, folder } = run.query;
  const { userDomain } = context;
  const clock = await context.clock();
  const place = { owner, folderId: folder?.id, isMovable: plan.mode === "search" };
  const shown = { ...place, userDomain, clock, wantedSender: query.sender, fields };
  return withoutEmpty({
    messages: hits.map((message, at) => mailHit(message, { ...shown, offset: search.walk.returned + at })),
    moreResults: next !== undefined,
    nextCursor: next && context.cursor.seal({ ...search, query: unshown(run.query, fields), walk: next }, cursorSchema),
    nextOffset: next && plan.mode === "filter" && returned <= maxOffset ? returned : undefined,
    totalResultCount: isTotalKnown ? returned : undefined,
    unclear: severalPeople(query.sender, hits.map(senderOf), "sender") ?? otherMailbox(run, search, context),
    incomplete: joinIncomplete([
      reduced === undefined ? undefined : { reason: `${reduced}.`, missingScopes: ["Mail.Read"] },
      ...notesOnRun(run, { isReduced, nowMs: context.now() }),
      incomplete,
    ]),
    effectiveQuery: effectiveQuery(run.query, plan),
  });
}

const senderOf = ({ from, sender }: GraphMessage) => (from ?? sender)?.emailAddress?.address;

/** What shared mailboxes are called: in an address before the @, or as a word of what is asked for. */
const sharedNames: ReadonlySet<string> = new Set(
  (
    "info contact office order orders sales support helpdesk service billing invoices accounts hr jobs press team " +
    "shared"
  ).split(" "),
);

/** Whoever asks for a shared mailbox may not have said so. */
function otherMailbox(
  { query, walk }: MailRun,
  { walk: from }: Search,
  { grantedScopes }: ToolContext,
): string | undefined {
  const isNothing = walk.hits.length === 0 && walk.next === undefined && from.returned === 0;
  if (!isNothing || query.owner !== undefined || query.folder !== undefined) return undefined;
  const asked = `${query.kql ?? ""} ${query.recipient?.replace(/@.*/, "") ?? ""}`;
  const isLikely = wordsOf(asked).some((word) => sharedNames.has(word)) || asked.includes("共有");
  if (!isLikely || !grantedScopes.has("Mail.Read.Shared")) return undefined;
  return "Only the user's own mailbox was searched. If a shared one is meant, ask for its address.";
}

async function begin(input: MailSearchInput, context: ToolContext): Promise<Search> {
  const isReduced = !context.grantedScopes.has("Mail.Read");
  const query = await inReducedGrant(isReduced, () => readMailQuery(input, context));
  const walk = walkStart(input);
  return { ...cursorStart(input), query, walk: needsSearch(query) ? walk : { ...walk, toSkip: 0 } };
}

/** The search as it was understood, for the caller to verify. Undefined where an earlier answer said it. */
function effectiveQuery(query: MailQuery, plan: MailSearchPlan) {
  if (query.shown === undefined) return undefined;
  return withoutEmpty({
    mailbox: query.owner ?? "the user's own",
    folder: query.folder?.path ?? "all folders",
    kql: plan.mode === "search" ? plan.kql : undefined,
    sender: query.sender,
    recipient: query.recipient,
    after: query.shown.after,
    before: query.shown.before,
    order: query.order === "oldest" ? "oldest first" : "newest first",
  });
}

/** Finds messages in one mailbox. */
export const outlookEmailSearchHandler = defineHandler(outlookEmailSearch, {
  run: searchMail,
  toBlocks: ({ messages, ...paging }) => [...messages, paging],
});

/** An answer, and the query that gave it: the one that was asked, or the next best one. */
type MailRun = Awaited<ReturnType<typeof runOnce>>;

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
async function runMailSearch(query: MailQuery, options: RunOptions): Promise<MailRun> {
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
  const apart = query.kql === undefined ? undefined : withCjkWordsApart(query.kql);
  return apart && { ...query, kql: apart, areWordsApart: true };
}

const yearMs = 365 * 86_400_000;

/** What the caller must know about the way in which a query was run. */
function notesOnRun({ query, walk }: MailRun, { isReduced, nowMs }: { isReduced: boolean; nowMs: number }): Gap[] {
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
  const request = { from, limit, context };
  const walk = await inReducedGrant(isReduced, () => {
    if (plan.mode === "filter") return walkFilter(plan, request);
    return query.order === "oldest" ? walkOldestFirst(plan, request) : walkSearch(plan, request);
  });
  return { query, plan, walk };
}

function isEmpty({ walk }: MailRun): boolean {
  return walk.hits.length === 0 && walk.next === undefined;
}
