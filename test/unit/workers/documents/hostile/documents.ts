import { hostileArchives } from "./archives.ts";
import { hostileParts } from "./office-parts.ts";
import { hostileOthers } from "./other-formats.ts";

export interface HostileDocument {
  make(): Uint8Array;
  /** How reading must end; a pattern is of the error's message, undefined leaves it open. */
  expected: "text" | "error" | RegExp | undefined;
  /** Takes so long that the test gives it less time than the product does. */
  isEndless?: boolean;
}

/** Documents made to harm a reader, by what they are. */
export const hostileDocuments: Readonly<Record<string, HostileDocument>> = {
  ...hostileArchives,
  ...hostileParts,
  ...hostileOthers,
};
