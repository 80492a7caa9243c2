import type { GraphRequest } from "#workers/tools/tool-context.ts";

/** A request that tools send to Graph. docs/internals/graph-requests.md tells what each may lack. */
export interface KnownRequest {
  method: "GET" | "POST";
  /**
   * Below `/v1.0`: `{name}` is one segment, or the one part of it that varies; `{name...}` all that remain;
   * `{mailbox}` is `me` or `users/{address}`.
   */
  path: string;
  /** All names of query options that may be sent, each in some case. */
  query: readonly string[];
  /** Delegated permissions. With one of them the request makes sense. */
  scopes: readonly string[];
}

/** Requests as `METHOD path?option&option`, with the permissions that they have in common. */
const requests = (scopes: string, ...rows: readonly `${KnownRequest["method"]} ${string}`[]): KnownRequest[] =>
  rows.map((row) => {
    const method = row.startsWith("POST ") ? "POST" : "GET";
    const [path = "", query] = row.slice(method.length + 1).split("?");
    return { method, path, query: query?.split("&") ?? [], scopes: scopes.split(" ") };
  });

const listing = "$expand&$filter&$orderby&$search&$select&$skip&$top";

const messageRequests = [
  ...requests("Mail.Read Mail.ReadBasic Mail.Read.Shared", "GET {mailbox}/messages/{message}?$select"),
  ...requests(
    "Mail.Read Mail.Read.Shared",
    "GET {mailbox}/messages/{message}/attachments?$select",
    "GET {mailbox}/messages/{message}/attachments/{attachment}?$select",
    "GET {mailbox}/messages/{message}/attachments/{attachment}/$value",
  ),
];

/** The same below a folder of another's mailbox, by default the Inbox, which may share no more. */
const sharedFolderRequests = messageRequests.map((row) => ({
  ...row,
  path: row.path
    .replace("{mailbox}", "users/{sharedMailbox}/mailFolders/{sharedFolder}")
    .replace("{message}", "{sharedMessage}")
    .replace("{attachment}", "{sharedAttachment}"),
  scopes: ["Mail.Read.Shared"],
}));

/** The own notebooks; `sites/{site}` has the same below it. */
const noteRequests = requests(
  "Notes.Read Notes.Read.All",
  "GET me/onenote/pages?$expand&$filter&$orderby&$select&$skip&$top",
  "GET me/onenote/sections?$expand&$filter&$orderby&$select&$top",
  "GET me/onenote/sections/{section}/pages?$filter&$orderby&$select&$skip&$top&pagelevel",
  "GET me/onenote/sections/{section}",
  "GET me/onenote/notebooks?$select&$skip&$top",
  "GET me/onenote/notebooks/{notebook}?$expand",
  "GET me/onenote/sectionGroups/{group}?$expand",
  "GET me/onenote/pages/{page}?$expand&$select",
  "GET me/onenote/pages/{page}/content",
);

/**
 * Every request that a tool may send to Graph, except for the next pages of lists. Without a row nothing is sent, so
 * that no row may be of a request that writes.
 */
