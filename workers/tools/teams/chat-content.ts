import type { ChatMessage } from "./chat-message-content.ts";
import type { ChatPerson } from "./chat-people.ts";

/** A chat or channel without its messages. */
export interface ChatDetails {
  id: string;
  teamId?: string;
  chatType?: string;
  topic?: string;
  memberCount?: number;
  /** Whether there are or may be more members than were counted. */
  hasMoreMembers?: true;
  /** The first members. */
  members?: ChatPerson[];
}

/** Conforms to `chatSchema`. */
export interface ChatContent extends ChatDetails {
  [field: string]: unknown;
  messages: ChatMessage[];
}
