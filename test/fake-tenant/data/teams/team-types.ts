import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { SiteRecord } from "../files/file-types.ts";

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
  /** Where its channels keep their files. */
  site: SiteRecord | null;
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

export interface ChatAttachment {
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
