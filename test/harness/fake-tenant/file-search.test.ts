import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Fixture, graphCode, startFixture } from "./fixture.ts";
import { namesOf, pageOf, post, search } from "./search-door.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.tenant.control.resetScript());
afterAll(() => fixture.close());

const find = (
  alias: string,
  query: string,
  more: Record<string, unknown> = {},
  types: string | string[] = "driveItem",
) => search(fixture, fixture.person(alias), { types, query, more });
const names = async (alias: string, query: string, more?: Record<string, unknown>) =>
  namesOf(await find(alias, query, more));

describe("what a search of files finds", () => {
  it("finds words in names and in the text, and marks them", async () => {
    const page = pageOf(await find("hana.mori", "force majeure"));
    expect(page.hits.map(({ resource }) => resource.name)).toEqual(["Supply contract El Mirador.html"]);
    expect(page.hits[0]?.summary).toContain("<c0>force</c0> <c0>majeure</c0>");
    expect(page.hits[0]).toMatchObject({ rank: 1, resource: { "@odata.type": "#microsoft.graph.driveItem" } });
  });

  it("evaluates properties, operators and parentheses", async () => {
    const all = await names("hana.mori", "filetype:csv (guava OR bergamot)");
    expect(all).toContain("Cupping notes.csv");
    expect(await names("hana.mori", 'filetype:csv "red apple" NOT author:Daniel')).toEqual([]);
    expect(await names("hana.mori", 'author:"Yuki Sato" filename:permit')).toEqual(["Fire permit 2026-118.html"]);
    expect(await names("hana.mori", "title:Kyoto isDocument:true filetype:csv")).toEqual([]);
    expect(await names("hana.mori", "消火器")).toEqual(["火災予防条例 届出書.txt"]);
  });

  it("finds folders by their content type, not always saying that they are folders", async () => {
    const page = pageOf(await find("hana.mori", "isDocument:false AND ContentTypeId:0x0120*", { size: 100 }));
    const facets = page.hits.map(({ resource }) => "folder" in resource);
    expect(facets).toContain(true);
    expect(facets).toContain(false);
    await fixture.tenant.control.setBehaviour({ searchFolderFacet: "never" });
    const none = pageOf(await find("hana.mori", "ContentTypeId:0x0120*", { size: 100 }));
    expect(none.hits.every(({ resource }) => !("folder" in resource))).toBe(true);
    expect(await names("hana.mori", "IsContainer:true")).toEqual([]);
    await fixture.tenant.control.setBehaviour({ indexKnowsIsContainer: true });
    expect(await names("hana.mori", "IsContainer:true", { size: 100 })).toHaveLength(page.hits.length);
  });

  it("gives pages as items of their list, by the page's id, or as items of a drive", async () => {
    const pages = async () => {
      const { hits } = pageOf(await find("hana.mori", "title:Kyoto filetype:aspx"));
      return hits.map(({ resource }) => resource).filter(({ webUrl }) => String(webUrl).endsWith("/Home.aspx"));
    };
    expect(await pages()).toEqual([
      expect.objectContaining({
        "@odata.type": "#microsoft.graph.listItem",
        id: expect.stringMatching(/^[0-9a-f]{8}-/),
        name: expect.not.stringContaining(".aspx"),
      }),
    ]);
    await fixture.tenant.control.setBehaviour({ searchPagesAreListItems: false });
    expect(await pages()).toEqual([
      expect.objectContaining({ "@odata.type": "#microsoft.graph.driveItem", name: "Home.aspx" }),
    ]);
  });

  it("takes the form of media for their path, so that only their link lies in their folder", async () => {
    const hana = fixture.person("hana.mori");
    const { webUrl } = await fixture.tenant.control.addFile(hana.id, {
      site: "sourcing",
      path: "Suppliers/Pictures/harvest.png",
      text: "",
    });
    const folder = webUrl.slice(0, webUrl.lastIndexOf("/"));
    const form = "https://aozora-coffee.sharepoint.com/sites/sourcing/Shared Documents/Forms/DispForm.aspx?ID=";
    const found = (property: string, place: string) => names("hana.mori", `${property}:"${place}" isDocument:true`);
    expect(await found("path", folder)).toEqual([]);
    for (const property of ["DocumentLink", "ParentLink"])
      expect(await found(property, folder)).toEqual(["harvest.png"]);
    const [hit] = pageOf(await find("hana.mori", "filename:harvest")).hits;
    expect(String(hit?.resource.webUrl)).toContain(form);
    await fixture.tenant.control.setBehaviour({ indexedMediaPlace: "path" });
    expect(await found("path", folder)).toEqual(["harvest.png"]);
  });

  it("keeps a path restriction to that folder and below, in a template too", async () => {
    const path = "https://aozora-coffee.sharepoint.com/sites/sourcing/Shared Documents/Suppliers/El Mirador";
    expect((await names("hana.mori", `path:"${path}" isDocument:true`)).sort()).toEqual([
      "Cupping notes.csv",
      "Supply contract El Mirador.html",
    ]);
    const template = { query: { queryString: "guava", queryTemplate: `{searchTerms} AND path:"${path}"` } };
    expect(await names("hana.mori", "guava", template)).toEqual(["Cupping notes.csv"]);
  });

  it("fills a template in as text, so that an OR breaks out of an unwary one", async () => {
    const template = (text: string) => ({
      query: { queryString: "majeure OR permit", queryTemplate: text },
    });
    expect(await names("hana.mori", "", template("{searchTerms} AND filetype:html"))).toContain(
      "Supply contract El Mirador.html",
    );
    const wide = await names("hana.mori", "", template("{searchTerms} AND filetype:nothing"));
    expect(wide).toContain("Supply contract El Mirador.html");
    expect(await names("hana.mori", "", template("({searchTerms}) AND filetype:nothing"))).toEqual([]);
  });

  it("compares dates by the day", async () => {
    const day = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 10);
    const recent = await names("hana.mori", `price LastModifiedTime>=${day(96)}`, { size: 100 });
    expect(recent.length).toBeGreaterThan(1);
    expect(recent.length).toBeLessThan(6);
  });

  it("pages by from and size, with the whole total", async () => {
    const first = pageOf(await find("hana.mori", "price sheet", { size: 20 }));
    const last = pageOf(await find("hana.mori", "price sheet", { from: 40, size: 20 }));
    expect(first).toMatchObject({ total: 60, more: true });
    expect(last).toMatchObject({ total: 60, more: false });
    expect(last.hits[0]?.rank).toBe(41);
    await fixture.tenant.control.setBehaviour({ searchTotalOff: 7 });
    expect(pageOf(await find("hana.mori", "price sheet")).total).toBe(67);
  });

  it("sorts where a sort is asked for", async () => {
    const sorted = await names("hana.mori", "price sheet", {
      size: 3,
      sortProperties: [{ name: "name", isDescending: false }],
    });
    expect(sorted).toEqual(["Price sheet 01.csv", "Price sheet 02.csv", "Price sheet 03.csv"]);
    const newest = await names("hana.mori", "price sheet", {
      size: 2,
      sortProperties: [{ name: "lastModifiedDateTime", isDescending: true }],
    });
    expect(newest).toEqual(["Price sheet 01.csv", "Price sheet 02.csv"]);
  });

  it("does not know the text of Markdown unless told to, and is behind by the lag it is given", async () => {
    expect(await names("hana.mori", "Roaster delivery")).toEqual([]);
    expect(await names("hana.mori", "filename:opening")).toContain("Opening plan.md");
    await fixture.tenant.control.setBehaviour({ searchIndexesMarkdown: true });
    expect(await names("hana.mori", "Roaster delivery")).toEqual(["Opening plan.md"]);
    await fixture.tenant.control.setBehaviour({ searchIndexLagMs: 1000 * 3_600_000 });
    expect(await names("hana.mori", "Roaster delivery")).toEqual([]);
  });

  it("gives requested fields and passes over unknown ones", async () => {
    const page = pageOf(
      await search(fixture, fixture.person("hana.mori"), {
        types: "listItem",
        query: "majeure",
        more: { fields: ["title", "contentclass", "noSuchColumn"] },
      }),
    );
    expect(page.hits[0]?.resource.fields).toEqual({
      title: "Supply contract El Mirador",
      contentclass: "STS_ListItem_DocumentLibrary",
    });
  });

  it("finds sites, lists and drives", async () => {
    for (const type of ["site", "list", "drive"]) {
      const page = pageOf(await search(fixture, fixture.person("hana.mori"), { types: type, query: "Kyoto" }));
      expect(page.hits.map(({ resource }) => resource["@odata.type"])).toEqual([`#microsoft.graph.${type}`]);
    }
    const mixed = pageOf(await find("hana.mori", "Kyoto", {}, ["driveItem", "list", "site"]));
    expect(new Set(mixed.hits.map(({ resource }) => resource["@odata.type"])).size).toBeGreaterThan(1);
  });
});

