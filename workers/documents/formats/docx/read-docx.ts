import { maxMargins } from "#workers/documents/document-size.ts";
import { gapOfPictures, type PlainGap, withGaps } from "#workers/documents/gaps.ts";
import { joinBlocks } from "#workers/documents/markdown/blocks.ts";
import { attachedParts } from "#workers/documents/ooxml/drawing/attached-parts.ts";
import { createFormattedWriter } from "#workers/documents/ooxml/number-formats.ts";
import { createPictureList, type OfficePictures } from "#workers/documents/ooxml/office-pictures.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { withSymbols } from "#workers/documents/symbols.ts";
import { cleanDocumentText, type Reading } from "#workers/text/reading.ts";
import { changeList, commentTexts, readThreads } from "./changes.ts";
import {
  type ListDefinition,
  type ListInstance,
  type ListLevel,
  type ListLevels,
  levelIndex,
  type WordNumbering,
} from "./lists.ts";
import { readStory } from "./story.ts";
import { emptyStory, type Story, type StoryOptions } from "./story-state.ts";
import { readStyles } from "./styles.ts";

/** Places of pictures that stood before, such as icons in a table. */
const maxRepeated = 200;

/**
 * A Word document as Markdown: headings, lists, tables, text boxes, charts and links in order, then footnotes,
 * endnotes, comments with their authors, headers and footers. Deleted and hidden text is left out.
 */
export function readDocx(document: OfficePackage): Reading {
  return readWithPictures(document).reading;
}

/** Its pictures in the order in which they stand in its text, each once. Those of headers and notes are left out. */
export function picturesOfDocx(document: OfficePackage): OfficePictures {
  return readWithPictures(document).pictures;
}

function readWithPictures(document: OfficePackage): { reading: Reading; pictures: OfficePictures } {
  const relationships = document.relationshipsOf(document.mainPart);
  const partsOf = (type: string) =>
    relationships.filter((one) => one.type === type && !one.isExternal).map(({ target }) => target);
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
    const links = document.relationshipsOf(part).filter(({ isExternal }) => isExternal);
    const targets = new Map(links.map(({ id, target }) => [id, target]));
    const attached = attachedParts(document, part, { writeFormatted });
    const story = readStory(bytes, {
      styles,
      numbering,
      linkTarget: (id) => targets.get(id),
      attachedText: attached.attachedText,
      hasNote,
      pictureAt,
    });
    for (const kind of story.leftOut) leftOut.add(kind);
    if (attached.isCut()) leftOut.add("attached");
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
  const inside = document.relationshipsOf(document.mainPart).filter(({ isExternal }) => !isExternal);
  const targets = new Map(inside.map(({ id, target }) => [id, target]));
  let repeated = 0;
  return {
    list,
    pictureAt(id: string, paragraph: number) {
      const target = targets.get(id);
      const mark =
        target === undefined ? undefined : list.take(target, { in: "paragraph", number: Math.max(1, paragraph) });
      if (mark?.isAgain) repeated += 1;
      return mark?.isAgain && repeated > maxRepeated ? { number: undefined, isAgain: true } : mark;
    },
  };
}

interface OpenInstance extends Omit<ListInstance, "definition"> {
  definitionId: string;
}

const maxLists = 20_000;
/** The largest number that Word counts to. */
const maxStart = 32_767;
const maxTextCharacters = 200;
/** Fallbacks for newer markup, and properties before a tracked change. */
const skipped = new Set(["Fallback", "rPrChange", "pPrChange"]);

/** Reads the numbering part (ECMA-376 part 1, 17.9). */
function readNumbering(bytes: Uint8Array | undefined): WordNumbering {
  const definitions = new Map<string, ListDefinition>();
  const instances = new Map<string, OpenInstance>();
  let definition: ListDefinition | undefined;
  let instance: OpenInstance | undefined;
  let level: ListLevel | undefined;
  /** The font of its number or bullet, which stands behind its text. */
  let font = "";
  /** The level that is replaced. */
  let index: number | undefined;

  function openLevel(attributes: XmlAttributes, levels: ListLevels | undefined): void {
    const at = levelIndex(attributeOf(attributes, "ilvl"));
    font = "";
    level = { start: 0, format: "decimal", text: "", isLegal: false, isTight: false, isHidden: false };
    if (levels && at !== undefined) levels[at] = level;
  }

  function openList(name: string, attributes: XmlAttributes): void {
    const value = attributeOf(attributes, "val") ?? "";
    if (name === "abstractNum") {
      definition = { levels: [] };
      definitions.set(attributeOf(attributes, "abstractNumId") ?? "", definition);
    } else if (name === "num") {
      instance = { definitionId: "", levels: [], starts: [] };
      instances.set(attributeOf(attributes, "numId") ?? "", instance);
    } else if (name === "lvl") openLevel(attributes, (instance ?? definition)?.levels);
    else if (name === "lvlOverride") index = levelIndex(attributeOf(attributes, "ilvl"));
    else if (name === "startOverride" && instance && index !== undefined) instance.starts[index] = startOf(value);
    else if (name === "abstractNumId" && instance) instance.definitionId = value;
    else if (name === "styleLink" && definition) definition.ownStyle = value;
    else if (name === "numStyleLink" && definition) definition.otherStyle = value;
  }

  readXml(bytes, {
    open(name, attributes) {
      if (skipped.has(name)) return "skip";
      if (level && name === "rFonts") font = attributeOf(attributes, "ascii") ?? "";
      else if (level) setLevelProperty(level, name, attributes);
      else openList(name, attributes);
      return undefined;
    },
    close(name) {
      if (name === "abstractNum") definition = undefined;
      else if (name === "num") instance = undefined;
      else if (name === "lvl") {
        if (level) level.text = withSymbols(level.text, font);
        level = undefined;
      } else if (name === "lvlOverride") index = undefined;
    },
    isEnough: () => definitions.size + instances.size > maxLists,
  });
  return linked(definitions, instances);
}

function setLevelProperty(level: ListLevel, name: string, attributes: XmlAttributes): void {
  const value = attributeOf(attributes, "val") ?? "";
  if (name === "start") level.start = startOf(value);
  // Formats that Word has added since are an example, such as `001, 002, 003, ...`.
  else if (name === "numFmt") level.format = value === "custom" ? (attributeOf(attributes, "format") ?? "") : value;
  else if (name === "lvlText") level.text = value.slice(0, maxTextCharacters);
  else if (name === "isLgl") level.isLegal = isOn(attributes);
  else if (name === "lvlRestart") level.restart = Number.parseInt(value, 10) || 0;
  else if (name === "suff") level.isTight = value === "nothing";
  else if (name === "vanish") level.isHidden = isOn(attributes);
  else if (name === "pStyle") level.styleId = value;
}

function startOf(value: string): number {
  return Math.min(Math.max(Number.parseInt(value, 10) || 0, 0), maxStart);
}

function linked(
  definitions: ReadonlyMap<string, ListDefinition>,
  instances: ReadonlyMap<string, OpenInstance>,
): WordNumbering {
  const byStyle = new Map([...definitions.values()].map((one) => [one.ownStyle ?? "", one]));
  return new Map(
    [...instances].flatMap(([id, { definitionId, ...instance }]) => {
      const own = definitions.get(definitionId);
      const definition = own?.otherStyle === undefined ? own : (byStyle.get(own.otherStyle) ?? own);
      return definition ? [[id, { ...instance, definition }] as const] : [];
    }),
  );
}
