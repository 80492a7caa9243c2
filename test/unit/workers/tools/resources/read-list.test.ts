import { describe, expect, it } from "vitest";
import { listTargetIn } from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import { sizeOf } from "#workers/text/text-window.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import { callTool } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext, type GraphAnswers } from "../fake-context.ts";

const siteId = "contoso.sharepoint.com,5724d91f-650c-4810-83cc-61a8818917d6,c3ba25dc-2c9f-48cb-83be-74cdf68ea5a0";
const listId = "b57af081-936c-4803-a120-d94887b03864";
const uri = `list:///sites/${encodeURIComponent(siteId)}/lists/${listId}`;
const itemsPath = `/sites/${siteId}/lists/${listId}/items`;

/** A list of Graph, its columns and its rows in pages. */
const graphOf = (
  columns: readonly object[],
  pages: readonly (readonly object[])[],
  list: object = {},
): GraphAnswers => {
  return (path, { query = {} }) => {
    if (path === `/sites/${siteId}/lists/${listId}`) return { id: listId, displayName: "Inventory", columns, ...list };
    if (path !== itemsPath) return pages.flat().find((row) => path === `${itemsPath}/${(row as { id: string }).id}`);
    const at = Number(query.$skiptoken ?? 0);
    const same = `$expand=${query.$expand}&$select=id&$top=100`;
    const next = `https://graph.test/v1.0${itemsPath.replaceAll(",", "%2C")}?${same}`;
    return {
      value: pages[at] ?? [],
      ...(at + 1 < pages.length && { "@odata.nextLink": `${next}&$skiptoken=${at + 1}` }),
    };
  };
};

async function read(options: FakeContextOptions, input: object = {}) {
  const context = fakeContext({ scopes: ["Sites.Read.All"], timeZone: "Asia/Tokyo", ...options });
  const output = await callTool("read_resource", { uri, ...input }, context);
  return { ...output, calls: context.calls.map(({ url }) => url), text: readResourceHandler.toBlocks(output)[0] };
}

const column = (name: string, more: object = {}) => ({ name, displayName: name, ...more });
const text = { text: { allowMultipleLines: false } };

