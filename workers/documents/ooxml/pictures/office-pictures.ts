import { picture as decodable } from "#workers/documents/formats/picture/picture.ts";
import type { OfficePackage, Relationship } from "#workers/documents/ooxml/ooxml-package.ts";
import { attributeOf, readXml } from "#workers/documents/ooxml/xml-events.ts";

/** A picture in a document: its part, and where it stands, in words. */
export interface OfficePicture {
  part: string;
  place: string;
}

type IsTimeUp = () => boolean;

/** Of a document. More are not counted. */
const maxCounted = 99;
/** Slides and sheets that are looked at. Each costs a look into one or two parts. */
const maxPages = 500;
/** Formats that can be decoded. The others are mostly drawings, whose words are in the text. */
const raster = new RegExp(String.raw`\.(?:${decodable.extensions.join("|")})$`, "i");

/**
 * The pictures of a document in the order in which they stand there, each once: of Word in its text, of PowerPoint
 * slide by slide, of Excel sheet by sheet. Those of layouts, headers and footers are left out. Ends with those that it
 * has when the time is up. Throws as `readXml`.
 */
export function officePictures(office: OfficePackage, isTimeUp: IsTimeUp = () => false): OfficePicture[] {
  const { mainPart, mainPartType } = office;
  const found = /wordprocessingml|msword/i.test(mainPartType)
    ? picturesInText(office, mainPart, isTimeUp)
    : picturesOnPages(office, mainPart, isTimeUp);
  const once = new Map<string, OfficePicture>();
  for (const picture of found) {
    if (raster.test(picture.part) && !once.has(picture.part)) once.set(picture.part, picture);
    if (once.size === maxCounted) break;
  }
  return [...once.values()];
}

/** How many pictures a document has. 0 where that can't be told, which must not lose its text. */
export function countPictures(office: OfficePackage, isTimeUp?: IsTimeUp): number {
  try {
    return officePictures(office, isTimeUp).length;
  } catch {
    return 0;
  }
}

const partsById = (relationships: readonly Relationship[]) =>
  new Map(relationships.filter(({ isExternal }) => !isExternal).map((one) => [one.id, one]));

/** Pictures of a text, each with the number of its paragraph: words before it might be hidden. */
function picturesInText(office: OfficePackage, part: string, isTimeUp: IsTimeUp): OfficePicture[] {
  const targets = partsById(office.relationshipsOf(part));
  const found: OfficePicture[] = [];
  // Reading a long text again takes as long as reading it.
  const bytes = targets.values().some(({ type }) => type === "image") && !isTimeUp() ? office.read(part) : undefined;
  if (bytes === undefined) return found;
  let paragraphs = 0;
  readXml(bytes, {
    open(name, attributes) {
      if (name === "p") paragraphs += 1;
      // Drawings, and pictures as Word 2003 wrote them.
      const id = name === "blip" ? attributeOf(attributes, "embed") : undefined;
      const old = name === "imagedata" ? attributes["r:id"] : undefined;
      const target = targets.get(id ?? old ?? "")?.target;
      if (target !== undefined) found.push({ part: target, place: `in paragraph ${Math.max(1, paragraphs)}` });
      return undefined;
    },
    isEnough: () => found.length > maxCounted * 10 || isTimeUp(),
  });
  return found;
}

/** Pictures of slides, or of sheets, whose drawings are parts of their own. Looks at a page when it is asked for. */
function* picturesOnPages(office: OfficePackage, mainPart: string, isTimeUp: IsTimeUp): Generator<OfficePicture> {
  const inside = (part: string) => office.relationshipsOf(part).filter(({ isExternal }) => !isExternal);
  // All pages may refer to one drawing.
  const known = new Map<string, readonly string[]>();
  function imagesIn(drawing: string): readonly string[] {
    const found = known.get(drawing) ?? imagesAmong(inside(drawing));
    known.set(drawing, found);
    return found;
  }
  for (const [index, { type, target }] of pagesOf(office, mainPart).entries()) {
    if (isTimeUp()) return;
    const own = inside(target);
    const drawings = new Set(own.filter((one) => one.type === "drawing").map((one) => one.target));
    const place = `on ${type === "slide" ? "slide" : "sheet"} ${index + 1}`;
    for (const part of [...imagesAmong(own), ...[...drawings].flatMap(imagesIn)]) yield { part, place };
  }
}

const imagesAmong = (all: readonly Relationship[]) =>
  all.flatMap(({ type, target }) => (type === "image" ? [target] : []));

/** Slides and sheets in their order, which only the main part has. */
function pagesOf(office: OfficePackage, mainPart: string): Relationship[] {
  const targets = partsById(office.relationshipsOf(mainPart));
  const bytes = office.read(mainPart);
  const pages: Relationship[] = [];
  if (bytes === undefined) return pages;
  readXml(bytes, {
    open(name, attributes) {
      const page = name === "sldId" || name === "sheet" ? targets.get(attributes["r:id"] ?? "") : undefined;
      if (page !== undefined) pages.push(page);
      return undefined;
    },
    isEnough: () => pages.length >= maxPages,
  });
  return pages.slice(0, maxPages);
}
