import type { ToolError } from "#common/errors.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { type FakeContextOptions, fakeContext, type GraphAnswers } from "../fake-context.ts";

/** A channel of a team, its messages at Graph, and their uri. */
export const team = "fbe2bf47-16c8-47cf-b4a5-4b9b187c508b";
export const channel = "19:4a95f7d8db4c4e7fae857bcebe0623e6@thread.tacv2";
export const inChannel = `/teams/${team}/channels/${channel}/messages`;
export const channelUri = `teams:///teams/${team}/channels/${encodeURIComponent(channel)}/messages`;

export interface WorldMessage {
  id: string;
  createdDateTime: string;
  [field: string]: unknown;
}

export interface WorldChat {
  id: string;
  chatType?: string;
  members?: { userId: string; displayName: string; email: string; roles?: string[] }[];
  /** What listing them ends with. */
  membersError?: ToolError;
  messages: WorldMessage[];
  /** What reading its messages ends with. */
  error?: ToolError | Error;
}

/** The user, and somebody of another organisation. */
export const members = [
  { userId: "u-me", displayName: "Me Self", email: "me@contoso.com" },
  { userId: "u-ann", displayName: "Ann Lee", email: "ann@fabrikam.example" },
];

/** As many members as Graph lists with a chat. */
export const crowd = Array.from({ length: 25 }, (_, at) => ({
  userId: `u${at}`,
  displayName: `Person Number ${at} (External)`,
  email: `person.number.${at}@contoso.example`,
}));

/** A message written at this minute of 24 November 2026, 00:00 UTC being minute 0. */
export function said(minute: number, text: string, more: object = {}): WorldMessage {
  const at = Date.parse("2026-11-24T00:00:00Z") + minute * 60_000;
  return {
    id: String(at),
    createdDateTime: new Date(at).toISOString(),
    messageType: "message",
    from: { user: { id: "u-ann", displayName: "Ann Lee", userIdentityType: "aadUser" } },
    body: { contentType: "text", content: text },
    ...more,
  };
}

/** When it was written, as an answer says it where the user's zone is not known. */
export const shownTime = ({ createdDateTime }: { createdDateTime: string }) =>
  createdDateTime.replace(/(?::00)?\.000Z$/, "Z");

/** Answers of Graph for chats that are read one by one: the list by the last message, messages by their time. */
export function chatWorld(chats: readonly WorldChat[], pageSize = 50): GraphAnswers {
  const newest = (chat: WorldChat) =>
    chat.messages
      .map(({ createdDateTime }) => createdDateTime)
      .sort()
      .at(-1);
  return (path, { query = {} }) => {
    if (path === "/me/chats") {
      const value = chats
        .toSorted((one, other) => (newest(other) ?? "").localeCompare(newest(one) ?? ""))
        .map((chat) => ({
          id: chat.id,
          chatType: chat.chatType ?? "group",
          // At most 25 are expanded, and none in a world that has to list them.
          ...(chats.every(({ membersError }) => membersError === undefined) && { members: chat.members?.slice(0, 25) }),
          lastMessagePreview: newest(chat) ? { createdDateTime: newest(chat) } : null,
        }));
      return { value };
    }
    const [, id, below] = /^\/chats\/([^/]+)\/(messages|members)$/.exec(path) ?? [];
    const chat = chats.find((one) => one.id === id);
    if (chat === undefined) return undefined;
    if (below === "members") return chat.membersError ?? { value: chat.members ?? [] };
    if (chat.error !== undefined) return chat.error;
    const bound = /^createdDateTime lt (.+)$/.exec(String(query.$filter ?? ""))?.[1];
    const left = chat.messages
      .filter(({ createdDateTime }) => bound === undefined || Date.parse(createdDateTime) < Date.parse(bound))
      .toSorted((one, other) => other.createdDateTime.localeCompare(one.createdDateTime));
    const value = left.slice(0, pageSize);
    return { value, ...(left.length > pageSize && { "@odata.nextLink": "https://graph.example/next" }) };
  };
}

/** A hit as Graph gives it, written at this minute of 24 November 2026. */
export function hit(minute: number, more: object = {}, summary = "...<c0>word</c0> here<ddd/>") {
  const { id, createdDateTime } = said(minute, "");
  return {
    hitId: `AAMk${id}`,
    summary,
    resource: { id, createdDateTime, subject: "", importance: "normal", chatId: "19:a@thread.v2", ...more },
  };
}

interface Ranking {
  hits: readonly object[];
  /** Answers for single messages and everything else. */
  below?: GraphAnswers;
}

/** A context whose Microsoft Search has these hits, and the queries that were sent to it. */
export function index({ hits, below = () => undefined }: Ranking, options: FakeContextOptions = {}) {
  const bodies: { entityTypes: string[]; query: { queryString: string }; from: number; size: number }[] = [];
  const answers: GraphAnswers = (path, request) => {
    if (path !== "/search/query") return below(path, request);
    const { requests } = (request as GraphRequest & { body: { requests: typeof bodies } }).body;
    const [asked] = requests;
    if (asked === undefined || requests.length !== 1) throw new Error("exactly one request");
    bodies.push(asked);
    const shown = hits.slice(asked.from, asked.from + asked.size);
    const moreResultsAvailable = asked.from + asked.size < hits.length;
    const container = { ...(shown.length > 0 && { hits: shown }), total: shown.length, moreResultsAvailable };
    return { value: [{ hitsContainers: [container] }] };
  };
  const context = fakeContext({ userDomain: "contoso.com", ...options, answers });
  return { context, bodies, kql: () => bodies.map(({ query }) => query.queryString) };
}
