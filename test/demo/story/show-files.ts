import type { Screen } from "../terminal/screen.ts";
import { inTokyo } from "./in-tokyo.ts";

interface FileHit {
  kind: string;
  name: string;
  lastModifiedDateTime?: string | undefined;
  lastModifiedBy?: { name?: string | undefined } | undefined;
}

/** Hits of a search for files or folders, one per line. */
export function showFiles(screen: Screen, files: readonly FileHit[]): void {
  screen.table(
    ["changed in Tokyo", "by", "kind", "name"],
    files.map(({ lastModifiedDateTime, lastModifiedBy, kind, name }) => [
      inTokyo(lastModifiedDateTime),
      lastModifiedBy?.name ?? "",
      kind,
      name,
    ]),
  );
}
