import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { lacking, refusedAs } from "#test/support/tool-error-of.ts";
import { callsOf } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const siteId = "contoso.sharepoint.com,5724d91f-650c-4810-83cc-61a8818917d6,c3ba25dc-2c9f-48cb-83be-74cdf68ea5a0";
const kyoto = "https://contoso.sharepoint.com/sites/kyoto";
const fields =
  "$select=id,title,createdDateTime,lastModifiedDateTime,links&" +
  "$expand=parentSection($select=id,displayName),parentNotebook($select=id,displayName)";
const notebook = { id: "1-n", displayName: "Sourcing" };
const page = (title: string, more: object = {}) => ({
  id: `1-a!1-${title}`,
  title,
  lastModifiedDateTime: "2026-11-20T10:00:00Z",
  parentSection: { id: "1-s", displayName: "Trips" },
  parentNotebook: notebook,
  ...more,
});
/** As many as OneNote gives at once, of another notebook. */
const others = Array.from({ length: 100 }, (_, at) => page(`t${at}`, { parentNotebook: { displayName: "Other" } }));

/** The pages of all notebooks, and what else Graph answers. */
function contextOf(pages: object[], { answers, ...options }: FakeContextOptions = {}) {
  return fakeContext({
    scopes: ["Notes.Read"],
    nowIso: "2026-11-24T10:30:00Z",
    answers: (path, request) =>
      answers?.(path, request) ?? (path.endsWith("/onenote/pages") ? { value: pages } : undefined),
    ...options,
  });
}

const search = callsOf("onenote_search");

describe("onenote_search asks OneNote", () => {
  it("for titles with all words in any case, the newest first, a hundred at a time", async () => {
    const context = contextOf([]);
    await search({ query: "Trip O'Neill", afterDateTime: "2026-11-01", timeZone: "UTC" }, context);
    const $filter =
      "contains(tolower(title),'trip') and contains(tolower(title),'o''neill') and " +
      "lastModifiedDateTime ge 2026-11-01T00:00:00Z";
    expect(context.calls).toEqual([
      {
        method: "GET",
        url: `/me/onenote/pages?${fields}&$filter=${$filter}&$orderby=lastModifiedDateTime desc&$top=100`,
      },
    ]);
  });

  it("for the notebooks of a site by its address", async () => {
    const context = contextOf([page("Plan")], {
      scopes: ["Notes.Read.All", "Sites.Read.All"],
      answers: (path) => (path === "/sites/contoso.sharepoint.com:/sites/kyoto" ? { id: siteId } : undefined),
    });
    const { pages } = await search({ site: `${kyoto}/SitePages/Home.aspx` }, context);
    expect(context.calls.map(({ url }) => url.split("?")[0])).toEqual([
      "/sites/contoso.sharepoint.com:/sites/kyoto",
      `/sites/${siteId}/onenote/pages`,
    ]);
    expect(pages[0]?.uri).toBe(`onenote:///pages/1-a!1-Plan?siteId=${encodeURIComponent(siteId)}`);
  });

  it("for the next hundred by their place, until there are enough in the notebook that is named", async () => {
    const context = contextOf([], {
      answers: (_path, { query = {} }) => ({ value: query.$skip === undefined ? others : [page("found")] }),
    });
    const output = await search({ notebook: "sourcing" }, context);
    expect(output.pages.map(({ title }) => title)).toEqual(["found"]);
    expect(context.calls.at(-1)?.url).toContain("$top=100&$skip=100");
    expect(output).not.toHaveProperty("incomplete");
  });
});

