import { createHash } from "node:crypto";
import { messageId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

const selfChatId = "48:notes";

interface NewChat {
  /** Its id follows from it. */
  key: string;
  chatType: ChatRecord["chatType"];
  topic?: string;
  members: readonly UserRecord[];
  createdAt: number;
  joinUrl?: string;
  anonymousGuests?: number;
  /** Given by a meeting, whose chat has the thread id of its join address. */
  id?: string;
}

interface NewTeam {
  displayName: string;
  description: string;
  tenantId: string;
  members: readonly UserRecord[];
  createdAt: number;
}

interface NewChannel {
  displayName: string;
  description: string;
  members?: readonly UserRecord[];
  sharedWith?: readonly TeamRecord[];
  isBusy?: boolean;
}

const hex = (name: string): string => createHash("sha256").update(name).digest("hex").slice(0, 32);

export const teamIdOf = (tenantId: string, displayName: string): string => guidFrom(`team:${tenantId}:${displayName}`);

export const channelIdOf = (teamId: string, displayName: string): string =>
  `19:${hex(`channel:${teamId}:${displayName}`)}@thread.tacv2`;

/** All chats and teams of the fake cloud, by membership. */
export function createTeamStore(now: () => number) {
  const chats: ChatRecord[] = [];
  const teams: TeamRecord[] = [];
  const selfChats = new Map<string, ChatRecord>();

  const chatsOf = (user: UserRecord) => [selfChat(user), ...chats.filter(({ members }) => members.includes(user))];

  return {
    chats: chatsOf,
    teams: (user: UserRecord) => teams.filter(({ members }) => members.includes(user)),
    /** Teams that host a shared channel which the user was added to, without being in the team. */
    hostTeams: (user: UserRecord) =>
      teams.filter(
        ({ members, channels }) =>
          !members.includes(user) &&
          channels.some((channel) => channel.membershipType === "shared" && channel.members?.includes(user)),
      ),
    /** Channels of other teams that are shared with this one. */
    incomingChannels: (team: TeamRecord) =>
      teams.flatMap(({ channels }) => channels).filter(({ sharedWith }) => sharedWith.includes(team)),
    /** Undefined unless the user is in it; `48:notes` is each user's own. */
    chat: (user: UserRecord, id: string) => chatsOf(user).find((chat) => chat.id === id),
    team: (tenantId: string, id: string) =>
      teams.find((team) => team.tenantId === tenantId && team.id === id.toLowerCase()),
    addChat(made: NewChat) {
      const [first, second] = made.members.map(({ id }) => id).sort();
      const chat: ChatRecord = {
        id:
          made.id ??
          (made.chatType === "oneOnOne"
            ? `19:${first}_${second}@unq.gbl.spaces`
            : `19:${hex(`chat:${made.key}`)}@thread.v2`),
        tenantId: made.members[0]?.tenantId ?? "",
        chatType: made.chatType,
        topic: made.topic ?? null,
        members: [...made.members],
        anonymousGuests: made.anonymousGuests ?? 0,
        isSelf: false,
        joinUrl: made.joinUrl ?? null,
        createdAt: made.createdAt,
        messages: [],
      };
      chats.push(chat);
      return chat;
    },
    addTeam(made: NewTeam) {
      const team: TeamRecord = {
        ...made,
        id: teamIdOf(made.tenantId, made.displayName),
        members: [...made.members],
        channels: [],
      };
      teams.push(team);
      return team;
    },
    addChannel(team: TeamRecord, made: NewChannel) {
      const channel: ChannelRecord = {
        id: channelIdOf(team.id, made.displayName),
        team,
        displayName: made.displayName,
        description: made.description,
        membershipType: made.members === undefined ? "standard" : made.sharedWith ? "shared" : "private",
        members: made.members === undefined ? null : [...made.members],
        sharedWith: [...(made.sharedWith ?? [])],
        createdAt: team.createdAt,
        isBusy: made.isBusy ?? false,
        messages: [],
      };
      team.channels.push(channel);
      return channel;
    },
  };

  function selfChat(user: UserRecord): ChatRecord {
    const known = selfChats.get(user.id);
    if (known !== undefined) return known;
    const chat: ChatRecord = {
      id: selfChatId,
      tenantId: user.tenantId,
      chatType: "oneOnOne",
      topic: null,
      members: [user],
      anonymousGuests: 0,
      isSelf: true,
      joinUrl: null,
      createdAt: now() - 60 * 24 * 60 * 60 * 1000,
      messages: [],
    };
    selfChats.set(user.id, chat);
    const [canary = "none"] = user.canaries;
    addChatMessage(
      { chat },
      {
        from: user,
        html: `<p>Note to self: ask about the salary review, ${canary}.</p>`,
        createdAt: now() - 60 * 60 * 60 * 1000,
      },
    );
    return chat;
  }
}

export type MessagePlace = { chat: ChatRecord } | { channel: ChannelRecord } | { root: StoredChatMessage };

/**
 * Writes a message into a chat, a channel or under a root. Its id is the millisecond of its creation, moved on when
 * that is taken.
 */
export function addChatMessage(place: MessagePlace, message: NewChatMessage): StoredChatMessage {
  const { attachments = [], pictures = [], readBy = [], ...made } = message;
  const root = "root" in place ? place.root : null;
  const chat = "chat" in place ? place.chat : null;
  const channel = "channel" in place ? place.channel : (root?.channel ?? null);
  const list = root?.replies ?? channel?.messages ?? chat?.messages ?? [];
  const createdAt = freeMillisecond(chat, channel, Math.floor(made.createdAt));
  const id = String(createdAt);
  const owner = chat === null ? channel?.id : chat.isSelf ? `${chat.id}:${chat.members[0]?.id}` : chat.id;
  const stored: StoredChatMessage = {
    subject: null,
    importance: "normal",
    mentions: [],
    deleted: false,
    systemEvent: false,
    ...made,
    id,
    hitId: messageId(`chat:${owner}:${list.length}:${root?.replies.length ?? ""}:${made.html}`),
    chat,
    channel,
    root,
    replies: [],
    createdAt,
    modifiedAt: createdAt,
    attachments: attachments.map((one) => ({ id: guidFrom(`attachment:${owner}:${one.contentUrl}`), ...one })),
    hostedContents: pictures.map((picture, index) => ({
      id: Buffer.from(`id=x_${hex(`${owner}:${made.html}:${index}`)},type=1`).toString("base64"),
      ...picture,
    })),
    readBy: new Set(readBy.map((user) => user.id)),
  };
  list.push(stored);
  list.sort((a, b) => a.createdAt - b.createdAt);
  return stored;
}

function freeMillisecond(chat: ChatRecord | null, channel: ChannelRecord | null, wanted: number): number {
  const messages = chat?.messages ?? channel?.messages.flatMap((root) => [root, ...root.replies]) ?? [];
  const taken = new Set(messages.map(({ createdAt }) => createdAt));
  let free = wanted;
  while (taken.has(free)) free += 1;
  return free;
}

/** Whether a user may read a channel: the team's members, or its own and those of teams that it is shared with. */
export function isInChannel(user: UserRecord, { members, team, sharedWith }: ChannelRecord): boolean {
  return (members ?? team.members).includes(user) || sharedWith.some((other) => other.members.includes(user));
}

export interface ChatRecord {
  /** `19:...@thread.v2`, `@unq.gbl.spaces` for two people, `48:notes` for oneself (the same text for everybody). */
  id: string;
  tenantId: string;
  chatType: "oneOnOne" | "group" | "meeting";
  topic: string | null;
  members: UserRecord[];
  /** People who joined its meeting without an account: members of whom only the number is known. */
  anonymousGuests: number;
  /** Notes to oneself: a chat with one member. */
  isSelf: boolean;
  joinUrl: string | null;
  createdAt: number;
  /** Oldest first. */
  messages: StoredChatMessage[];
}

export interface TeamRecord {
  id: string;
  tenantId: string;
  displayName: string;
  description: string;
  members: UserRecord[];
  createdAt: number;
  channels: ChannelRecord[];
}

export interface ChannelRecord {
  /** `19:...@thread.tacv2`. */
  id: string;
  team: TeamRecord;
  displayName: string;
  description: string;
  membershipType: "standard" | "private" | "shared";
  /** null = the team's. */
  members: UserRecord[] | null;
  /** Other teams, whose members are in a shared channel too. */
  sharedWith: TeamRecord[];
  createdAt: number;
  /** Whether its threads have far more replies than are stored. */
  isBusy: boolean;
  /** Roots, oldest first. */
  messages: StoredChatMessage[];
}

export interface StoredChatMessage {
  /** Milliseconds of its creation, as Teams numbers messages. */
  id: string;
  /** Exchange's id of the copy that search finds. */
  hitId: string;
  chat: ChatRecord | null;
  channel: ChannelRecord | null;
  /** null for a root or a chat's message. */
  root: StoredChatMessage | null;
  replies: StoredChatMessage[];
  from: UserRecord | { application: string } | null;
  createdAt: number;
  modifiedAt: number;
  subject: string | null;
  html: string;
  importance: "normal" | "high" | "urgent";
  mentions: UserRecord[];
  attachments: ChatAttachment[];
  hostedContents: { id: string; contentType: string; bytes: Buffer }[];
  deleted: boolean;
  /** A line such as "added Hana to the chat". */
  systemEvent: boolean;
  readBy: Set<string>;
}

interface ChatAttachment {
  id: string;
  name: string;
  /** The file's address in SharePoint. */
  contentUrl: string;
}

/** What is left out is as in an ordinary message. */
export interface NewChatMessage
  extends Partial<Pick<StoredChatMessage, "subject" | "importance" | "mentions" | "deleted" | "systemEvent">> {
  from: StoredChatMessage["from"];
  html: string;
  createdAt: number;
  attachments?: readonly Omit<ChatAttachment, "id">[];
  /** Pictures put into the text. */
  pictures?: readonly { contentType: string; bytes: Buffer }[];
  readBy?: readonly UserRecord[];
}
