import { maxPixelBytes } from "./picture-limits.ts";

/** By ImageMagick's names: what is read, the pixels that a decoder of PDFs gives, and what is written. */
const coders = ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "GRAY", "RGB", "RGBA", "PNG24", "PNG32"];

/**
 * ImageMagick's security policy, of whose rules the last one that fits decides: no format but these, no other programs,
 * no files. It counts the memory of pixels from the header of a picture, before it decodes, and refuses what takes
 * more.
 */
export const picturePolicy = `<policymap>
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
