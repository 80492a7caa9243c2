import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { GraphRefusal } from "#workers/graph/graph-error.ts";
import { UnexpectedAnswer } from "#workers/graph/graph-json.ts";
import { requireKnown } from "#workers/graph/known-requests.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { graphListedPlan } from "#workers/tools/tasks/graph-tasks.ts";
import { anyChatKql } from "#workers/tools/teams/graph-chat-search.ts";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";
import type { Watch } from "./watch.ts";

/** An answer of Graph, or a word for its refusal: one of our error codes, or Graph's status and code. Never content. */
export type Answer<T> = { value: T; refusal?: undefined } | { refusal: string; codes: readonly string[] };

/** The items of a page; none where it is refused. */
export const itemsOf = <T>(answer: Answer<GraphPage<T>>): readonly T[] =>
  answer.refusal === undefined ? answer.value.items : [];

export type Ask = ReturnType<typeof createAsk>;

const maxBytes = 50_000_000;

function refusalOf(error: unknown): string {
  if (error instanceof ToolError || error instanceof GraphRefusal || error instanceof UnexpectedAnswer)
    return error.code;
  if (error instanceof Error) return error.name;
  return "unknown";
}

function known<Request extends GraphRequest>(method: "GET" | "POST", request: Request): Request {
  requireKnown(method, request);
  return request;
}

/**
 * Asks Graph what the tools ask too. A request that is in no table is a bug, and throws.
 * @param door one for each request, so that each has its own time
 */
export function createAsk(door: () => GraphDoor, { exchanges }: Pick<Watch, "exchanges">) {
  async function answered<T>(work: Promise<T>): Promise<Answer<T>> {
    try {
      return { value: await work };
    } catch (error) {
      return { refusal: refusalOf(error), codes: exchanges.at(-1)?.codes ?? [] };
    }
  }
  return {
    get: <T>(request: GraphRequest, schema: z.ZodType<T>) => answered(door().get(known("GET", request), schema)),
    post: <T>(request: GraphRequest & { body: unknown }, schema: z.ZodType<T>) =>
      answered(door().post(known("POST", request), schema)),
    page: <T>(request: GraphRequest, itemSchema: z.ZodType<T>) =>
      answered(door().getPage(known("GET", request), itemSchema)),
    nextPage: <T>(link: string, itemSchema: z.ZodType<T>) => answered(door().nextPage(link, itemSchema)),
    download: (request: GraphRequest) => answered(door().download(known("GET", request), { maxBytes })),
  };
}

const text = z.string().nullish();
const address = z.object({ emailAddress: z.object({ address: text }).nullish() }).nullish();
const drive = z.object({ driveId: text, path: text, id: text, siteId: text }).nullish();

export const anyMessage = z.looseObject({ id: z.string(), from: address, hasAttachments: z.boolean().nullish() });
const moment = z.object({ dateTime: text }).nullish();
const anyEvent = z.looseObject({
  id: z.string(),
  start: moment,
  end: moment,
  organizer: address,
  isOrganizer: z.boolean().nullish(),
  onlineMeeting: z.object({ joinUrl: text }).nullish(),
});
export const anyItem = z.looseObject({
  id: text,
  name: text,
  webUrl: text,
  folder: z.unknown().optional(),
  file: z.object({ mimeType: text }).nullish(),
  parentReference: drive,
});
export type AnyItem = z.output<typeof anyItem>;
const channel = z.object({ teamId: text, channelId: text }).nullish();
const searchHit = z.looseObject({
  hitId: text,
  resource: z
    .looseObject({ ...anyItem.shape, chatId: text, channelIdentity: channel, replyToId: text, webLink: text })
    .nullish(),
});
const searchAnswer = z.object({
  value: z
    .array(z.object({ hitsContainers: z.array(z.object({ hits: z.array(searchHit).nullish() })).nullish() }))
    .nullish(),
});
export const identified = z.looseObject({ id: z.string() });

