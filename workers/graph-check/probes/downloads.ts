import type { Answer } from "#workers/graph-check/ask.ts";
import {
  fails,
  fallback,
  holds,
  type Probe,
  type ProbeContext,
  type ProbeVerdict,
  untried,
} from "#workers/graph-check/probe.ts";
import type { AnyItem } from "#workers/graph-check/samples.ts";

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
export const downloadProbes: readonly Probe[] = [
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
