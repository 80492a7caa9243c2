import { picture as decodable } from "#workers/documents/formats/binary-formats.ts";
import { memoised } from "#workers/documents/memoised.ts";
import { unlessRefused } from "#workers/documents/refusals.ts";
import type { OfficePackage, Relationship } from "./ooxml-package.ts";
import { readXml } from "./xml-events.ts";

/** A picture in a document: its part, and where it stands first. */
export interface OfficePicture {
  part: string;
  place: PicturePlace;
  /** Number of slides or sheets on which it stands. */
  pages: number;
}

interface PicturePlace {
  in: "paragraph" | "slide" | "sheet";
  number: number;
}

/** A picture where it stands in a text. */
export interface PictureMark {
  /** Counted from 1, by which it can be asked for. Undefined where it needs no mark. */
  number: number | undefined;
  /** Whether it stood there before. */
  isAgain: boolean;
}

/** The pictures of a document, in order, and whether it has no more than these. */
export interface OfficePictures {
  pictures: readonly OfficePicture[];
  isAll: boolean;
}

/** Pictures of a document. More are not counted. */
const maxPictures = 99;
/** Formats that can be decoded. The others are mostly drawings, whose words are in the text. */
const raster = new RegExp(String.raw`\.(?:${decodable.extensions.join("|")})$`, "i");

/** Numbers the pictures of a document in the order in which they are taken, each once. */
export function createPictureList() {
  const pictures: OfficePicture[] = [];
  const numbers = new Map<string, number>();
  let isAll = true;
  return {
    /** Pictures that were taken, which go on to grow. */
    pictures,
    /** Whether no other was to be taken. */
    isAll: () => isAll,
    /** Takes a picture where it stands. Undefined for what can't be decoded, and beyond the 99th. */
    take(part: string, place: PicturePlace): PictureMark | undefined {
      const number = numbers.get(part);
      const known = pictures[(number ?? 0) - 1];
      if (number !== undefined && known !== undefined) {
        known.pages += 1;
        return { number, isAgain: true };
      }
      if (!raster.test(part)) return undefined;
      isAll = pictures.length < maxPictures;
      if (!isAll) return undefined;
      numbers.set(part, pictures.push({ part, place, pages: 1 }));
      return { number: pictures.length, isAgain: false };
    },
  };
}

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
    // All pages may refer to one drawing.
    const imagesIn = memoised((drawing: string) => office.relationsOf(drawing).parts("image"));
    for (const [index, { type, target }] of pagesOf(office).entries()) {
      areAllSeen = index < maxPages && !isTimeUp();
      if (!areAllSeen || !isAll()) return;
      const { parts } = office.relationsOf(target);
      const drawings = new Set(parts("drawing"));
      const place = { in: type === "slide" ? "slide" : "sheet", number: index + 1 } as const;
      for (const part of new Set([...parts("image"), ...[...drawings].flatMap(imagesIn)])) take(part, place);
    }
  });
  return { pictures, isAll: areAllSeen && isAll() };
}

/** Slides and sheets in their order, which only the main part has, and some more than are looked at. */
function pagesOf(office: OfficePackage): Relationship[] {
  const relations = office.relationsOf(office.mainPart);
  const pages: Relationship[] = [];
  readXml(office.read(office.mainPart), {
    open(name, attributes) {
      const page = name === "sldId" || name === "sheet" ? relations.part(attributes["r:id"] ?? "") : undefined;
      if (page !== undefined) pages.push(page);
    },
    isEnough: () => pages.length > maxPages,
  });
  return pages;
}