describe("onenote_search answers", () => {
  it("with short hits, and always that page bodies are not searched", async () => {
    const all = [page("Trip\u200b to Huila"), page("", { parentNotebook: null })];
    const output = await search({}, contextOf(all, { timeZone: "Asia/Tokyo" }));
    expect(output.pages).toEqual([
      {
        uri: "onenote:///pages/1-a!1-Trip%E2%80%8B%20to%20Huila",
        title: "Trip to Huila",
        section: "Trips",
        notebook: "Sourcing",
        modified: "2026-11-20T19:00+09:00",
      },
      { uri: "onenote:///pages/1-a!1-", title: "(no title)", section: "Trips", modified: "2026-11-20T19:00+09:00" },
    ]);
    expect(output.effectiveQuery.searched).toBe("titles of pages; page bodies are not searched");
  });

  it("with a uri for each section and notebook that it names, once", async () => {
    const other = { parentSection: { id: "1-t", displayName: "Ethiopia" } };
    const output = await search({}, contextOf([page("a"), page("b"), page("c", other)]));
    expect(output.sections).toEqual([
      { uri: "onenote:///sections/1-s", name: "Trips", notebook: "Sourcing" },
      { uri: "onenote:///sections/1-t", name: "Ethiopia", notebook: "Sourcing" },
    ]);
    expect(output.notebooks).toEqual([{ uri: "onenote:///notebooks/1-n", name: "Sourcing" }]);
  });

  it("with what was not searched and where to look, when there is nothing", async () => {
    const answers = (path: string) =>
      path === "/sites" ? { value: [{ id: siteId, displayName: "Kyoto", webUrl: kyoto }] } : undefined;
    const scopes = ["Notes.Read", "Notes.Read.All", "Sites.Read.All"];
    const { hint } = await search({ query: "x" }, contextOf([], { answers }));
    expect(hint).toContain("notebooks of teams");
    expect(hint).toContain("onenote:///notebooks.");
    const inSite = await search({ query: "x", site: "kyoto" }, contextOf([], { answers, scopes }));
    expect(inSite.hint).toContain(`onenote:///notebooks?siteId=${encodeURIComponent(siteId)}.`);
    expect(inSite.effectiveQuery.site).toBe(`Kyoto, ${kyoto}`);
    expect(await search({}, contextOf([page("a")]))).not.toHaveProperty("hint");
  });

  it("with the notebooks that there are, when none has the name", async () => {
    const value = [notebook, { id: "1-m", displayName: "Private" }];
    const answers = (path: string) => (path.endsWith("/notebooks") ? { value } : undefined);
    await expect(search({ notebook: "Sorcing" }, contextOf([page("a")], { answers }))).rejects.toEqual(
      refusedAs("not_found", 'none is called "Sorcing". There are: "Sourcing", "Private".'),
    );
    const known = await search({ notebook: "priv" }, contextOf([page("a")], { answers }));
    expect(known.pages).toEqual([]);
  });

  it("page by page", async () => {
    const all = Array.from({ length: 5 }, (_, at) => page(`t${at}`));
    const first = await search({ limit: 2 }, contextOf(all));
    expect(first).toMatchObject({ moreResults: true, nextOffset: 2 });
    const last = await search({ limit: 2, offset: 4 }, contextOf(all));
    expect(last.pages.map(({ title }) => title)).toEqual(["t4"]);
    expect(last.moreResults).toBe(false);
  });

  it("with what was looked through, when there would be more", async () => {
    const context = contextOf(others);
    const { incomplete } = await search({ notebook: "Sourcing" }, context);
    expect(incomplete?.reason).toContain("The 300 pages that changed last were searched");
    expect(context.calls.filter(({ url }) => url.includes("/pages"))).toHaveLength(3);
  });
});

