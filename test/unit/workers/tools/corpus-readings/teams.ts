import type { GraphAnswers } from "../fake-context.ts";
import { call, each, hitsIn, type Json, listIn, type Reading, read, timeOf, valueAt } from "./reading.ts";

const chatId = "19:a@thread.v2";
const chatUri = `teams:///chats/${encodeURIComponent(chatId)}/messages`;
const channel = encodeURIComponent("19:a@thread.tacv2");
const teamId = "fbe2bf47-16c8-47cf-b4a5-4b9b187c508b";
const channelUri = `teams:///teams/${teamId}/channels/${channel}/messages`;

const readChat = (chat: Json) => read(chatUri, (path) => (path.endsWith("/messages") ? { value: [] } : chat));

const chats: Reading = {
  of: ["teams/chat-list", "teams/chat-get"],
  seen: each(readChat),
  promised: {
    "chat/chatType": "chatType",
    "chat/topic": "topic",
    "chat/members/*/displayName": "members/*/displayName",
    "chat/members/*/email": "members/*/email",
  },
};

const members: Reading = {
  of: ["teams/chat-list-members", "teams/chat-get-members"],
  seen: (value) => listIn(readChat({ id: chatId, members: value }), "chat/members"),
  promised: { displayName: "displayName", email: "email" },
};

const isId = (id: unknown) => /^\d+$/.test(String(id));

/** Of messages below an address. Some examples have a placeholder in place of an id, which no uri admits. */
const ofMessage = (uri: string): Reading["promised"] => ({
  uri: ({ id }) => (isId(id) ? `${uri}/${String(id)}` : undefined),
  createdDateTime: ({ createdDateTime }) => timeOf(createdDateTime),
  "from/displayName": (message) =>
    valueAt(message, "from/user/displayName") ?? valueAt(message, "from/application/displayName"),
  text: wordsOf,
});

/** What happened to a chat or channel, such as `chat renamed`. */
function eventOf(message: Json): string | undefined {
  const [, name] = /\.(\w+)EventMessageDetail$/.exec(String(valueAt(message, "eventDetail/@odata.type"))) ?? [];
  return name?.replace(/[A-Z]/g, " $&");
}

/** What somebody wrote; not what Teams itself wrote, and not what is gone. Cards stand after it. */
function wordsOf(message: Json): unknown {
  const isOwn = message.messageType === "message" && message.deletedDateTime == null;
  const hasCards = JSON.stringify(message.attachments ?? []).includes(".card.");
  return isOwn && !hasCards ? withNumbers(valueAt(message, "body/content")) : undefined;
}

/** Pasted pictures are shown by their numbers. */
function withNumbers(html: unknown): unknown {
  if (typeof html !== "string") return html;
  const [first = "", ...rest] = html.split(/<img[^>]*hostedContents[^>]*>/);
  return rest.reduce((text, part, at) => `${text}<img alt="picture=${at + 1}">${part}`, first);
}

const chatMessages: Reading = {
  of: ["teams/chat-list-messages", "teams/chatmessage-get/01", "teams/chatmessage-post/05", "teams/chat-post-messages"],
  seen: (value) =>
    listIn(
      read(chatUri, (path) => (path.endsWith("/messages") ? { value } : { id: chatId })),
      "chat/messages",
    ),
  promised: { ...ofMessage(chatUri), event: eventOf },
};

const channelMessages: Reading = {
  of: [
    "teams/channel-list-messages",
    "teams/chatmessage-get/02",
    "teams/chatmessage-get/03",
    "teams/channel-post-messages",
    ...["01", "02", "03", "04", "06", "07", "08"].map((number) => `teams/chatmessage-post/${number}`),
  ],
  seen: (value) =>
    listIn(
      read(channelUri, () => ({ value })),
      "chat/messages",
    ),
  promised: {
    ...ofMessage(channelUri),
    id: ({ id }) => (isId(id) ? undefined : id),
    webUrl: "webUrl",
    event: eventOf,
    replyCount: "replies@odata.count",
    hasMoreReplies: (message) => ("replies@odata.nextLink" in message ? true : undefined),
    "attachments/*/name": "attachments/*/name",
    "attachments/*/uri": "attachments/*/contentUrl",
    "attachments/*/type": ({ attachments }) =>
      [attachments].flat().map((one) => (valueAt(one, "contentType") === "reference" ? "file" : "card")),
  },
};

const replies: Reading = {
  of: ["teams/chatmessage-list-replies"],
  seen: (value) =>
    listIn(
      read(`${channelUri}/1`, (path) => (path.endsWith("/replies") ? { value } : { id: "1" })),
      "chatMessage/replies",
    ),
  promised: { ...ofMessage(`${channelUri}/1/replies`), webUrl: "webUrl" },
};

const chatHits: Reading = {
  of: ["search/search-concept-chat-messages"],
  resourcesIn: hitsIn,
  seen: (_hits, example) => {
    const answers: GraphAnswers = (path) => (path === "/search/query" ? example : undefined);
    return listIn(call("chat_message_search", { query: "test" }, { answers }), "messages");
  },
  promised: {
    id: "resource/id",
    chatId: "resource/chatId",
    createdDateTime: (hit) => timeOf(valueAt(hit, "resource/createdDateTime")),
    importance: "resource/importance",
    webUrl: "resource/webLink",
    "from/displayName": "resource/from/emailAddress/name",
    "from/email": "resource/from/emailAddress/address",
    summary: (hit) =>
      String(hit.summary)
        .replace(/<\/?c0>/g, "")
        .replaceAll("<ddd/>", "..."),
  },
};

const teams: Reading = {
  of: ["teams/user-list-joinedteams"],
  seen: (value) =>
    listIn(
      call("teams_list_teams", {}, { answers: (path) => ({ value: path === "/me/joinedTeams" ? value : [] }) }),
      "teams",
    ),
  promised: { id: "id", displayName: "displayName", description: "description" },
};

const channels: Reading = {
  of: ["teams/channel-list"],
  seen: (value) =>
    listIn(
      call(
        "teams_list_channels",
        { teamId },
        { answers: (path) => ({ value: path.endsWith("/channels") ? value : [] }) },
      ),
      "channels",
    ),
  promised: {
    id: "id",
    displayName: "displayName",
    description: "description",
    membershipType: ({ membershipType }) => (membershipType === "standard" ? undefined : membershipType),
  },
};

export const teamsReadings = [teams, channels, chats, members, chatMessages, channelMessages, replies, chatHits];
