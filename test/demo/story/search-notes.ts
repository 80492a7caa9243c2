import { onenoteSearch } from "#common/tools/onenote-search.ts";
import type { Scene } from "./scene.ts";

/** A page by its title, which says that the text of pages is not searched. */
export async function searchNotes({ screen, person, ask, expect }: Scene): Promise<void> {
  const hana = await person("hana.mori");
  const words = "Where are my notes of the trip to Huila?";
  const { pages, effectiveQuery } = await ask({ who: hana, words, tool: onenoteSearch, args: { query: "huila" } });
  screen.table(
    ["notebook", "section", "page"],
    pages.map(({ notebook, section, title }) => [String(notebook), String(section), title]),
  );
  expect("the page should be found", pages[0]?.title === "Trip to Huila");
  expect("it should be said that bodies are not searched", effectiveQuery.searched?.includes("not searched") === true);
}
