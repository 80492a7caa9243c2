import { onenoteSearch } from "#common/tools/onenote-search.ts";
import { site, type ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** A page by its title, which says that the text of pages is not searched. */
  async demo({ screen, person, ask, expect }) {
    const hana = await person("hana.mori");
    const words = "Where are my notes of the trip to Huila?";
    const { pages, effectiveQuery } = await ask({ who: hana, words, tool: onenoteSearch, args: { query: "huila" } });
    screen.table(
      ["notebook", "section", "page"],
      pages.map(({ notebook, section, title }) => [String(notebook), String(section), title]),
    );
    expect("the page should be found", pages[0]?.title === "Trip to Huila");
    expect(
      "it should be said that bodies are not searched",
      effectiveQuery.searched?.includes("not searched") === true,
    );
  },
  questions: [
    {},
    { query: "huila" },
    { query: "農園" },
    { query: "ribbon" },
    { notebook: "Sourcing", limit: 5 },
    { afterDateTime: "last week" },
    { query: "list", beforeDateTime: "today", timeZone: "Asia/Tokyo" },
    { site: site("kyoto-roastery") },
    { site: site("kyoto-roastery"), query: "opening" },
    { limit: 1, offset: 1 },
  ],
  roundTrips: { median: 1.3, most: 2.5 },
  conformance: { args: { query: "review" }, answers: /"title":"My review .*page bodies are not searched/s },
  ownCall: ({ word }) => ({ query: word }),
  refusal: {
    without: ["Notes.Read", "Notes.Read.All"],
    words: "Reading OneNote is blocked.",
    permission: "Notes.Read",
  },
};
