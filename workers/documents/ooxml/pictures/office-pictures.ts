import type { OfficePackage, Relationship } from "#workers/documents/ooxml/ooxml-package.ts";
import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { unlessRefused } from "#workers/documents/refusals.ts";
import { createPictureList, type OfficePictures } from "./picture-list.ts";

/** Slides and sheets that are looked at. Each costs a look into one or two parts. */
const maxPages = 500;

/**
 * The pictures of a presentation or workbook in the order in which they stand there, slide by slide or sheet by sheet,
 * each once. Those of layouts are left out. Ends with those that it has when they are many, or the time is up. None
 * where that can't be told, which must not lose the text.
 */
export function picturesOnPages(
  office: OfficePackage,
  isTimeUp: (() => boolean) | undefined = () => false,
): OfficePictures {
  const { take, pictures, isAll } = createPictureList();
  let areAllSeen = true;
  unlessRefused(() => {
    const inside = (part: string) => office.relationshipsOf(part).filter(({ isExternal }) => !isExternal);
    // All pages may refer to one drawing.
    const known = new Map<string, readonly string[]>();
    function imagesIn(drawing: string): readonly string[] {
      const found = known.get(drawing) ?? imagesAmong(inside(drawing));
      known.set(drawing, found);
      return found;
    }
    for (const [index, { type, target }] of pagesOf(office).entries()) {
      areAllSeen = index < maxPages && !isTimeUp();
      if (!areAllSeen || !isAll()) return;
      const own = inside(target);
      const drawings = new Set(own.filter((one) => one.type === "drawing").map((one) => one.target));
      const place = { in: type === "slide" ? "slide" : "sheet", number: index + 1 } as const;
      for (const part of new Set([...imagesAmong(own), ...[...drawings].flatMap(imagesIn)])) take(part, place);
    }
  });
  return { pictures, isAll: areAllSeen && isAll() };
}

const imagesAmong = (all: readonly Relationship[]) =>
  all.flatMap(({ type, target }) => (type === "image" ? [target] : []));

/** Slides and sheets in their order, which only the main part has, and some more than are looked at. */
function pagesOf(office: OfficePackage): Relationship[] {
  const inside = office.relationshipsOf(office.mainPart).filter(({ isExternal }) => !isExternal);
  const targets = new Map(inside.map((one) => [one.id, one]));
  const pages: Relationship[] = [];
  readXml(office.read(office.mainPart), {
    open(name, attributes) {
      const page = name === "sldId" || name === "sheet" ? targets.get(attributes["r:id"] ?? "") : undefined;
      if (page !== undefined) pages.push(page);
      return undefined;
    },
    isEnough: () => pages.length > maxPages,
  });
  return pages;
}
