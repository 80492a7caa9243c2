import type { Area } from "../removal.ts";

const taken = "workers/documents/process/take-pictures.ts";
const takenOver = ["test/unit/workers/documents/process/t20-taken-over"];
const pictures = ["test/unit/workers/documents/formats/picture.test"];

export const picturesArea: Area = {
  name: "pictures",
  removals: [
    {
      defence: "refuses a picture that takes too much by its header",
      file: "workers/documents/pictures/require-room.ts",
      find: 'if (!isSmall) throw new DocumentRefusal("tooManyPixels");',
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
      file: "workers/documents/pictures/is-plain-picture.ts",
      find: "plainMarkers.has(marker) &&",
      put: "",
      noticedBy: pictures,
    },
    {
      defence: "allows no chunk in a PNG file that our code doesn't write",
      file: "workers/documents/pictures/is-plain-picture.ts",
      find: "chunks.every(({ name }) => plainChunks.has(name))",
      put: "true",
      noticedBy: pictures,
    },
  ],
};
