import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/fake-control.ts";
import { type Fixture, graphCode, listOf, startFixture, subjects } from "./fixture.ts";

let fixture: Fixture;
let user: DirectoryUser;
beforeAll(async () => {
  fixture = await startFixture();
  const { control } = fixture.tenant;
  user = await control.addUser({ tenantId: fixture.home.id, alias: "lister", displayName: "Lister" });
  await control.addMessages(user.id, [
    {
      subject: "Alpha one",
      from: { name: "Ann", address: "ann@partner.example" },
      receivedDateTime: "2026-03-01T10:00:00Z",
      isRead: true,
    },
    {
      subject: "Beta two",
      from: { name: "Bob", address: "bob@partner.example" },
      receivedDateTime: "2026-03-02T10:00:00Z",
      importance: "high",
      categories: ["Red"],
    },
    {
      subject: "alpha three",
      from: { name: "Ann", address: "ann@partner.example" },
      receivedDateTime: "2026-03-03T10:00:00Z",
      attachments: [{ name: "a.txt", contentType: "text/plain", text: "a" }],
    },
    {
      subject: "Gamma's four",
      from: { name: "Cy", address: "cy@partner.example" },
      receivedDateTime: "2026-03-04T10:00:00Z",
      flagged: true,
      folder: "Archive",
    },
  ]);
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

const list = (query: string, path = "/me/messages") => fixture.graph(user, `${path}?${query}`);
const filtered = async (filter: string) => subjects(await list(`$filter=${encodeURIComponent(filter)}`));

describe("listing messages", () => {
  it("goes newest first over all folders, ten to a page unless told", async () => {
    expect(subjects(await list("$select=subject"))).toEqual(["Gamma's four", "alpha three", "Beta two", "Alpha one"]);
    await fixture.tenant.control.generateMessages(user.id, { count: 12, folder: "Bulk" });
    expect(listOf(await list("", "/me/mailFolders/inbox/messages"))).toHaveLength(3);
    expect(listOf(await list(""))).toHaveLength(10);
  });

  it.each<[string, string[]]>([
    ["subject eq 'beta TWO'", ["Beta two"]],
    ["subject eq 'Gamma''s four'", ["Gamma's four"]],
    ["from/emailAddress/address eq 'ANN@partner.example' and isRead eq false", ["alpha three"]],
    ["startswith(subject,'alpha') and receivedDateTime lt 2026-03-02T00:00:00Z", ["Alpha one"]],
    ["contains(subject,'two') or flag/flagStatus eq 'flagged'", ["Gamma's four", "Beta two"]],
    [
      "receivedDateTime ge 2026-03-02T10:00:00Z and receivedDateTime le 2026-03-03T11:00:00+01:00",
      ["alpha three", "Beta two"],
    ],
    ["not (hasAttachments eq false) and receivedDateTime lt 2026-04-01", ["alpha three"]],
    ["importance eq 'high'", ["Beta two"]],
    ["categories/any(c:c eq 'Red')", ["Beta two"]],
  ])("filters by %s", async (filter, expected) => {
    expect(await filtered(filter)).toEqual(expected);
  });

  it.each<[string, string]>([
    ["subject eq", "BadRequest"],
    ["subject == 'x'", "BadRequest"],
    ["subject eq 'x", "BadRequest"],
    ["(subject eq 'x'", "BadRequest"],
    ["subject eq 'x') or (isRead eq true", "BadRequest"],
    ["receivedDateTime ge '2026-01-01'", "BadRequest"],
    ["isRead eq 'true'", "BadRequest"],
    ["nonsense eq 1", "RequestBroker--ParseUri"],
    ["endswith(subject,'x')", "ErrorInvalidUrlQueryFilter"],
    ["toRecipients/any(r:r/emailAddress/address eq 'x')", "ErrorInvalidUrlQueryFilter"],
    ["body eq 'x'", "ErrorInvalidUrlQueryFilter"],
    ["length(subject) gt 3", "BadRequest"],
  ])("refuses the filter %s with %s", async (filter, code) => {
    const answer = await list(`$filter=${encodeURIComponent(filter)}`);
    expect([answer.status, graphCode(answer)]).toEqual([400, code]);
  });

  it("sorts only by what the filter names first: InefficientFilter otherwise", async () => {
    const both = (filter: string, orderBy: string) =>
      list(`$filter=${encodeURIComponent(filter)}&$orderby=${encodeURIComponent(orderBy)}`);
    const from = "from/emailAddress/address eq 'ann@partner.example'";
    const since = "receivedDateTime ge 1900-01-01T00:00:00Z";
    expect(graphCode(await both(from, "receivedDateTime desc"))).toBe("InefficientFilter");
    expect(graphCode(await both(`${from} and ${since}`, "receivedDateTime desc"))).toBe("InefficientFilter");
    expect(subjects(await both(`${since} and ${from}`, "receivedDateTime desc"))).toEqual(["alpha three", "Alpha one"]);
    expect(subjects(await both(`${since} and ${from}`, "receivedDateTime"))).toEqual(["Alpha one", "alpha three"]);
    expect(graphCode(await both(`${since} and ${from}`, "from/emailAddress/address,receivedDateTime"))).toBe(
      "InefficientFilter",
    );
  });

  it("sorts without a filter, case aside, and refuses an unknown property", async () => {
    const sorted = await list("$orderby=subject asc&$top=2&$filter=subject ge 'a'");
    expect(subjects(sorted)).toEqual(["Alpha one", "alpha three"]);
    expect(graphCode(await list("$orderby=nonsense"))).toBe("RequestBroker--ParseUri");
    expect(graphCode(await list("$orderby=subject sideways"))).toBe("BadRequest");
  });

  it.each<[string, string]>([
    ["$select=subject,nonsense", "RequestBroker--ParseUri"],
    ["$select=", "BadRequest"],
    ["$top=0", "BadRequest"],
    ["$top=1001", "BadRequest"],
    ["$top=ten", "BadRequest"],
    ["$skip=-1", "BadRequest"],
    ["$count=yes", "BadRequest"],
    ["$expand=nonsense", "RequestBroker--ParseUri"],
    ["$apply=groupby", "BadRequest"],
    ["$top=1&$top=2", "BadRequest"],
    ["$skiptoken=abc", "BadRequest"],
  ])("refuses %s with %s", async (query, code) => {
    const answer = await list(query);
    expect([answer.status, graphCode(answer)]).toEqual([400, code]);
  });

  it("counts on request and skips", async () => {
    const answer = await list("$count=true&$top=1&$skip=1&$filter=receivedDateTime lt 2026-04-01");
    expect(answer.json["@odata.count"]).toBe(4);
    expect(subjects(answer)).toEqual(["alpha three"]);
  });

  it("selects properties, always with id and etag", async () => {
    const [first] = listOf(await list("$select=subject&$top=1"));
    expect(Object.keys(first ?? {}).sort()).toEqual(["@odata.etag", "id", "subject"]);
  });
});

describe("following @odata.nextLink", () => {
  it("walks every message exactly once, on the Graph host, and then ends", async () => {
    const { graphBaseUrl, control } = fixture.tenant;
    const token = await control.mintToken({ shape: "graph", userId: user.id });
    const seen: unknown[] = [];
    let next: string | undefined = `${graphBaseUrl}/v1.0/me/messages?$top=5&$select=id`;
    while (next !== undefined) {
      expect(next.startsWith(`${graphBaseUrl}/v1.0/me/messages?`)).toBe(true);
      const page = await fixture.send(next, { headers: { authorization: `Bearer ${token}` } });
      seen.push(...listOf(page).map(({ id }) => id));
      next = page.json["@odata.nextLink"] as string | undefined;
    }
    expect(seen).toHaveLength(16);
    expect(new Set(seen).size).toBe(16);
  });

  it("leads through a page without items first", async () => {
    const link = String((await list("$top=5&$select=id")).json["@odata.nextLink"]);
    const token = await fixture.tenant.control.mintToken({ shape: "graph", userId: user.id });
    const answer = await fixture.send(link, { headers: { authorization: `Bearer ${token}` } });
    expect(listOf(answer)).toEqual([]);
    expect(answer.json["@odata.nextLink"]).toBe(link.replace("skiptoken=empty.", "skiptoken="));
  });

  it("refuses a link that was changed, and a link of another user", async () => {
    await fixture.tenant.control.setBehaviour({ emptyPages: false });
    const { control } = fixture.tenant;
    const link = String((await list("$top=2&$select=id")).json["@odata.nextLink"]);
    const follow = async (url: string, userId: string) => {
      const token = await control.mintToken({ shape: "graph", userId });
      return fixture.send(url, { headers: { authorization: `Bearer ${token}` } });
    };
    expect((await follow(link, user.id)).status).toBe(200);
    expect((await follow(link, fixture.person("hana.mori").id)).status).toBe(400);
    expect((await follow(link.replace("%24top=2", "%24top=3"), user.id)).status).toBe(400);
    expect((await follow(link.replace(/skiptoken=./, "skiptoken=X"), user.id)).status).toBe(400);
  });

  it("pages folders too", async () => {
    await fixture.tenant.control.setBehaviour({ emptyPages: false });
    const hana = fixture.person("hana.mori");
    const first = await fixture.graph(hana, "/me/mailFolders");
    expect(listOf(first)).toHaveLength(10);
    const token = await fixture.tenant.control.mintToken({ shape: "graph", userId: hana.id });
    const second = await fixture.send(String(first.json["@odata.nextLink"]), {
      headers: { authorization: `Bearer ${token}` },
    });
    const names = [...listOf(first), ...listOf(second)].map(({ displayName }) => displayName);
    expect(names).toContain("Zebra Team");
    expect(names).not.toContain("Clutter");
  });
});
