import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Microsoft's documented examples (Microsoft Graph documentation, (c) Microsoft, CC BY 4.0), beside the repository. */
const folder = join(import.meta.dirname, "../../../../../shared/graph/corpus");

/** Why tests on documented examples can't run here; undefined = they can. */
export const corpusMissing = existsSync(folder)
  ? undefined
  : "Microsoft's documented examples are not beside the repository";

/** One documented example, e.g. `mail/message-get/01.json`. */
export function documentedExample(path: string): unknown {
  return JSON.parse(readFileSync(join(folder, path), "utf8"));
}
