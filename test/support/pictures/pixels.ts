import { ImageMagick, type Interlace, MagickFormat } from "@imagemagick/magick-wasm";
import { extractDocument } from "#workers/documents/extract-document.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import { withImageMagick } from "#workers/documents/pictures/show-picture.ts";

/** A picture file as it is shown, with the line that says what it is. */
export async function shownOf(bytes: Uint8Array): Promise<{ text: string; picture: Picture }> {
  const read = await extractDocument({ bytes, mediaType: "application/octet-stream" });
  if (!("text" in read) || read.text.pictures?.[0] === undefined) throw new Error(JSON.stringify(read));
  return { text: read.text.text, picture: read.text.pictures[0] };
}

/** The pixels of a picture that is shown, row by row: red, green, blue and opacity of each. */
export async function pixelsOf({ mediaType, bytes }: Picture): Promise<number[][][]> {
  const format = mediaType === "image/png" ? MagickFormat.Png : MagickFormat.Jpeg;
  return await withImageMagick(() =>
    ImageMagick.read(bytes, format, (image) => {
      const { width, height } = image;
      const pixels = image.write(MagickFormat.Rgba, (all) => [...all]);
      return Array.from({ length: height }, (_, y) =>
        Array.from({ length: width }, (_x, x) => pixels.slice((y * width + x) * 4, (y * width + x + 1) * 4)),
      );
    }),
  );
}

/** A PNG file as one of another format, interlaced where that is asked for. */
export async function convertedTo(
  format: MagickFormat,
  bytes: Uint8Array,
  { interlace }: { interlace?: Interlace } = {},
): Promise<Buffer> {
  return await withImageMagick(() =>
    ImageMagick.read(bytes, MagickFormat.Png, (image) => {
      if (interlace !== undefined) image.settings.interlace = interlace;
      return image.write(format, (file) => Buffer.from(file));
    }),
  );
}
