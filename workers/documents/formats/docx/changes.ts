import { attributeOf, isTrue, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { joinLines } from "#workers/text/reading.ts";

/** A footnote, endnote or comment. */
export interface Note {
  id: string;
  author: string;
  text: string;
  /** The id of its last paragraph. */
  paragraph: string;
}

/** What somebody has put in, taken out or replaced, and nobody has accepted or rejected yet. */
export type Change = Omit<OpenChange, "isOld" | "depth" | "start">;

/** A change while it is read. Deleted text is no text of the story. */
export type OpenChange = ReturnType<typeof beginChange>;

const maxChanges = 500;
/** Characters of one change, and of the words before it. */
const maxCharacters = 300;
const maxBefore = 40;
const piecesBefore = 10;

/** Begins a change with the element of that name. */
export function beginChange(
  name: string,
  attributes: XmlAttributes,
  { pieces, start, paragraph }: { start: number; paragraph: number; pieces: readonly string[] },
) {
  return {
    by: attributeOf(attributes, "author") ?? "",
    date: /^\d{4}-\d\d-\d\d/.exec(attributeOf(attributes, "date") ?? "")?.[0] ?? "",
    isMove: name === "moveTo",
    isOld: name === "del",
    old: "",
    new: "",
    /** The words before it. */
    after: pieces.slice(-piecesBefore).join("").slice(-maxBefore),
    paragraph,
    /** How much text of the story there was at its beginning and at its end. */
    start,
    end: start,
    /** How many elements of it are open, its own included. */
    depth: 1,
  };
}

export function addToChange(change: OpenChange, text: string): void {
  const side = change.isOld ? "old" : "new";
  change[side] = `${change[side]}${text}`.slice(0, maxCharacters + 1);
}

/** Keeps a change that has ended. One that follows another of the same person is a part of it. */
export function keepChange(changes: Change[], { isOld, depth, start, ...change }: OpenChange): void {
  if (change.old + change.new === "" || changes.length > maxChanges) return;
  const last = changes.at(-1);
  const isPart = last?.by === change.by && last.paragraph === change.paragraph && last.end === start;
  if (last === undefined || !isPart || last.isMove !== change.isMove) changes.push(change);
  else Object.assign(last, { old: last.old + change.old, new: last.new + change.new, end: change.end });
}

/** Changes as a list: who, when, the words before and after. Empty without changes. */
export function changeList(changes: readonly Change[]): string {
  const ofWords = changes.slice(0, maxChanges).filter((change) => (change.old + change.new).trim() !== "");
  const lines = ofWords.map(({ by, date, isMove, after, ...change }) => {
    const [old, added] = [quoted(change.old), quoted(change.new)];
    const what =
      old && added ? `${old} → ${added}` : old ? `deleted ${old}` : `${isMove ? "moved" : "inserted"} ${added}`;
    const who = [cleanLine(by), date].filter((one) => one !== "").join(", ");
    const before = cleanLine(joinLines(after)).trim();
    return `- ${who === "" ? "" : `${who}: `}${what}${before === "" ? "" : ` after "${before}"`}`;
  });
  if (changes.length > maxChanges) lines.push(`- more than ${maxChanges} changes`);
  return lines.length === 0 ? "" : `Tracked changes:\n\n${lines.join("\n")}`;
}

function quoted(text: string): string {
  const line = joinLines(text).trim();
  if (line === "") return "";
  return `"${line.length > maxCharacters ? `${line.slice(0, maxCharacters)}…` : line}"`;
}

/** What a comment answers, and whether it is resolved, by the last paragraph of each comment. */
type Threads = ReturnType<typeof readThreads>;

/** Reads which comments are replies or resolved (MS-DOCX, 2.5.3). */
export function readThreads(bytes: Uint8Array | undefined) {
  const threads = new Map<string, { parent: string | undefined; isDone: boolean }>();
  readXml(bytes, {
    open(name, attributes) {
      if (name !== "commentEx") return;
      const parent = attributeOf(attributes, "paraIdParent");
      threads.set(attributeOf(attributes, "paraId") ?? "", { parent, isDone: isTrue(attributeOf(attributes, "done")) });
    },
  });
  return threads;
}

/** Comments in order, each followed by its replies: whom it is by, the words that it is on, whether it is resolved. */
export function commentTexts(
  comments: readonly Note[],
  threads: Threads,
  quotes: ReadonlyMap<string, string>,
): string[] {
  const known = new Set(comments.map(({ paragraph }) => paragraph));
  const parentOf = ({ paragraph }: Note) => {
    const parent = threads.get(paragraph)?.parent;
    return parent !== paragraph && known.has(parent ?? "") ? parent : undefined;
  };
  const replies = Map.groupBy(comments, parentOf);
  const first = replies.get(undefined) ?? [];
  return first.flatMap((comment) => {
    const isDone = threads.get(comment.paragraph)?.isDone === true;
    const own = commentText(comment, `Comment`, `${on(quotes.get(comment.id) ?? "")}${isDone ? " (resolved)" : ""}`);
    return [own, ...(replies.get(comment.paragraph) ?? []).map((reply) => commentText(reply, "Reply", ""))];
  });
}

const on = (quote: string) => (quote === "" ? "" : ` on "${quote}"`);

function commentText({ author, text }: Note, what: string, more: string): string {
  return `${what}${author === "" ? "" : ` by ${cleanLine(author)}`}${more}: ${text}`;
}
