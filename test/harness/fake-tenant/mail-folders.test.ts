import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/fake-control.ts";
import { type Fixture, graphCode, listOf, startFixture, subjects } from "./fixture.ts";

let fixture: Fixture;
let hana: DirectoryUser;
let mei: DirectoryUser;
beforeAll(async () => {
  fixture = await startFixture();
  hana = fixture.person("hana.mori");
  mei = fixture.person("mei.lin");
});
afterAll(() => fixture.close());
afterEach(() => fixture.tenant.control.resetScript());

const delta = (query = "", headers: Record<string, string> = {}) =>
  fixture.graph(hana, `/me/mailFolders/delta${query}`, { headers });
const rest = (link: unknown) => String(link).slice(`${fixture.tenant.graphBaseUrl}/v1.0`.length);

describe("mailFolders/delta", () => {
  it("lists the visible folders of all levels, page by page, and ends with a deltaLink", async () => {
    await fixture.tenant.control.setBehaviour({ emptyPages: false });
    const names: unknown[] = [];
    let pages = 0;
    let path: string | undefined = "/me/mailFolders/delta?$select=displayName";
    while (path !== undefined) {
      const page = await fixture.graph(hana, path);
      names.push(...listOf(page).map(({ displayName }) => displayName));
      pages += 1;
      const { "@odata.nextLink": next, "@odata.deltaLink": end } = page.json;
      expect([next, end].filter((link) => link !== undefined)).toHaveLength(1);
      path = next === undefined ? undefined : rest(next);
    }
    expect(pages).toBeGreaterThan(1);
    expect(names).toEqual(expect.arrayContaining(["Inbox", "Permits", "Top of Information Store"]));
    expect(names).not.toContain("Clutter");
    expect(names).not.toContain("Quarantine");
  });

  it("has pages of the size that Prefer names", async () => {
    const all = await delta("?$select=displayName", { prefer: "odata.maxpagesize=500" });
    expect(all.headers["preference-applied"]).toBe("odata.maxpagesize=500");
    expect(all.json).toHaveProperty("@odata.deltaLink");
  });

  it.each(["$top=5", "$filter=displayName eq 'x'", "$expand=childFolders", "$skiptoken=abc"])(
    "refuses %s",
    async (option) => {
      expect((await delta(`?${option}`)).status).toBe(400);
    },
  );

  it("is refused in another's mailbox unless Graph allows it", async () => {
    const { control } = fixture.tenant;
    await control.shareMailbox(hana.id, mei.id);
    const ask = async () => (await fixture.graph(mei, `/users/${hana.id}/mailFolders/delta`)).status;
    const before = await ask();
    await control.setBehaviour({ folderDeltaOfOthers: true });
    expect([before, await ask()]).toEqual([403, 200]);
    await control.shareMailbox(hana.id, mei.id, false);
  });
});

describe("a folder that is shared alone", () => {
  it("is read below its own path, and nothing else of the mailbox", async () => {
    await fixture.tenant.control.shareFolder(hana.id, mei.id, "Inbox");
    const inbox = `/users/${hana.id}/mailFolders/inbox`;
    const listed = await fixture.graph(mei, `${inbox}/messages?$top=1`);
    expect(subjects(listed)).toHaveLength(1);
    const id = encodeURIComponent(String(listOf(listed)[0]?.id));
    const paths = [
      `${inbox}/messages/${id}`,
      `/users/${hana.id}/messages/${id}`,
      `/users/${hana.id}/messages`,
      `/users/${hana.id}/mailFolders`,
      `/users/${hana.id}/mailFolders/sentitems/messages`,
    ];
    const statuses: number[] = [];
    // One by one: a mailbox answers four requests at once, and refuses a fifth.
    for (const path of paths) statuses.push((await fixture.graph(mei, path)).status);
    expect(statuses).toEqual([200, 403, 403, 403, 403]);
  });
});

it("a well-known folder that Outlook has not made is 404, though one of its name is listed", async () => {
  const answer = await fixture.graph(hana, "/me/mailFolders/archive");
  expect([answer.status, graphCode(answer)]).toEqual([404, "ErrorItemNotFound"]);
  const top = await fixture.graph(hana, "/me/mailFolders?$top=100");
  expect(listOf(top).map(({ displayName }) => displayName)).toContain("Archive");
});
