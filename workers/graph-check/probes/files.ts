import { z } from "zod";
import {
  fails,
  fallback,
  holds,
  type Probe,
  type ProbeContext,
  type ProbeVerdict,
  untried,
} from "#workers/graph-check/probe.ts";
import { type Answer, type AnyItem, anyItem, identified, itemsOf } from "#workers/graph-check/samples.ts";

/** The forms of ids of items: in drives for work, in consumer drives. */
const knownIdForm = /^(?:01[A-Z2-7]{32}|[0-9A-F]{8,20}![\w.]{1,40})$/i;
const listIds = z.object({
  sharepointIds: z.object({ listId: z.string().nullish(), listItemId: z.string().nullish() }).nullish(),
});
const viewer = /\/_layouts\/15\/Doc\.aspx/i;
const media = "filetype:png OR filetype:jpg OR filetype:mp4 OR filetype:zip";
const quoted = (text: string) => `"${text.replaceAll('"', "")}"`;

const ownSearch = async ({ ask }: ProbeContext, text: string) =>
  await ask.page({ path: ["me", "drive", "root", `search(q='${text}')`], query: { $top: 50 } }, anyItem);

const ownFiles = async (context: ProbeContext) => itemsOf(await ownSearch(context, "a"));

/** What can only be tried with an address that the command line gives. */
const addressProbes: readonly Probe[] = [
  {
    id: "R26",
    assumption: "what is in an archived site can be read",
    scopes: ["Sites.Read.All"],
    async run({ ask, samples, archivedSite }) {
      const url = URL.parse(archivedSite ?? "");
      if (url === null) return untried("name one: --archived-site URL");
      const { hits } = await samples.search("driveItem", `path:${quoted(decodeURI(url.href))}`);
      const item = hits.find(({ resource }) => resource?.parentReference?.driveId && resource.id)?.resource;
      const [collection = "", name = ""] = url.pathname.split("/").slice(1).map(decodeURIComponent);
      const path = item?.id
        ? ["drives", item.parentReference?.driveId ?? "", "items", item.id]
        : ["sites", `${url.hostname}:`, collection, name];
      const answer = await ask.get({ path, query: { $select: "id" }, fromCaller: "link" }, anyItem);
      if (answer.refusal === undefined) return holds;
      const how = `${item ? "its files are" : "not in the index; the site is"} refused: ${answer.codes.join(" ")}`;
      return answer.refusal === "forbidden" ? fallback(how) : fails(`${how}, told as ${answer.refusal}`);
    },
  },
  ...[
    ["R27", "Loop pages of a workspace, and those of Copilot, can be read", "loopUrl", "--loop-url"] as const,
    ["R28", "a company link that this person never opened can be read", "freshLink", "--fresh-link"] as const,
  ].map(([id, assumption, named, option]) => ({
    id,
    assumption,
    scopes: ["Files.Read.All"],
    async run({ ask, [named]: url }: ProbeContext) {
      if (url === undefined) return untried(`name one: ${option} URL`);
      const path = ["shares", `u!${Buffer.from(url).toString("base64url")}`, "driveItem"];
      const answer = await ask.get({ path, query: { $select: "id" }, fromCaller: "link" }, anyItem);
      return answer.refusal === undefined ? holds : fallback(`the refusal is explained: ${answer.codes.join(" ")}`);
    },
  })),
];

/** What nearly every organisation has something about. */
export const anyQuestion = "What are our holidays?";
export const askForRetrieval = "it may be billed: allow it by --retrieval";

const retrievalAnswer = z.object({
  retrievalHits: z.array(z.object({ extracts: z.array(z.object({ relevanceScore: z.number().nullish() })).nullish() })),
});

const retrievalProbe: Probe = {
  id: "U11",
  assumption: "a search by meaning is answered, with extracts that have scores",
  scopes: ["Files.Read.All", "Sites.Read.All"],
  async run({ ask, retrieval }) {
    if (!retrieval) return untried(askForRetrieval);
    const body = { queryString: anyQuestion, dataSource: "sharePoint", maximumNumberOfResults: 1 };
    const answer = await ask.post({ path: ["copilot", "retrieval"], body, fromCaller: "query" }, retrievalAnswer);
    if (answer.refusal !== undefined)
      return fallback(`by words: refused by ${answer.codes.join(" ") || answer.refusal}`);
    const extracts = answer.value.retrievalHits.flatMap((hit) => hit.extracts ?? []);
    if (extracts.length === 0) return untried("nothing found");
    return extracts.some(({ relevanceScore }) => relevanceScore != null)
      ? holds
      : fallback("in the order of the answer");
  },
};

/** Longest of an ordinary request; downloads may take longer. */
const usualMs = 10_000;

const oldFormats = "filetype:doc OR filetype:ppt OR filetype:xls OR filetype:odt";

