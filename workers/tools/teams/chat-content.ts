import type { ChatMessage } from "./chat-message-content.ts";
import type { ChatPerson } from "./chat-people.ts";

/** What is known of a chat or channel itself. */
export interface ChatDetails {
  id: string;
  teamId?: string;
  chatType?: string;
  topic?: string;
  memberCount?: number;
  /** The first of them. */
  members?: ChatPerson[];
}

/** What `chatSchema` takes. */
export interface ChatContent extends ChatDetails {
  [field: string]: unknown;
  messages: ChatMessage[];
}
