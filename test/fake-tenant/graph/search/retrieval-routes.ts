import { z } from "zod";
import { type StoredItem, webUrlOf } from "#test/fake-tenant/data/files/drive.ts";
import { type GraphCall, type GraphResult, type GraphRoute, readJsonBody } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { compileKql, indexText } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { fileModel, indexedText, searchableItems } from "./file-kql.ts";

/*
 * POST /copilot/retrieval, by
 * https://learn.microsoft.com/microsoft-365-copilot/extensibility/api/ai-services/retrieval/copilotroot-retrieval and
 * `overview` and `paygo-retrieval` beside it; in source at github.com/MicrosoftDocs/m365copilot-docs. How it refuses
 * those without a licence, no page says: as Copilot's notes of meetings are refused.
 */

const asked = z.strictObject({
  queryString: z.string().min(1).max(1_500),
  dataSource: z.enum(["sharePoint", "oneDriveBusiness", "externalItem"]),
  dataSourceConfiguration: z.unknown().optional(),
  filterExpression: z.string().nullish(),
  resourceMetadata: z.array(z.string()).nullish(),
  maximumNumberOfResults: z.int().min(1).max(25).nullish(),
});

/** Semantic retrieval reads only these; of others only the words are compared. */
const semantic = /\.(?:docx?|pptx|pdf|aspx|one)$/i;
const supported = new Set([
  ...["author", "fileextension", "filename", "filetype", "informationprotectionlabelid", "lastmodifiedtime"],
  ...["modifiedby", "path", "siteid", "title"],
]);

/** Words that mean the same: what a real index learns from all of the world's texts. */
const meanings = [
  ["winter", "december"],
  ["holiday", "holidays", "closed"],
];
const unmeant = new Set(
  "a an and are at be by can do does for from how i in is it of on our the to we what when where who why".split(" "),
);

const meaningOf = (word: string) => meanings.find((group) => group.includes(word))?.[0] ?? word;
const meaningsIn = (text: string, isSemantic: boolean) =>
  new Set(
    indexText(text)
      .trim()
      .split(" ")
      .filter((word) => !unmeant.has(word))
      .map((word) => (isSemantic ? meaningOf(word) : word)),
  );

function retrieve(call: GraphCall): GraphResult {
  const { world, caller } = call;
  const { behaviour } = world;
  const parsed = asked.safeParse(readJsonBody(call.request.body));
  if (!parsed.success) throw badRequest(`Invalid request: ${parsed.error.issues[0]?.path.join(".")}`);
  const { queryString, dataSource, filterExpression, resourceMetadata, maximumNumberOfResults } = parsed.data;
  const needed = dataSource === "externalItem" ? ["ExternalItem.Read.All"] : ["Files.Read.All", "Sites.Read.All"];
  const missing = needed.filter((scope) => !caller.scopes.has(scope));
  if (missing.length > 0) throw new GraphRefusal(403, "Forbidden", `Required scopes: ${missing.join(", ")}.`);
  // By usage there is no OneDrive: user-level data sources need a licence.
  if (!behaviour.copilotLicences) throw new GraphRefusal(403, "Forbidden", "The user does not have a valid license.");
  const isAsked = filterOf(world, filterExpression);
  const found = searchableItems(world, caller.tenant.id, caller.user.id)
    .filter((item) => item.kind === "file" && isAsked(item))
    .filter(({ drive }) => dataSource === (drive.driveType === "business" ? "oneDriveBusiness" : "sharePoint"))
    .flatMap((item) => hitOf(item, queryString))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, maximumNumberOfResults ?? 25)
    .map(({ item, ...hit }) => ({
      ...hitJson(item, hit, world),
      resourceMetadata: metadataOf(item, resourceMetadata ?? []),
    }))
    // "The results and extracts returned by the Retrieval API are unordered."
    .toReversed();
  return answer(call, "microsoft.graph.retrievalResponse", { retrievalHits: found });
}

/** "If the filterExpression has incorrect KQL syntax, the query successfully executes with no scoping." */
function filterOf(world: World, filter: string | null | undefined): (item: StoredItem) => boolean {
  if (filter == null) return () => true;
  try {
    const names = [...filter.matchAll(/(\w+)(?=[:<>=])/g)].map(([, name = ""]) => name.toLowerCase());
    const known = names.filter((name) => !/^https?$/.test(name)).every((name) => supported.has(name));
    return known ? compileKql(parseKql(filter), fileModel(world)) : () => true;
  } catch {
    return () => true;
  }
}

function hitOf(item: StoredItem, question: string) {
  const isSemantic = semantic.test(item.name);
  const wanted = meaningsIn(question, isSemantic);
  const share = (text: string) => {
    const there = meaningsIn(text, isSemantic);
    return [...wanted].filter((one) => there.has(one)).length / wanted.size;
  };
  const parts = indexedText(item).split(/(?<=[.。\n])\s*/u);
  const extracts = parts
    .map((text) => ({ text: text.trim(), relevanceScore: 0.5 + share(text) / 2 }))
    .filter(({ relevanceScore }) => relevanceScore > 0.5)
    .toSorted((one, other) => one.relevanceScore - other.relevanceScore)
    .slice(-2);
  const score = share(`${item.name} ${item.title} ${parts.join(" ")}`);
  return score < 0.5 || extracts.length === 0 ? [] : [{ item, score, extracts }];
}

type Found = { extracts: readonly { text: string; relevanceScore: number }[] };

/** Items without a label have none; `toolTip` is written so in the examples. */
function hitJson(item: StoredItem, { extracts }: Found, { behaviour }: World) {
  const label = behaviour.retrievalLabels[item.name];
  return {
    webUrl: webUrlOf(item),
    extracts,
    resourceType: "listItem",
    ...(label && {
      sensitivityLabel: {
        sensitivityLabelId: label,
        displayName: "Confidential",
        toolTip: "",
        priority: 4,
        color: "#FF8C00",
      },
    }),
  };
}

/** "By default, no metadata is returned." */
function metadataOf({ title, name, createdBy }: StoredItem, names: readonly string[]) {
  const known: Record<string, string> = { title: title || name.replace(/\.\w+$/, ""), author: createdBy.name };
  return Object.fromEntries(names.flatMap((one) => (known[one] === undefined ? [] : [[one, known[one]]])));
}

export const retrievalRoutes: readonly GraphRoute[] = [{ method: "POST", path: "copilot/retrieval", handle: retrieve }];
