import { area, without } from "../removal.ts";

const taken = "workers/documents/process/take-pictures.ts";
const takenOver = ["test/unit/workers/documents/process/extractor-pool.taken-over"];
const pictures = ["test/unit/workers/documents/formats/picture.test"];

export const picturesArea = area("pictures", [
  without("workers/documents/pictures/show-picture.ts", pictures, {
    "refuses a picture that has too many pixels by its header":
      'if (original.width * original.height > maxPixels) throw new DocumentRefusal("tooManyPixels");',
    "limits the memory that pixels may take, before they are decoded": 'name="memory" → name="file"',
    "lets ImageMagick read no other formats": '<policy domain="coder" rights="none" pattern="*"/>',
    "hands over one frame of WebP that moves": 'name === "webp" ? firstWebpFrame(bytes) : bytes → bytes',
  }),
  without("workers/documents/extract-document.ts", pictures, {
    "ends a process in which ImageMagick stopped in its work": "if (error instanceof ReaderBroken) throw error;",
  }),
  without(taken, takenOver, {
    "checks that a picture has nothing but pixels": " || !isPlainPicture(picture)",
    "compares the page of a picture with the pages of its document": "(head.page ?? 0) > pageCount || ",
  }),
  without("workers/documents/process/take-pictures.ts", pictures, {
    "allows no segment in a JPEG file that our code doesn't write":
      "jpegSegments(file), plainMarkers → jpegSegments(file), /./",
    "allows no chunk in a PNG file that our code doesn't write": "/^IHDR(?: IDAT)+ IEND$/ → /./",
  }),
]);
