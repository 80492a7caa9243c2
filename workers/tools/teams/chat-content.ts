import { z } from "zod";
import { type ChatMessage, chatMessageSchema } from "./chat-message-content.ts";
import type { ChatPerson } from "./chat-people.ts";

/** A chat or channel with its messages, newest first. */
export const chatSchema = z.looseObject({ messages: z.array(chatMessageSchema) });

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
