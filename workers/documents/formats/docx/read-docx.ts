import { maxMargins } from "#workers/documents/document-size.ts";
import { gapOfPictures, type PlainGap, withGaps } from "#workers/documents/gaps.ts";
import { joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { attachedParts } from "#workers/documents/ooxml/drawing/attached-parts.ts";
import { createFormattedWriter } from "#workers/documents/ooxml/number-formats.ts";
import { createPictureList, type OfficePictures } from "#workers/documents/ooxml/office-pictures.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { cleanDocumentText, type Reading } from "#workers/text/reading.ts";
import { changeList, commentTexts, readThreads } from "./changes.ts";
import { readNumbering } from "./lists.ts";
import { emptyStory, readStory, type Story, type StoryOptions } from "./story.ts";
import { readStyles } from "./styles.ts";

/** Places of pictures that stood before, such as icons in a table. */
const maxRepeated = 200;

/**
 * A Word document as Markdown: headings, lists, tables, text boxes, charts and links in order, then footnotes,
 * endnotes, comments with their authors, headers and footers. Deleted and hidden text is left out. Its pictures come in
 * the order in which they stand in the text, each once; those of headers and notes are left out.
 */
export function readDocx(document: OfficePackage): { reading: Reading; pictures: OfficePictures } {
  const { parts: partsOf } = document.relationsOf(document.mainPart);
  const styles = readStyles(document.read(partsOf("styles")[0] ?? ""));
  const numbering = readNumbering(document.read(partsOf("numbering")[0] ?? ""));

  const leftOut = new Set<PlainGap>();
  const writeFormatted = createFormattedWriter();
  function storyOf(
    part: string | undefined,
    { hasNote = () => false, pictureAt = () => undefined }: Partial<Pick<StoryOptions, "hasNote" | "pictureAt">> = {},
  ): Story {
    const bytes = part === undefined ? undefined : document.read(part);
    if (part === undefined || !bytes) return emptyStory();
    const relations = document.relationsOf(part);
    const attached = attachedParts(document, relations, { writeFormatted });
    const story = readStory(bytes, { styles, numbering, relations, attached, hasNote, pictureAt });
    for (const kind of story.leftOut) leftOut.add(kind);
    return story;
  }

  const all = (["footnote", "endnote"] as const).flatMap((kind) =>
    storyOf(partsOf(`${kind}s`)[0])
      .notes.filter(({ text }) => text !== "")
      .map(({ id, text }) => ({ mark: `${kind} ${id}`, text })),
  );
  const marked = new Set(all.map(({ mark }) => mark));
  const { list, pictureAt } = picturesIn(document);
  const body = storyOf(document.mainPart, { hasNote: (mark) => marked.has(mark), pictureAt });
  const notes = all
    .map(({ mark, text }) => ({ mark, text, number: body.marks.get(mark) }))
    .filter(({ mark, number }) => number !== undefined || !body.hiddenMarks.has(mark));
  const comments = storyOf(partsOf("comments")[0]).notes;
  const margins = ["header", "footer"].flatMap((kind) => {
    const all = partsOf(kind);
    if (all.length > maxMargins) leftOut.add("manyMargins");
    return all
      .slice(0, maxMargins)
      .map((part) => ({ kind, text: joinBlocks(storyOf(part).blocks) }))
      .filter(({ text }) => text !== "");
  });
  const parts = [
    joinBlocks(body.blocks),
    ...notes.map(({ number, text }) => `${number === undefined ? "Note" : `[^${number}]`}: ${text}`),
    ...commentTexts(comments, readThreads(document.read(partsOf("commentsExtended")[0] ?? "")), body.quotes),
    ...(body.changes.length > 0 ? [changeList(body.changes)] : []),
    ...new Set(margins.map(({ kind, text }) => `${kind === "header" ? "Header" : "Footer"}: ${text}`)),
  ];
  const pictures = { pictures: list.pictures, isAll: list.isAll() && !body.leftOut.has("longText") };
  const gaps = [...[...leftOut].map((kind) => ({ kind })), gapOfPictures(pictures)];
  return { reading: withGaps<Reading>({ text: cleanDocumentText(parts.join("\n\n")) }, gaps), pictures };
}

/** The pictures of the text, which get their numbers where it is read. */
function picturesIn(document: OfficePackage) {
  const list = createPictureList();
  const relations = document.relationsOf(document.mainPart);
  let repeated = 0;
  return {
    list,
    pictureAt(id: string, paragraph: number) {
      const part = relations.part(id)?.target;
      const mark =
        part === undefined ? undefined : list.take(part, { in: "paragraph", number: Math.max(1, paragraph) });
      if (mark?.isAgain) repeated += 1;
      return mark?.isAgain && repeated > maxRepeated ? { number: undefined, isAgain: true } : mark;
    },
  };
}