export type SearchEntity = "driveItem" | "listItem" | "chatMessage";

/** Something to try each request with, looked for once, when it is first needed. Nothing outlives the process. */
export function createSamples(ask: Ask, nowMs: number) {
  const once = <T>(find: () => Promise<T>) => {
    let found: Promise<T> | undefined;
    return () => (found ??= find());
  };
  const list = async <T>(path: readonly string[], query: Record<string, string | number>, schema: z.ZodType<T>) =>
    itemsOf(await ask.page({ path, query }, schema));

  /** Hits of Microsoft Search, or the word for its refusal. */
  async function search(entity: SearchEntity, queryString: string, { from = 0, size = 25 } = {}) {
    const body = { requests: [{ entityTypes: [entity], query: { queryString }, from, size }] };
    const answer = await ask.post({ path: ["search", "query"], body, fromCaller: "query" }, searchAnswer);
    if (answer.refusal !== undefined) return { hits: [], refusal: answer.refusal };
    const containers = (answer.value.value ?? []).flatMap(({ hitsContainers }) => hitsContainers ?? []);
    return { hits: containers.flatMap(({ hits }) => hits ?? []), refusal: undefined };
  }

  const profile = once(async () => {
    const names = z.object({ mail: text, userPrincipalName: text });
    const answer = await ask.get({ path: ["me"], query: { $select: "mail,userPrincipalName" } }, names);
    return answer.refusal === undefined ? answer.value : {};
  });
  const ownAddress = async () => {
    const { mail, userPrincipalName } = await profile();
    return mail ?? userPrincipalName ?? "";
  };
  const messages = once(() =>
    list(["me", "messages"], { $top: 50, $select: "id,from,hasAttachments,receivedDateTime" }, anyMessage),
  );
  const at = (days: number) => new Date(nowMs + days * 86_400_000).toISOString();
  const events = once(() =>
    list(
      ["me", "calendarView"],
      {
        startDateTime: at(-60),
        endDateTime: at(60),
        $top: 100,
        $select: "id,start,end,organizer,isOrganizer,onlineMeeting,type,seriesMasterId",
      },
      anyEvent,
    ),
  );
  const files = once(async () => {
    const own = await list(["me", "drive", "root", "search(q='a')"], { $top: 50 }, anyItem);
    const found = (await search("driveItem", "*")).hits.flatMap(({ resource }) => (resource ? [resource] : []));
    return [...own, ...found].filter((item) => item.file != null);
  });
  const plans = once(() => list(["me", "planner", "plans"], {}, graphListedPlan));
  const chats = once(() => list(["me", "chats"], { $expand: "lastMessagePreview", $top: 50 }, identified));
  const chatHits = once(async () => {
    const pages = [0, 25, 50, 75].map((from) => search("chatMessage", anyChatKql, { from }));
    return (await Promise.all(pages)).flatMap(({ hits }) => hits);
  });
  /** What no search of the tools finds for sure: a file that has a path, and past events with a meeting. */
  async function uris(): Promise<string[]> {
    const driveId = (await files()).find(({ parentReference }) => parentReference?.driveId)?.parentReference?.driveId;
    const path = ["drives", driveId ?? "", "items", "root", "children"];
    const [item] = driveId == null ? [] : await list(path, {}, anyItem);
    const meetings = (await events()).filter(
      ({ onlineMeeting, end }) => onlineMeeting?.joinUrl && Date.parse(`${end?.dateTime}Z`) < nowMs,
    );
    return [
      ...(driveId && item?.name ? [formatResourceUri({ kind: "file", driveId, path: [item.name] })] : []),
      ...meetings.slice(-2).map(({ id }) => formatResourceUri({ kind: "calendar-event", eventId: id })),
    ];
  }
  return { search, list, profile, ownAddress, messages, events, files, uris, plans, chats, chatHits };
}

export type Samples = ReturnType<typeof createSamples>;