interface Download {
  answer: Answer<unknown>;
  tookMs: number;
}

/** Downloads the first file that is found, in the other format. Undefined where there is none. */
async function converted(context: ProbeContext, kql: string, format: "pdf" | "html"): Promise<Download | undefined> {
  const { hits } = await context.samples.search("driveItem", kql);
  const items = hits.map(({ resource }) => resource).filter((item) => item != null);
  return await download(context, items, format);
}

async function download(
  { ask }: ProbeContext,
  items: readonly AnyItem[],
  format?: string,
): Promise<Download | undefined> {
  const item = items.find(({ id, parentReference }) => parentReference?.driveId != null && id != null);
  if (item?.parentReference?.driveId == null || item.id == null) return undefined;
  const path = ["drives", item.parentReference.driveId, "items", item.id, "content"];
  const startedMs = performance.now();
  const answer = await ask.download({ path, query: { format }, fromCaller: "id" });
  return { answer, tookMs: performance.now() - startedMs };
}

function hostVerdict({ refusal }: Answer<unknown>): ProbeVerdict {
  if (refusal === undefined) return holds;
  if (refusal === "AddressRefused") return fails("the host is not listed: see GRAPH_DOWNLOAD_HOSTS");
  return fallback(`the refusal is told: ${refusal}`);
}

/** The bytes of files. */
const downloadProbes: readonly Probe[] = [
  {
    id: "R13",
    assumption: "a file is there within 10 seconds, also when it is converted",
    scopes: ["Files.Read"],
    async run(context) {
      const plain = await download(context, await context.samples.files());
      const done = [plain, await converted(context, oldFormats, "pdf")].filter((one) => one !== undefined);
      if (done.length === 0) return untried("no file found");
      if (plain?.answer.refusal !== undefined) return fails(`refused by ${plain.answer.refusal}`);
      return done.every(({ tookMs }) => tookMs < usualMs) ? holds : fallback("downloads get the rest of a call's time");
    },
  },
  {
    id: "R14",
    assumption: "files that are converted to PDF come from a host that is allowed",
    scopes: ["Sites.Read.All"],
    async run(context) {
      const done = await converted(context, oldFormats, "pdf");
      return done === undefined ? untried("no file of an old format found") : hostVerdict(done.answer);
    },
  },
  {
    id: "R15",
    assumption: "Loop pages can be had as HTML",
    scopes: ["Sites.Read.All"],
    async run(context) {
      const done = await converted(context, "filetype:loop OR filetype:fluid", "html");
      return done === undefined ? untried("no Loop page found") : hostVerdict(done.answer);
    },
  },
];

