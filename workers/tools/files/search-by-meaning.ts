import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { sharePointAddress } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { numbers, texts } from "#workers/tools/graph-values.ts";
import { endsCall } from "#workers/tools/optional-request.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { cjkWordsOf, hasCjk } from "#workers/tools/query/check-kql.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { isInOneDrive } from "./file-access.ts";
import { fileHit, nameOfItem } from "./file-hit.ts";
import {
  type FileQuery,
  type FileSearchInput,
  isOfLists,
  readFileQuery,
  retrievalFilter,
  shownQuery,
} from "./file-query.ts";
import { placesNamed } from "./find-folders.ts";
import { createPlaceCheck, isInPlaces, isOwnAddress } from "./item-place.ts";

/** The most that the API gives. It gives them in no order, and advises to ask for all. */
const most = 25;

/** What is looked for, one source in a request. Those without a licence have no OneDrive, whatever they pay for. */
type Source = "sharePoint" | "oneDriveBusiness";

const graphRetrievalHit = z.object({
  webUrl: z.string(),
  extracts: z.array(z.object({ text: z.string(), ...numbers("relevanceScore") })).nullish(),
  resourceMetadata: z.object(texts("title", "author")).nullish(),
  sensitivityLabel: z.object(texts("sensitivityLabelId", "displayName")).nullish(),
});

/**
 * Graph's response to /copilot/retrieval
 * (https://learn.microsoft.com/microsoft-365-copilot/extensibility/api/ai-services/retrieval/copilotroot-retrieval).
 */
const graphRetrieval = z.object({ retrievalHits: z.array(graphRetrievalHit).nullish() });
type RetrievalHit = z.infer<typeof graphRetrievalHit>;

interface Retrieved {
  hits: RetrievalHit[];
  /** Why a source gave nothing. */
  missing: Partial<Record<Source, string>>;
}

/** What was retrieved for a call: a search that runs again with a smaller limit costs nothing more. */
const retrieved = new WeakMap<ToolContext, Promise<Retrieved>>();

/**
 * Finds what answers a question in files. Asks nothing where the tenant has no search by meaning; whether the person
 * has a licence is known by Microsoft's answer alone.
 */
export async function searchByMeaning(input: FileSearchInput & { query: string }, context: ToolContext) {
  const reason = reasonAgainst(context);
  if (reason !== undefined) return notByMeaning(reason, input.query, context);
  const { query, incomplete: notAllPlaces } = await placesNamed(
    await readFileQuery({ ...input, query: undefined, order: undefined }, context),
    context.graph,
  );
  if (isOfLists(query)) return notByMeaning("rows of lists are found by words alone", input.query, context);
  const asked = retrieved.get(context) ?? retrieve(input.query, query, context);
  retrieved.set(context, asked);
  const { hits, missing } = await asked;
  const [first, ...others] = Object.values(missing);
  if (first !== undefined && others.length + 1 === sourcesOf(query).length) {
    return notByMeaning(first, input.query, context);
  }
  const judge = createPlaceCheck(context.graph, (address) => isInPlaces(address, query));
  const ranked = hits
    .flatMap((hit) => ranking(hit, context.deniedLabels))
    .sort((one, other) => other.score - one.score);
  const found = ranked.filter(({ resource }) => judge.judge(resource));
  const { offset = 0, limit } = input;
  const clock = await context.clock();
  const fields = shownFields(input.detail);
  const files = found.slice(offset, offset + limit).map(({ resource, summary, score, label }, at) => ({
    ...fileHit(resource, { offset: offset + at, userDomain: context.userDomain, clock, fields }),
    ...withoutEmpty({ summary, score: score > 0 ? score : undefined, sensitivityLabel: label }),
  }));
  const rest = found.length - offset - files.length;
  const { kql: _everything, ...conditions } = shownQuery(query, retrievalFilter(query)) ?? {};
  return withoutEmpty({
    files,
    moreResults: rest > 0,
    nextOffset: rest > 0 ? offset + files.length : undefined,
    hint:
      found.length === 0 ? "Nothing answers this question. Put it in other words, or search without mode." : undefined,
    note: (query.afterMs ?? query.beforeMs) ? "Dates count by day here, with one more on each side." : undefined,
    incomplete: joinIncomplete([notAllPlaces, judge.unjudged(), notSearched(missing)]),
    effectiveQuery: { meaning: input.query, ...conditions },
  });
}

