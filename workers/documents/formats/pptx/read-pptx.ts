import { gapOfPages, withGaps } from "#workers/documents/gaps.ts";
import { joinBlocks } from "#workers/documents/markdown/blocks.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { attributeOf, readXml } from "#workers/documents/ooxml/xml-events.ts";
import { createPagedText } from "#workers/documents/text/paged-text.ts";
import type { PageRange, Reading } from "#workers/documents/text/reading.ts";
import { readAttachedTexts } from "./attached-texts.ts";
import { readSlide } from "./slide.ts";

const maxAttached = 50;

/**
 * A PowerPoint presentation, one page per slide in presentation order: title, shapes, tables, diagrams and charts, then
 * the speaker's notes. Hidden slides are included and marked, hidden shapes left out and told.
 */
export function readPptx(presentation: OfficePackage, range: PageRange): Reading {
  const slides = slideParts(presentation);
  const pages = createPagedText(slides.length, range);
  const cut: number[] = [];
  let hasHidden = false;
  let blank = 0;
  for (let number = pages.first; number <= pages.last; number += 1) {
    const slide = readSlideText(presentation, slides[number - 1] ?? "", number);
    if (slide.isCut) cut.push(number);
    if (slide.isBlank) blank += 1;
    hasHidden ||= slide.hasHidden;
    if (!pages.add(slide.text)) break;
  }
  return withGaps(pages.finish(), [
    gapOfPages("slides", cut),
    hasHidden ? { kind: "hiddenText" } : undefined,
    blank === slides.length && cut.length === 0 && !hasHidden ? { kind: "empty" } : undefined,
  ]);
}

interface SlideText {
  text: string;
  isCut: boolean;
  hasHidden: boolean;
  /** Whether it has nothing but its number. */
  isBlank: boolean;
}

function slideParts(presentation: OfficePackage): string[] {
  const relationships = new Map(presentation.relationshipsOf(presentation.mainPart).map((one) => [one.id, one.target]));
  const parts: string[] = [];
  const bytes = presentation.read(presentation.mainPart);
  if (!bytes) return parts;
  readXml(bytes, {
    open(name, attributes) {
      // `id` is the slide's own id, `r:id` that of its relationship.
      const { id: _own, ...prefixed } = attributes;
      if (name === "sldId") parts.push(relationships.get(attributeOf(prefixed, "id") ?? "") ?? "");
      return undefined;
    },
  });
  return parts;
}

function readSlideText(presentation: OfficePackage, part: string, number: number): SlideText {
  const bytes = presentation.read(part);
  if (!bytes) return { text: `## Slide ${number}\n\n(missing)`, isCut: false, hasHidden: false, isBlank: false };
  const slide = readSlide(bytes);
  const relationships = presentation.relationshipsOf(part);
  const attached = slide.attached.slice(0, maxAttached).flatMap((id) => {
    const target = relationships.find((one) => one.id === id && !one.isExternal)?.target;
    const content = target === undefined ? undefined : presentation.read(target);
    return content ? [readAttachedTexts(content)] : [];
  });
  const notesPart = relationships.find(({ type }) => type === "notesSlide")?.target;
  const notesBytes = notesPart === undefined ? undefined : presentation.read(notesPart);
  const notes = notesBytes ? readSlide(notesBytes, { only: "body" }) : undefined;
  const notesText = joinBlocks(notes?.blocks ?? []);
  const title = slide.title === "" ? "" : `: ${slide.title}`;
  const parts = [
    `## Slide ${number}${slide.isHidden ? " (hidden)" : ""}${title}`,
    joinBlocks(slide.blocks),
    ...attached.map(({ texts }) => texts.join("\n")),
    notesText === "" ? "" : `Notes: ${notesText}`,
  ].filter((one) => one !== "");
  const isCut = slide.attached.length > maxAttached || [slide, notes, ...attached].some((one) => one?.isCut === true);
  const hasHidden = slide.hasHidden || notes?.hasHidden === true;
  const isBlank = parts.length === 1 && title === "" && slide.attached.length === 0;
  return { text: parts.join("\n\n"), isCut, hasHidden, isBlank };
}