describe("a list", () => {
  it("has a line for each row, with the columns by the names that people see", async () => {
    const columns = [
      column("Title", { displayName: "Item", ...text }),
      column("Due_x0020_Date", { displayName: "Due Date", dateTime: { format: "dateOnly" } }),
      column("Delivery", { dateTime: { format: "dateTime" } }),
      column("Approver", { personOrGroup: {} }),
      column("_x62c5__x5f53_", { displayName: "担当", personOrGroup: {} }),
      column("Needs", { choice: {} }),
      column("Offer"),
      column("Area"),
      column("Total", { calculated: {}, readOnly: true }),
      column("Author", { displayName: "Created By", personOrGroup: {}, readOnly: true }),
      column("ContentType", text),
      column("_ColorTag", text),
    ];
    const fields = {
      "@odata.etag": '"1"',
      Title: "Roaster\u202e P12",
      Due_x0020_Date: "2026-12-09T15:00:00Z",
      Delivery: "2026-12-10T01:30:00Z",
      Approver: "Hana Mori",
      _x62c5__x5f53_: [{ LookupId: 12, LookupValue: "Daniel Costa", Email: "daniel@contoso.example" }],
      Needs: ["Permit", "Power"],
      Offer: { Description: "Offer 2211", Url: "https://probat.example/2211" },
      Area: { Label: "Roasting", TermGuid: "0b1f", WssId: 4 },
      Total: 10_780_000.5,
      Attachments: true,
      AuthorLookupId: "6",
    };
    const { calls, list, incomplete, text: shown } = await read({ answers: graphOf(columns, [[{ id: "7", fields }]]) });
    expect(calls[1]).toBe(
      `${itemsPath}?$expand=fields($select=Title,Due_x0020_Date,Delivery,Approver,_x62c5__x5f53_,Needs,Offer,Area,` +
        "Total,Attachments)&$select=id&$top=100",
    );
    expect(list?.rows).toEqual([
      {
        id: "7",
        hasAttachments: true,
        Item: "Roaster P12",
        "Due Date": "2026-12-10",
        Delivery: "2026-12-10T10:30+09:00",
        Approver: "Hana Mori",
        担当: ["Daniel Costa"],
        Needs: ["Permit", "Power"],
        Offer: "Offer 2211 https://probat.example/2211",
        Area: "Roasting",
        Total: 10_780_000.5,
      },
    ]);
    expect(incomplete?.reason).toBe(
      "Microsoft Graph does not give the files attached to a row: a person opens webUrl for them.",
    );
    expect(String(shown).split("\n")).toHaveLength(2);
  });

  it("is read as in Microsoft's example, with columns that have one name and types that are not told", async () => {
    const names = ["Name", "Color", "Quantity"].map((name) => ({ name, description: "…" }));
    const rows = [
      { id: "2", fields: { Name: "Gadget", Color: "Red", Quantity: 503 } },
      { id: "4", fields: { Name: "Widget", Color: "Blue", Quantity: 2357 } },
    ];
    const { list } = await read({ answers: graphOf(names, [rows], { displayName: undefined, name: "Inventory" }) });
    expect(list).toMatchObject({ name: "Inventory", columns: ["Name", "Color", "Quantity"] });
    expect(list?.rows).toEqual(rows.map(({ id, fields }) => ({ id, ...fields })));
  });

  it("goes on by its cursor, page by page, and says its columns once", async () => {
    const answers = graphOf(
      [column("Title", text)],
      [[{ id: "1", fields: { Title: "a" } }], [{ id: "2", fields: {} }]],
    );
    const first = await read({ answers });
    expect(first.incomplete?.reason).toBe("1 row is listed here, in the order of their ids; go on with nextCursor.");
    const second = await read({ answers }, { cursor: first.nextCursor });
    expect(second.list).toEqual({ name: "Inventory", rows: [{ id: "2" }] });
    expect(second.calls.at(-1)).toContain("$skiptoken=1");
    expect(second.nextCursor).toBeUndefined();
  });

  it("gives by find the rows that have all words in some column, and goes on to look for them", async () => {
    const notes = column("Notes", { text: { textType: "richText", allowMultipleLines: true } });
    const pages = Array.from({ length: 12 }, (_unused, page) =>
      Array.from({ length: 3 }, (_none, at) => ({
        id: String(page * 3 + at),
        fields: { Title: `Filter ${page}`, Notes: at === 1 && page > 8 ? "<p>Wait for the <b>power</b> line</p>" : "" },
      })),
    );
    const answers = graphOf([column("Title", text), notes], pages);
    const options = {
      answers,
      pages: (link: string) => {
        const $skiptoken = new URL(link).searchParams.get("$skiptoken") ?? "";
        const $expand = new URL(link).searchParams.get("$expand") ?? "";
        return answers(itemsPath, { path: [], query: { $skiptoken, $expand } });
      },
    };
    const first = await read(options, { find: 'filter "power line"' });
    expect(first.list?.rows).toMatchObject([{ id: "28", Title: "Filter 9" }]);
    expect(first.calls).toHaveLength(1 + 10);
    expect(first.incomplete?.reason).toContain("30 rows were looked through; sharepoint_search with webUrl as site");
    const second = await read(options, { cursor: first.nextCursor });
    expect(second.list?.rows.map(({ id }) => id)).toEqual(["31", "34"]);
    expect(second.incomplete?.reason).toBe("6 rows were looked through.");
    await expect(read(options, { find: "…" })).rejects.toThrow("find: it has no word");
  });

  it("asks for no more people and looked-up items than Graph names, and says which columns are left out", async () => {
    const columns = [
      ...Array.from({ length: 14 }, (_unused, at) => column(`Person${at}`, { personOrGroup: {} })),
      column("City", { lookup: { primaryLookupColumnId: "x" }, readOnly: true }),
      column("Note", text),
    ];
    const { calls, list, incomplete } = await read({
      answers: graphOf(columns, [[{ id: "1", fields: { Note: "n" } }]]),
    });
    expect(calls[1]?.match(/Person\d+/g)).toHaveLength(12);
    expect(list?.columns).toHaveLength(13);
    expect(incomplete?.reason).toMatch(/^Columns left out: 3\. /);
  });

  it("fits into an answer, and no name of a column changes the request or hides another", async () => {
    const long = "値".repeat(5_000);
    const columns = [
      ...Array.from({ length: 60 }, (_unused, at) => column(`C${at}`, { displayName: `${long}${at}` })),
      column("Title)/$value,x(", { displayName: "odd" }),
      column("id", { displayName: "id" }),
      column("__proto__", { displayName: "__proto__" }),
    ];
    const fields = Object.fromEntries(columns.map(({ name }) => [name, name === "id" ? "mine" : long]));
    const answers = graphOf(columns, [
      [
        { id: "1", fields },
        { id: "2", fields },
      ],
    ]);
    const { text: shown, calls, list } = await read({ answers });
    expect(calls[1]).not.toContain("$value");
    expect(sizeOf(String(shown))).toBeLessThan(36_000);
    expect(list?.rows).toHaveLength(1);
    const [row] = (await read({ answers: graphOf(columns.slice(-2), [[{ id: "1", fields }]]) })).list?.rows ?? [];
    expect(row).toMatchObject({ id: "1", "id (2)": "mine" });
  });

  it("shows each row and value, whatever its columns are called", async () => {
    const titles = ["uri", "summary", "Foo (2)", "Foo", "Foo"];
    const columns = titles.map((displayName, at) => column(`C${at}`, { displayName, ...text }));
    const fields = Object.fromEntries(columns.map(({ name }) => [name, name]));
    const rows = Array.from({ length: 9 }, (_unused, at) => ({ id: String(at), fields }));
    const { list, nextCursor } = await read({ answers: graphOf(columns, [rows]) });
    expect(list?.rows).toHaveLength(9);
    expect(nextCursor).toBeUndefined();
    const row = { "uri (2)": "C0", "summary (2)": "C1", "Foo (2)": "C2", Foo: "C3", "Foo (3)": "C4" };
    expect(list?.rows[0]).toEqual({ id: "0", ...row });
  });

  it("is looked through without holding the process, and says when not all of a row was compared", async () => {
    const odd = "\u2039a\ufdfa ".repeat(13_000);
    const rows = Array.from({ length: 20 }, (_unused, at) => ({ id: String(at), fields: { Note: odd } }));
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    const { list, incomplete } = await read({ answers: graphOf([column("Note", text)], [rows]) }, { find: "zzz" });
    clearInterval(counting);
    expect(turns).toBeGreaterThan(2);
    expect(list?.rows).toEqual([]);
    expect(incomplete?.reason).toContain("Of a row 20000 characters were compared.");
  });

  it("says that a value was cut, also among several of a cell", async () => {
    const long = "x".repeat(400);
    for (const value of [long, [long.slice(0, 5), long]]) {
      const { incomplete } = await read({ answers: graphOf([column("A")], [[{ id: "1", fields: { A: value } }]]) });
      expect(incomplete?.reason).toContain("Values that end with … are cut here");
    }
  });

  it("finds in rich text what the table shows of it", async () => {
    const notes = column("Notes", { text: { textType: "richText", allowMultipleLines: true } });
    const rows = [{ id: "1", fields: { Notes: "<p>R&amp;D in K&ouml;ln: Ka<b>ff</b>ee</p>" } }];
    for (const find of ["Köln", "Kaffee", '"R&D"'])
      expect((await read({ answers: graphOf([notes], [rows]) }, { find })).list?.rows, find).toHaveLength(1);
  });

  it("asks for fewer rows at once where much of them is to be converted", async () => {
    const rich = { text: { textType: "richText", allowMultipleLines: true } };
    const { calls } = await read({ answers: graphOf([column("A", rich), column("B", rich)], [[]]) });
    expect(calls[1]).toContain("$top=33");
  });

  it("gives days as their site has them, whoever reads them elsewhere", async () => {
    const due = column("Due", { dateTime: { format: "dateOnly" } });
    const dayIn = async (timeZone: string, value: string) =>
      (await read({ timeZone, answers: graphOf([due], [[{ id: "1", fields: { Due: value } }]]) })).list?.rows[0]?.Due;
    const tokyo = "2026-06-30T15:00:00Z";
    const newYork = "2026-07-01T04:00:00Z";
    for (const zone of ["Asia/Tokyo", "Europe/Berlin", "America/New_York"]) {
      expect(await dayIn(zone, tokyo), zone).toBe("2026-07-01");
      expect(await dayIn(zone, newYork), zone).toBe("2026-07-01");
    }
    expect(await dayIn("Pacific/Auckland", "2026-12-09T11:00:00Z")).toBe("2026-12-10");
    expect(await dayIn("Asia/Tokyo", "some day")).toBe("some day");
    expect(await dayIn("Asia/Tokyo", "+275760-09-13T00:00:00Z")).toContain("275760");
  });

  it("that is a library is not read while a label is denied, since no list tells the labels of files", async () => {
    const deniedLabels = new Set(["2096f6a2-d2f7-48be-b329-b73aaa526e5d"]);
    const of = (template: string | undefined) =>
      read({ deniedLabels, answers: graphOf([], [[]], { list: { template } }) });
    await expect(of("documentLibrary")).rejects.toMatchObject({ code: "forbidden" });
    await expect(of(undefined)).rejects.toMatchObject({ code: "forbidden" });
    expect((await of("genericList")).list?.name).toBe("Inventory");
  });

  it("in somebody's OneDrive needs the permission for it", async () => {
    const webUrl = "https://contoso-my.sharepoint.com/personal/ann/Lists/Trips";
    const options = { answers: graphOf([], [[]], { webUrl }) };
    await expect(read(options)).rejects.toMatchObject({ code: "permission_missing" });
    const { list } = await read({ ...options, scopes: ["Sites.Read.All", "Files.Read.All"] });
    expect(list?.webUrl).toBe(webUrl);
  });
});