describe("with too many sections for OneNote (20266)", () => {
  const tooMany = new ToolError("too_large", "too many sections");
  const sections = (count: number, named = (_at: number) => "Sourcing") =>
    Array.from({ length: count }, (_, at) => ({
      id: `1-s${at}`,
      displayName: `Section ${at}`,
      parentNotebook: { displayName: named(at) },
    }));
  const answersOf = (all: object[], pagesOf: (path: string) => unknown) => (path: string) => {
    if (path === "/me/onenote/pages") return tooMany;
    return path === "/me/onenote/sections" ? { value: all } : pagesOf(path);
  };

  it("onenote_search asks the sections that changed last, one by one, and says so", async () => {
    const dated = (path: string) => {
      const lastModifiedDateTime = path.includes("/1-s1/") ? "2026-11-23T00:00:00Z" : "2026-11-01T00:00:00Z";
      return { value: [page(path, { lastModifiedDateTime })] };
    };
    const context = contextOf([], { answers: answersOf(sections(20), dated) });
    const { pages, incomplete } = await search({ query: "trip", limit: 20 }, context);
    expect(pages).toHaveLength(12);
    expect(pages[0]).toMatchObject({
      title: "/me/onenote/sections/1-s1/pages",
      section: "Section 1",
      notebook: "Sourcing",
    });
    expect(context.calls.at(-1)?.url).toContain("contains(tolower(title),'trip')");
    expect(incomplete?.reason).toContain("the 12 that changed last were asked");
  });

  it("onenote_search asks only those of the notebook that is named, and then lacks nothing", async () => {
    const all = sections(20, (at) => (at < 2 ? "Kyoto" : "Sourcing"));
    const known = { value: [{ id: "1-n", displayName: "Kyoto" }] };
    const pagesOf = (path: string) => (path.endsWith("/notebooks") ? known : { value: [] });
    const context = contextOf([], { answers: answersOf(all, pagesOf) });
    const output = await search({ notebook: "kyoto" }, context);
    expect(context.calls.filter(({ url }) => !url.includes("/notebooks"))).toHaveLength(4);
    expect(output).not.toHaveProperty("incomplete");
    // More sections than OneNote lists at once.
    const many = answersOf([...all, ...sections(80)], pagesOf);
    const { incomplete } = await search({ notebook: "kyoto" }, contextOf([], { answers: many }));
    expect(incomplete?.reason).toContain("the 2 that changed last were asked");
  });

  it("onenote_search says which could not be read, and fails when all can't", async () => {
    const gone = new ToolError("not_found", "gone");
    const one = (path: string) => (path.includes("/1-s0/") ? gone : { value: [] });
    const { incomplete } = await search({}, contextOf([], { answers: answersOf(sections(3), one) }));
    expect(incomplete?.reason).toBe("1 section is left out: OneNote could not read it.");
    const none = contextOf([], { answers: answersOf(sections(3), () => gone) });
    await expect(search({}, none)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("section files that Microsoft Search finds", () => {
  const hit = {
    hitId: "01A",
    summary: "the <c0>ribbon</c0> is red",
    resource: {
      "@odata.type": "#microsoft.graph.driveItem",
      name: "Meetings.one",
      webUrl: "https://contoso.sharepoint.com/sites/kyoto/SiteAssets/Kyoto Notebook/Meetings.one",
    },
  };
  const scopes = ["Notes.Read", "Sites.Read.All"];
  function searching(hits: object[], options: FakeContextOptions = {}) {
    const found = { value: [{ hitsContainers: [{ hits }] }] };
    return contextOf([], { scopes, answers: (path) => (path === "/search/query" ? found : undefined), ...options });
  }

  it("are listed beside the pages where SharePoint may be searched", async () => {
    const { sections, pages } = await search({ query: "ribbon" }, searching([hit]));
    expect(pages).toEqual([]);
    expect(sections).toEqual([
      {
        uri: "https://contoso.sharepoint.com/sites/kyoto/SiteAssets/Kyoto%20Notebook/Meetings.one",
        name: "Meetings",
        notebook: "Kyoto Notebook",
        summary: "the ribbon is red",
      },
    ]);
  });

  it("are read by the file where the address names no section", async () => {
    const resource = {
      ...hit.resource,
      webUrl: `${kyoto}/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D`,
      id: `01${"A".repeat(32)}`,
    };
    const there = { ...hit, resource: { ...resource, parentReference: { driveId: "b!abc" } } };
    const { sections } = await search({ query: "ribbon" }, searching([there]));
    expect(sections).toMatchObject([{ uri: `file:///b!abc/01${"A".repeat(32)}`, webUrl: resource.webUrl }]);
  });

  it.each([
    ["without Sites.Read.All", { query: "ribbon" }, ["Notes.Read"]],
    ["without words", {}, scopes],
  ])("are not asked for %s", async (_when, input, granted) => {
    const context = searching([hit], { scopes: granted });
    expect(await search(input, context)).not.toHaveProperty("sections");
    expect(context.calls.map(({ url }) => url)).not.toContain("/search/query");
  });

  it("of OneDrive are left out without a permission for it", async () => {
    const webUrl = "https://contoso-my.sharepoint.com/personal/bob/Documents/Notebook/Own.one";
    const own = { ...hit, hitId: "01B", resource: { ...hit.resource, name: "Own.one", webUrl } };
    const namesWith = async (...more: string[]) => {
      const context = searching([own, hit], { scopes: [...scopes, ...more] });
      const { sections } = await search({ query: "ribbon" }, context);
      return sections?.map(({ name }) => name);
    };
    expect(await namesWith()).toEqual(["Meetings"]);
    expect(await namesWith("Files.Read.All")).toEqual(["Own", "Meetings"]);
  });

  it("are missed aloud where there is no Microsoft Search", async () => {
    const refused = new ToolError("not_found", "no such service");
    const answers = (path: string) => (path === "/search/query" ? refused : undefined);
    const context = contextOf([page("Ribbon")], { scopes, answers });
    const { pages, incomplete } = await search({ query: "ribbon" }, context);
    expect(pages).toHaveLength(1);
    expect(incomplete?.reason).toContain("Section files could not be searched");
  });
});

describe("onenote_search refuses", () => {
  it.each([
    [{}, [], "Notes.Read"],
    [{ site: kyoto }, ["Notes.Read", "Sites.Read.All"], "Notes.Read.All"],
    [{ site: kyoto }, ["Notes.Read.All"], "Sites.Read.All"],
  ])("%j with the permissions %j, and names %s", async (input, scopes, missing) => {
    await expect(search(input, contextOf([], { scopes }))).rejects.toEqual(lacking(missing));
  });

  it.each([
    [{ site: "https://evil.example/sites/a" }, /^site: /],
    [{ site: "https://contoso.sharepoint.com/sites/%zz" }, /^site: /],
    [{ query: "a b c d e f g h i j k" }, /^query: /],
    [{ afterDateTime: "in 3 days" }, /^afterDateTime: /],
  ])("%j, and says why", async (input, message) => {
    const scopes = ["Notes.Read.All", "Notes.Read", "Sites.Read.All"];
    await expect(search(input, contextOf([], { scopes }))).rejects.toEqual(refusedAs("invalid_input", message));
  });
});
