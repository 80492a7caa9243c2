import type { z } from "zod";
import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { mailPermissions } from "#common/tools/permissions.ts";
import { maxOffset } from "#common/tools/schemas/parameters.ts";
import { cursorStart, detailOf, openSearch, searchCursorSchema, unshown } from "#workers/tools/paging/search-cursor.ts";
import { joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkStart, walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { severalPeople } from "#workers/tools/query/ambiguous-names.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import type { GraphMessage } from "./graph-mail.ts";
import { mailHit } from "./mail-hit.ts";
import { type MailQuery, mailQuerySchema, readMailQuery } from "./mail-query.ts";
import { type MailSearchPlan, mailPositionSchema, needsSearch } from "./mail-search-plan.ts";
import { howToNameFolder, inMailbox, inReducedGrant } from "./mailbox.ts";
import { type MailRun, notesOnRun, runMailSearch } from "./run-mail-search.ts";

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