describe("whom a search of files shows what", () => {
  it("keeps every user's canaries to that user", async () => {
    const people = fixture.home.users.filter(({ userType, canaries }) => userType === "Member" && canaries.length > 0);
    for (const user of people) {
      for (const other of people) {
        const found = namesOf(await search(fixture, user, { types: "driveItem", query: `"${other.canaries[1]}"` }));
        expect([user.displayName, found.length]).toEqual([user.displayName, other === user ? 1 : 0]);
      }
    }
  });

  it("trims by site, by unique permissions and by sharing", async () => {
    expect(await names("kenji.tanaka", "予算案")).toEqual(["予算案 2026年度.txt"]);
    expect(await names("hana.mori", "予算案")).toEqual([]);
    expect(await names("aiko.kondo", "Ogawa")).toEqual(["Barista candidates.csv"]);
    expect(await names("daniel.costa", "Ogawa")).toEqual([]);
    expect(await names("mei.lin", "guava")).toEqual(["Cupping notes.csv"]);
    expect(await names("mei.lin", "majeure")).toEqual([]);
  });

  it("shows a guest what was shared, and the neighbour nothing of it", async () => {
    const guest = fixture.home.users.find(({ userType }) => userType === "Guest");
    if (guest === undefined) throw new Error("The seed holds no guest.");
    const found = namesOf(await search(fixture, guest, { types: "driveItem", query: "*" }));
    expect(found).toEqual(["Cupping notes.csv"]);
    expect(await names("lena.vogt@nordlys-kaffe.example", "bergamot")).toEqual([]);
  });
});

