import { picture as decodable } from "#workers/documents/formats/picture/picture.ts";

/** A picture in a document: its part, and where it stands first. */
export interface OfficePicture {
  part: string;
  place: PicturePlace;
  /** On how many slides or sheets it stands. */
  pages: number;
}

export interface PicturePlace {
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

/** Of a document. More are not counted. */
const maxPictures = 99;
/** Formats that can be decoded. The others are mostly drawings, whose words are in the text. */
const raster = new RegExp(String.raw`\.(?:${decodable.extensions.join("|")})$`, "i");

/** Numbers the pictures of a document in the order in which they are taken, each once. */
export function createPictureList() {
  const pictures: OfficePicture[] = [];
  const numbers = new Map<string, number>();
  let isAll = true;
  return {
    /** Those that were taken, which go on to grow. */
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
