import { expect } from "vitest";
import type { ToolName } from "#common/tools/catalog.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { callInFull } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext, type GraphCall } from "../fake-context.ts";
import type { ListItem } from "./list-item.ts";

/** The items of a list at the time of a request, sorted by their keys. */
export type CurrentList = () => readonly ListItem[];

/** A tool that pages through a list of the test. */
export interface PagedTool {
  name: string;
  tool: ToolName;
  input: object;
  /** Whether every item is a hit. */
  findsAll?: boolean;
  graphOf(list: CurrentList): Pick<FakeContextOptions, "answers" | "pages" | "scopes">;
}

export interface Answer {
  ids: string[];
  nextCursor: string | undefined;
  /** The place of the next hit, and of each hit. */
  nextOffset: number | undefined;
  offsets: number[];
  calls: GraphCall[];
}

interface Asked {
  limit: number;
  cursor?: string | undefined;
  offset?: number;
  /** Runs before each request to Graph. */
  before?: () => void;
  cursors?: ToolContext["cursor"];
}

/** One answer of a tool. */
export async function answerOf(
  { tool: name, input, graphOf }: PagedTool,
  list: CurrentList,
  asked: Asked,
): Promise<Answer> {
  const { before = () => undefined, cursors, ...paging } = asked;
  const graph = graphOf(() => {
    before();
    return list().toSorted((one, other) => one.key - other.key);
  });
  const context = fakeContext({ nowIso: "2027-01-01T00:00:00Z", ...graph });
  if (cursors !== undefined) context.cursor = cursors;
  const output: Record<string, unknown> & { nextCursor?: string; nextOffset?: number } = await callInFull(
    name,
    { ...input, ...paging },
    context,
  );
  const hits = Object.values(output).find(Array.isArray) as { id: string; offset: number }[];
  const { nextCursor, nextOffset } = output;
  return {
    ids: hits.map(({ id }) => id),
    nextCursor,
    nextOffset,
    offsets: hits.map(({ offset }) => offset),
    calls: context.calls,
  };
}

/** All answers of a search, from cursor to cursor. */
export async function answersOf(tool: PagedTool, list: CurrentList, asked: Asked): Promise<Answer[]> {
  const answers = [await answerOf(tool, list, asked)];
  const { offset, ...paging } = asked;
  for (let cursor = answers[0]?.nextCursor; cursor !== undefined; cursor = answers.at(-1)?.nextCursor) {
    expect(answers.length, "answers").toBeLessThan(1_000);
    answers.push(await answerOf(tool, list, { ...paging, cursor }));
  }
  return answers;
}

const startMs = Date.parse("2026-01-01T00:00:00Z");
const timeOf = ({ key }: ListItem) => new Date(startMs + key * 1_000).toISOString();
const link = "https://graph.example/v1.0/list?";

/** Lists whose links are offsets, as `$skip` is. */
function byOffset(
  list: CurrentList,
  { path, items }: { path: string; items(list: readonly ListItem[], query: Query): readonly object[] },
): Pick<FakeContextOptions, "answers" | "pages"> {
  const page = (query: Query, skip: number) => {
    const all = items(list(), query);
    const end = skip + Number(query.$top);
    return {
      value: all.slice(skip, end),
      ...(end < all.length && { "@odata.nextLink": link + JSON.stringify({ query, end }) }),
    };
  };
  return {
    answers: (asked, { query = {} }) => (asked === path ? page(query, Number(query.$skip ?? 0)) : undefined),
    pages: (next) => {
      const { query, end } = JSON.parse(next.slice(link.length)) as { query: Query; end: number };
      return page(query, end);
    },
  };
}

type Query = NonNullable<GraphRequest["query"]>;

function message(item: ListItem) {
  return { id: item.id, subject: item.id, receivedDateTime: timeOf(item), sentDateTime: timeOf(item) };
}

const beforeNewYear = { beforeDateTime: "2026-12-31T00:00:00Z" };
/** What `$search` finds: messages that don't fit were received too late, which only the tool can tell. */
const foundMessage = (item: ListItem) => ({
  ...message(item),
  ...(!item.fits && { receivedDateTime: "2026-12-31T12:00:00Z" }),
});

/** Messages by `$filter` and `$orderby`, or by `$search`, newest first. */
function messages(list: readonly ListItem[], { $filter = "", $orderby = "", $search = "" }: Query): readonly object[] {
  const bound = (operator: string) =>
    Date.parse(new RegExp(`receivedDateTime ${operator} (\\S+)`).exec(String($filter))?.[1] ?? "");
  const [atOrAfter, before] = [bound("ge"), bound("lt")];
  const found = list
    .filter((item) => !(Date.parse(timeOf(item)) < atOrAfter) && !(Date.parse(timeOf(item)) >= before))
    .map($search === "" ? message : foundMessage);
  return String($orderby).endsWith("asc") ? found : found.toReversed();
}

function event(item: ListItem) {
  const at = (minutes: number) => {
    const dateTime = new Date(startMs + item.key * 60_000 + minutes * 60_000).toISOString().slice(0, 19);
    return { dateTime, timeZone: "UTC" };
  };
  return { id: item.id, subject: item.fits ? "needle" : "hay", start: at(0), end: at(30) };
}