const knownRequests: readonly KnownRequest[] = [
  ...requests(
    "Mail.Read Mail.ReadBasic Mail.Read.Shared",
    `GET {mailbox}/messages?${listing}`,
    `GET {mailbox}/mailFolders/{folder}/messages?${listing}`,
    "GET {mailbox}/mailFolders/delta?$select",
    "GET {mailbox}/mailFolders?$select&$top&includeHiddenFolders",
    "GET {mailbox}/mailFolders/{folder}?$select",
    "GET {mailbox}/mailFolders/{folder}/childFolders?$select&$top&includeHiddenFolders",
  ),
  ...messageRequests,
  ...sharedFolderRequests,
  ...requests("User.Read", "GET me?$select"),
  ...requests("MailboxSettings.Read", "GET me/mailboxSettings/timeZone"),
  ...requests(
    "Calendars.Read Calendars.Read.Shared",
    "GET {mailbox}/calendarView?$orderby&$select&$top&endDateTime&startDateTime",
    "GET {mailbox}/events/{event}?$select",
  ),
  ...requests("Calendars.ReadBasic Calendars.Read", "POST me/calendar/getSchedule"),
  ...requests("OnlineMeetings.Read", "GET me/onlineMeetings?$filter"),
  ...requests(
    "OnlineMeetingTranscript.Read.All",
    "GET me/onlineMeetings/{meeting}/transcripts?$top",
    "GET me/onlineMeetings/{meeting}/transcripts/{transcript}/content",
  ),
  ...requests(
    "OnlineMeetingAiInsight.Read.All",
    "GET copilot/users/{user}/onlineMeetings/{meeting}/aiInsights",
    "GET copilot/users/{user}/onlineMeetings/{meeting}/aiInsights/{insight}",
  ),
  ...requests(
    "OnlineMeetingArtifact.Read.All",
    "GET me/onlineMeetings/{meeting}/attendanceReports",
    "GET me/onlineMeetings/{meeting}/attendanceReports/{report}/attendanceRecords",
  ),
  ...requests("OnlineMeetingRecording.Read.All", "GET me/onlineMeetings/{meeting}/recordings"),
  ...requests("Sites.Read.All Files.Read.All Chat.Read ChannelMessage.Read.All", "POST search/query"),
  ...requests("Files.Read.All Sites.Read.All", "POST copilot/retrieval"),
  ...requests(
    "Files.Read",
    "GET me/drive/root/search(q='{text}')?$select&$top",
    "GET me/drive/root/children?$select&$top",
  ),
  ...requests(
    "Files.Read.All Sites.Read.All Files.Read",
    "GET drives/{drive}?$select",
    "GET drives/{drive}/items/{item}?$select",
    "GET drives/{drive}/root:/{path...}?$select",
    "GET drives/{drive}/items/{item}/children?$select&$top",
    "GET drives/{drive}/items/{item}/content?format",
    "GET shares/{link}/driveItem?$select",
  ),
  ...requests(
    "Sites.Read.All",
    "GET sites?$select&search",
    "GET sites/{site}/pages/{page}/microsoft.graph.sitePage?$expand",
    "GET sites/{site}/pages/microsoft.graph.sitePage?$select&$top",
    "GET sites/{site}/lists/{list}?$expand&$select",
    "GET sites/{site}/lists/{list}/items?$expand&$select&$top",
    "GET sites/{site}/lists/{list}/items/{item}?$expand",
    "GET sites/{site}/lists?$select",
  ),
  ...requests("Chat.Read Chat.ReadBasic", "GET me/chats?$expand&$orderby&$top", "GET chats/{chat}?$expand"),
  ...requests("Chat.Read Chat.ReadBasic ChatMember.Read", "GET chats/{chat}/members"),
  ...requests(
    "Chat.Read",
    "GET chats/{chat}/messages?$filter&$orderby&$top",
    "GET chats/{chat}/messages/{chatMessage}",
  ),
  ...requests("Team.ReadBasic.All", "GET me/joinedTeams", "GET me/teamwork/associatedTeams"),
  ...requests(
    "Channel.ReadBasic.All",
    "GET teams/{team}/channels?$select",
    "GET teams/{team}/incomingChannels?$select",
  ),
  ...requests(
    "ChannelMessage.Read.All",
    "GET teams/{team}/channels/{channel}/messages?$expand&$top",
    "GET teams/{team}/channels/{channel}/messages/{rootMessage}",
    "GET teams/{team}/channels/{channel}/messages/{rootMessage}/replies?$top",
    "GET teams/{team}/channels/{channel}/messages/{rootMessage}/replies/{reply}",
  ),
  ...requests("Chat.Read", "GET chats/{chat}/messages/{chatMessage}/hostedContents/{picture}/$value"),
  ...requests(
    "ChannelMessage.Read.All",
    "GET teams/{team}/channels/{channel}/messages/{rootMessage}/hostedContents/{picture}/$value",
    "GET teams/{team}/channels/{channel}/messages/{rootMessage}/replies/{reply}/hostedContents/{picture}/$value",
  ),
  ...requests("People.Read", "GET me/people?$search&$select&$top"),
  ...requests("User.Read.All User.ReadBasic.All", "GET users?$filter&$select&$top"),
  ...requests("User.Read.All", "GET users/{user}/manager?$select", "GET users/{user}/directReports?$select"),
  ...noteRequests,
  ...noteRequests.map((row) => ({
    ...row,
    path: row.path.replace("me/", "sites/{site}/"),
    scopes: ["Notes.Read.All", "Sites.Read.All"],
  })),
  ...requests("Sites.Read.All", "GET sites/{host}:/{collection}/{name}?$select", "GET sites/{host}?$select"),
  ...requests(
    "Tasks.Read",
    "GET me/todo/lists?$top",
    "GET me/todo/lists/{list}/tasks?$filter&$top",
    "GET me/todo/lists/{list}/tasks/{task}",
    "GET me/todo/lists/{list}/tasks/{task}/checklistItems",
    "GET me/todo/lists/{list}/tasks/{task}/linkedResources",
    "GET me/planner/tasks",
    "GET me/planner/plans",
    "GET groups/{group}/planner/plans",
    "GET planner/plans/{plan}/tasks",
    "GET planner/plans/{plan}/buckets",
    "GET planner/plans/{plan}/details",
    "GET planner/plans/{plan}",
    "GET planner/tasks/{plannerTask}",
    "GET planner/tasks/{plannerTask}/details",
  ),
];

