import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { NewItem } from "../files/file-types.ts";

const folder = new URL("../../../../../shared/fixtures/files/", import.meta.url);

/** Real documents from beside the repository, with their reference texts as index; none where that folder is missing. */
export function fixtureFiles(): NewItem[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort();
  const documents = names.filter((name) => !/\.ref(-extra)?\.txt$/.test(name) && name !== "PROVENANCE.md");
  return documents.map((name) => {
    const url = new URL(encodeURIComponent(name), folder);
    const textUrl = new URL(`${encodeURIComponent(name)}.ref.txt`, folder);
    return {
      name,
      source: {
        bytes: () => readFileSync(url),
        size: statSync(url).size,
        text: () => (existsSync(textUrl) ? readFileSync(textUrl, "utf8") : ""),
      },
    };
  });
}
