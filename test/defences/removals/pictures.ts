import type { Area } from "../removal.ts";

const taken = "workers/documents/process/take-pictures.ts";
const takenOver = ["test/unit/workers/documents/process/extractor-pool.taken-over"];
const pictures = ["test/unit/workers/documents/formats/picture.test"];

export const picturesArea: Area = {
  name: "pictures",
  removals: [
    {
      defence: "refuses a picture that has too many pixels by its header",
      file: "workers/documents/pictures/show-picture.ts",
      find: 'if (original.width * original.height > maxPixels) throw new DocumentRefusal("tooManyPixels");',
      put: "",
      noticedBy: pictures,
    },
    {
      defence: "limits the memory that pixels may take, before they are decoded",
      file: "workers/documents/pictures/show-picture.ts",
      find: 'name="memory"',
      put: 'name="file"',
      noticedBy: pictures,
    },
    {
      defence: "lets ImageMagick read no other formats",
      file: "workers/documents/pictures/show-picture.ts",
      find: '<policy domain="coder" rights="none" pattern="*"/>',
      put: "",
      noticedBy: pictures,
    },
    {
      defence: "hands over one frame of WebP that moves",
      file: "workers/documents/formats/picture/read-picture.ts",
      find: 'name === "webp" ? firstWebpFrame(bytes) : bytes',
      put: "bytes",
      noticedBy: pictures,
    },
    {
      defence: "ends a process in which ImageMagick stopped in its work",
      file: "workers/documents/extract-document.ts",
      find: "if (error instanceof ReaderBroken) throw error;",
      put: "",
      noticedBy: pictures,
    },
    {
      defence: "checks that a picture has nothing but pixels",
      file: taken,
      find: " || !isPlainPicture(picture)",
      put: "",
      noticedBy: takenOver,
    },
    {
      defence: "compares the page of a picture with the pages of its document",
      file: taken,
      find: "(head.page ?? 0) > pageCount || ",
      put: "",
      noticedBy: takenOver,
    },
    {
      defence: "allows no segment in a JPEG file that our code doesn't write",
      file: "workers/documents/process/take-pictures.ts",
      find: "!plainMarkers.test(markers)",
      put: "false",
      noticedBy: pictures,
    },
    {
      defence: "allows no chunk in a PNG file that our code doesn't write",
      file: "workers/documents/process/take-pictures.ts",
      find: '!/^IHDR(?: IDAT)+ IEND$/.test(chunks.map(({ name }) => name).join(" "))',
      put: "false",
      noticedBy: pictures,
    },
  ],
};
