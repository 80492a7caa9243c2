import { type RequestRow, rowsWith } from "./known-request.ts";

const channels = "ChannelMessage.Read.All";

const ofChannel = "teams/{team}/channels/{channel}/messages/{rootMessage}";
const pictureRequests = [
  { of: "a message of a chat", message: "chats/{chat}/messages/{chatMessage}", permission: "Chat.Read" },
  { of: "a thread's first message", message: ofChannel, permission: channels },
  { of: "a reply", message: `${ofChannel}/replies/{reply}`, permission: channels },
].map(
  ({ of, message, permission }): RequestRow => ({
    purpose: `a picture that was pasted into ${of}`,
    path: `${message}/hostedContents/{picture}/$value`,
    permission,
    page: "api/chatmessagehostedcontent-get",
    missing: "pictures whose message was forwarded",
    fallback: "the refusal is passed on",
  }),
);

/** Requests for chats and channels. */
export const teamsRequests: readonly RequestRow[] = [
  {
    purpose: "the own chats, those with the newest messages first",
    tools: ["chat_message_search", "teams_list_chats"],
    path: "me/chats",
    query: ["$expand", "$orderby", "$top"],
    permission: "Chat.Read or Chat.ReadBasic",
    page: "api/chat-list",
    missing: "more than 25 members of each; `viewpoint`; with Chat.ReadBasic the last message, and any order",
    fallback: "the members are listed, or `hasMoreMembers`; `unread` is left out; `incomplete`",
  },
  {
    purpose: "a chat's topic and members",
    path: "chats/{chat}",
    query: ["$expand"],
    permission: "Chat.Read; Chat.ReadBasic without messages",
    page: "api/chat-get",
    missing: "more than 25 members; the whole, as of `48:notes`",
    fallback: "the members are listed, or `hasMoreMembers`; the messages come without topic and members",
  },
  {
    purpose: "the members of a chat that has 25 or more, or of which no more may be read",
    tools: ["chat_message_search", "read_resource"],
    path: "chats/{chat}/members",
    permission: "Chat.Read, Chat.ReadBasic or ChatMember.Read",
    page: "api/chat-list-members",
    missing: "mail addresses; the whole",
    fallback: "names alone; the members of `$expand`, and `hasMoreMembers`",
  },
  {
    purpose: "the messages of a chat",
    tools: ["chat_message_search", "read_resource"],
    path: "chats/{chat}/messages",
    query: ["$filter", "$orderby", "$top"],
    permission: "Chat.Read",
    page: "api/chat-list-messages",
  },
  {
    purpose: "a message of a chat",
    tools: ["chat_message_search", "read_resource"],
    path: "chats/{chat}/messages/{chatMessage}",
    permission: "Chat.Read",
    page: "api/chatmessage-get",
  },
  {
    purpose: "the teams that the user is a member of; to find a plan by its name, where Planner lists none",
    tools: ["teams_list_teams", "tasks_search"],
    path: "me/joinedTeams",
    permission: "Team.ReadBasic.All",
    page: "api/user-list-joinedteams",
    missing: "teams of which the user is in a shared channel alone",
    fallback: "they are asked for at the same time",
  },
  {
    purpose: "those teams too",
    tools: ["teams_list_teams"],
    path: "me/teamwork/associatedTeams",
    permission: "Team.ReadBasic.All",
    page: "api/associatedteaminfo-list",
    missing: "the whole; descriptions",
    fallback: "`incomplete`",
  },
  {
    purpose: "the channels of a team",
    tools: ["teams_list_channels"],
    path: "teams/{team}/channels",
    query: ["$select"],
    permission: "Channel.ReadBasic.All",
    page: "api/channel-list",
    missing: "the whole, where the user is in a shared channel alone",
    fallback: "the refusal is passed on",
  },
  {
    purpose: "the channels that other teams share with a team",
    tools: ["teams_list_channels"],
    path: "teams/{team}/incomingChannels",
    query: ["$select"],
    permission: "Channel.ReadBasic.All",
    page: "api/team-list-incomingchannels",
    missing: "the whole, as in China; the address that names the other team",
    fallback: "`incomplete`, unless it is not found; the channel without a uri",
  },
  ...rowsWith({ permission: channels }, [
    {
      purpose: "the threads of a channel; also to find that of a reply",
      tools: ["chat_message_search", "teams_list_channel_messages", "read_resource"],
      path: "teams/{team}/channels/{channel}/messages",
      query: ["$expand", "$top"],
      page: "api/channel-list-messages",
      missing: "with up to 1,000 replies of each thread it may be too large, or too slow",
      fallback: "again without the replies, which are then not counted",
    },
    {
      purpose: "a thread's first message",
      tools: ["chat_message_search", "read_resource"],
      path: "teams/{team}/channels/{channel}/messages/{rootMessage}",
      page: "api/chatmessage-get",
      missing: "replies are not found here, though search may give one without its thread",
      fallback: "the thread is looked for among those around the date; otherwise the hit has no uri, and that is said",
    },
    {
      purpose: "a thread's replies",
      path: "teams/{team}/channels/{channel}/messages/{rootMessage}/replies",
      query: ["$top"],
      page: "api/chatmessage-list-replies",
    },
    {
      purpose: "a reply",
      tools: ["chat_message_search", "read_resource"],
      path: "teams/{team}/channels/{channel}/messages/{rootMessage}/replies/{reply}",
      page: "api/chatmessage-get",
    },
  ]),
  ...pictureRequests,
];
