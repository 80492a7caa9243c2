import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { clientFor, outputOf, personNamed, refusalOf } from "#test/support/tool-answers.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";

interface Hit {
  uri: string;
  kind: string;
  name: string;
  summary?: string;
}
interface ListAnswer {
  uri: string;
  list: { columns?: string[]; rows?: Record<string, unknown>[] };
  incomplete?: { reason: string };
  nextCursor?: string;
}

const list = "https://aozora-coffee.sharepoint.com/sites/kyoto-roastery/Lists/Opening%20purchases";

describe("lists of SharePoint", () => {
  let stack: SharedStack;
  let yuki: DirectoryUser;
  let client: McpClient;

  test.beforeAll(async ({ stack: shared }) => {
    stack = shared;
    yuki = await personNamed(stack.fake, "yuki.sato");
    await stack.fake.control.setGrants(yuki.tenantId, ["User.Read", "Mail.Read", "Sites.Read.All", "Files.Read.All"]);
  });
  beforeAll(async () => {
    const token = await stack.fake.control.mintToken({ userId: yuki.id });
    client = await connectModern(stack.gateways[0].mcpUrl, token);
  });
  afterEach(() => stack.fake.control.resetScript());
  afterAll(() => client.close());

  const search = async (args: Record<string, unknown>, as = client) =>
    (await outputOf(as, "sharepoint_search", args)).files as Hit[];
  // What `read_resource` gives of a list, which its type leaves open.
  const read = async (args: Record<string, unknown>) =>
    (await outputOf(client, "read_resource", args)) as unknown as ListAnswer;

  test("are found with their rows where they are asked for, and nowhere else", async () => {
    for (const searchRowsHaveIds of [false, true]) {
      await stack.fake.control.setBehaviour({ searchRowsHaveIds });
      const hits = await search({ query: "purchases OR inspection OR permit", fileType: "list" });
      expect(hits.map(({ kind, name }) => [kind, name]).sort()).toEqual([
        ["list", "Kyoto Roastery - Opening purchases"],
        ["listItem", "Roaster P12"],
      ]);
      for (const { uri } of hits) expect(uri).toMatch(/^list:\/\/\//);
    }
    const inList = await search({ query: "electrician", site: `${list}/AllItems.aspx` });
    expect(inList.map(({ name }) => name)).toEqual(["Three-phase power line"]);
    const files = await search({ query: "permit", limit: 50 });
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter(({ kind }) => kind.startsWith("list"))).toEqual([]);
  });

  test("are tables with names for people and looked-up items, without what is hidden", async () => {
    const answer = await read({ uri: list });
    expect(answer.uri).toMatch(/^list:\/\/\/sites\//);
    expect(answer.list.columns).toEqual(
      expect.arrayContaining(["Title", "担当", "Supplier: City", "Due Date", "With tax"]),
    );
    for (const system of ["Secret", "Content Type", "Created By", "Item is a Record", "ID"]) {
      expect(answer.list.columns).not.toContain(system);
    }
    expect(answer.list.rows?.[0]).toMatchObject({
      担当: ["Daniel Costa", "Yuki Sato"],
      Supplier: "Probat Japan",
      "Supplier: City": "Osaka",
      "With tax": 10_780_000,
      Notes: "Wait for the **fire permit** & the inspection.",
    });
    expect(JSON.stringify(answer)).not.toMatch(/margin|Ignore previous/);
    const found = await read({ uri: answer.uri, find: '"power line"' });
    expect(found.list.rows?.map(({ id }) => id)).toEqual(["2"]);
    expect(found.incomplete?.reason).toBe("3 rows were looked through.");
    const row = await outputOf(client, "read_resource", { uri: `${list}/DispForm.aspx?ID=1` });
    expect(row).toMatchObject({
      uri: `${answer.uri}/items/1`,
      listItem: { name: "Roaster P12", hasAttachments: true },
    });
    expect((row.body as { content: string }).content).toContain("Offer: Offer 2211");
  });

  test("are read to their end above the threshold of views, and filtered page by page", async () => {
    const ids = await stack.fake.control.generateList(yuki.id, {
      site: "kyoto-roastery",
      name: "Batches",
      count: 5_200,
    });
    const uri = formatResourceUri({ kind: "list", ...ids });
    const seen: unknown[] = [];
    let cursor: string | undefined;
    for (let answers = 0; answers < 7; answers += 1) {
      const page: ListAnswer = await read({ uri, ...(cursor !== undefined && { cursor }) });
      seen.push(...(page.list.rows ?? []).map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 700 }, (_unused, at) => String(at + 1)));
    let found: ListAnswer = await read({ uri, find: '"Row 5180"' });
    for (let answers = 1; found.list.rows?.length === 0; answers += 1) {
      expect(answers).toBeLessThan(6);
      expect(found.incomplete?.reason).toContain("1000 rows were looked through; sharepoint_search");
      found = await read({ uri, cursor: found.nextCursor });
    }
    expect(found.list.rows).toEqual([expect.objectContaining({ id: "5180", Title: "Row 5180" })]);
  });

  test("of sites of others stay closed, and without the permission all are", async () => {
    const kenji = await personNamed(stack.fake, "kenji.tanaka");
    const other = await clientFor(stack, kenji);
    expect(await search({ query: "electrician", fileType: "list" }, other)).toEqual([]);
    const [hit] = await search({ query: "electrician", fileType: "list" });
    expect(await refusalOf(other, "read_resource", { uri: hit?.uri })).toMatch(/^(?:forbidden|not_found): /);
    await stack.fake.control.setGrants(yuki.tenantId, ["User.Read", "Files.Read.All"]);
    expect(await refusalOf(client, "read_resource", { uri: hit?.uri })).toMatch(/^permission_missing: /);
    const refused = await refusalOf(client, "sharepoint_search", { query: "power", fileType: "list" });
    expect(refused).toContain("fileType: lists need Microsoft Search");
  });
});
