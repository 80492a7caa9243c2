import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { callsOf } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext, searchAnswer } from "../fake-context.ts";

const question = "When is our winter holiday?";
const site = "https://contoso.sharepoint.com/sites/hr";
const personal = "https://contoso-my.sharepoint.com/personal/hana/Documents";

interface Body {
  dataSource: "sharePoint" | "oneDriveBusiness";
  queryString: string;
  filterExpression?: string;
  requests: [{ query: { queryString: string; queryTemplate?: string } }];
}
type Answer = Error | object[];

const hit = (webUrl: string, score: number | null, more: object = {}) => ({
  webUrl,
  extracts: [{ text: "We are closed\nuntil January 4.", relevanceScore: score }],
  resourceType: "listItem",
  resourceMetadata: { title: "Closing", author: "Aiko Kondo" },
  ...more,
});

const searchIn = callsOf("sharepoint_search", { query: question, mode: "meaning" });

/** A search whose Graph gives these hits of each source; words find nothing. */
function retrieving(
  { sharePoint = [], oneDriveBusiness = [] }: { sharePoint?: Answer; oneDriveBusiness?: Answer },
  options: FakeContextOptions = {},
) {
  const asked: Body[] = [];
  const words: Body["requests"][number]["query"][] = [];
  const context = fakeContext({
    retrieval: "on",
    scopes: ["Sites.Read.All", "Files.Read.All"],
    ...options,
    answers(path, { body }: GraphRequest & { body?: Body }) {
      if (path === "/search/query" && body) words.push(body.requests[0].query);
      if (path === "/search/query") return searchAnswer([], { total: 0 });
      if (path !== "/copilot/retrieval" || body === undefined) return { value: [] };
      asked.push(body);
      const answer = body.dataSource === "sharePoint" ? sharePoint : oneDriveBusiness;
      return Array.isArray(answer) ? { retrievalHits: answer } : answer;
    },
  });
  return { search: (input: object = {}) => searchIn(input, context), asked, words };
}

const noLicence = new ToolError("forbidden", "no licence");

describe("a search by meaning", () => {
  it("asks SharePoint and OneDrive for all that they give, each in a request of its own", async () => {
    const { search, asked } = retrieving({});
    await search();
    const request = { queryString: question, resourceMetadata: ["title", "author"], maximumNumberOfResults: 25 };
    expect(asked).toEqual([
      { ...request, dataSource: "sharePoint" },
      { ...request, dataSource: "oneDriveBusiness" },
    ]);
  });

  it("gives the best extracts first, with what read_resource reads, and says how many there are beside", async () => {
    const labelled = { sensitivityLabel: { sensitivityLabelId: "a-b", displayName: "Internal" } };
    const { search } = retrieving({
      sharePoint: [hit(`${site}/Docs/Low.docx`, 0.61), hit(`${site}/Docs/High.docx`, 0.876, labelled)],
      oneDriveBusiness: [hit(`${personal}/Mine.docx`, 0.7), hit(`${personal}/Unknown.docx`, null)],
    });
    const { files, moreResults, nextOffset } = await search({ limit: 2 });
    expect(files).toEqual([
      {
        uri: `${site}/Docs/High.docx`,
        kind: "file",
        name: "High.docx",
        title: "Closing",
        summary: "We are closed until January 4.",
        score: 0.88,
        sensitivityLabel: "Internal",
      },
      expect.objectContaining({ name: "Mine.docx", score: 0.7 }),
    ]);
    expect({ moreResults, nextOffset }).toEqual({ moreResults: true, nextOffset: 2 });
    const rest = await search({ offset: 2 });
    expect(rest.files.map(({ name }) => name)).toEqual(["Low.docx", "Unknown.docx"]);
  });

  it("is sent once, however often its answer has to be made smaller", async () => {
    const { search, asked } = retrieving({ sharePoint: [hit(`${site}/A.docx`, 0.8), hit(`${site}/B.docx`, 0.7)] });
    await search({ limit: 2 });
    await search({ limit: 1 });
    expect(asked).toHaveLength(2);
  });

  it("leaves out what is not in SharePoint, has a denied label, or is not where it was asked for", async () => {
    const denied = "2096f6a2-d2f7-48be-b329-b73aaa526e5d";
    const sharePoint = [
      hit("https://evil.example/a.docx", 0.9),
      hit("javascript:alert(1)", 0.9),
      hit(`${site}/Docs/Secret.docx`, 0.9, { sensitivityLabel: { sensitivityLabelId: denied.toUpperCase() } }),
      hit("https://contoso.sharepoint.com/sites/hr2/Docs/Near.docx", 0.9),
      hit(`${site}/Docs/Open.docx`, 0.5),
    ];
    const { search } = retrieving({ sharePoint }, { deniedLabels: new Set([denied]) });
    expect((await search({ site })).files.map(({ name }) => name)).toEqual(["Open.docx"]);
    const anywhere = retrieving({ sharePoint }, { deniedLabels: new Set([denied]) });
    expect((await anywhere.search()).files.map(({ name }) => name)).toEqual(["Near.docx", "Open.docx"]);
  });

  it("restricts by properties that Microsoft names, at the source where the place is", async () => {
    const { search, asked } = retrieving({});
    const conditions = { site, fileType: "docx", author: 'A "B" OR C', afterDateTime: "2026-11-02T00:00:00Z" };
    const { note } = await search(conditions);
    expect(asked.map(({ dataSource, filterExpression }) => ({ dataSource, filterExpression }))).toEqual([
      {
        dataSource: "sharePoint",
        filterExpression: `filetype:"docx" AND author:"A B OR C" AND (path:"${site}") AND LastModifiedTime>=2026-11-01`,
      },
    ]);
    expect(note).toContain("by day");
    const own = retrieving({});
    await own.search({ site: personal });
    expect(own.asked.map(({ dataSource }) => dataSource)).toEqual(["oneDriveBusiness"]);
  });

  it("says that OneDrive is left out for somebody whose searches are paid by usage", async () => {
    const { search } = retrieving({ sharePoint: [hit(`${site}/A.docx`, 0.8)], oneDriveBusiness: noLicence });
    const { files, incomplete } = await search();
    expect(files).toHaveLength(1);
    expect(incomplete?.reason).toContain("OneDrive was not searched by meaning");
  });

  it("that finds nothing is none by words", async () => {
    const { search, words } = retrieving({ oneDriveBusiness: noLicence });
    const { files, hint } = await search();
    expect(files).toEqual([]);
    expect(hint).toContain("other words");
    expect(words).toEqual([]);
  });
});

