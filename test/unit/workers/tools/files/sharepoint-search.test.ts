import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { lacking, refusedAs } from "#test/support/tool-error-of.ts";
import { sharepointSearchHandler } from "#workers/tools/files/sharepoint-search.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { allAnswers, callsOf } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext, type GraphAnswers } from "../fake-context.ts";

const siteUrl = "https://contoso.sharepoint.com/sites/kyoto";

/** The restriction to a place. */
const under = (place: string) => `(path:"${place}" OR DocumentLink:"${place}" OR ParentLink:"${place}")`;

interface AskedOf {
  entityTypes: string[];
  query: { queryString: string; queryTemplate?: string };
  from: number;
  size: number;
  sortProperties?: object[];
}

type Container = { hits?: object[]; total?: number; moreResultsAvailable?: boolean };

/** A tool context whose search answers with what `answer` says, and the requests that it got. */
function searching(answer: (asked: AskedOf) => Container, options: FakeContextOptions = {}) {
  const asked: AskedOf[] = [];
  const context = fakeContext({
    ...options,
    answers: (path, request: GraphRequest & { body?: { requests: [AskedOf] } }) => {
      if (path !== "/search/query" || request.body === undefined) return options.answers?.(path, request);
      const [question] = request.body.requests;
      asked.push(question);
      return { value: [{ hitsContainers: [answer(question)] }] };
    },
  });
  return { context, asked };
}

function hit(name: string, more: object = {}) {
  const id = `01${name
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, "")
    .padEnd(32, "A")}`;
  return {
    hitId: id,
    summary: "the <c0>plan</c0> is <ddd/> here",
    resource: {
      "@odata.type": "#microsoft.graph.driveItem",
      id,
      name,
      size: 10,
      webUrl: `${siteUrl}/Shared%20Documents/${encodeURIComponent(name)}`,
      createdDateTime: "2026-10-02T08:00:00Z",
      createdBy: { user: { displayName: "Bob" } },
      lastModifiedDateTime: "2026-11-20T10:00:00Z",
      lastModifiedBy: { user: { displayName: "Eve;System", email: "eve@fabrikam.example" } },
      parentReference: { driveId: "b!abc", siteId: "contoso.sharepoint.com,a,b" },
      ...more,
    },
  };
}

/** A folder of the library of documents. */
const folder = (path: string) => ({
  ...hit(path, { name: path.split("/").at(-1), folder: {}, webUrl: `${siteUrl}/Shared%20Documents/${path}` }),
  hitId: path,
});

/** Where Microsoft Search is not available to the organisation. */
const withoutSearch = (value: readonly object[]) =>
  fakeContext({
    answers: (path) => (path === "/search/query" ? new ToolError("unsupported_type", "no search") : { value }),
  });

const next = "https://graph.test/next";

const search = callsOf("sharepoint_search", { detail: "full" });

const searchFolders = callsOf("sharepoint_folder_search", { detail: "full" });

const namesIn = (pages: readonly { files: readonly { name: string }[] }[]) =>
  pages.flatMap(({ files }) => files.map(({ name }) => name));

const none = () => ({ hits: [], total: 0, moreResultsAvailable: false });

