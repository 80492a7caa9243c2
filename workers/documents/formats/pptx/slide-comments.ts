import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { joinLines, maxTextCharacters } from "#workers/documents/text/reading.ts";

/** A comment, or a reply to the one before it. */
interface Comment {
  authorId: string;
  text: string;
  isReply: boolean;
}

const maxAuthors = 1_000;
const maxComments = 1_000;

export interface SlideComments {
  /** A list, with the names of the authors. Empty without comments. */
  text: string;
  /** Whether not all of them could be read. */
  isCut: boolean;
}

/** Reads parts with the comments on a slide: of PowerPoint up to 2019, and those with replies since. */
export function slideComments(presentation: OfficePackage): (part: string | undefined) => SlideComments {
  let names: ReadonlyMap<string, string> | undefined;
  return (part) => {
    if (part === undefined) return { text: "", isCut: false };
    try {
      names ??= readAuthors(presentation);
      const { comments, isCut } = readComments(presentation.read(part) ?? new Uint8Array());
      return { text: comments.map((comment) => lineOf(comment, names)).join("\n"), isCut };
    } catch (error) {
      // Damaged comments don't lose the slide.
      if (!(error instanceof DocumentRefusal)) throw error;
      return { text: "", isCut: true };
    }
  };
}

function lineOf({ authorId, text, isReply }: Comment, names: ReadonlyMap<string, string> | undefined): string {
  const by = names?.get(authorId) ?? "";
  return `${isReply ? "  - Reply" : "- Comment"}${by === "" ? "" : ` by ${by}`}: ${joinLines(text.trim())}`;
}

/** The names of those who commented, by their ids. */
function readAuthors(presentation: OfficePackage): Map<string, string> {
  const names = new Map<string, string>();
  const parts = presentation
    .relationshipsOf(presentation.mainPart)
    .filter(({ type }) => type === "commentAuthors" || type === "authors");
  for (const { target } of parts) {
    readXml(presentation.read(target) ?? new Uint8Array(), {
      open(name, { id = "", name: own = "" }) {
        if ((name === "cmAuthor" || name === "author") && names.size < maxAuthors) names.set(id, own);
        return undefined;
      },
    });
  }
  return names;
}

function readComments(bytes: Uint8Array): { comments: Comment[]; isCut: boolean } {
  const comments: Comment[] = [];
  /** The open comment and the open reply to it, which stands before the comment's own text. */
  const open: Comment[] = [];
  let isText = false;
  let length = 0;
  let isCut = false;
  readXml(bytes, {
    open(name, { authorId = "" }) {
      if (name === "cm" || name === "reply") {
        const opened = { authorId, text: "", isReply: name === "reply" };
        open.push(opened);
        comments.push(opened);
      }
      const comment = open.at(-1);
      if (comment && (name === "p" || name === "br") && comment.text !== "") comment.text += " ";
      // `text` is that of earlier versions.
      isText = name === "t" || name === "text";
      return undefined;
    },
    close(name) {
      isText = false;
      if (name === "cm" || name === "reply") open.pop();
    },
    text(text) {
      const comment = open.at(-1);
      if (!isText || !comment) return;
      comment.text += text;
      length += text.length;
    },
    isEnough() {
      isCut = comments.length > maxComments || length > maxTextCharacters;
      return isCut;
    },
  });
  return { comments: comments.filter(({ text }) => text.trim() !== ""), isCut };
}
