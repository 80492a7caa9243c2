import { readFileSync } from "node:fs";
import { ConfigurationFiles, initializeImageMagick, MagickError, MagickErrorSeverity } from "@imagemagick/magick-wasm";
import { ReaderBroken } from "#workers/documents/reader-broken.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { maxPixelBytes } from "./picture.ts";

const program = new URL(import.meta.resolve("@imagemagick/magick-wasm/magick.wasm"));

/** Its types come with those of browsers only. */
declare const WebAssembly: { Module: new (program: Uint8Array) => object };

let loading: Promise<void> | undefined;

async function load(): Promise<void> {
  const files = ConfigurationFiles.default;
  files.policy.data = picturePolicy;
  // Given as bytes, the library would keep them beside the program.
  await initializeImageMagick(new WebAssembly.Module(readFileSync(program)), files);
}

const tooMuch: ReadonlySet<number> = new Set([MagickErrorSeverity.ResourceLimitError, MagickErrorSeverity.CacheError]);

/**
 * Does work with ImageMagick, which is WebAssembly: it has memory of its own, and reaches no file, network or program.
 * It is loaded when it is used first. What it refuses counts as damaged, or as having too many pixels. Rejects with
 * `ReaderBroken` when it can't be loaded, or was not able to end its work.
 */
export async function withImageMagick<T>(work: () => T): Promise<T> {
  loading ??= load().catch((cause) => {
    throw new ReaderBroken("ImageMagick can't be loaded.", { cause });
  });
  await loading;
  try {
    return work();
  } catch (error) {
    if (error instanceof DocumentRefusal) throw error;
    if (!(error instanceof MagickError)) throw new ReaderBroken("ImageMagick was not able to end.", { cause: error });
    throw new DocumentRefusal(tooMuch.has(error.severity) ? "tooManyPixels" : "damaged");
  }
}

/** By ImageMagick's names: what is read, the pixels that a decoder of PDFs gives, and what is written. */
const coders = ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "GRAY", "RGB", "RGBA", "PNG24", "PNG32"];

/**
 * ImageMagick's security policy, of whose rules the last one that fits decides: no format but these, no other programs,
 * no files. It counts the memory of pixels from the header of a picture, before it decodes, and refuses what takes
 * more.
 */
const picturePolicy = `<policymap>
  <policy domain="coder" rights="none" pattern="*"/>
  <policy domain="coder" rights="read | write" pattern="{${coders}}"/>
  <policy domain="delegate" rights="none" pattern="*"/>
  <policy domain="filter" rights="none" pattern="*"/>
  <policy domain="path" rights="none" pattern="@*"/>
  <policy domain="resource" name="memory" value="${maxPixelBytes}B"/>
  <policy domain="resource" name="map" value="0"/>
  <policy domain="resource" name="disk" value="0"/>
  <policy domain="resource" name="list-length" value="2"/>
</policymap>`;
