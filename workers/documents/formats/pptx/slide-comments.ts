import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { readXml, type XmlHandler } from "#workers/documents/ooxml/xml-events.ts";
import { unlessRefused } from "#workers/documents/refusals.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";

/** A comment, or a reply to the one before it. */
interface Comment {
  authorId: string;
  text: string;
  isReply: boolean;
}

const maxAuthors = 1_000;
const maxAuthorCharacters = 200;
const maxComments = 1_000;

export interface SlideComments {
  /** A list, with the names of the authors. Empty without comments. */
  text: string;
  /** Whether there are more than are read. */
  isCut: boolean;
  /** Whether some, or the names of the authors, are damaged. */
  isDamaged: boolean;
}

/** Reads parts with the comments on a slide: of PowerPoint up to 2019, and those with replies since. */
export function slideComments(presentation: OfficePackage): (part: string | undefined) => SlideComments {
  let authors: Authors | undefined;
  return (part) => {
    if (part === undefined) return { text: "", isCut: false, isDamaged: false };
    authors ??= readAuthors(presentation);
    const { names } = authors;
    const { comments, isCut, isDamaged } = readComments(() => presentation.read(part));
    const text = comments.map((comment) => lineOf(comment, names.get(comment.authorId) ?? "")).join("\n");
    return { text, isCut, isDamaged: isDamaged || authors.isDamaged };
  };
}

function lineOf({ text, isReply }: Comment, by: string): string {
  return `${isReply ? "  - Reply" : "- Comment"}${by === "" ? "" : ` by ${by}`}: ${cleanLine(text)}`;
}

/** Whether it is damaged, so that the rest is not read: that doesn't lose the slide, nor what was read before. */
function isDamagedWhile(read: () => void): boolean {
  const end = unlessRefused(() => {
    read();
    return "whole";
  });
  return end === undefined;
}

interface Authors {
  /** By their ids. */
  names: ReadonlyMap<string, string>;
  isDamaged: boolean;
}

function readAuthors(presentation: OfficePackage): Authors {
  const names = new Map<string, string>();
  const parts = presentation
    .relationshipsOf(presentation.mainPart)
    .filter(({ type }) => type === "commentAuthors" || type === "authors");
  const isDamaged = isDamagedWhile(() => {
    for (const { target } of parts) {
      readXml(presentation.read(target) ?? new Uint8Array(), {
        open(name, { id = "", name: own = "" }) {
          if ((name === "cmAuthor" || name === "author") && names.size < maxAuthors)
            names.set(id, cleanLine(own.slice(0, maxAuthorCharacters)));
          return undefined;
        },
      });
    }
  });
  return { names, isDamaged };
}

function readComments(
  read: () => Uint8Array | undefined,
): Omit<SlideComments, "text"> & { comments: readonly Comment[] } {
  const comments: Comment[] = [];
  /** The open comment and the open reply to it, which stands before the comment's own text. */
  const open: Comment[] = [];
  let isText = false;
  let length = 0;
  let isCut = false;
  const handler: XmlHandler = {
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
  };
  const isDamaged = isDamagedWhile(() => readXml(read() ?? new Uint8Array(), handler));
  return { comments: comments.filter(({ text }) => text.trim() !== ""), isCut, isDamaged };
}
