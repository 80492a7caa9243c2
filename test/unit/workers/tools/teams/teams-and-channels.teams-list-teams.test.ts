import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { teamsListTeamsHandler } from "#workers/tools/teams/teams-and-channels.ts";
import { callsOf } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const joined = [
  { id: "t1", displayName: "Launch\u200b", description: "d".repeat(300), isArchived: false, webUrl: null },
  { id: "t2", displayName: "Old", description: null, isArchived: true },
];
const associated = [...joined, { id: "t3", displayName: "Partner" }].map(({ id, displayName }) => ({
  id,
  displayName,
}));

const world = (lists: Readonly<Record<string, unknown>>, pages = {}) =>
  fakeContext({ scopes: ["Team.ReadBasic.All"], answers: (path) => lists[path], pages });
const both = { "/me/joinedTeams": { value: joined }, "/me/teamwork/associatedTeams": { value: associated } };

const list = callsOf("teams_list_teams");

describe("teams_list_teams", () => {
  it("gives the teams of the user, and the hosts of their shared channels, by two requests at once", async () => {
    const context = world(both);
    const output = await list({}, context);
    expect(context.calls).toEqual([
      { method: "GET", url: "/me/joinedTeams" },
      { method: "GET", url: "/me/teamwork/associatedTeams" },
    ]);
    expect(output).toEqual({
      teams: [
        { id: "t1", displayName: "Launch", description: `${"d".repeat(100)}…` },
        { id: "t2", displayName: "Old", archived: true },
        { id: "t3", displayName: "Partner", sharedChannelsOnly: true },
      ],
      moreResults: false,
      totalResultCount: 3,
    });
    const { teams, ...rest } = output;
    expect(teamsListTeamsHandler.toBlocks(output)).toEqual([...teams, rest]);
  });

  it("gives the part that limit and offset name", async () => {
    const output = await list({ limit: 1, offset: 1 }, world(both));
    expect(output).toMatchObject({ teams: [{ id: "t2" }], moreResults: true, nextOffset: 2, totalResultCount: 3 });
  });

  it("follows Graph's pages", async () => {
    const next = "https://graph.example/next";
    const lists = { ...both, "/me/joinedTeams": { value: [joined[0]], "@odata.nextLink": next } };
    const { teams } = await list({}, world(lists, { [next]: { value: [joined[1]] } }));
    expect(teams.map(({ id }) => id)).toEqual(["t1", "t2", "t3"]);
  });

  it("says so where hosts of shared channels are not told", async () => {
    const failing = { ...both, "/me/teamwork/associatedTeams": new ToolError("unavailable", "Later.") };
    const output = await list({}, world(failing));
    expect(output.teams).toHaveLength(2);
    expect(output.incomplete?.reason).toContain("only in a shared channel may be missing");
  });

  it("fails with the list of joined teams, and with what concerns the whole call", async () => {
    const limited = { ...both, "/me/joinedTeams": new ToolError("rate_limited", "Later.") };
    expect(await toolErrorOf(list({}, world(limited)))).toMatchObject({ code: "rate_limited" });
    const over = { ...both, "/me/teamwork/associatedTeams": new ToolError("claims_challenge", "Sign in.") };
    expect(await toolErrorOf(list({}, world(over)))).toMatchObject({ code: "claims_challenge" });
  });
});