function reasonAgainst({ retrieval, grantedScopes, cloud }: ToolContext): string | undefined {
  if (cloud !== "public") return "Microsoft offers that in its worldwide cloud alone";
  if (retrieval === undefined) return "whoever runs the connector has not enabled that for this organisation";
  if (retrieval === "used-up") return "the organisation's searches of that kind are used up for today";
  const missing = ["Files.Read.All", "Sites.Read.All"].filter((scope) => !grantedScopes.has(scope));
  return missing.length === 0 ? undefined : `that needs ${missing.join(" and ")}, which is not granted`;
}

/**
 * Why there was no search by meaning, and the KQL to search by instead: a file need not have all of a question; the
 * best have most. The own drive takes plain words.
 */
function notByMeaning(reason: string, question: string, { grantedScopes }: ToolContext) {
  const apart = wordsOf(question).flatMap((word) => (hasCjk(word) ? cjkWordsOf(word) : [word]));
  const words = [...new Set(apart)].slice(0, maxWords);
  return {
    because: `Searched by words, not by meaning: ${reason}. The fewer and rarer the words of the query, the better.`,
    words: words.join(grantedScopes.has("Sites.Read.All") ? " OR " : " "),
  };
}

const maxWords = 30;

async function retrieve(question: string, query: FileQuery, { graph }: ToolContext): Promise<Retrieved> {
  const filterExpression = retrievalFilter(query);
  const missing: Retrieved["missing"] = {};
  const ask = async (dataSource: Source) => {
    const body = {
      queryString: question,
      dataSource,
      ...(filterExpression !== undefined && { filterExpression }),
      resourceMetadata: ["title", "author"],
      maximumNumberOfResults: most,
    };
    const request = { path: ["copilot", "retrieval"], body, fromCaller: "query" as const, hasFallback: true };
    try {
      return (await graph.post(request, graphRetrieval)).retrievalHits ?? [];
    } catch (error) {
      if (endsCall(error)) throw error;
      missing[dataSource] = whyNot(error);
      return [];
    }
  };
  return { hits: (await Promise.all(sourcesOf(query).map(ask))).flat(), missing };
}

function sourcesOf({ places }: FileQuery): Source[] {
  const all: Source[] = ["sharePoint", "oneDriveBusiness"];
  return places === undefined
    ? all
    : all.filter((source) => places.some((place) => isInOneDrive(place) === (source === "oneDriveBusiness")));
}

function whyNot(error: unknown): string {
  const code = error instanceof ToolError ? error.code : undefined;
  if (code === "forbidden") return "Microsoft 365 Copilot is not licensed to this account for it";
  if (code === "rate_limited") return "Microsoft's limit of searches of that kind is reached for now";
  return "Microsoft 365 does not answer that at the moment";
}

function notSearched({ sharePoint, oneDriveBusiness }: Retrieved["missing"]): string | undefined {
  const because = sharePoint ?? oneDriveBusiness;
  if (because === undefined) return undefined;
  const name = sharePoint === undefined ? "OneDrive" : "SharePoint";
  return `${name} was not searched by meaning: ${because}. Search without mode for what is there.`;
}

/** Extracts that are shown of a hit, and characters of each. */
const mostExtracts = 5;
const mostOfExtract = 2_000;

/** A hit as other searches have it. None for an address outside SharePoint, and for a label that is denied. */
function ranking({ webUrl, extracts, resourceMetadata, sensitivityLabel }: RetrievalHit, denied: ReadonlySet<string>) {
  const address = sharePointAddress(webUrl)?.href;
  const labelId = sensitivityLabel?.sensitivityLabelId?.toLowerCase();
  if (address === undefined || (labelId !== undefined && denied.has(labelId))) return [];
  const { title, author } = resourceMetadata ?? {};
  const best = (extracts ?? []).toSorted((one, other) => (other.relevanceScore ?? 0) - (one.relevanceScore ?? 0));
  const resource = {
    webUrl: address,
    name: isOwnAddress(address) ? nameOfItem({ webUrl: address }) : undefined,
    title,
    createdBy: author ? { user: { displayName: author } } : undefined,
  };
  const summary = best
    .slice(0, mostExtracts)
    .map((extract) => cleanLine(extract.text.slice(0, mostOfExtract)))
    .join(" … ");
  const score = Math.round((best[0]?.relevanceScore ?? 0) * 100) / 100;
  return [
    {
      resource,
      summary: summary || undefined,
      score,
      label: cleanLine(sensitivityLabel?.displayName ?? "") || undefined,
    },
  ];
}
