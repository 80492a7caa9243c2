import { ToolError } from "#common/errors.ts";
import { findTool } from "#common/tools/catalog.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import type { OpenGraph } from "./open-graph.ts";
import type { Named } from "./probe.ts";
import { anyQuestion } from "./probes/files.ts";
import type { Exchange, Refusal } from "./watch.ts";

/** What one call of a tool sent. */
export interface ToolCall {
  exchanges: readonly Exchange[];
  /** Whether the tool answered, or refused what no request can help. */
  isAnswered: boolean;
}

type Input = Readonly<Record<string, unknown>>;
type PlannedCall = readonly [tool: string, input: Input];

/** A tool says these of an item, or of permissions: whatever Graph refused, it is no surprise. */
const expected: ReadonlySet<string> = new Set(["unsupported_type", "too_large", "unreadable", "permission_missing"]);

const uris =
  /\b(?:mail|calendar|meeting-transcript|meeting-recap|file|page|list|teams|onenote|todo|planner):\/\/\/[^\s"\\<>]+/g;
const addresses = /https:\/\/[^\s"\\<>]+/g;
/** Number that is read of each kind: one may be the only one of its kind that can't be. */
const ofEachKind = 2;
const maxRead = 80;

const variants = ["owner=", "folderId=", "picture=", "siteId="];

/** What is read, whether of one's own, and whether in a site. Undefined for an address of anything else. */
function kindOf(uri: string): string | undefined {
  try {
    return [parseResourceUri(uri).kind, ...variants.filter((name) => uri.includes(name))].join(" ");
  } catch {
    return undefined;
  }
}

type NamedHere = Named & { plan: string | null | undefined };

/** What a person asks first, of whom nothing is known but what is named. */
const firstCalls = (
  address: string,
  { sharedMailbox, colleague, retrieval, plan }: NamedHere,
): readonly PlannedCall[] => [
  ["get_me", {}],
  ["outlook_email_search", {}],
  ["outlook_email_search", { offset: 10 }],
  ["outlook_email_search", { query: "hasattachments:true" }],
  ["outlook_email_search", { folderName: "Inbox", offset: 10 }],
  ["outlook_email_search", { folderName: "Inbox", query: "a", afterDateTime: "last month" }],
  ["outlook_email_search", { sender: address }],
  ["outlook_email_search", { folderName: "Inbox/none" }],
  ["outlook_calendar_search", { afterDateTime: "60 days ago", beforeDateTime: "in 60 days" }],
  ["find_meeting_availability", { participants: [] }],
  ["outlook_find_available_time", {}],
  ["chat_message_search", { query: "*", limit: 25 }],
  ["teams_list_chats", {}],
  ["teams_list_teams", {}],
  ["sharepoint_search", { query: "*", limit: 25, detail: "full" }],
  ...["docx", "aspx", "doc", "list"].map((fileType): PlannedCall => ["sharepoint_search", { query: "*", fileType }]),
  ["sharepoint_search", { query: "a", site: "a" }],
  ...(retrieval ? [["sharepoint_search", { query: anyQuestion, mode: "meaning" }] as const] : []),
  ["sharepoint_folder_search", { name: "a", detail: "full" }],
  ["onenote_search", { query: "a", afterDateTime: "last year" }],
  ["tasks_search", { status: "all" }],
  ["tasks_search", { afterDateTime: "last year" }],
  ...[plan, "a plan that nobody has"].flatMap((list): PlannedCall[] => (list ? [["tasks_search", { list }]] : [])),
  ["search_people", {}],
  ["search_people", { query: address }],
  ...(sharedMailbox ? [["outlook_email_search", { mailboxOwnerEmail: sharedMailbox }] as const] : []),
  ...(colleague ? [["outlook_calendar_search", { calendarOwnerEmail: colleague }] as const] : []),
];

type Detour = readonly [rows: readonly string[], status: number, code: string, ask: readonly PlannedCall[]];

/** What the tools are asked while something is refused. */
function detours(found: readonly string[]): readonly Detour[] {
  const read = (form: RegExp, most: number) =>
    found
      .filter((uri) => form.test(uri))
      .map((uri): PlannedCall => ["read_resource", { uri }])
      .slice(0, most);
  const [folders, folder] = [
    read(/^mail:...folders$/, 1),
    ["outlook_email_search", { folderName: "Inbox/none" }],
  ] as const;
  const inSites = sitesIn(found).map((site): PlannedCall => ["onenote_search", { site }]);
  const sought = ["sharepoint_search", { query: "a" }] as const;
  const chats = ["chat_message_search", { query: "*", afterDateTime: "last month" }] as const;
  const mail = ["GET /{mailbox}/messages/{message}", "GET /{mailbox}/messages"];
  const notes = ["GET /me/onenote/pages", "GET /sites/{site}/onenote/pages"];
  return [
    [["GET /{mailbox}/mailFolders/delta"], 404, "ErrorItemNotFound", [folder, ...folders]],
    [mail, 404, "ErrorItemNotFound", read(/^mail:.*owner=/, 6)],
    [["download"], 404, "itemNotFound", read(/^file:/, 3)],
    [["GET /sites/{site}/pages/{page}/microsoft.graph.sitePage"], 404, "itemNotFound", read(/^page:/, 1)],
    [notes, 400, "20266", [["onenote_search", { query: "a" }], ...inSites]],
    [["POST /search/query"], 404, "notFound", [sought, ["sharepoint_folder_search", { name: "a" }], chats]],
  ];
}

/** Some sites, and the one at the top of their host. */
function sitesIn(found: readonly string[]): string[] {
  const address = /^https:\/\/[^/]+(?<!-my)\.sharepoint\.\w+\/(?:sites|teams)\/[^/]+/;
  const sites = [...new Set(found.flatMap((uri) => address.exec(uri)?.[0] ?? []))].slice(0, 3);
  return sites[0] === undefined ? [] : [...sites, new URL("/", sites[0]).href];
}

/**
 * Asks the tools what a person asks, then reads something of each kind in their answers, and what is found in it; then
 * again with some requests refused in Graph's place. So each request is sent as the tools send it.
 * @param own uris of things that no search finds for sure
 */
export async function askTools(
  { runTool, watch }: Pick<OpenGraph, "runTool" | "watch">,
  { address, own, ...named }: NamedHere & { address: string; own: readonly string[] },
): Promise<ToolCall[]> {
  const calls: ToolCall[] = [];
  const found = new Set(["mail:///folders", "mail:///folders/Inbox", "onenote:///notebooks", ...own]);
  const asked = new Set<string>();

  async function ask([tool, input]: PlannedCall, refusal?: Refusal): Promise<void> {
    if (findTool(tool)?.inputSchema.safeParse(input).success !== true) return;
    const before = watch.exchanges.length;
    let isAnswered = true;
    try {
      const answer = await watch.refusing(refusal, () => runTool(tool, input));
      for (const [uri] of [...answer.matchAll(uris), ...answer.matchAll(addresses)]) {
        found.add(uri.includes("(") ? uri : uri.replace(/[).,;]$/, ""));
      }
    } catch (error) {
      isAnswered = error instanceof ToolError && expected.has(error.code);
    }
    calls.push({ exchanges: watch.exchanges.slice(before), isAnswered });
  }

  const read = new Map<string, number>();
  async function readAll(): Promise<void> {
    for (const uri of found) {
      const kind = kindOf(uri);
      const count = read.get(kind ?? "") ?? 0;
      if (kind === undefined || count === ofEachKind || asked.has(uri) || asked.size === maxRead) continue;
      read.set(kind, count + 1);
      asked.add(uri);
      await ask(["read_resource", { uri }]);
      if (kind.startsWith("mail-message")) found.add(uri.replace(/(?=\?|$)/, "/conversation"));
      const [, siteId] = /^onenote:.*[?&](siteId=[^&]+)/.exec(uri) ?? [];
      if (siteId) found.add(`onenote:///notebooks?${siteId}`);
      const [channel] = /^teams:\/\/\/teams\/[^/]+\/channels\/[^/]+\/messages/.exec(uri) ?? [];
      if (channel) found.add(channel);
      const [, teamId, channelId] = /^teams:\/\/\/teams\/([^/]+)\/channels\/([^/]+)\/messages$/.exec(uri) ?? [];
      if (teamId && channelId) {
        await ask(["teams_list_channels", { teamId }]);
        await ask(["teams_list_channel_messages", { teamId, channelId: decodeURIComponent(channelId) }]);
      }
    }
  }

  for (const plannedCall of firstCalls(address, named)) await ask(plannedCall);
  for (const site of sitesIn([...found])) await ask(["onenote_search", { site }]);
  await readAll();
  for (const [rows, status, code, plannedCalls] of detours([...found]))
    for (const plannedCall of plannedCalls) await ask(plannedCall, { rows, status, code });
  await readAll();
  return calls;
}
