import { describe, expect, it } from "vitest";
import { readResource } from "#common/tools/read-resource.ts";
import { sizeOf } from "#workers/documents/text/text-size.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
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
  const output = await readResourceHandler.run(readResource.inputSchema.parse({ uri, ...input }), context);
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
    expect(incomplete?.reason).toMatch(/^Columns left out: "Person12", "Person13", "City"\. /);
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
    expect(row).toMatchObject({ id: "1", "id (id)": "mine" });
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
