import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { teamsListChannelsHandler, teamsListTeamsHandler } from "#workers/tools/teams/teams-and-channels.ts";
import { callsOf } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const teamId = "fbe2bf47-16c8-47cf-b4a5-4b9b187c508b";
const host = "893075dd-2487-4122-925f-022c42e20265";
const own = `/teams/${teamId}/channels`;
const incoming = `/teams/${teamId}/incomingChannels`;
const general = {
  id: "19:general@thread.tacv2",
  displayName: "General",
  description: "All",
  membershipType: "standard",
};
const hidden = { id: "19:plans@thread.tacv2", displayName: "Plans", membershipType: "private", isArchived: true };
const shared = { id: "19:port@thread.tacv2", displayName: "Port", membershipType: "shared" };
const addressOf = (address: string) => ({ ...shared, "@odata.id": `https://graph.microsoft.com/v1.0/${address}` });

const world = (lists: Readonly<Record<string, unknown>>, pages = {}) =>
  fakeContext({ scopes: ["Team.ReadBasic.All", "Channel.ReadBasic.All"], answers: (path) => lists[path], pages });
const withShared = (...channels: object[]) =>
  world({ [own]: { value: [general, hidden] }, [incoming]: { value: channels } });

const list = callsOf("teams_list_channels", { teamId });

const uriIn = (team: string, { id }: { id: string }) =>
  `teams:///teams/${team}/channels/${encodeURIComponent(id)}/messages`;

describe("teams_list_channels", () => {
  it("gives a team's channels and those shared with it, each with a uri, by two requests at once", async () => {
    const context = withShared(addressOf(`tenants/x/teams/${host}/channels/${shared.id}`));
    const output = await list({}, context);
    const query = "$select=id,displayName,description,membershipType,isArchived";
    expect(context.calls.map(({ url }) => url)).toEqual([`${own}?${query}`, `${incoming}?${query}`]);
    expect(output).toEqual({
      channels: [
        { uri: uriIn(teamId, general), id: general.id, displayName: "General", description: "All" },
        { uri: uriIn(teamId, hidden), id: hidden.id, displayName: "Plans", membershipType: "private", archived: true },
        { uri: uriIn(host, shared), id: shared.id, teamId: host, displayName: "Port", membershipType: "shared" },
      ],
      moreResults: false,
      totalResultCount: 3,
    });
    const { channels, ...rest } = output;
    expect(teamsListChannelsHandler.toBlocks(output)).toEqual([...channels, rest]);
  });

  it.each([
    [`teams('${host}')/channels('${shared.id}')`, uriIn(host, shared)],
    ["users/x", undefined],
  ])("takes the team of a shared channel from its address alone: %s", async (address, uri) => {
    const { channels } = await list({}, withShared(addressOf(address)));
    expect(channels[2]?.uri).toBe(uri);
  });

  it("gives the part that limit and offset name", async () => {
    const output = await list({ limit: 1, offset: 1 }, withShared(shared));
    expect(output).toMatchObject({
      channels: [{ id: hidden.id }],
      moreResults: true,
      nextOffset: 2,
      totalResultCount: 3,
    });
  });

  it.each(["not_found", "invalid_input", "unsupported_type"] as const)(
    "lists a team's own channels where the cloud knows no shared ones: %s",
    async (code) => {
      const lists = { [own]: { value: [general] }, [incoming]: new ToolError(code, "Not here.") };
      const output = await list({}, world(lists));
      expect(output.channels).toHaveLength(1);
      expect(output.incomplete).toBeUndefined();
    },
  );

  it("says so where shared channels are not told, and passes on what refuses the team", async () => {
    const lists = { [own]: { value: [general] }, [incoming]: new ToolError("forbidden", "No.") };
    expect((await list({}, world(lists))).incomplete?.reason).toContain("may be missing");
    const refused = { [own]: new ToolError("forbidden", "No."), [incoming]: { value: [] } };
    expect(await toolErrorOf(list({}, world(refused)))).toMatchObject({ code: "forbidden" });
  });
});

describe("teams_list_teams", () => {
  const joined = [
    { id: "t1", displayName: "Launch\u200b", description: "d".repeat(300), isArchived: false, webUrl: null },
    { id: "t2", displayName: "Old", description: null, isArchived: true },
  ];
  const associated = [
    ...joined.map(({ id, displayName }) => ({ id, displayName })),
    { id: "t3", displayName: "Partner" },
  ];
  const both = { "/me/joinedTeams": { value: joined }, "/me/teamwork/associatedTeams": { value: associated } };
  const list = callsOf("teams_list_teams");

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

  it("gives the part that limit and offset name, of all pages of Graph", async () => {
    const next = "https://graph.example/next";
    const lists = { ...both, "/me/joinedTeams": { value: [joined[0]], "@odata.nextLink": next } };
    const output = await list({ limit: 1, offset: 1 }, world(lists, { [next]: { value: [joined[1]] } }));
    expect(output).toMatchObject({
      teams: [{ id: "t2", archived: true }],
      moreResults: true,
      nextOffset: 2,
      totalResultCount: 3,
    });
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
