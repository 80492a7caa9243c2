import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { teamsListChannelsHandler } from "#workers/tools/teams/teams-and-channels.ts";
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

const world = (lists: Readonly<Record<string, unknown>>) =>
  fakeContext({ scopes: ["Channel.ReadBasic.All"], answers: (path) => lists[path] });
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
      const output = await list(
        {},
        world({ [own]: { value: [general] }, [incoming]: new ToolError(code, "Not here.") }),
      );
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
