import { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import { showFiles } from "#test/demo/story/show-hits.ts";
import { site, type ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** Files of a site that the person belongs to; then a file of a site for others. */
  async demo({ screen, hero, person, ask, expect }) {
    const fire = { tool: sharepointSearch, args: { query: "fire permit" } };
    const permit = await ask({ who: hero, words: "Where is the fire permit for Kyoto?", ...fire });
    showFiles(screen, permit.files);
    const names = permit.files.map(({ name }) => name);
    expect("the search should find the permit", names.includes("Fire permit 2026-118.html"));

    const words = "When is our winter holiday?";
    const closing = await ask({ who: hero, words, tool: sharepointSearch, args: { query: words, mode: "meaning" } });
    showFiles(screen, closing.files.slice(0, 1));
    screen.quote([closing.files[0]?.summary ?? ""]);
    expect("the question should find the page in other words", closing.files[0]?.name === "Year-end-closing.aspx");

    const plan = { tool: sharepointSearch, args: { query: "予算案" } };
    const none = await ask({ who: hero, words: "What is in next year's budget?", ...plan });
    showFiles(screen, none.files);
    expect("a file of a site for others should not be found", none.files.length === 0);
    const kenji = await person("kenji.tanaka");
    const found = await ask({ who: kenji, words: "来年度の予算案はどこにありますか？", ...plan });
    showFiles(screen, found.files);
    expect(
      "Kenji, of Finance, should find the budget",
      found.files.some(({ name }) => name === "予算案 2026年度.txt"),
    );

    const wanted = { tool: sharepointSearch, args: { query: "electrician OR inspection", fileType: "list" } };
    const rows = await ask({ who: hero, words: "What do we still buy for the opening?", ...wanted });
    showFiles(screen, rows.files);
    expect(
      "the rows of a list should be found",
      rows.files
        .map(({ name }) => name)
        .sort()
        .join() === "Roaster P12,Three-phase power line",
    );
  },
  questions: [
    { query: "fire permit" },
    { query: "火災予防条例" },
    { query: "*", afterDateTime: "last week" },
    { query: "budget", fileType: "csv" },
    { query: "budget", order: "newest", limit: 3 },
    { query: "contract", site: site("sourcing") },
    { query: "*", folderName: "Permits" },
    { query: "*", folderName: "Suppliers/El Mirador" },
    { query: "price sheet", limit: 50 },
    { query: "price sheet", offset: 20 },
    { query: "*", author: "Daniel Costa" },
    { query: "title:Kyoto", fileType: "aspx" },
    { query: "When is our winter holiday?", mode: "meaning" },
    { query: "When is our winter holiday?", mode: "meaning", fileType: "aspx", site: site("kyoto-roastery") },
    { query: "filename:Opening" },
    { query: "electrician", fileType: "list" },
    { query: "*", site: `${site("kyoto-roastery")}/Lists/Opening%20purchases` },
    { query: "opening plan", fileType: "md" },
    { query: "drawing", afterDateTime: "2 weeks ago", beforeDateTime: "today", timeZone: "Asia/Tokyo" },
  ],
  roundTrips: { median: 1.2 },
  conformance: { args: { query: "fire permit", limit: 5 }, answers: /"name":"Fire permit 2026-118\.html"/ },
  ownCall: ({ word }) => ({ query: word }),
  refusal: {
    without: ["Sites.Read.All", "Files.Read.All"],
    words: "Reading SharePoint is blocked.",
    permission: "Sites.Read.All",
  },
};
