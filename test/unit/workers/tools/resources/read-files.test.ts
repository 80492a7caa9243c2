import { describe, expect, it, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { lacking, refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { allAnswers } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext, searchAnswer } from "../fake-context.ts";
import { read } from "./read.ts";

const itemId = "01VRZMWHPGDM5KTXS53RF3SSGHW7SGGPKL";
const fileUri = `file:///b!abc/${itemId}`;
const siteId = "contoso.sharepoint.com,5724d91f-650c-4810-83cc-61a8818917d6,c3ba25dc-2c9f-48cb-83be-74cdf68ea5a0";
const pageId = "f45354cb-d634-45df-8b88-2b4e96a1dc45";

const refusalOf = (input: Record<string, unknown>, options: FakeContextOptions) =>
  toolErrorOf(read(input, fakeContext(options)));

function file(more: object = {}) {
  return {
    id: itemId,
    name: "Plan.docx",
    size: 1_000,
    file: { mimeType: "application/x" },
    lastModifiedBy: { user: { displayName: "Eve", email: "eve@fabrikam.example" } },
    parentReference: { driveId: "b!abc", driveType: "documentLibrary", path: "/drives/b!abc/root:/A%20B" },
    ...more,
  };
}

const paths = (context: ReturnType<typeof fakeContext>) =>
  context.calls.map(({ method, url }) => `${method} ${url.replace(/\?.*$/, "")}`);

describe("read_resource of a file", () => {
  it("gives its text with who changed it last, after a look at its size", async () => {
    const extractText = () => ({ text: "Hello", detectedType: "text/markdown" });
    const context = fakeContext({ userDomain: "contoso.com", answers: () => file(), extractText });
    const output = await read({ uri: fileUri }, context);
    expect(paths(context)).toEqual([
      `GET /drives/b!abc/items/${itemId}`,
      `DOWNLOAD /drives/b!abc/items/${itemId}/content`,
    ]);
    expect(context.documents[0]).toMatchObject({ name: "Plan.docx", mediaType: "application/x" });
    expect(output).toMatchObject({
      kind: "file",
      item: {
        name: "Plan.docx",
        kind: "file",
        location: "/A B",
        lastModifiedBy: { name: "Eve", address: "eve@fabrikam.example" },
        external: true,
      },
      body: { content: "Hello" },
    });
    expect(output.body).not.toHaveProperty("writtenBy");
    const passages = await read({ uri: fileUri, find: "Hello" }, context);
    expect(passages.body).toMatchObject({ writtenBy: { name: "Eve" }, external: true });
  });

  it("says each thing once, and times in the person's zone", async () => {
    const webUrl = "https://contoso.sharepoint.com/sites/a/Docs/A%20B/Plan.docx";
    const eve = { user: { displayName: "Eve", email: "eve@contoso.com" } };
    const times = { createdDateTime: "2026-11-20T22:00:00Z", lastModifiedDateTime: "2026-11-20T22:00:00Z" };
    const itemOf = async (more: object) => {
      const answers = () => file({ webUrl, createdBy: eve, lastModifiedBy: eve, ...times, ...more });
      const context = fakeContext({ userDomain: "contoso.com", timeZone: "Asia/Tokyo", answers });
      return (await read({ uri: fileUri }, context)).item;
    };
    expect(await itemOf({})).toEqual({
      name: "Plan.docx",
      kind: "file",
      webUrl,
      size: 1_000,
      createdBy: { name: "Eve" },
      lastModifiedDateTime: "2026-11-21T07:00+09:00",
      lastModifiedBy: { name: "Eve", address: "eve@contoso.com" },
    });
    const bob = { user: { displayName: "Bob" } };
    expect(await itemOf({ createdBy: bob, createdDateTime: "2026-10-02T08:00:00Z" })).toMatchObject({
      createdDateTime: "2026-10-02T17:00+09:00",
      createdBy: { name: "Bob" },
    });
    const viewer = "https://contoso.sharepoint.com/sites/a/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D";
    expect(await itemOf({ webUrl: viewer })).toMatchObject({ location: "/A B" });
  });

  it("follows the link that came with it, and never shows that", async () => {
    const link = "https://contoso.sharepoint.com/_layouts/15/download.aspx?tempauth=secret";
    const context = fakeContext({ answers: () => file({ "@microsoft.graph.downloadUrl": link }) });
    const output = await read({ uri: fileUri }, context);
    expect(context.calls[0]?.url).toContain(",@microsoft.graph.downloadUrl");
    expect(context.calls[1]).toMatchObject({ method: "DOWNLOAD", link });
    expect(JSON.stringify(output)).not.toContain("tempauth");
  });

  it.each([
    [itemId, "items", "root:"],
    ["8f3a0c", "root:", "items"],
    ["5724d91f-650c-4810-83cc-61a8818917d6", "items", "root:"],
    ["8f3a0c55d1b2f6e4471c8d0e2a9b7c6d5e4f3a2b", "items", "root:"],
    ["ExpensesOfTheWholeYear", "items", "root:"],
    ["A1B2C3D4E5F60718!s0a1b", "items", "root:"],
    ["Permits", "root:", "items"],
  ])("is asked for by id and by name where %s may be either, the likelier first", async (name, first, second) => {
    for (const refusal of ["not_found", "invalid_input"] as const) {
      const context = fakeContext({
        answers: (path) => (path.startsWith(`/drives/b!abc/${second}`) ? file() : new ToolError(refusal, "no")),
      });
      await read({ uri: `file:///b!abc/${name}` }, context);
      expect(paths(context).slice(0, 2)).toEqual([
        `GET /drives/b!abc/${first}/${name}`,
        `GET /drives/b!abc/${second}/${name}`,
      ]);
    }
  });

  it("is not found where neither id nor name is, and what no id can be is asked for once", async () => {
    const nothing = (refusal: "not_found" | "invalid_input") => ({ answers: () => new ToolError(refusal, refusal) });
    expect(await refusalOf({ uri: fileUri }, nothing("not_found"))).toMatchObject({ code: "not_found" });
    expect(await refusalOf({ uri: fileUri }, nothing("invalid_input"))).toMatchObject({ code: "invalid_input" });
    const byIdAlone = (path: string) => new ToolError(path.includes("root:") ? "invalid_input" : "not_found", "no");
    expect(await refusalOf({ uri: fileUri }, { answers: byIdAlone })).toMatchObject({ code: "not_found" });
    const context = fakeContext(nothing("not_found"));
    await toolErrorOf(read({ uri: "file:///b!abc/Price%20list.xlsx" }, context));
    await toolErrorOf(read({ uri: "file:///b!abc/A/01VRZMWHPGDM5KTXS53RF3SSGHW7SGGPKL" }, context));
    expect(context.calls).toHaveLength(2);
  });

  it("finds it by its path too, segment by segment", async () => {
    const context = fakeContext({ answers: () => file() });
    await read({ uri: "file:///b!abc/Reports/Q1%20%26%20Q2.docx" }, context);
    expect(paths(context)[0]).toBe("GET /drives/b!abc/root:/Reports/Q1 & Q2.docx");
  });

  it("reads the pages asked for, and says which are shown", async () => {
    const pages = [2, 3].map((number, at) => ({ number, from: 5 * at }));
    const extractText = () => ({ text: "two\n\nthree", detectedType: "application/pdf", pages, pageCount: 6 });
    const context = fakeContext({ answers: () => file({ name: "Plan.pdf" }), extractText });
    const { body } = await read({ uri: fileUri, startPage: 2, endPage: 3 }, context);
    expect(context.documents[0]).toMatchObject({ startPage: 2, endPage: 3 });
    expect(body).toMatchObject({ pages: { first: 2, last: 3, total: 6 } });
    expect(body?.content).toBe("two\n\nthree\n\n[pages 2–3 of 6]");
  });

  it("follows a shortcut to the file that it stands for, and checks the drive there", async () => {
    const shortcut = { id: itemId, name: "S", remoteItem: { id: "01TARGET", parentReference: { driveId: "b!far" } } };
    const context = fakeContext({
      scopes: ["Files.Read.All"],
      answers: (path) => (path.includes("b!far") ? file() : shortcut),
    });
    await expect(read({ uri: fileUri }, context)).rejects.toMatchObject({ code: "permission_missing" });
    expect(paths(context)).toEqual([`GET /drives/b!abc/items/${itemId}`, "GET /drives/b!far/items/01TARGET"]);
  });

  it.each([
    ["documentLibrary", ["Files.Read.All"], "Sites.Read.All"],
    ["documentLibrary", ["Files.Read"], "Sites.Read.All"],
    ["business", ["Sites.Read.All"], "Files.Read.All"],
    [undefined, ["Files.Read.All"], "Sites.Read.All"],
  ])("in a drive of type %s is blocked with %j alone, before a byte is loaded", async (driveType, scopes, missing) => {
    const context = fakeContext({
      scopes,
      answers: (path) => (path.endsWith("abc") ? { id: "b!abc", driveType } : file({ parentReference: { driveType } })),
    });
    await expect(read({ uri: fileUri }, context)).rejects.toEqual(lacking(missing));
    expect(context.calls.some(({ method }) => method === "DOWNLOAD")).toBe(false);
  });

  it.each([
    ["business", ["Files.Read"]],
    ["documentLibrary", ["Sites.Read.All"]],
  ])("in a drive of type %s is read with %j", async (driveType, scopes) => {
    const context = fakeContext({ scopes, answers: () => file({ parentReference: { driveId: "b!abc", driveType } }) });
    expect((await read({ uri: fileUri }, context)).item?.name).toBe("Plan.docx");
  });

  it("is refused, with the reason, when it is too large or no file", async () => {
    const refusalOfIt = (more: object, asked: object = {}) =>
      refusalOf({ uri: fileUri, ...asked }, { answers: () => file(more) });
    expect((await refusalOfIt({ size: 25_000_001 })).code).toBe("too_large");
    expect((await refusalOfIt({ file: undefined, package: { type: "other" } })).code).toBe("unsupported_type");
    expect(await refusalOfIt({}, { startPage: 2 })).toEqual(refusedAs("invalid_input", "startPage"));
  });
});

describe("read_resource of a file, by the room that there is for documents", () => {
  const busy = () => Promise.reject(new ToolError("unavailable", "Too many documents are being read now."));

  it.each([
    ["Plan.docx", 1_000],
    ["Plan.doc", undefined],
  ])("asks for room for %s before it is downloaded, by its size if that is known", async (name, expected) => {
    const withDocumentRoom = vi.fn(busy);
    const context = fakeContext({ answers: () => file({ name }), withDocumentRoom });
    expect(await toolErrorOf(read({ uri: fileUri }, context))).toMatchObject({ code: "unavailable" });
    expect(withDocumentRoom.mock.calls).toEqual([[expected, expect.any(Function)]]);
    expect(paths(context)).toEqual([`GET /drives/b!abc/items/${itemId}`]);
  });

  it("downloads no more than the room is for", async () => {
    const download = { bytes: new Uint8Array(2_001), mediaType: "text/plain" };
    const withDocumentRoom: FakeContextOptions["withDocumentRoom"] = (_expectedBytes, work) =>
      work({ maxBytes: 2_000, extractText: () => Promise.reject(new Error("never read")) });
    const refusal = await refusalOf({ uri: fileUri }, { answers: () => file(), download, withDocumentRoom });
    expect(refusal.code).toBe("too_large");
  });
});

describe("read_resource of what a drive has of OneNote", () => {
  const webUrl = "https://contoso.sharepoint.com/sites/a/SiteAssets/Notes";
  const notes = `/sites/${siteId}/onenote`;
  const notebook = { id: "1-n", displayName: "Notes", links: { oneNoteWebUrl: { href: webUrl } } };
  const section = { id: "1-s", displayName: "Plans", parentNotebook: { id: "1-n" } };
  const parentReference = { driveId: "b!abc", driveType: "documentLibrary", siteId };
  const readAs = (found: object) => {
    const answers = {
      [`/drives/b!abc/items/${itemId}`]: file({ ...found, parentReference }),
      [`${notes}/notebooks`]: { value: [notebook] },
      [`${notes}/notebooks/1-n`]: { ...notebook, sections: [section] },
      [`${notes}/sections`]: { value: [section] },
      [`${notes}/sections/1-s`]: section,
      [`${notes}/sections/1-s/pages`]: { value: [{ id: "1-p", title: "Opening" }] },
    };
    return read({ uri: fileUri }, fakeContext({ answers }));
  };
  const inSite = `siteId=${encodeURIComponent(siteId)}`;

  it("gives the sections of a notebook", async () => {
    expect(await readAs({ name: "Notes", file: undefined, package: { type: "oneNote" }, webUrl })).toMatchObject({
      uri: `onenote:///notebooks/1-n?${inSite}`,
      notes: { sections: [{ uri: `onenote:///sections/1-s?${inSite}`, name: "Plans" }] },
    });
  });

  it("gives the pages of a section's file", async () => {
    expect(await readAs({ name: "Plans.one", webUrl: `${webUrl}/Plans.one` })).toMatchObject({
      uri: `onenote:///sections/1-s?${inSite}`,
      notes: { name: "Plans", pages: [{ uri: `onenote:///pages/1-p?${inSite}`, title: "Opening" }] },
    });
  });
});

describe("read_resource of a folder", () => {
  it("lists what is in it page by page, each with a uri", async () => {
    const context = fakeContext({
      answers: (path) =>
        path.endsWith("/children")
          ? { value: [file(), { id: "01CHILD", name: "Sub", folder: { childCount: 3 } }], "@odata.nextLink": "next" }
          : file({ name: "Top", file: undefined, folder: { childCount: 3 } }),
      pages: { next: { value: [file({ id: "01LAST", name: "Last.txt" })] } },
    });
    const first = await read({ uri: fileUri }, context);
    expect(first.item?.children).toEqual([
      { uri: `file:///b!abc/${itemId}`, name: "Plan.docx", size: 1_000, lastModifiedBy: { name: "Eve" } },
      { uri: "file:///b!abc/01CHILD", name: "Sub", kind: "folder", childCount: 3 },
    ]);
    expect(first).toMatchObject({ moreContent: true, incomplete: { reason: expect.stringContaining("nextCursor") } });
    const last = await read({ uri: fileUri, cursor: first.nextCursor }, context);
    expect(last.item?.children?.map(({ name }) => name)).toEqual(["Last.txt"]);
    expect(last).toMatchObject({ moreContent: false });
  });

  it("refuses to show a picture of it by number", async () => {
    const answers = () => file({ name: "Top", file: undefined, folder: { childCount: 3 } });
    expect(await refusalOf({ uri: `${fileUri}?picture=1` }, { answers })).toMatchObject({
      code: "invalid_input",
      message: "uri: a folder has no numbered pictures. Remove picture from it.",
    });
  });
});

describe("read_resource of an address", () => {
  const address = "https://contoso.sharepoint.com/sites/a/Shared%20Documents/Plan.docx?web=1#x";

  it("looks it up without redeeming it, and reads the file", async () => {
    const context = fakeContext({ answers: () => file() });
    const output = await read({ uri: address }, context);
    const token = Buffer.from(address.replace("#x", "")).toString("base64url");
    expect(paths(context)[0]).toBe(`GET /shares/u!${token}/driveItem`);
    expect(context.calls.every(({ prefer }) => prefer === undefined)).toBe(true);
    expect(output).toMatchObject({ uri: fileUri, kind: "file", item: { name: "Plan.docx" } });
  });

  const found = (resource: object) => searchAnswer([{ hitId: itemId, resource }]);
  const refusedShare = (
    answers: Partial<Record<"search" | "item", unknown>>,
    code: ToolError["code"] = "not_found",
  ) => ({
    answers: (path: string) => {
      if (path.startsWith("/shares/")) return new ToolError(code, "no such share");
      return path === "/search/query" ? answers.search : (answers.item ?? file());
    },
  });
  const indexed = found(file({ webUrl: "https://contoso.sharepoint.com/sites/a/Shared%20Documents/Plan.docx" }));

  it.each(["forbidden", "not_found"] as const)("has it from the index when Graph refuses it as %s", async (code) => {
    const context = fakeContext(refusedShare({ search: indexed }, code));
    expect((await read({ uri: address }, context)).item?.name).toBe("Plan.docx");
    expect(paths(context)).toEqual([
      expect.stringMatching(/^GET \/shares\//),
      "POST /search/query",
      `GET /drives/b!abc/items/${itemId}`,
      `DOWNLOAD /drives/b!abc/items/${itemId}/content`,
    ]);
  });

  it("does not wait for the index when Graph takes it", async () => {
    const context = fakeContext({ answers: () => file() });
    context.graph.post = () => new Promise(() => undefined);
    expect((await read({ uri: address }, context)).item?.name).toBe("Plan.docx");
  });

  it.each([
    ["has another id", { sharepointIds: { listItemUniqueId: "00000000-1111-2222-3333-444444444444" } }],
    ["tells no id", {}],
  ])(
    "never takes another file of the same name for that of a viewer's address, when its hit %s",
    async (_title, ids) => {
      const viewer = "https://contoso.sharepoint.com/sites/a/_layouts/15/Doc.aspx";
      const uri = `${viewer}?sourcedoc=%7B${pageId}%7D&file=Plan.docx`;
      const search = found(file(ids));
      expect((await refusalOf({ uri }, refusedShare({ search }))).message).toContain("no such share");
    },
  );

  describe("whose hit has the address of a viewer, which only tells the site", () => {
    const webUrl = "https://contoso.sharepoint.com/sites/a/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D&file=Plan.docx";
    const item = file({ webUrl, parentReference: { driveId: "b!abc", driveType: "documentLibrary", id: "01TOP" } });
    const library = "https://contoso.sharepoint.com/sites/a/Shared%20Documents";
    const inFolder = (folder: unknown) => {
      const { answers } = refusedShare({ search: found(item), item });
      return { answers: (path: string) => (path.endsWith("/items/01TOP") ? folder : answers(path)) };
    };

    it("is read where its folder tells that it is the one", async () => {
      const context = fakeContext(inFolder({ id: "01TOP", webUrl: library }));
      expect((await read({ uri: address }, context)).item?.name).toBe("Plan.docx");
    });

    it.each([
      ["is another", { id: "01TOP", webUrl: `${library}/Old` }],
      ["can't be read", new ToolError("forbidden", "no such folder")],
    ])("is not taken for another file of that name where its folder %s", async (_title, folder) => {
      expect((await refusalOf({ uri: address }, inFolder(folder))).message).toContain("no such share");
    });
  });

  it("reads a page from the index, which knows it by its ids in the site", async () => {
    const home = "https://contoso.sharepoint.com/sites/a/SitePages/Home.aspx";
    const ids = { siteId, sharepointIds: { listItemUniqueId: pageId } };
    const page = { "@odata.type": "#microsoft.graph.listItem", webUrl: home, parentReference: ids };
    const context = fakeContext(refusedShare({ search: found(page), item: { id: pageId, title: "Home" } }));
    expect((await read({ uri: home }, context)).page?.title).toBe("Home");
  });

  it.each([
    ["the index does not know it", found(file({ webUrl: "https://contoso.sharepoint.com/sites/b" }))],
    ["there is no search", new ToolError("unsupported_type", "no search")],
    ["search is not allowed", new ToolError("forbidden", "no search")],
  ])("tells what Graph said when %s", async (_title, search) => {
    expect(await refusalOf({ uri: address }, refusedShare({ search }))).toEqual(
      refusedAs("not_found", "no such share"),
    );
  });

  it("tells what Graph said when the id in the index is none", async () => {
    const { answers } = refusedShare({ search: indexed });
    const withoutItem = (path: string, { fromCaller }: GraphRequest) => {
      if (!path.startsWith("/drives/")) return answers(path);
      return fromCaller === "link" ? new ToolError("not_found", "nothing there") : new Error("a bug of ours");
    };
    const refusal = await refusalOf({ uri: address }, { answers: withoutItem });
    expect(refusal).toMatchObject({ code: "not_found" });
  });

  it("tells that search is limited, since the item may be there", async () => {
    const limited = new ToolError("rate_limited", "limited");
    expect(await refusalOf({ uri: address }, refusedShare({ search: limited }))).toBe(limited);
  });

  it("asks no index for a sharing link, and for none without the permission", async () => {
    const link = "https://contoso.sharepoint.com/:w:/s/a/Eabc";
    for (const [uri, more] of [[link], [address, { scopes: ["Files.Read.All"] }]] as const) {
      const context = fakeContext({ ...refusedShare({ search: indexed }), ...more });
      expect(await toolErrorOf(read({ uri }, context))).toMatchObject({ code: "not_found" });
      expect(context.calls).toHaveLength(1);
    }
  });
});

describe("read_resource of a page", () => {
  const uri = `page:///sites/${encodeURIComponent(siteId)}/pages/${pageId}`;

  it("gives the text of its canvas in reading order, of both kinds of web parts", async () => {
    const text = (type: string, innerHtml: string) => ({ "@odata.type": `${type}.textWebPart`, innerHtml });
    const standard = {
      data: {
        title: "Links <1>",
        serverProcessedContent: { searchablePlainTexts: [{ key: "a", value: "Opening & plan" }] },
      },
    };
    const context = fakeContext({
      answers: () => ({
        id: pageId,
        title: "Home\u200b",
        canvasLayout: {
          horizontalSections: [
            { columns: [{ webparts: [text("#oneDrive", "<p>one</p>"), standard] }] },
            { columns: [{ webparts: [text("#microsoft.graph", "<p>two</p>")] }] },
          ],
          verticalSection: { webparts: [text("microsoft.graph", "<p>side</p>")] },
        },
      }),
      extractText: () => ({ text: "text", detectedType: "text/html" }),
    });
    const output = await read({ uri }, context);
    expect(new TextDecoder().decode(context.documents[0]?.bytes).replaceAll("\n", "")).toBe(
      "<div><p>one</p></div><div><h3>Links &lt;1&gt;</h3><p>Opening &amp; plan</p></div>" +
        "<div><p>two</p></div><div><p>side</p></div>",
    );
    expect(output).toMatchObject({ page: { title: "Home" }, body: { contentType: "text/markdown" } });
  });

  it.each(["not_found", "invalid_input", "forbidden"] as const)(
    "finds it by its list item when Graph refuses that id as %s",
    async (code) => {
      const context = fakeContext({
        answers: (path) => {
          if (path.includes(pageId)) return new ToolError(code, "no such page");
          const found = { id: "mine", title: "Found", eTag: `"{${pageId.toUpperCase()}},8"` };
          return path.endsWith("/pages/microsoft.graph.sitePage") ? { value: [{ id: "other" }, found] } : found;
        },
      });
      expect((await read({ uri }, context)).page?.title).toBe("Found");
    },
  );

  it("tells that a page may not be read which is not in the list either", async () => {
    const refused = new ToolError("forbidden", "no such page");
    const context = fakeContext({
      answers: (path) => (path.includes(pageId) ? refused : { value: [{ id: "other", eTag: "x" }] }),
    });
    await expect(read({ uri }, context)).rejects.toBe(refused);
  });

  it("says that not all pages were looked at where a site has more than it goes through", async () => {
    const some = { value: Array.from({ length: 200 }, (_, at) => ({ id: `p${at}`, eTag: '"{X},1"' })) };
    const more = { ...some, "@odata.nextLink": "https://graph.example/more" };
    const context = fakeContext({
      answers: (path) => (path.includes(pageId) ? undefined : more),
      pages: { "https://graph.example/more": more },
    });
    await expect(read({ uri }, context)).rejects.toThrow(
      /not among the first 1000 of this site, and no more were looked at/,
    );
  });
});

describe("read_resource of mail folders", () => {
  it("lists all folders of the mailbox that is named", async () => {
    const context = fakeContext({
      answers: (path) => ({
        value: path.endsWith("childFolders")
          ? [{ id: "B=", displayName: "Projects" }]
          : [{ id: "A=", displayName: "Inbox", childFolderCount: 1 }],
      }),
    });
    const { mailFolder } = await read({ uri: "mail:///folders/?owner=team%40contoso.com" }, context);
    expect(mailFolder?.folders).toEqual([
      { uri: "mail:///folders/A%3D?owner=team%40contoso.com", path: "Inbox" },
      { uri: "mail:///folders/B%3D?owner=team%40contoso.com", path: "Inbox/Projects" },
    ]);
    expect(paths(context)[0]).toBe("GET /users/team@contoso.com/mailFolders");
  });

  it("lists them by their paths, sixty at a time, each once", async () => {
    const all = Array.from({ length: 230 }, (_, at) => ({ id: `F${at}`, displayName: `Folder ${(at * 7) % 230}` }));
    const context = fakeContext({ answers: () => ({ value: all }) });
    const answers = await allAnswers((paging) => read({ uri: "mail:///folders/", ...paging }, context));
    const listed = answers.map(({ mailFolder }) => mailFolder?.folders ?? []);
    expect(listed.map(({ length }) => length)).toEqual([60, 60, 60, 50]);
    const said = "60 folders are listed here, by path; go on with nextCursor.";
    expect(answers.map(({ incomplete }) => incomplete?.reason)).toEqual([said, said, said, undefined]);
    expect(answers.map(({ moreContent }) => moreContent)).toEqual([true, true, true, false]);
    expect(listed.flat().map((folder) => "path" in folder && folder.path)).toEqual(
      all.map(({ displayName }) => displayName).sort((one, other) => one.localeCompare(other, "en")),
    );
  });

  it("goes on after the last one, though folders came and went meanwhile", async () => {
    const named = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => ({
        id: `F${from + at}`,
        displayName: `Folder ${1_000 + from + at}`,
      }));
    let all = named(0, 110);
    const context = fakeContext({ answers: () => ({ value: all }) });
    const { nextCursor } = await read({ uri: "mail:///folders/" }, context);
    all = [{ id: "new", displayName: "A new one" }, ...named(40, 110)];
    const { mailFolder, moreContent } = await read({ uri: "mail:///folders/", cursor: nextCursor }, context);
    expect(mailFolder?.folders?.map(({ uri }) => uri)).toEqual(named(60, 110).map(({ id }) => `mail:///folders/${id}`));
    expect(moreContent).toBe(false);
  });

  const inboxWith = (messages: object, children: object) => (path: string) => {
    if (path.endsWith("/messages")) return messages;
    const inbox = { id: "A=", displayName: "Posteingang", totalItemCount: 2, unreadItemCount: 1 };
    return path.endsWith("/childFolders") ? children : inbox;
  };

  it("says where the rest is when a folder has more folders inside than are shown beside its messages", async () => {
    const children = Array.from({ length: 40 }, (_, at) => ({ id: `C${at}`, displayName: `Child ${at}` }));
    const answers = inboxWith({ value: [] }, { value: children, "@odata.nextLink": "more" });
    const context = fakeContext({ answers });
    const { mailFolder, incomplete, moreContent } = await read(
      { uri: "mail:///folders/Inbox?owner=team%40contoso.com" },
      context,
    );
    expect(mailFolder?.folders).toHaveLength(40);
    expect(mailFolder?.folders?.[0]).toEqual({
      uri: "mail:///folders/C0?owner=team%40contoso.com",
      name: "Child 0",
    });
    expect(incomplete?.reason).toBe(
      "Only the first 40 folders inside are listed; mail:///folders?owner=team%40contoso.com has all.",
    );
    expect(moreContent).toBe(false);
  });

  it("gives a folder's folders and newest messages, and the rest of these by a cursor", async () => {
    const answers = inboxWith(
      { value: [{ id: "M1", subject: "New" }], "@odata.nextLink": "next" },
      { value: [{ id: "C=", displayName: "Below" }] },
    );
    const pages = { next: { value: [{ id: "M2", subject: "Old" }] } };
    const context = fakeContext({ answers, pages });
    const first = await read({ uri: "mail:///folders/Inbox" }, context);
    expect(paths(context)).toContain("GET /me/mailFolders/inbox/messages");
    expect(first).toMatchObject({
      mailFolder: {
        name: "Posteingang",
        unreadItemCount: 1,
        folders: [{}],
        messages: [{ uri: "mail:///messages/M1" }],
      },
      moreContent: true,
      incomplete: { reason: expect.stringContaining("nextCursor") },
    });
    const second = await read({ uri: "mail:///folders/Inbox", cursor: first.nextCursor }, context);
    expect(second).toMatchObject({ mailFolder: { messages: [{ subject: "Old" }] }, moreContent: false });
    expect(second.mailFolder).not.toHaveProperty("folders");
    for (const { mailFolder } of [first, second]) expect(mailFolder?.messages?.[0]).not.toHaveProperty("offset");
  });
});
