import { sharepointFolderSearch } from "#common/tools/sharepoint-folder-search.ts";
import { showFiles } from "#test/demo/story/show-hits.ts";
import { site, type ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** A folder by a part of its name. */
  async demo({ screen, hero, ask, expect }) {
    const permits = { tool: sharepointFolderSearch, args: { name: "permit" } };
    const { folders } = await ask({ who: hero, words: "Which folder has the permits?", ...permits });
    showFiles(screen, folders);
    expect(
      "the folder of the permits should be found",
      folders.some(({ name }) => name === "Permits"),
    );
    expect(
      "only folders should be found",
      folders.every(({ kind }) => kind === "folder"),
    );
  },
  questions: [
    { name: "permit" },
    { name: "Contracts" },
    { name: "Suppliers" },
    { name: "Weekly prices" },
    { name: "2026" },
    { name: "Policies" },
    { name: "Plans", site: site("kyoto-roastery") },
    { name: "El Mirador", site: site("sourcing") },
    { name: "General", limit: 25 },
    { name: "nothing of this name" },
  ],
  roundTrips: { median: 2.2 },
  conformance: { args: { name: "permit" }, answers: /"name":"Permits"/ },
  ownCall: () => ({ name: "plan" }),
  refusal: { without: ["Sites.Read.All"], words: "Reading SharePoint is blocked.", permission: "Sites.Read.All" },
};
