import { alike, area } from "../removal.ts";

const taken = "workers/documents/process/take-pictures.ts";
const takenOver = ["test/unit/workers/documents/process/extractor-pool.taken-over"];
const pictures = ["test/unit/workers/documents/formats/picture.test"];

export const picturesArea = area("pictures", [
  ...alike({ file: "workers/documents/pictures/show-picture.ts", noticedBy: pictures }, [
    {
      defence: "refuses a picture that has too many pixels by its header",
      find: 'if (original.width * original.height > maxPixels) throw new DocumentRefusal("tooManyPixels");',
    },
    {
      defence: "limits the memory that pixels may take, before they are decoded",
      find: 'name="memory"',
      put: 'name="file"',
    },
    { defence: "lets ImageMagick read no other formats", find: '<policy domain="coder" rights="none" pattern="*"/>' },
  ]),
  {
    defence: "hands over one frame of WebP that moves",
    file: "workers/documents/pictures/show-picture.ts",
    find: 'name === "webp" ? firstWebpFrame(bytes) : bytes',
    put: "bytes",
    noticedBy: pictures,
  },
  {
    defence: "ends a process in which ImageMagick stopped in its work",
    file: "workers/documents/extract-document.ts",
    find: "if (error instanceof ReaderBroken) throw error;",
    noticedBy: pictures,
  },
  ...alike({ file: taken, noticedBy: takenOver }, [
    { defence: "checks that a picture has nothing but pixels", find: " || !isPlainPicture(picture)" },
    {
      defence: "compares the page of a picture with the pages of its document",
      find: "(head.page ?? 0) > pageCount || ",
    },
  ]),
  ...alike({ file: "workers/documents/process/take-pictures.ts", noticedBy: pictures }, [
    {
      defence: "allows no segment in a JPEG file that our code doesn't write",
      find: "jpegSegments(file), plainMarkers",
      put: "jpegSegments(file), /./",
    },
    {
      defence: "allows no chunk in a PNG file that our code doesn't write",
      find: "/^IHDR(?: IDAT)+ IEND$/",
      put: "/./",
    },
  ]),
]);
