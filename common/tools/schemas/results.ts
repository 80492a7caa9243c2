import { z } from "zod";

/** What an answer leaves out. An answer without it is complete. */
export const incompleteSchema = z.object({
  reason: z.string().describe("What is left out, why, how to get it"),
  /** Graph permissions that would give the rest. */
  missingScopes: z.array(z.string()).optional(),
});

export type Incomplete = z.infer<typeof incompleteSchema>;

/** The members of an answer of `read_resource` that describe a resource. An answer has one of them, by its kind. */
export const resourceFields = [
  "message",
  "attachment",
  "conversation",
  "mailFolder",
  "event",
  "meetingTranscript",
  "meetingRecap",
  "item",
  "page",
  "list",
  "listItem",
  "chat",
  "chatMessage",
  "notes",
  "notePage",
  "task",
] as const;
export type ResourceField = (typeof resourceFields)[number];
