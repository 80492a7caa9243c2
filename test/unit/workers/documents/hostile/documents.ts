import { hostileArchives } from "./archives.ts";
import { hostileDrawings } from "./drawn-parts.ts";
import type { HostileDocument } from "./hostile-document.ts";
import { hostileParts } from "./office-parts.ts";
import { hostileOthers } from "./other-formats.ts";
import { hostilePictures } from "./pictures.ts";
import { hostileScans } from "./scans.ts";

/** Documents made to harm a reader, by what they are. */
export const hostileDocuments: Readonly<Record<string, HostileDocument>> = {
  ...hostileArchives,
  ...hostileParts,
  ...hostileDrawings,
  ...hostileOthers,
  ...hostilePictures,
  ...hostileScans,
};
