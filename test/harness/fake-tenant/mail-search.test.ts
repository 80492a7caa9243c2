import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/fake-control.ts";
import { type Fixture, graphCode, listOf, startFixture, subjects } from "./fixture.ts";

let fixture: Fixture;
let user: DirectoryUser;
const ann = { name: "Ann Smith", address: "ann.smith@partner.example" };
const bob = { name: "Bob Stone", address: "bob@other-firm.example" };
beforeAll(async () => {
  fixture = await startFixture();
  const { control } = fixture.tenant;
  user = await control.addUser({ tenantId: fixture.home.id, alias: "searcher", displayName: "Searcher" });
  await control.addMessages(user.id, [
    {
      subject: "Budget 2026",
      from: ann,
      html: "<p>The <b>quarterly budget</b> is attached.</p>",
      receivedDateTime: "2026-03-01T10:00:00Z",
      attachments: [{ name: "numbers-final.csv", contentType: "text/csv", text: "1" }],
    },
    {
      subject: "Lunch",
      from: bob,
      cc: [ann],
      text: "No budgeting today.",
      receivedDateTime: "2026-03-02T23:30:00Z",
      isRead: true,
    },
    { subject: "会議の資料", from: bob, text: "来週の会議で使う資料です。", receivedDateTime: "2026-03-03T10:00:00Z" },
    {
      subject: "Old and late",
      from: ann,
      text: "sent early",
      sentDateTime: "2026-02-01T00:00:00Z",
      receivedDateTime: "2026-03-04T10:00:00Z",
    },
  ]);
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

const send = (search: string, more = "") =>
  fixture.graph(user, `/me/messages?$search=${encodeURIComponent(search)}${more}`);
const quoted = (kql: string) => `"${kql.replace(/["\\]/g, "\\$&")}"`;
const found = async (kql: string) => subjects(await send(quoted(kql)));

describe("searching messages by KQL", () => {
  it.each<[string, string[]]>([
    ["budget", ["Lunch", "Budget 2026"]],
    ['"quarterly budget"', ["Budget 2026"]],
    ['"budget quarterly"', []],
    ["subject:budget", ["Budget 2026"]],
    ["body:quarterly", ["Budget 2026"]],
    ["from:ann", ["Budget 2026", "Old and late"]],
    ["from:ann.smith@partner.example", ["Budget 2026", "Old and late"]],
    ['from:"Bob Stone"', ["会議の資料", "Lunch"]],
    ["cc:ann", ["Lunch"]],
    ["participants:ann", ["Lunch", "Budget 2026", "Old and late"]],
    ["to:searcher AND from:bob", ["会議の資料", "Lunch"]],
    ["budget AND NOT from:bob", ["Budget 2026"]],
    ["budget -from:bob", ["Budget 2026"]],
    ["from:bob OR from:ann", ["会議の資料", "Lunch", "Budget 2026", "Old and late"]],
    ["from:bob from:ann", ["会議の資料", "Lunch", "Budget 2026", "Old and late"]],
    ["(from:bob OR from:ann) AND budget", ["Lunch", "Budget 2026"]],
    ["subject:(lunch OR late)", ["Lunch", "Old and late"]],
    ["hasAttachments:true", ["Budget 2026"]],
    ["hasAttachment:false AND from:bob", ["会議の資料", "Lunch"]],
    ["numbers", ["Budget 2026"]],
    ["attachment:final", ["Budget 2026"]],
    ["会議", ["会議の資料"]],
    ["udget", []],
    ["budget and lunch", []],
    ["received>=2026-03-03", ["会議の資料", "Old and late"]],
    ["received<2026-03-02", ["Budget 2026"]],
    ["received<=2026-03-02", ["Lunch", "Budget 2026"]],
    ["received:2026-03-02", ["Lunch"]],
    ["received:2026-03-01..2026-03-02", ["Lunch", "Budget 2026"]],
    ["received>=2026-03-02 AND received<=2026-03-03", ["会議の資料", "Lunch"]],
    ["received>2026-03-03T09:59:59Z", ["会議の資料", "Old and late"]],
    ["sent<2026-02-15", ["Old and late"]],
    ["unknownproperty:value", []],
  ])("finds by %s", async (kql, expected) => {
    expect(await found(kql)).toEqual(expected);
  });

  it("orders hits by the date they were sent", async () => {
    expect((await found("from:ann")).at(-1)).toBe("Old and late");
  });

  it.each([
    "budget AND",
    "OR budget",
    "(budget",
    "budget)",
    '"open phrase',
    "subject:",
    "NOT",
    "received>=someday",
    "   ",
  ])("refuses the malformed query %s", async (kql) => {
    const answer = await send(quoted(kql));
    expect([answer.status, graphCode(answer)]).toEqual([400, "BadRequest"]);
  });

  it.each(["budget", "from:x", '"budget', 'budget"', '"a" "b"', '"a"b"'])(
    "refuses %s, which is not one text in double quotes",
    async (search) => {
      const answer = await send(search);
      expect([answer.status, graphCode(answer)]).toEqual([400, "BadRequest"]);
      expect(answer.text).toContain("Syntax error: character");
    },
  );

  it.each<[string, string]>([
    ["&$orderby=receivedDateTime", "SearchWithOrderBy"],
    ["&$filter=isRead eq true", "SearchWithFilter"],
    ["&$skip=1", "SearchWithSkip"],
  ])("refuses %s beside a search with %s", async (more, code) => {
    const answer = await send(quoted("budget"), more);
    expect([answer.status, graphCode(answer)]).toEqual([400, code]);
  });

  it("searches one folder alone", async () => {
    await fixture.tenant.control.setBehaviour({ missingWellKnownFolders: [] });
    const archive = await fixture.graph(
      user,
      `/me/mailFolders/archive/messages?$search=${encodeURIComponent('"budget"')}`,
    );
    expect(listOf(archive)).toEqual([]);
  });

  it.each([
    [275, "by default"],
    [1_000, "where it does not end early"],
  ])("reaches at most %i hits, page by page, %s", async (most) => {
    const { control } = fixture.tenant;
    if (most === 1_000) await control.setBehaviour({ mailSearchEndsAt: null });
    const big = await control.addUser({ tenantId: fixture.home.id, alias: `big${most}`, displayName: "Big" });
    await control.generateMessages(big.id, { count: 1200, text: "needle" });
    const token = await control.mintToken({ shape: "graph", userId: big.id });
    let next: string | undefined =
      `${fixture.tenant.graphBaseUrl}/v1.0/me/messages?$search=${encodeURIComponent('"needle"')}&$top=400&$select=id`;
    const ids = new Set<unknown>();
    while (next !== undefined) {
      const page = await fixture.send(next, { headers: { authorization: `Bearer ${token}` } });
      for (const { id } of listOf(page)) ids.add(id);
      next = page.json["@odata.nextLink"] as string | undefined;
    }
    expect(ids.size).toBe(most);
  });

  it("can show the public bug: of two received bounds neither counts", async () => {
    await fixture.tenant.control.setBehaviour({ ignoreReceivedPairs: true });
    expect(await found("received>=2026-03-02 AND received<=2026-03-03")).toHaveLength(4);
    expect(await found("received>=2026-03-03")).toHaveLength(2);
  });
});
