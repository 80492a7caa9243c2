/** The members of an answer of `read_resource` that describe a resource. An answer has one of them, by its kind. */
export const resourceFields = [
  "message",
  "attachment",
  "conversation",
  "mailFolder",
  "event",
  "meetingTranscript",
  "item",
  "page",
  "chat",
  "chatMessage",
  "notes",
  "notePage",
  "task",
] as const;
export type ResourceField = (typeof resourceFields)[number];
