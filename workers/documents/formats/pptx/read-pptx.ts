import { gapOfPages, gapOfPictures, gapsWhere, withGaps } from "#workers/documents/gaps.ts";
import { type Block, joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { type Drawing, drawingParts } from "#workers/documents/ooxml/drawing/drawing.ts";
import { picturesOnPages } from "#workers/documents/ooxml/office-pictures.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { attributeOf, readXml } from "#workers/documents/ooxml/xml-events.ts";
import { createPagedText } from "#workers/documents/paged-text.ts";
import { unlessRefused } from "#workers/documents/refusals.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { maxTextCharacters, type PageRange, type Reading } from "#workers/text/reading.ts";

/**
 * A PowerPoint presentation, one page per slide in presentation order: title, shapes, tables, diagrams and charts, then
 * the speaker's notes and comments. Hidden slides are included and marked, hidden shapes left out and told.
 */
export function readPptx(presentation: OfficePackage, range: PageRange & Pick<TextSource, "isTimeUp">): Reading {
  const slides = slideParts(presentation);
  const pages = createPagedText(slides.length, range);
  const { pictures, isAll } = picturesOnPages(presentation, range.isTimeUp);
  const readShapes = drawingParts(presentation, { pictures });
  const readComments = slideComments(presentation);
  const cut: number[] = [];
  let hasHidden = false;
  let isDamaged = false;
  let blank = 0;
  let footer = pages.first > 1 ? footerOf(readShapes(slides[pages.first - 2])) : "";

  /** A slide with its notes and comments. A blank one has only its number. */
  function readSlide(part: string, number: number): string {
    const slide = readShapes(part, number);
    if (!slide) return `## Slide ${number}\n\n(missing)`;
    const relations = presentation.relationsOf(part);
    const notes = readShapes(relations.parts("notesSlide")[0]);
    const comments = readComments(relations.parts("comments")[0]);
    const title = slide.title === "" ? "" : `: ${slide.title}`;
    const parts = [
      `## Slide ${number}${slide.isHidden ? " (hidden)" : ""}${title}`,
      joinBlocks(slide.blocks),
      // Given where it changes, since most slides have the same.
      slide.footer === footer ? "" : slide.footer,
      notesText(notes?.blocks ?? []),
      comments.text,
    ].filter((one) => one !== "");
    footer = footerOf(slide);
    if (slide.isCut || notes?.isCut || comments.isCut) cut.push(number);
    if (parts.length === 1 && title === "" && !slide.hasAttached) blank += 1;
    hasHidden ||= slide.hasHidden || notes?.hasHidden === true;
    isDamaged ||= comments.isDamaged;
    return parts.join("\n\n");
  }

  for (let number = pages.first; number <= pages.last; number += 1) {
    if (!pages.add(readSlide(slides[number - 1] ?? "", number))) break;
  }
  return withGaps(pages.finish(), [
    gapOfPages("slides", cut),
    ...gapsWhere({ hiddenText: hasHidden, damagedParts: isDamaged }),
    // Told once, with the first window.
    pages.first === 1 ? gapOfPictures({ pictures, isAll }) : undefined,
    ...gapsWhere({ empty: blank === slides.length && cut.length === 0 && !hasHidden && !isDamaged }),
  ]);
}

function slideParts(presentation: OfficePackage): string[] {
  const relations = presentation.relationsOf(presentation.mainPart);
  const parts: string[] = [];
  readXml(presentation.read(presentation.mainPart), {
    // `id` is the slide's own id, `r:id` that of its relationship.
    open(name, { id: _own, ...prefixed }) {
      if (name === "sldId") parts.push(relations.part(attributeOf(prefixed, "id") ?? "")?.target ?? "");
    },
  });
  return parts;
}

/** Notes begin in the line of their name, unless it would be that of a table. */
function notesText(blocks: readonly Block[]): string {
  const text = joinBlocks(blocks);
  return text === "" ? "" : `Notes:${text.startsWith("|") ? "\n\n" : " "}${text}`;
}

const footerOf = (slide: Drawing | undefined) => slide?.footer ?? "";

/** A comment, or a reply to the one before it. */
interface Comment {
  authorId: string;
  text: string;
  isReply: boolean;
}

const maxAuthors = 1_000;
const maxAuthorCharacters = 200;
const maxComments = 1_000;

/**
 * Reads parts with the comments on a slide: of PowerPoint up to 2019, and those with replies since. A list with the
 * names of the authors, empty without comments; whether there are more than are read, and whether some, or the names,
 * are damaged.
 */
function slideComments(presentation: OfficePackage) {
  let authors: ReturnType<typeof readAuthors> | undefined;
  return (part: string | undefined) => {
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

/** The names of authors by their ids. */
function readAuthors(presentation: OfficePackage) {
  const names = new Map<string, string>();
  const parts = presentation.relationsOf(presentation.mainPart).parts("commentAuthors", "authors");
  const isDamaged = isDamagedWhile(() => {
    for (const part of parts) {
      readXml(presentation.read(part), {
        open(name, { id = "", name: own = "" }) {
          if ((name === "cmAuthor" || name === "author") && names.size < maxAuthors)
            names.set(id, cleanLine(own.slice(0, maxAuthorCharacters)));
        },
      });
    }
  });
  return { names, isDamaged };
}

function readComments(read: () => Uint8Array | undefined) {
  const comments: Comment[] = [];
  /** The open comment and the open reply to it, which stands before the comment's own text. */
  const open: Comment[] = [];
  let length = 0;
  let isCut = false;
  const isDamaged = isDamagedWhile(() => {
    isCut = readXml(read(), {
      open(name, { authorId = "" }) {
        if (name === "cm" || name === "reply") {
          const opened = { authorId, text: "", isReply: name === "reply" };
          open.push(opened);
          comments.push(opened);
        }
        const comment = open.at(-1);
        if (comment && (name === "p" || name === "br") && comment.text !== "") comment.text += " ";
      },
      close(name) {
        if (name === "cm" || name === "reply") open.pop();
      },
      text(text, around) {
        const comment = open.at(-1);
        // `text` is that of earlier versions.
        if ((around !== "t" && around !== "text") || !comment) return;
        comment.text += text;
        length += text.length;
      },
      isEnough: () => comments.length > maxComments || length > maxTextCharacters,
    });
  });
  return { comments: comments.filter(({ text }) => text.trim() !== ""), isCut, isDamaged };
}