describe("a row", () => {
  it("is known by the addresses that people paste and by the one that Graph gives", () => {
    const list = "https://contoso.sharepoint.com/sites/m/Lists/Events";
    for (const end of ["/7_.000", "/DispForm.aspx?ID=7"])
      expect(listTargetIn(list + end)).toMatchObject({ list, itemId: "7" });
    expect(listTargetIn(`${list}/AllItems.aspx?viewid=7`)).toMatchObject({ list, itemId: undefined });
    expect(listTargetIn(`${list}/Attachments/7/a.pdf`)).toBeUndefined();
  });

  it("has all its values, the long ones as texts with headings", async () => {
    const columns = [
      column("Title", text),
      column("Cost", { currency: {} }),
      column("Notes", { text: { textType: "richText", allowMultipleLines: true } }),
    ];
    const row = {
      id: "7",
      webUrl: "https://contoso.sharepoint.com/sites/x/Lists/My list/7_.000",
      createdDateTime: "2026-11-01T00:00:00Z",
      lastModifiedDateTime: "2026-11-02T00:00:00Z",
      lastModifiedBy: { user: { displayName: "Daniel Costa" } },
      fields: { Title: "Roaster", Cost: 5, Notes: "<p>Wait</p>", Attachments: true },
    };
    const { listItem, body, calls } = await read(
      { answers: graphOf(columns, [[row]]), extractText: () => ({ text: "**Wait**", detectedType: "text/html" }) },
      { uri: `${uri}/items/7` },
    );
    expect(calls[1]).toBe(`${itemsPath}/7?$expand=fields($select=Title,Cost,Notes,Attachments)`);
    expect(body?.content).toBe("Title: Roaster\nCost: 5\n\n## Notes\n\n**Wait**");
    expect(listItem).toEqual({
      name: "Roaster",
      list: { uri, name: "Inventory" },
      hasAttachments: true,
      webUrl: "https://contoso.sharepoint.com/sites/x/Lists/My%20list/7_.000",
      createdDateTime: "2026-11-01T09:00+09:00",
      lastModifiedDateTime: "2026-11-02T09:00+09:00",
      lastModifiedBy: { name: "Daniel Costa" },
    });
  });
});

