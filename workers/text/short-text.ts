/** A text of at most `maxCharacters`, with a mark where it is cut. Doesn't split a surrogate pair. */
export function truncate(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters
    ? text
    : `${text
        .slice(0, maxCharacters)
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`;
}

const nameCharacters = 60;

/** Somebody else may have chosen a name, so it can't end its quotes. */
const quoted = (text: string) => `"${text.replaceAll('"', "'")}"`;

/** A name of one line for an error of ours, in quotes and cut when it is long. */
export const quotedName = (name: string): string => quoted(truncate(name, nameCharacters));

/** The same for a path, of which both ends tell something. */
export function quotedPath(path: string): string {
  if (path.length <= 2 * nameCharacters) return quoted(path);
  const end = path
    .slice(-nameCharacters)
    .toWellFormed()
    .replace(/^\ufffd/, "");
  return quoted(truncate(path, nameCharacters) + end);
}

/** Escapes plain text for use in HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

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
export const countInWords = (count: number, things: Countable): string =>
  `${count} ${count === 1 ? singulars[things] : things}`;

/** `1 message is`, `2 messages are`. */
export const countedWith = (verb: keyof typeof singularVerbs, count: number, things: Countable): string =>
  `${countInWords(count, things)} ${count === 1 ? singularVerbs[verb] : verb}`;