/** Request of `graph-batch.ts`, never of a tool: with requests inside that each have a row of their own. */
const batch: KnownRequest = { method: "POST", path: "$batch", query: [], scopes: [] };

export const allRequests: readonly KnownRequest[] = [...knownRequests, batch];

type IsSegment = (segment: string) => boolean;

/** `{name}` stands for any text, except in the literal ends that a segment may have around it. */
function segmentTest(part: string): IsSegment {
  const [begin = "", end] = part.split(/\{\w+\}/);
  if (end === undefined) return (segment) => segment === begin;
  const literalLength = begin.length + end.length;
  return (segment) => segment.length > literalLength && segment.startsWith(begin) && segment.endsWith(end);
}

/** The first segment, the tests of all, and whether more may follow. A mailbox is one of two beginnings. */
function pathTests(path: string): { start: string; tests: IsSegment[]; isOpen: boolean }[] {
  if (path.startsWith("{mailbox}/")) {
    return ["me", "users/{address}"].flatMap((mailbox) => pathTests(path.replace("{mailbox}", mailbox)));
  }
  const isOpen = path.endsWith("...}");
  const parts = path.split("/");
  return [{ start: parts[0] ?? "", tests: parts.map((part) => segmentTest(part.replace("...}", "}"))), isOpen }];
}

const forms = knownRequests.flatMap((row) => pathTests(row.path).map((form) => ({ row, ...form })));
const keyOf = (method: string, first = "") => `${method} ${first}`;
/** Only rows with the same first segment, which is a literal in every row, are compared. */
const byStart = Map.groupBy(forms, ({ row, start }) => keyOf(row.method, start));

/** The row of a request by its method and the segments of its path below `/v1.0`, not encoded; if it is known. */
export function findRequest({ method, path }: { method: string; path: readonly string[] }): KnownRequest | undefined {
  const found = byStart
    .get(keyOf(method, path[0]))
    ?.find(
      ({ tests, isOpen }) =>
        (isOpen ? path.length >= tests.length : path.length === tests.length) &&
        tests.every((isSegment, at) => isSegment(path[at] ?? "")),
    );
  return found?.row;
}

/** Options of every list: Graph's own links have them. */
const paging = new Set(["$skip", "$skiptoken"]);

/**
 * Refuses what is not in the table of requests, which only has what reads: another method or path, or a query option
 * that its row does not have.
 * @throws `Error`, without an id, since only a bug of ours explains it
 */
export function requireKnown(method: "GET" | "POST", { path, query = {} }: GraphRequest): void {
  const row = findRequest({ method, path });
  if (row === undefined) {
    throw new Error(`a ${method} of ${path[0]} with ${path.length} segments is in no row of known-requests.ts`);
  }
  const unknown = Object.keys(query).find(
    (name) => query[name] !== undefined && !row.query.includes(name) && !paging.has(name),
  );
  if (unknown !== undefined) throw new Error(`${method} ${row.path} has no ${unknown} in known-requests.ts`);
}