function driveItem({ id, fits, key }: ListItem) {
  const name = `one ${id}.${fits ? "docx" : "txt"}`;
  return {
    id,
    name,
    file: {},
    lastModifiedDateTime: timeOf({ id, fits, key }),
    webUrl: `https://contoso-my.sharepoint.com/personal/a/${name}`,
  };
}

interface SearchBody {
  body: { requests: { from: number; size: number }[] };
}

/** Microsoft Search, which pages by rank. */
function ranking(list: CurrentList, hitOf: (item: ListItem) => object): Pick<FakeContextOptions, "answers"> {
  return {
    answers: (path, request) => {
      if (path !== "/search/query") return path.startsWith("/me/drive") ? { value: [] } : undefined;
      const [asked] = (request as GraphRequest & SearchBody).body.requests;
      if (asked === undefined) throw new Error("no request");
      const all = list().map(hitOf);
      const end = asked.from + asked.size;
      const hits = all.slice(asked.from, end);
      return { value: [{ hitsContainers: [{ hits, total: all.length, moreResultsAvailable: end < all.length }] }] };
    },
  };
}

const fileHit = (item: ListItem) => ({
  hitId: item.id,
  resource: {
    ...driveItem(item),
    lastModifiedDateTime: item.fits ? "2026-06-01T00:00:00Z" : "2020-01-01T00:00:00Z",
    parentReference: { driveId: "b!x" },
  },
});
const folderHit = ({ id, fits }: ListItem) => ({
  hitId: id,
  resource: { id, name: fits ? `one ${id}` : id, folder: {}, parentReference: { driveId: "b!x" } },
});
const chatHit = ({ id, fits }: ListItem) => ({
  hitId: id,
  resource: { id, chatId: "19:a@thread.v2", createdDateTime: fits ? "2026-06-01T00:00:00Z" : "2020-01-01T00:00:00Z" },
});

const chat = (item: ListItem) => ({
  id: item.id,
  topic: item.fits ? "needle" : "hay",
  lastMessagePreview: { createdDateTime: timeOf(item) },
});

const inChannel = { teamId: "fbe2bf47-16c8-47cf-b4a5-4b9b187c508b", channelId: "19:a@thread.tacv2" };
const thread = (item: ListItem) => ({ id: item.id, createdDateTime: timeOf(item), body: { contentType: "text" } });

/** A tool that goes on by the links of a list. */
const linked = (tool: ToolName, path: string, items: Parameters<typeof byOffset>[1]["items"]) => ({
  tool,
  graphOf: (list: CurrentList) => byOffset(list, { path, items }),
});
const mail = linked("outlook_email_search", "/me/messages", messages);
const calendar = linked("outlook_calendar_search", "/me/calendarView", (all) => all.map(event));
const chats = linked("teams_list_chats", "/me/chats", (all) => all.map(chat));
const channelPath = `/teams/${inChannel.teamId}/channels/${inChannel.channelId}/messages`;
const channel = linked("teams_list_channel_messages", channelPath, (all) => all.map(thread));

/** A tool that asks Microsoft Search. */
const ranked = (tool: ToolName, hitOf: (item: ListItem) => object) => ({
  tool,
  graphOf: (list: CurrentList) => ranking(list, hitOf),
});
const files = ranked("sharepoint_search", fileHit);
const folders = ranked("sharepoint_folder_search", folderHit);
const chatMessages = ranked("chat_message_search", chatHit);
const ownDrive = {
  tool: "sharepoint_search" as const,
  graphOf: (list: CurrentList) => ({
    ...byOffset(list, { path: "/me/drive/root/search(q='one')", items: (all) => all.map(driveItem) }),
    scopes: ["Files.Read"],
  }),
};
const year = { afterDateTime: "2025-12-01T00:00:00Z", beforeDateTime: "2026-12-01T00:00:00Z" };
const since = { afterDateTime: "2026-01-01T00:00:00Z" };

export const pagedTools: readonly PagedTool[] = [
  { name: "mail by filter", ...mail, input: {}, findsAll: true },
  { name: "mail by filter, oldest first", ...mail, input: { order: "oldest" }, findsAll: true },
  { name: "mail by search", ...mail, input: { query: "x", ...beforeNewYear } },
  { name: "mail by search, oldest first", ...mail, input: { query: "x", ...beforeNewYear, order: "oldest" } },
  { name: "calendar", ...calendar, input: { ...year }, findsAll: true },
  { name: "calendar by text", ...calendar, input: { ...year, query: "needle" } },
  { name: "own drive", ...ownDrive, input: { query: "one", fileType: "docx" } },
  { name: "own drive, newest first", ...ownDrive, input: { query: "one", fileType: "docx", order: "newest" } },
  { name: "files", ...files, input: { query: "one", ...since } },
  { name: "folders", ...folders, input: { name: "one" } },
  { name: "chat messages", ...chatMessages, input: { query: "one", ...since } },
  { name: "chats", ...chats, input: {}, findsAll: true },
  { name: "chats by name", ...chats, input: { query: "needle" } },
  { name: "channel messages", ...channel, input: inChannel, findsAll: true },
];