describe("an address of a list", () => {
  const address = "https://contoso.sharepoint.com/sites/x/Lists/My%20list";
  const lists = (webUrl: string): GraphAnswers => {
    const graph = graphOf([column("Title", text)], [[{ id: "7", fields: { Title: "Roaster" } }]]);
    return (path, request) => {
      if (path === "/sites/contoso.sharepoint.com:/sites/x") return { id: siteId };
      if (path !== `/sites/${siteId}/lists`) return graph(path, request);
      return { value: [{ id: "1234-112-112-4" }, { id: listId, webUrl }] };
    };
  };

  it.each([
    [`${address}/AllItems.aspx?viewid=1`, { uri, kind: "list" }],
    [`${address}/DispForm.aspx?ID=7&e=x`, { uri: `${uri}/items/7`, kind: "list-item" }],
    [address.replace("My%20list", "my list"), { uri, kind: "list" }],
  ])("%s leads to what it shows", async (link, expected) => {
    expect(await read({ answers: lists(`${address}/`) }, { uri: link })).toMatchObject(expected);
  });

  it("says how to find a list where there is none", async () => {
    await expect(read({ answers: lists(`${address}2`) }, { uri: address })).rejects.toThrow(
      "uri: no list that this account can see is at this address. Find it by sharepoint_search with fileType list.",
    );
  });
});
