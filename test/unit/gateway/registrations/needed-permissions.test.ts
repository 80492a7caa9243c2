import { describe, expect, it } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { graphPermissions } from "#common/tools/graph-permissions.ts";
import { permissionsFor } from "#gateway/registrations/needed-permissions.ts";
import { graphPermissionGuids } from "#test/fake-tenant/entra/graph-permissions.ts";

const ofResources = [
  "User.Read",
  "Mail.Read",
  "Mail.Read.Shared",
  "Calendars.Read",
  "Calendars.Read.Shared",
  "Files.Read.All",
  "Sites.Read.All",
  "Chat.Read",
  "ChannelMessage.Read.All",
  "OnlineMeetings.Read",
  "OnlineMeetingTranscript.Read.All",
  "OnlineMeetingAiInsight.Read.All",
  "OnlineMeetingArtifact.Read.All",
  "OnlineMeetingRecording.Read.All",
  "Notes.Read",
  "Notes.Read.All",
  "Tasks.Read",
];
const [profile = "", ...contents] = ofResources;
const everything = [profile, "User.Read.All", "People.Read", ...contents];

/** What only lists need. */
const namesOnly: readonly string[] = ["Team.ReadBasic.All", "Channel.ReadBasic.All"];

describe("the permissions of a registration", () => {
  it("are all that the contracts name, for all tools", () => {
    const all = permissionsFor(catalog.map(({ name }) => name));
    expect(all.filter((name) => !namesOnly.includes(name))).toEqual(everything);
    expect(all.filter((name) => namesOnly.includes(name))).toEqual(namesOnly);
  });

  it.each([
    ["outlook_email_search", "Mail.Read Mail.Read.Shared"],
    ["outlook_email_search read_resource", "Mail.Read Mail.Read.Shared"],
    ["find_meeting_availability", "Calendars.Read"],
    ["sharepoint_folder_search", "Sites.Read.All"],
    ["get_me get_granted_scopes", ""],
    ["search_people", "User.Read.All People.Read"],
    ["sharepoint_search read_resource", "Files.Read.All Sites.Read.All"],
    ["onenote_search read_resource", "Sites.Read.All Notes.Read Notes.Read.All"],
    ["tasks_search read_resource", "Tasks.Read"],
    ["chat_message_search", "Chat.Read ChannelMessage.Read.All"],
    ["teams_list_chats read_resource", "Chat.Read"],
    ["teams_list_channel_messages read_resource", "ChannelMessage.Read.All"],
    ["teams_list_teams", "Team.ReadBasic.All"],
    ["teams_list_channels read_resource", "Channel.ReadBasic.All ChannelMessage.Read.All"],
    [
      "outlook_calendar_search read_resource",
      "Calendars.Read Calendars.Read.Shared OnlineMeetings.Read OnlineMeetingTranscript.Read.All " +
        "OnlineMeetingAiInsight.Read.All OnlineMeetingArtifact.Read.All OnlineMeetingRecording.Read.All",
    ],
  ])("are the least for %s, beside User.Read: %s", (tools, scopes) => {
    expect(permissionsFor(tools.split(" "))).toEqual(`User.Read ${scopes}`.trim().split(" "));
  });

  it("are those of every kind of content for read_resource alone, which then reads what people paste", () => {
    expect(permissionsFor(["read_resource"])).toEqual(ofResources);
  });

  it("have the ids that Entra knows", () => {
    for (const [name, { id }] of Object.entries(graphPermissions))
      expect([name, id]).toEqual([name, graphPermissionGuids[name]]);
  });
});

it("each permission that a contract names has an id, the narrower alternatives too", () => {
  const named = catalog.flatMap(({ permissions }) => permissions.flatMap(({ scopes }) => scopes));
  expect(named.filter((name) => !Object.hasOwn(graphPermissions, name))).toEqual([]);
});
