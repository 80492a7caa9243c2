import { joinBlocks } from "./html-blocks.ts";
import type { OfficePackage } from "./ooxml-package.ts";
import { createPagedText } from "./paged-text.ts";
import { readAttachedTexts, readSlide } from "./pptx-slide.ts";
import type { PageRange, Reading } from "./reading.ts";
import { attributeOf, readXml } from "./xml-events.ts";

const maxAttached = 50;

/**
 * A PowerPoint presentation, a page per slide in the order of the show: title, shapes, tables, diagrams and charts,
 * then the speaker's notes. Hidden slides are there and say so.
 */
export function readPptx(presentation: OfficePackage, range: PageRange): Reading {
  const slides = slideParts(presentation);
  const pages = createPagedText(slides.length, range);
  for (let number = pages.first; number <= pages.last; number += 1) {
    const more = pages.add(slideText(presentation, slides[number - 1] ?? "", number));
    if (!more) break;
  }
  return pages.finish();
}

function slideParts(presentation: OfficePackage): string[] {
  const relationships = new Map(presentation.relationshipsOf(presentation.mainPart).map((one) => [one.id, one.target]));
  const parts: string[] = [];
  const bytes = presentation.read(presentation.mainPart);
  if (!bytes) return parts;
  readXml(bytes, {
    open(name, attributes) {
      // A slide has an id of its own beside that of its relationship, which has a prefix.
      const { id: _own, ...prefixed } = attributes;
      if (name === "sldId") parts.push(relationships.get(attributeOf(prefixed, "id") ?? "") ?? "");
      return undefined;
    },
  });
  return parts;
}

function slideText(presentation: OfficePackage, part: string, number: number): string {
  const bytes = presentation.read(part);
  if (!bytes) return `## Slide ${number}\n\n(missing)`;
  const slide = readSlide(bytes);
  const relationships = presentation.relationshipsOf(part);
  const attached = slide.attached.slice(0, maxAttached).flatMap((id) => {
    const target = relationships.find((one) => one.id === id && !one.isExternal)?.target;
    const content = target === undefined ? undefined : presentation.read(target);
    return content ? [readAttachedTexts(content).join("\n")] : [];
  });
  const notesPart = relationships.find(({ type }) => type === "notesSlide")?.target;
  const notesBytes = notesPart === undefined ? undefined : presentation.read(notesPart);
  const notes = notesBytes ? joinBlocks(readSlide(notesBytes, { only: "body" }).blocks) : "";
  const title = slide.title === "" ? "" : `: ${slide.title}`;
  return [
    `## Slide ${number}${slide.isHidden ? " (hidden)" : ""}${title}`,
    joinBlocks(slide.blocks),
    ...attached,
    notes === "" ? "" : `Notes: ${notes}`,
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}