describe("sharepoint_search asks Microsoft Search", () => {
  it("for the caller's words alone when nothing is restricted, and for everything where there are none", async () => {
    const { context, asked } = searching(none);
    await search({ query: "budget OR plan" }, context);
    expect(asked).toEqual([
      { entityTypes: ["driveItem"], query: { queryString: "budget OR plan" }, from: 0, size: 10 },
    ]);
    await search({ order: "newest" }, context);
    await search({ query: " ", fileType: "pdf" }, context);
    expect(asked.slice(1).map(({ query }) => query.queryString)).toEqual(["*", "*"]);
  });

  it("below the site that has the name, and names it", async () => {
    const value = [{ id: "contoso.sharepoint.com,a,b", displayName: "Kyoto", webUrl: siteUrl }];
    const { context, asked } = searching(none, { answers: (path) => (path === "/sites" ? { value } : undefined) });
    const { effectiveQuery } = await search({ query: "budget", site: "kyoto" }, context);
    expect(asked[0]?.query.queryTemplate).toBe(`({searchTerms}) AND ${under(siteUrl)}`);
    expect(effectiveQuery).toMatchObject({ site: `Kyoto, ${siteUrl}`, places: [siteUrl] });
    const folders = await searchFolders({ name: "x", site: "kyoto" }, context);
    expect(folders.site).toBe(`Kyoto, ${siteUrl}`);
  });

  it("with all restrictions in the template, and dates wider by a day", async () => {
    const { context, asked } = searching(none, { timeZone: "Europe/Berlin" });
    const of = { query: "budget", fileType: ".PDF", author: 'Anna "A" Schmidt', site: `${siteUrl}/` };
    const range = { afterDateTime: "2026-11-01", beforeDateTime: "2026-11-20T12:00:00Z" };
    const { effectiveQuery } = await search({ ...of, ...range }, context);
    expect(asked[0]?.query).toEqual({
      queryString: "budget",
      queryTemplate:
        '({searchTerms}) AND (filetype:"pdf") AND (author:"Anna A Schmidt") AND ' +
        `${under(siteUrl)} AND (LastModifiedTime>=2026-10-30) AND (LastModifiedTime<=2026-11-21)`,
    });
    expect(effectiveQuery).toMatchObject({ after: "2026-11-01T00:00:00+01:00 (Europe/Berlin)", places: [siteUrl] });
  });

  it.each([
    ["newest", [{ name: "lastModifiedDateTime", isDescending: true }]],
    ["oldest", [{ name: "lastModifiedDateTime", isDescending: false }]],
    ["relevance", undefined],
  ])("for the order %s by the time of the last change", async (order, sortProperties) => {
    const { context, asked } = searching(none);
    const { effectiveQuery } = await search({ query: "budget", order }, context);
    expect(asked.map((one) => one.sortProperties)).toEqual([sortProperties]);
    expect(effectiveQuery?.order).toBe(order === "relevance" ? undefined : order);
  });

  it("in the same order for the next pages, whether or not the call names it again", async () => {
    const { context, asked } = searching(({ from }) => ({
      hits: [hit(`${"abc".at(from)}.docx`)],
      moreResultsAvailable: true,
    }));
    const first = await search({ query: "x", order: "newest", limit: 1 }, context);
    const second = await search({ query: "x", limit: 1, cursor: first.nextCursor }, context);
    await search({ query: "x", order: "newest", limit: 1, cursor: second.nextCursor }, context);
    expect(asked.map(({ from, sortProperties = [] }) => [from, sortProperties.length])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
    const other = search({ query: "x", order: "oldest", cursor: second.nextCursor }, context);
    await expect(other).rejects.toEqual(refusedAs("invalid_input", "order"));
  });

  it("without an order where Microsoft refuses to sort, and says so", async () => {
    const { context, asked } = searching(({ sortProperties }) => {
      if (sortProperties !== undefined) throw new ToolError("invalid_input", "no sort");
      return { hits: [hit("a.docx")] };
    });
    const output = await search({ query: "x", order: "newest" }, context);
    expect(asked).toHaveLength(2);
    expect(output.files.map(({ name }) => name)).toEqual(["a.docx"]);
    expect(output.incomplete?.reason).toContain("refused to sort");
  });

  it("in vain where the query itself is refused, whatever its order", async () => {
    const { context } = searching(({ query }) => {
      if (query.queryString === "a") return none();
      throw new ToolError("invalid_input", "no query");
    });
    const refusal = { code: "invalid_input", message: "no query" };
    await expect(search({ query: "x", order: "newest" }, context)).rejects.toMatchObject(refusal);
  });

  it("for the folders of a name first, then below their addresses", async () => {
    const { context, asked } = searching(({ query }) =>
      query.queryTemplate?.includes("IsContainer")
        ? { hits: [folder("Permits"), hit("Permits old", { folder: {} })] }
        : none(),
    );
    const { effectiveQuery } = await search({ query: "fire", folderName: "permits", site: siteUrl }, context);
    expect(asked.map(({ query }) => query)).toEqual([
      {
        queryString: "permits*",
        queryTemplate:
          "({searchTerms}) AND (IsDocument:false) AND (IsContainer:true OR ContentTypeId:0x0120*) AND " +
          under(siteUrl),
      },
      { queryString: "fire", queryTemplate: `({searchTerms}) AND ${under(`${siteUrl}/Shared Documents/Permits`)}` },
    ]);
    expect(effectiveQuery?.places).toEqual([`${siteUrl}/Shared Documents/Permits`]);
  });
});

it("sharepoint_search asks for as many folders of a name as fit into a query, and says so", async () => {
  const folders = Array.from({ length: 9 }, (_, at) => {
    const webUrl = `${siteUrl}/Shared Documents/${"a long name ".repeat(20)}${at}/Permits`;
    return { ...hit("Permits", { folder: {}, webUrl }), hitId: `01${at}` };
  });
  const { context, asked } = searching(({ query }) =>
    query.queryTemplate?.includes("IsContainer") ? { hits: folders } : none(),
  );
  const output = await search({ query: "x".repeat(1_000), folderName: "Permits" }, context);
  const { queryString = "", queryTemplate = "" } = asked[1]?.query ?? {};
  expect(queryTemplate.replace("{searchTerms}", queryString).length).toBeLessThan(4_096);
  expect(output.effectiveQuery?.places).toHaveLength(2);
  expect(output.incomplete?.reason).toContain("More than 2 folders");
});

describe("sharepoint_search answers", () => {
  it("with hits that read_resource accepts, in plain text, with their authors", async () => {
    const { context } = searching(() => ({ hits: [hit("Plan\u200b.docx")], total: 1 }), { userDomain: "contoso.com" });
    const output = await search({ query: "plan" }, context);
    expect(output).toMatchObject({ moreResults: false, totalResultCount: 1 });
    const [file] = output.files;
    expect(file).toMatchObject({
      kind: "file",
      name: "Plan.docx",
      driveId: "b!abc",
      summary: "the plan is … here",
      lastModifiedBy: { name: "Eve, System", address: "eve@fabrikam.example" },
      createdBy: "Bob",
      createdDateTime: "2026-10-02T08:00Z",
      external: true,
      offset: 0,
    });
    expect(parseResourceUri(file?.uri ?? "")).toEqual({ kind: "file", driveId: "b!abc", path: [file?.id] });
    expect(sharepointSearchHandler.toBlocks(output)).toEqual([
      { ...file, content: file?.summary, isPartialContent: true, downloadUrl: null },
      expect.objectContaining({ moreResults: false }),
    ]);
  });

  it("with the uri of a page if the index has its ids", async () => {
    const [siteId, pageId] = [
      "contoso.sharepoint.com,5724d91f-650c-4810-83cc-61a8818917d6,c3ba25dc-2c9f-48cb-83be-74cdf68ea5a0",
      "E320AFEB-AD73-46A2-83D7-985FAA4B206D",
    ];
    const page = hit("Home.aspx", {
      webUrl: `${siteUrl}/SitePages/Home.aspx`,
      parentReference: { driveId: "b!abc", siteId, sharepointIds: { listItemUniqueId: pageId } },
    });
    const { context } = searching(() => ({ hits: [page] }));
    const { files } = await search({ query: "home" }, context);
    expect(files[0]?.kind).toBe("page");
    expect(parseResourceUri(files[0]?.uri ?? "")).toEqual({ kind: "page", siteId, pageId });
  });

  it("without what lies outside the range or the site, and then without a total", async () => {
    const hits = [
      hit("in.docx"),
      hit("early.docx", { lastModifiedDateTime: "2026-11-18T23:00:00Z" }),
      hit("other.docx", { webUrl: "https://contoso.sharepoint.com/sites/kyoto-two/other.docx" }),
    ];
    const { context } = searching(() => ({ hits, total: 3 }));
    const output = await search({ query: "x", site: siteUrl, afterDateTime: "2026-11-19T00:00:00Z" }, context);
    expect(output.files.map(({ name }) => name)).toEqual(["in.docx"]);
    expect(output).not.toHaveProperty("totalResultCount");
  });

  it("finds Markdown by name, because the index lacks its text, and says so", async () => {
    const { context, asked } = searching(({ query }) =>
      query.queryString.startsWith("filename:") ? { hits: [hit("README.md")] } : none(),
    );
    const output = await search({ query: "readme", fileType: "md" }, context);
    expect(asked[1]?.query.queryString).toBe('filename:"readme"');
    expect(output.files.map(({ name }) => name)).toEqual(["README.md"]);
    expect(output.incomplete?.reason).toContain("by name only");
  });
});

describe("Markdown files of a name that are too many for an answer", () => {
  const files = ["Readme 1.md", "Readme 2.md", "Readme 3.md"].map((name) => hit(name));
  const wanted = { query: "readme", fileType: "md", limit: 2 };

  it("are said to be cut if the index has them", async () => {
    const { context } = searching(({ query }) =>
      query.queryString.startsWith("filename:") ? { hits: files, moreResultsAvailable: true } : none(),
    );
    const output = await search(wanted, context);
    expect(output.files).toHaveLength(2);
    expect(output.incomplete?.reason).toContain("Only 2 of them are listed");
  });

  it("are said to be cut if the own OneDrive has them, and its first page more than was looked at", async () => {
    const value = files.map(({ resource }, at) => ({
      ...resource,
      lastModifiedDateTime: `2026-11-2${3 - at}T10:00:00Z`,
    }));
    const { context } = searching(none, { answers: () => ({ value, "@odata.nextLink": next }) });
    const output = await search({ ...wanted, order: "oldest" }, context);
    expect(output.files.map(({ name }) => name)).toEqual(["Readme 3.md", "Readme 2.md"]);
    expect(output.incomplete?.reason).toContain("Only 2 of them are listed");
    expect(output.incomplete?.reason).toContain("In the user's own OneDrive, only 3 items were looked at");
  });
});

describe("sharepoint_search without Sites.Read.All", () => {
  const item = (name: string, more: object = {}) => ({
    ...hit(name).resource,
    webUrl: `https://contoso-my.sharepoint.com/personal/bob/Documents/Plans/${name}`,
    ...more,
  });
  const ownDrive = (answers: GraphAnswers, pages: FakeContextOptions["pages"] = {}) =>
    searching(() => expect.fail("Microsoft Search was asked"), { scopes: ["Files.Read"], answers, pages }).context;

  it("searches the user's own OneDrive alone, and says what is missing", async () => {
    const context = ownDrive(() => ({ value: [item("o'neill plan.docx"), item("plan.pdf")] }));
    const output = await search({ query: "o'neill plan", fileType: "docx", folderName: "plans" }, context);
    expect(context.calls[0]?.url).toMatch(/^\/me\/drive\/root\/search\(q='o''neill plan'\)\?\$top=100&\$select=/);
    expect(output.files.map(({ name }) => name)).toEqual(["o'neill plan.docx"]);
    expect(output.incomplete?.missingScopes).toEqual(["Sites.Read.All"]);
  });

  it("says if more lies at the top of the drive than was looked through for folders", async () => {
    const context = ownDrive((path) => ({
      value: [item("plan.pdf")],
      ...(path === "/me/drive/root/children" && { "@odata.nextLink": next }),
    }));
    const output = await search({ query: "plan" }, context);
    expect(output.incomplete?.reason).toContain("only the first item was searched for folders with that name");
    // Folders are of no other type.
    expect((await search({ query: "plan", fileType: "pdf" }, context)).incomplete?.reason).not.toContain("folders");
  });

  it.each([
    ["newest", ["c.docx", "d.docx", "a.docx", "b.docx"]],
    ["oldest", ["a.docx", "d.docx", "c.docx", "b.docx"]],
  ])("sorts all that the drive finds itself, from cursor to cursor: %s", async (order, expected) => {
    const on = (day: number) => ({ lastModifiedDateTime: `2026-11-${day}T10:00:00Z` });
    const undated = { lastModifiedDateTime: undefined };
    const pages = [
      [item("a.docx", on(10)), item("b.docx", undated)],
      [item("c.docx", on(20)), item("d.docx", on(15))],
    ];
    const context = ownDrive(
      (path) =>
        path.startsWith("/me/drive/root/search") ? { value: pages[0], "@odata.nextLink": next } : { value: [] },
      { [next]: { value: pages[1] } },
    );
    const found = await allAnswers((paging) => search({ query: "x", order, limit: 2, ...paging }, context));
    expect([namesIn(found), found.length]).toEqual([expected, 2]);
  });

  it.each([
    ["schmidt", ["made.docx", "changed.docx"]],
    ["ANNA@contoso.com", ["made.docx"]],
    ["anna@contoso", []],
  ])("finds what somebody of this name or address has made or changed: %s", async (author, expected) => {
    const anna = (email?: string) => ({ user: { displayName: "Anna Schmidt", email } });
    const items = [
      item("made.docx", { createdBy: anna("anna@contoso.com") }),
      item("changed.docx", { lastModifiedBy: anna() }),
      item("other.docx"),
    ];
    const context = ownDrive(() => ({ value: items }));
    expect(namesIn([await search({ query: "x", author }, context)])).toEqual(expected);
  });

  it("says if the drive finds more than was sorted", async () => {
    const context = ownDrive(
      (path) => ({ value: [item("a.docx")], ...(path.includes("search") && { "@odata.nextLink": next }) }),
      () => ({ value: [item("b.docx")], "@odata.nextLink": next }),
    );
    const output = await search({ query: "x", order: "newest" }, context);
    expect(output.incomplete?.reason).toContain(
      "Only the first 2 items that the user's own OneDrive found were sorted",
    );
    expect((await search({ query: "x" }, context)).incomplete?.reason).not.toContain("sorted");
  });

  it("goes on by cursors through files whose folders can't be had, which stay, flagged", async () => {
    const webUrl = "https://contoso-my.sharepoint.com/personal/bob/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D";
    const items = Array.from({ length: 30 }, (_, at) =>
      item(`plan ${at}.docx`, { id: `${at}`, webUrl, parentReference: { driveId: "b!abc", id: `folder${at}` } }),
    );
    const context = ownDrive((path) => (path.startsWith("/me/") ? { value: items } : undefined));
    const input = { query: "plan", folderName: "Plans", limit: 10 };
    const pages = await allAnswers((paging) => search({ ...input, ...paging }, context));
    for (const { incomplete } of pages) expect(incomplete?.reason).toContain("which folder 10 of these files are in");
    expect([new Set(namesIn(pages)).size, pages.length]).toEqual([30, 3]);
  });

  it("asks for the index once alone where there is none, and goes on without it", async () => {
    const context = withoutSearch(["a.docx", "b.docx", "c.docx"].map((name) => item(name)));
    const first = await search({ query: "x", limit: 2 }, context);
    const second = await search({ query: "x", limit: 2, cursor: first.nextCursor }, context);
    expect([first, second].map(({ files }) => files.map(({ name }) => name))).toEqual([
      ["a.docx", "b.docx"],
      ["c.docx"],
    ]);
    expect(second.incomplete?.reason).toContain("not available to this organisation");
    expect(context.calls.filter(({ url }) => url.startsWith("/search/query"))).toHaveLength(1);
  });

  it.each([{ query: "a OR b" }, { query: "title:x" }, { query: "x", site: siteUrl }])(
    "refuses what only the index can answer: %j",
    async (input) => {
      const context = ownDrive(() => undefined);
      await expect(search(input, context)).rejects.toEqual(lacking("Sites.Read.All"));
    },
  );

  it("says that the drive does not understand the query", async () => {
    const context = ownDrive((_path, { fromCaller }) =>
      fromCaller === "query" ? new ToolError("invalid_input", "no query") : new Error("a bug of ours"),
    );
    await expect(search({ query: "plan" }, context)).rejects.toMatchObject({ message: "no query" });
  });

  it("leaves OneDrive out, and says so, if only sites are granted", async () => {
    const { context } = searching(() => ({ hits: [{ hitId: "1", resource: item("x.docx") }, hit("y.docx")] }), {
      scopes: ["Sites.Read.All"],
    });
    const output = await search({ query: "x" }, context);
    expect(output.files.map(({ name }) => name)).toEqual(["y.docx"]);
    expect(output.incomplete?.missingScopes).toEqual(["Files.Read.All"]);
  });
});

describe("sharepoint_folder_search", () => {
  it("finds a folder by the end of its path", async () => {
    const { context, asked } = searching(() => ({ hits: [folder("Permits/2026"), folder("Reports/2026")] }));
    const { folders } = await searchFolders({ name: "/reports/2026/" }, context);
    expect(asked[0]?.query.queryString).toBe("2026*");
    expect(folders.map(({ webUrl }) => webUrl)).toEqual([`${siteUrl}/Shared%20Documents/Reports/2026`]);
  });

  it("finds folders, and asks the drive if the index doesn't tell", async () => {
    const unsure = hit("Kyoto plans");
    const { context } = searching(
      () => ({ hits: [hit("Kyoto", { folder: {} }), unsure, hit("Kyoto.docx"), hit("Other", { folder: {} })] }),
      { answers: (path) => ({ id: "x", ...(path.endsWith(unsure.hitId) ? { folder: {} } : { file: {} }) }) },
    );
    const { folders } = await searchFolders({ name: "kyo" }, context);
    expect(folders.map(({ name, kind }) => [name, kind])).toEqual([
      ["Kyoto", "folder"],
      ["Kyoto plans", "folder"],
    ]);
  });

  it("needs no second look at a hit without facets that has an address of its own and no bytes", async () => {
    const { context } = searching(() => ({ hits: ["Kyoto", "Kyoto 2026.1"].map((name) => hit(name, { size: 0 })) }));
    expect((await searchFolders({ name: "kyoto" }, context)).folders).toHaveLength(2);
    expect(context.calls).toHaveLength(1);
  });

  it("asks drives together about hits that don't tell", async () => {
    const names = ["Kyoto a", "Kyoto b", "Kyoto c"];
    const answers = () => ({ id: "x", folder: {} });
    const { context } = searching(() => ({ hits: names.map((name) => hit(name)) }), { answers });
    const { folders } = await searchFolders({ name: "kyoto" }, context);
    expect(folders.map(({ name }) => name)).toEqual(names);
    expect(context.together).toEqual([3]);
  });

  it.each(["invalid_input", "not_found", "forbidden"] as const)(
    "leaves out a hit of which its drive says %s, and says so",
    async (code) => {
      const { context } = searching(() => ({ hits: [hit("Kyoto plans"), hit("Kyoto", { folder: {} })] }), {
        answers: (_path, { fromCaller }) =>
          fromCaller === "id" ? new ToolError(code, "no") : new Error("a bug of ours"),
      });
      const { folders, incomplete } = await searchFolders({ name: "kyoto" }, context);
      expect(folders.map(({ name }) => name)).toEqual(["Kyoto"]);
      expect(incomplete?.reason).toMatch(/^1 match is left out/);
    },
  );

  it("goes on by an offset in the own OneDrive where there is no search, and says what is left out", async () => {
    const context = withoutSearch([1, 2, 3].map((at) => ({ id: `${at}`, name: `Kyoto ${at}`, folder: {} })));
    const first = await searchFolders({ name: "kyoto", limit: 2 }, context);
    expect(first.folders).toMatchObject([
      { id: "1", offset: 0 },
      { id: "2", offset: 1 },
    ]);
    expect(first.incomplete?.reason).toContain("2 of 3 folders");
    const second = await searchFolders({ name: "kyoto", limit: 2, offset: 2 }, context);
    expect(second.folders).toMatchObject([{ id: "3", offset: 2 }]);
    expect(second.incomplete?.reason).not.toContain("of 3 folders");
  });

  it("finds what the own OneDrive alone has, and says if that has more than was looked at", async () => {
    const answer = { value: [{ id: "1", name: "Kyoto", folder: {} }], "@odata.nextLink": next };
    const { context } = searching(none, { answers: () => answer });
    const { folders, incomplete } = await searchFolders({ name: "kyoto" }, context);
    expect(folders.map(({ name }) => name)).toEqual(["Kyoto"]);
    expect(incomplete?.reason).toContain("In the user's own OneDrive, only 1 item was looked at");
  });
});

describe("where nothing is found", () => {
  /** Of folders with the name that is asked for there are none. */
  const without = (name: string, all: object[]) => (asked: AskedOf) => ({
    hits: asked.query.queryString.includes(name) ? [] : all,
  });

  it("sharepoint_search says what was not searched and what to try, on the first page only", async () => {
    const { context } = searching(none);
    expect((await search({ query: "a b" }, context)).hint).toMatch(/^Try fewer or other words\. Not searched: lists /);
    const site = "https://contoso.sharepoint.com/sites/m/Lists/Events";
    for (const ofLists of [{ fileType: "list" }, { site }])
      expect((await search({ query: "a b", ...ofLists }, context)).hint).toMatch(/Not searched: what changed/);
    const narrow = await search({ query: "a", fileType: "pdf" }, context);
    expect(narrow.hint).toContain("Try other words, or fewer conditions.");
    expect(await search({ query: "a", offset: 10 }, context)).not.toHaveProperty("hint");
  });

  it("a folder that is named and not there is refused, with those of the site", async () => {
    const { context } = searching(without("contarct", [folder("Contracts"), folder("Permits/2026")]));
    const those = 'Folders there: "/Shared Documents/Contracts", "/Shared Documents/Permits/2026".';
    const refused = search({ folderName: "Contarcts", site: siteUrl }, context);
    await expect(refused).rejects.toEqual(refusedAs("not_found", those));
  });

  it("and without a site with those that begin like it", async () => {
    const { context, asked } = searching(without("contarct", [folder("Contracts")]));
    const { hint, folders } = await searchFolders({ name: "Contarcts" }, context);
    expect(folders).toEqual([]);
    expect(hint).toBe('Folders that begin with "con": "/sites/kyoto/Shared Documents/Contracts".');
    expect(asked.at(-1)?.query.queryString).toBe("con*");
  });

  it("an answer stays empty where Microsoft 365 does not name others, and names none in a OneDrive", async () => {
    const busy = searching((asked) => {
      if (asked.query.queryString === "con*") throw new ToolError("rate_limited", "too many");
      return {};
    });
    expect(await searchFolders({ name: "Contarcts" }, busy.context)).not.toHaveProperty("hint");
    const webUrl = "https://contoso-my.sharepoint.com/personal/bob/Documents/Contracts";
    const own = searching(without("contarct", [hit("Contracts", { folder: {}, webUrl })]));
    expect(await searchFolders({ name: "Contarcts" }, own.context)).not.toHaveProperty("hint");
  });
});

describe("sharepoint_folder_search without a name", () => {
  it("lists the folders of a site, and asks for a site where there is none", async () => {
    const { context, asked } = searching(() => ({ hits: [folder("Permits")] }));
    const { folders } = await searchFolders({ site: siteUrl }, context);
    expect(folders.map(({ name }) => name)).toEqual(["Permits"]);
    expect(asked[0]?.query.queryString).toBe("*");
    await expect(searchFolders({}, context)).rejects.toMatchObject({ code: "invalid_input" });
  });
});
