import { describe, expect, it } from "vitest";
import { noteTargetIn } from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { lacking, refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import { callTool } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const sectionId = "6e3b2f0e-58a1-4f6c-9d0d-7f1f3c1d2a3b";
const pageId = "8a1de3b4-2c5f-4e0a-b6d7-90a1b2c3d4e5";
const siteId = "contoso.sharepoint.com,5724d91f-650c-4810-83cc-61a8818917d6,c3ba25dc-2c9f-48cb-83be-74cdf68ea5a0";
const own = "https://contoso-my.sharepoint.com/personal/ann_contoso_com/Documents/Notebooks/Diary";
const inSite = "https://contoso.sharepoint.com/sites/a/SiteAssets/Notes";
const wd = (target: string) => `wd=${encodeURIComponent(`target(${target})`)}`;
const page = wd(`Trips.one|${sectionId}/Trip to Huila|${pageId}/`);

async function read(uri: string, options: FakeContextOptions) {
  const context = fakeContext({ ...options });
  const output = await callTool("read_resource", { uri }, context);
  return { ...output, calls: context.calls.map(({ url }) => url) };
}

const at = (href: string) => ({ links: { oneNoteWebUrl: { href }, oneNoteClientUrl: { href: `onenote:${href}` } } });
const diary = { id: "1-n", displayName: "Diary", ...at(own) };
const unplaced = { id: "1-n", displayName: "Notes", ...at("https://www.onenote.com/notebooks") };

/** A notebook with these pages and sections; also others, in their places. */
const notebook = (
  pages: object[],
  { sections = [], notebooks = [diary] }: { sections?: object[]; notebooks?: object[] } = {},
): FakeContextOptions => ({
  answers(path) {
    if (/\/onenote\/notebooks$/.test(path)) return { value: notebooks };
    if (/\/onenote\/pages$/.test(path)) return { value: pages };
    if (/\/onenote\/sections$/.test(path)) return { value: sections };
    if (/\/sections\/[^/]+\/pages$/.test(path)) return { value: [{ id: "1-p", title: "Trip to Huila" }] };
    if (path.startsWith("/sites/contoso.sharepoint.com")) return { id: siteId, displayName: "Trips" };
    return { id: path.split("/").at(-1), title: "Trip to Huila", displayName: "Trips" };
  },
});
const listed = (id: string, more: object = {}) => ({
  id,
  title: "Trip to Huila",
  parentSection: { id: "1-s", displayName: "Trips" },
  parentNotebook: { id: "1-n" },
  ...more,
});
const linked = { links: { oneNoteClientUrl: { href: `onenote:x.one#T&page-id={${pageId.toUpperCase()}}&end` } } };

describe("an address of OneNote", () => {
  it.each([
    [`${own}?${page}`, { section: "Trips", page: { title: "Trip to Huila", id: pageId }, sectionId }],
    [
      `${inSite.replace("SiteAssets/Notes", "_layouts/15/Doc.aspx")}?sourcedoc=%7B${pageId}%7D&action=edit&${page}&x=1`,
      { section: "Trips", page: { title: "Trip to Huila", id: pageId }, sectionId },
    ],
    [
      `${own}?${wd(`Group/Trips.one|${sectionId}/A \\/ B \\| \\(C\\)|${pageId}/`)}`,
      { section: "Trips", page: { title: "A / B | (C)", id: pageId } },
    ],
    [`${own}?${wd(`Trips.one|${sectionId}/`)}`, { section: "Trips", page: undefined, sectionId }],
    [
      `${own}/Trips.one#Trip%20to%20Huila&section-id={${sectionId.toUpperCase()}}&page-id={${pageId}}&end`,
      { section: "Trips", page: { title: "Trip to Huila", id: pageId }, sectionId },
    ],
    [`${own}/Trips.one#section-id={${sectionId}}&end`, { section: "Trips", page: undefined, sectionId }],
    [`${own}/My%20Trips.one?web=1`, { section: "My Trips", page: undefined, sectionId: undefined }],
  ])("is taken apart into names and OneNote's own ids: %s", (address, target) => {
    expect(noteTargetIn(address)).toMatchObject(target);
    expect(parseResourceUri(address).kind).toBe("note-link");
  });

  it("opens the app by onenote:, with the address before or behind", () => {
    const link = `${own}/Trips.one#Huila&section-id={${sectionId}}&page-id={${pageId}}&end`;
    const [path, ids] = link.split("#");
    expect(parseResourceUri(`onenote:${link}`)).toEqual({ kind: "note-link", link });
    expect(parseResourceUri(`onenote:#${ids}&base-path=${path}`)).toEqual({ kind: "note-link", link });
    for (const hostile of ["onenote:https://evil.example/a.one#x", "onenote:#x&base-path=https://evil.example/a.one"]) {
      expect(() => parseResourceUri(hostile)).toThrow(expect.objectContaining({ code: "invalid_input" }));
    }
  });

  it("leads to the page of this title that has OneNote's id in its links, in the own notebooks", async () => {
    const pages = [listed("1-other"), listed("1-found", linked), listed("1-long", { title: "Trip to Huila 2" })];
    const output = await read(`${own}?${page}`, notebook(pages));
    expect(output).toMatchObject({ uri: "onenote:///pages/1-found", kind: "onenote-page" });
    expect(output.calls[0]).toContain(
      "$filter=contains(tolower(title),'trip to huila')&$orderby=lastModifiedDateTime desc&$top=100",
    );
  });

  it("leads to the page in the section of this name where links have no ids, as in sites", async () => {
    const pages = [listed("1-other", { parentSection: { displayName: "Plans" } }), listed("1-found")];
    const output = await read(`${inSite}?${page}`, notebook(pages, { notebooks: [unplaced] }));
    expect(output.uri).toBe(`onenote:///pages/1-found?siteId=${encodeURIComponent(siteId)}`);
    expect(output.calls.slice(0, 3)).toEqual([
      "/sites/contoso.sharepoint.com:/sites/a?$select=id",
      expect.stringContaining(`/sites/${siteId}/onenote/pages?`),
      `/sites/${siteId}/onenote/notebooks?$select=id,displayName,links&$top=100`,
    ]);
  });

  it("leads to a section", async () => {
    const sections = [
      { id: "1-s", displayName: "trips", parentNotebook: { id: "1-n" } },
      { id: "1-t", displayName: "Trips 2025", parentNotebook: { id: "1-n" } },
      { id: "1-u", displayName: "Trips", parentNotebook: { id: "1-other" } },
    ];
    const output = await read(`${own}?${wd(`Trips.one|${sectionId}/`)}`, notebook([], { sections }));
    expect(output).toMatchObject({ uri: "onenote:///sections/1-s", kind: "onenote-section" });
    expect(output.calls[0]).toContain("contains(tolower(displayName),'trips')");
  });

  it.each([
    ["none has the title", [listed("1-a", { title: "Trip" })], "onenote_search"],
    ["several may be it", [listed("1-a"), listed("1-b")], "onenote:///pages/1-a, onenote:///pages/1-b"],
    ["none is in the section", [listed("1-a", { parentSection: null })], "onenote_search"],
  ])("is told apart from what it may not be: %s", async (_title, pages, words) => {
    const refusal = await toolErrorOf(read(`${own}?${page}`, notebook(pages)));
    expect(refusal).toEqual(refusedAs("not_found", words));
  });

  it.each([
    ["of another person's OneDrive", own.replace("ann", "bob"), [diary]],
    ["of another person's OneDrive, where no notebook has an address", own.replace("ann", "bob"), [unplaced]],
    [
      "of another person's OneDrive, opened in OneNote",
      `${own.split("/Doc")[0]?.replace("ann", "bob")}/_layouts/15/Doc.aspx`,
      [diary],
    ],
    ["of the OneDrive of somebody of the same name elsewhere", own.replace("contoso-my", "fabrikam-my"), [diary]],
    ["of the own OneDrive, where that isn't shown", own, [unplaced]],
    ["of a site below, where no notebook has an address", inSite.replace("/a/", "/a/below/"), [unplaced]],
    [
      "of a site below, opened in OneNote",
      "https://contoso.sharepoint.com/sites/a/below/_layouts/15/Doc.aspx",
      [unplaced],
    ],
  ])("leads to no page of the same title, section and notebook: %s", async (_where, address, notebooks) => {
    const refusal = await toolErrorOf(read(`${address}?${page}`, notebook([listed("1-mine")], { notebooks })));
    expect(refusal).toEqual(refusedAs("not_found", "Open it in OneNote"));
    const section = { id: "1-s", displayName: "Trips", parentNotebook: { id: "1-n" } };
    const toSection = `${address}?${wd(`Trips.one|${sectionId}/`)}`;
    expect((await toolErrorOf(read(toSection, notebook([], { sections: [section], notebooks })))).code).toBe(
      "not_found",
    );
  });

  it.each([
    ["in another notebook of the own OneDrive", own, [listed("1-a", { parentNotebook: { id: "1-o" } })]],
    ["with another id of OneNote's", own, [listed("1-a", at(`${own}?${page.replace(pageId, sectionId)}`))]],
    ["in another notebook of the site", inSite, [listed("1-a", { parentNotebook: { id: "1-o" } })]],
  ])("leads to no page of the same title and section %s", async (_where, address, pages) => {
    const notebooks = [diary, { id: "1-m", displayName: "Notes", ...at(inSite) }, { id: "1-o", ...at(`${own} 2`) }];
    const refusal = await toolErrorOf(read(`${address}?${page}`, notebook(pages, { notebooks })));
    expect(refusal).toEqual(refusedAs("not_found", "onenote_search"));
  });

  it.each([
    [
      "the notebook's place in a folder",
      inSite.replace("SiteAssets", "SiteAssets/Team"),
      [{ ...unplaced, ...at(inSite.replace("SiteAssets", "SiteAssets/Team")) }],
    ],
    ["the site alone", "https://contoso.sharepoint.com/sites/a/_layouts/15/Doc.aspx", [unplaced]],
    ["the path of a sharing link", inSite.replace("/sites/a", "/:o:/r/sites/a"), [unplaced]],
  ])("of a site leads to its page by %s", async (_what, address, notebooks) => {
    const output = await read(`${address}?${page}`, notebook([listed("1-found")], { notebooks }));
    expect(output.uri).toBe(`onenote:///pages/1-found?siteId=${encodeURIComponent(siteId)}`);
  });

  it("that shares the notebook leads to the notebook, whose place Graph has to tell", () => {
    for (const link of [
      `https://contoso.sharepoint.com/:o:/s/a/EaBc?${page}`,
      `https://contoso-my.sharepoint.com/:o:/g/personal/bob_contoso_com/EaBc?${page}`,
    ]) {
      expect(parseResourceUri(link)).toEqual({ kind: "sharing-link", link });
    }
  });

  it("needs the permission for OneNote of where it is", async () => {
    for (const [address, missing] of [
      [own, "Notes.Read"],
      [inSite, "Notes.Read.All"],
    ] as const) {
      const refusal = await toolErrorOf(read(`${address}?${page}`, { scopes: ["Sites.Read.All"] }));
      expect(refusal).toEqual(lacking(missing));
    }
  });

  it("that OneNote gives for want of one is not shown", async () => {
    const links = { oneNoteWebUrl: { href: "https://www.onenote.com/notebooks" } };
    const { notePage } = await read("onenote:///pages/1-p", { answers: () => ({ id: "1-p", title: "T", links }) });
    expect(notePage).not.toHaveProperty("webUrl");
  });
});

describe("an address that leads to a whole notebook", () => {
  const item = {
    id: "01NOTEBOOK",
    name: "Notes",
    webUrl: "https://contoso.sharepoint.com/sites/a/SiteAssets/Notes",
    package: { type: "oneNote" },
    parentReference: { driveId: "b!abc", driveType: "documentLibrary", siteId },
  };
  const link = "https://contoso.sharepoint.com/:o:/s/a/EaBc";
  const notebooks = (list: object[], more: object = {}): FakeContextOptions => ({
    answers(path) {
      if (path.startsWith("/shares/")) return { ...item, ...more };
      if (path.endsWith("/onenote/notebooks")) return { value: list };
      return { id: path.split("/").at(-1), displayName: "Notes", sections: [{ id: "1-s", displayName: "Plans" }] };
    },
  });

  it("lists its sections, found in its site by the address that OneNote gives", async () => {
    const others = [{ id: "1-x", displayName: "Notes", ...at(`${item.webUrl}/Old`) }];
    const output = await read(link, notebooks([...others, { id: "1-n", displayName: "N", ...at(item.webUrl) }]));
    expect(output.uri).toBe(`onenote:///notebooks/1-n?siteId=${encodeURIComponent(siteId)}`);
    expect(output.notes?.sections).toEqual([expect.objectContaining({ name: "Plans" })]);
  });

  it("finds it by its name where OneNote gives no address, in the own OneDrive too", async () => {
    const inOwn = { webUrl: `${own}/Notes`, parentReference: { driveId: "b!abc", driveType: "business" } };
    const named = { id: "1-n", displayName: "notes" };
    const output = await read(link, notebooks([named, { id: "1-o", ...at(`${own}/Work`) }], inOwn));
    expect(output.uri).toBe("onenote:///notebooks/1-n");
    expect((await read(link, notebooks([named]))).uri).toContain("onenote:///notebooks/1-n?siteId=");
    const missing = await toolErrorOf(read(link, { ...notebooks([], inOwn), scopes: ["Files.Read.All"] }));
    expect(missing).toEqual(lacking("Notes.Read"));
  });

  it.each([
    ["with an address", at(`${own}/Notes`)],
    ["without one", {}],
  ])("is no own one of the same name, %s, where it is in another's OneDrive", async (_how, links) => {
    const bobs = {
      webUrl: `${own.replace("ann", "bob")}/Notes`,
      parentReference: { driveId: "b!bob", driveType: "business" },
    };
    const refusal = await toolErrorOf(read(link, notebooks([{ id: "1-n", displayName: "Notes", ...links }], bobs)));
    expect(refusal).toEqual(refusedAs("not_found", "another person's OneDrive"));
  });
});
