/** What answers count, by its plural. */
const singulars = {
  chats: "chat",
  events: "event",
  files: "file",
  folders: "folder",
  "folders and messages": "folder or message",
  items: "item",
  "items of the folder": "item of the folder",
  matches: "match",
  messages: "message",
  notebooks: "notebook",
  "pages of the section": "page of the section",
  replies: "reply",
  rows: "row",
  sections: "section",
  "sections and groups": "section or group",
} as const;

export type Countable = keyof typeof singulars;

const singularVerbs = { are: "is", have: "has", were: "was" } as const;

/** `1 message`, `2 messages`. */
export const counted = (count: number, things: Countable): string =>
  `${count} ${count === 1 ? singulars[things] : things}`;

/** `1 message is`, `2 messages are`. */
export const countedWith = (verb: keyof typeof singularVerbs, count: number, things: Countable): string =>
  `${counted(count, things)} ${count === 1 ? singularVerbs[verb] : verb}`;