describe("a search by words in place of one by meaning", () => {
  it.each<[string, FakeContextOptions]>([
    ["has not enabled", { retrieval: undefined }],
    ["used up for today", { retrieval: "used-up" }],
    ["worldwide cloud", { cloud: "usgov" }],
    ["needs Files.Read.All", { scopes: ["Sites.Read.All"] }],
  ])("says why, %s, and asks no search by meaning", async (why, options) => {
    const { search, asked, words } = retrieving({}, { ...options });
    const { note } = await search({ order: "newest" });
    expect(note).toMatch(new RegExp(`^Searched by words, not by meaning: .*${why}`));
    expect(asked).toEqual([]);
    expect(words).toEqual([{ queryString: "when OR is OR our OR winter OR holiday" }]);
  });

  it.each([
    ["not licensed", noLicence],
    ["limit", new ToolError("rate_limited", "later")],
    ["at the moment", new ToolError("unavailable", "away")],
    ["at the moment", new ToolError("not_found", "no such service")],
  ])("says why Microsoft gave none: %s", async (why, failure) => {
    const { search, words } = retrieving({ sharePoint: failure, oneDriveBusiness: failure });
    expect((await search()).note).toContain(why);
    expect(words).toHaveLength(1);
  });

  it("goes on by its cursor with the question that was asked", async () => {
    const files = Array.from({ length: 12 }, (_unused, at) => ({
      hitId: `h${at}`,
      resource: { "@odata.type": "#microsoft.graph.driveItem", id: `${at}`, webUrl: `${site}/Docs/${at}.docx` },
    }));
    const answers = () => searchAnswer(files, { total: 30, moreResultsAvailable: true });
    const context = fakeContext({ retrieval: undefined, answers });
    const first = await searchIn({}, context);
    expect(first.note).toContain("not by meaning");
    const second = await searchIn({ cursor: "nextCursor" in first ? first.nextCursor : undefined }, context);
    expect(second.files.length).toBeGreaterThan(0);
  });

  it("is made of lists, which Microsoft does not search by meaning", async () => {
    const { search, asked, words } = retrieving({}, {});
    expect((await search({ fileType: "list" })).note).toContain("rows of lists are found by words alone");
    expect(asked).toEqual([]);
    expect(words).toHaveLength(1);
  });

  it("takes a question for words alone, in any language", async () => {
    const { search, words } = retrieving({}, { retrieval: undefined });
    await search({ query: 'author:"x" AND (冬休みはいつですか？ NOT' });
    expect(words[0]?.queryString).toBe("author OR x OR and OR 冬休み OR not");
  });

  it("is what a sign-in that has expired never becomes", async () => {
    const { search } = retrieving({ sharePoint: new ToolError("sign_in_required", "sign in") });
    await expect(search()).rejects.toMatchObject({ code: "sign_in_required" });
  });
});