describe("what a search refuses", () => {
  const bad = async (request: unknown) => {
    const answer = await post(fixture, fixture.person("hana.mori"), "/search/query", { body: request });
    return [answer.status, graphCode(answer), String((answer.json.error as { message?: string })?.message)];
  };
  const one = (more: Record<string, unknown>) => ({
    requests: [{ entityTypes: ["driveItem"], query: { queryString: "x" }, ...more }],
  });

  it.each([
    ["two requests", { requests: [one({}).requests[0], one({}).requests[0]] }],
    ["no request", { requests: [] }],
    ["no JSON", "{"],
    ["an unknown kind", one({ entityTypes: ["file"] })],
    ["kinds that do not go together", one({ entityTypes: ["driveItem", "message"] })],
    ["a page of mail above 25", one({ entityTypes: ["message"], size: 26 })],
    ["a page of chat above 25", one({ entityTypes: ["chatMessage"], size: 50 })],
    ["a start too far away", one({ from: 100_001 })],
    ["a sort of mail", one({ entityTypes: ["message"], sortProperties: [{ name: "receivedDateTime" }] })],
    ["top results of files", one({ enableTopResults: true })],
    ["unknown members", one({ pageSize: 5 })],
    ["an empty query", one({ query: { queryString: " " } })],
    ["a template without the terms", one({ query: { queryString: "x", queryTemplate: "y" } })],
    ["a query of more than 4,096 characters", one({ query: { queryString: "x ".repeat(2_100) } })],
    ["unbalanced quotes", one({ query: { queryString: '"x' } })],
    ["unbalanced parentheses", one({ query: { queryString: "(x" } })],
    ["a date that is none", one({ query: { queryString: "LastModifiedTime>=soon" } })],
    ["an unsortable property", one({ sortProperties: [{ name: "colour" }] })],
    ["a sort by relevance", one({ sortProperties: [{ name: "rank" }] })],
    ["a sort of drives", one({ entityTypes: ["driveItem", "drive"], sortProperties: [{ name: "name" }] })],
  ])("refuses %s", async (_name, request) => {
    expect((await bad(request)).slice(0, 2)).toEqual([400, "BadRequest"]);
  });

  it("says what the largest page is", async () => {
    expect(await bad(one({ size: 1001 }))).toEqual([400, "BadRequest", "The maximum allowed page size is 1000"]);
  });

  it.each([
    ["driveItem", ["Files.Read"], 403],
    ["driveItem", ["Sites.Read.All"], 200],
    ["driveItem", ["Files.Read.All"], 200],
    ["site", ["Files.Read.All"], 403],
    ["chatMessage", ["Chat.Read"], 403],
    ["chatMessage", ["ChannelMessage.Read.All"], 403],
    ["chatMessage", ["Chat.Read", "ChannelMessage.Read.All"], 200],
    ["message", ["Mail.ReadBasic"], 403],
    ["event", ["Calendars.ReadBasic"], 403],
    ["driveItem", ["Sites.Selected"], 403],
  ])("%s with %s is %i", async (types, scopes, status) => {
    const answer = await search(fixture, fixture.person("hana.mori"), { types, query: "x", mint: { scopes } });
    expect(answer.status).toBe(status);
  });
});
