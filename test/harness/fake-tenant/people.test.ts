import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Fixture, listOf, refusal, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.tenant.control.resetScript());
afterAll(() => fixture.close());

const get = (alias: string, path: string, scopes: string[] = ["People.Read", "User.Read.All"]) =>
  fixture.graph(fixture.person(alias), path, { mint: { scopes } });
const search = (text: string) => `/me/people?$search=${encodeURIComponent(`"${text}"`)}`;
const names = (answer: Parameters<typeof listOf>[0]) => listOf(answer).map(({ displayName }) => displayName);

describe("people", () => {
  it("are those of the own mail, those with the most of it first, and nobody without a search", async () => {
    expect(names(await get("hana.mori", search("a")))).toContain("Kenji Tanaka");
    expect(names(await get("hana.mori", search("Ren Aoki")))).toEqual([]);
    expect(names(await get("hana.mori", "/me/people"))).toEqual([]);
    await fixture.tenant.control.setBehaviour({ peopleNeedSearch: false, peopleReach: "directory" });
    expect(names(await get("hana.mori", search("Ren Aoki")))).toEqual(["Ren Aoki"]);
    expect(names(await get("hana.mori", "/me/people")).length).toBeGreaterThan(3);
  });

  it("are found by names that are misspelt", async () => {
    expect(names(await get("hana.mori", search("Kenjy")))).toEqual(["Kenji Tanaka"]);
    expect(names(await get("hana.mori", search("Qqqqq")))).toEqual([]);
  });

  it("need People.Read, and a mailbox", async () => {
    expect(refusal(await get("hana.mori", search("a"), ["User.Read.All"]))).toEqual([403, expect.any(String)]);
    expect(refusal(await get("warehouse.old", search("a")))).toEqual([404, "ResourceNotFound"]);
  });
});

describe("the directory", () => {
  it("finds users by beginnings, and takes nothing that needs another header", async () => {
    const filter = encodeURIComponent("startswith(surname,'Ao') or startswith(jobTitle,'Head of')");
    expect(names(await get("hana.mori", `/users?$filter=${filter}`))).toEqual(["Hana Mori", "Ren Aoki"]);
    for (const option of ["$search=%22displayName:a%22", "$orderby=displayName", "$filter=endswith(mail,'x')"]) {
      expect(refusal(await get("hana.mori", `/users?${option}`)), option).toEqual([400, expect.any(String)]);
    }
    expect(refusal(await get("hana.mori", "/users", ["User.Read"]))).toEqual([403, expect.any(String)]);
  });

  it("knows managers and direct reports, one of them without a name", async () => {
    const kenji = "kenji.tanaka@aozora-coffee.example";
    const manager = await get("hana.mori", `/users/${kenji}/manager?$select=displayName`);
    expect(manager.json).toMatchObject({ "@odata.type": "#microsoft.graph.user", displayName: "Ren Aoki" });
    const reports = await get("hana.mori", `/users/${kenji}/directReports?$select=displayName`);
    expect(names(reports)).toEqual(["Tom Becker", "Aiko Kondo", null]);
    const chief = await get("hana.mori", "/users/ren.aoki@aozora-coffee.example/manager");
    expect(refusal(chief)).toEqual([404, "Request_ResourceNotFound"]);
    expect(refusal(await get("hana.mori", `/users/${kenji}/manager`, ["People.Read"]))).toEqual([
      403,
      expect.any(String),
    ]);
  });
});