/** Files, folders and pages. */
export const fileProbes: readonly Probe[] = [
  ...addressProbes,
  ...downloadProbes,
  retrievalProbe,
  {
    id: "U1",
    assumption: "the own drive's search takes a literal “=”",
    scopes: ["Files.Read"],
    async run(context) {
      const { refusal } = await ownSearch(context, "a");
      return refusal === undefined ? holds : fails(`refused by ${refusal}`);
    },
  },
  {
    id: "U4",
    assumption: "Microsoft Search can be asked",
    scopes: ["Files.Read.All"],
    async run(context) {
      const { refusal } = await context.samples.search("driveItem", "*", { size: 1 });
      if (refusal === undefined) return holds;
      const own = await ownSearch(context, "a");
      return own.refusal === undefined ? fallback("the own drive alone") : fails(`refused by ${refusal}`);
    },
  },
  {
    id: "R5",
    assumption: "/shares takes the address of a file as a browser shows it",
    scopes: ["Files.Read.All"],
    async run({ ask, samples }) {
      const item = (await samples.files()).find(({ webUrl }) => webUrl != null);
      if (item?.webUrl == null) return untried("no file found");
      const link = `u!${Buffer.from(item.webUrl).toString("base64url")}`;
      const answer = await ask.get({ path: ["shares", link, "driveItem"], query: { $select: "id" } }, anyItem);
      if (answer.refusal === undefined) return holds;
      const { hits } = await samples.search("driveItem", `path:${quoted(decodeURI(item.webUrl))}`, { size: 1 });
      return hits.length > 0 ? fallback("found by the index") : fails(`refused by ${answer.refusal}, not in the index`);
    },
  },
  {
    id: "R6",
    assumption: "path: of its folder finds a picture, film or archive",
    scopes: ["Sites.Read.All"],
    async run({ ask, samples }) {
      const { hits } = await samples.search("driveItem", media);
      const item = hits
        .map(({ resource }) => resource)
        .find((one) => one?.parentReference?.driveId && one.parentReference.id);
      const { driveId, id: parentId } = item?.parentReference ?? {};
      if (item == null || driveId == null || parentId == null) return untried("no picture, film or archive found");
      const path = ["drives", driveId, "items", parentId];
      const parent = await ask.get({ path, query: { $select: "id,webUrl" } }, anyItem);
      if (parent.refusal !== undefined || parent.value.webUrl == null) return untried("its folder can't be read");
      const folder = quoted(decodeURI(parent.value.webUrl));
      const finds = async (kql: string) =>
        (await samples.search("driveItem", `(${kql}) AND (${media})`)).hits.some(
          ({ resource }) => resource?.id === item.id,
        );
      if (await finds(`path:${folder}`)) return holds;
      return (await finds(`path:${folder} OR DocumentLink:${folder} OR ParentLink:${folder}`))
        ? fallback("DocumentLink and ParentLink find it")
        : fails("neither path nor DocumentLink nor ParentLink finds it");
    },
  },
  {
    id: "R7",
    assumption: "the own drive's search says where a file is",
    scopes: ["Files.Read"],
    async run(context) {
      const items = await ownFiles(context);
      if (items.length === 0) return untried("the own drive has no file with an a");
      const lost = items.filter(
        ({ parentReference: parent, webUrl }) => parent?.path == null || viewer.test(webUrl ?? ""),
      );
      const [first] = lost;
      if (first === undefined) return holds;
      const { driveId, id } = first.parentReference ?? {};
      if (driveId == null || id == null) return fallback("what can't be judged stays, flagged");
      const parent = await context.ask.get(
        { path: ["drives", driveId, "items", id], query: { $select: "id,webUrl" } },
        anyItem,
      );
      return parent.refusal === undefined ? fallback("its folder is looked up") : fails(`refused by ${parent.refusal}`);
    },
  },
  {
    id: "U5",
    assumption: "IsContainer:true finds folders",
    scopes: ["Sites.Read.All"],
    async run({ samples }) {
      if ((await samples.search("driveItem", "IsContainer:true", { size: 1 })).hits.length > 0) return holds;
      const { hits } = await samples.search("driveItem", "ContentTypeId:0x0120*", { size: 1 });
      return hits.length > 0 ? fallback("the content type of folders") : untried("no folder found either way");
    },
  },
  {
    id: "U6",
    assumption: "the own drive's search finds folders",
    scopes: ["Files.Read"],
    async run(context) {
      const { ask } = context;
      const drive = (await ownFiles(context)).find(({ parentReference }) => parentReference?.driveId);
      const driveId = drive?.parentReference?.driveId;
      if (driveId == null) return untried("nothing in the own drive");
      const path = ["drives", driveId, "items", "root", "children"];
      const listed = await ask.page({ path, query: { $top: 200 } }, anyItem);
      const folder = itemsOf(listed).find((item) => item.folder != null);
      if (folder?.name == null) return untried("no folder in the own drive's root");
      const found = await ownSearch(context, folder.name.replaceAll("'", "''").replaceAll("/", " "));
      return itemsOf(found).some(({ id }) => id === folder.id) ? holds : fallback("the root's own folders are listed");
    },
  },
  {
    id: "U7",
    assumption: "the id that search gives for a page is the page's",
    scopes: ["Sites.Read.All"],
    async run({ ask, samples }) {
      const found = await samples.search("listItem", "filetype:aspx");
      const page = found.hits.find(({ resource }) => resource?.parentReference?.siteId)?.resource;
      const siteId = page?.parentReference?.siteId;
      if (page?.id == null || siteId == null) return untried("no page found");
      const path = ["sites", siteId, "pages", page.id, "microsoft.graph.sitePage"];
      const read = await ask.get({ path, fromCaller: "id" }, identified);
      if (read.refusal === undefined) return holds;
      const pages = await ask.page({ path: ["sites", siteId, "pages", "microsoft.graph.sitePage"] }, identified);
      return pages.refusal === undefined
        ? fallback("the site's pages are looked through")
        : fails(`refused by ${read.refusal}, and the list by ${pages.refusal}`);
    },
  },
  {
    id: "U10",
    assumption: "the ids of files have a form that is known",
    scopes: ["Files.Read"],
    async run({ samples }) {
      const ids = (await samples.files()).flatMap(({ id }) => id ?? []);
      if (ids.length === 0) return untried("no file found");
      return ids.every((id) => knownIdForm.test(id)) ? holds : fallback("tried as a path, then as an id");
    },
  },
  {
    id: "U12",
    assumption: "hits of rows of lists have the ids of list and row",
    scopes: ["Sites.Read.All"],
    async run({ samples }) {
      const { hits } = await samples.search("listItem", "contentclass:STS_ListItem_GenericList");
      const rows = hits.flatMap(({ resource }) => (resource ? [listIds.parse(resource).sharepointIds] : []));
      if (rows.length === 0) return untried("no row of a list found");
      const haveIds = rows.every((ids) => ids?.listId != null && ids.listItemId != null);
      return haveIds ? holds : fallback("fields that are asked for have them, or the address leads there");
    },
  },
];
