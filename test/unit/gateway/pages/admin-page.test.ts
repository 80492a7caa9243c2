import { describe, expect, it } from "vitest";
import { listRevocations } from "#gateway/pages/admin-page.ts";

const effects = Object.fromEntries(listRevocations().map(({ content, ...effect }) => [content, effect]));

describe("what revoking permissions does to the tools", () => {
  // As the security guide of the hosted connector promises it.
  it.each([
    ["mail", { stopped: ["outlook_email_search"], reduced: [] }],
    [
      "calendar",
      {
        stopped: ["outlook_calendar_search", "find_meeting_availability", "outlook_find_available_time"],
        reduced: [],
      },
    ],
    ["sharePoint", { stopped: ["sharepoint_folder_search"], reduced: ["sharepoint_search"] }],
    ["oneDrive", { stopped: [], reduced: [] }],
    ["chats", { stopped: ["chat_message_search", "teams_list_chats"], reduced: [] }],
    ["notes", { stopped: ["onenote_search"], reduced: [] }],
    ["tasks", { stopped: ["tasks_search"], reduced: [] }],
    ["channels", { stopped: ["teams_list_channel_messages"], reduced: ["chat_message_search"] }],
    ["teamNames", { stopped: ["teams_list_teams", "teams_list_channels"], reduced: [], isResource: false }],
    ["people", { stopped: ["search_people"], reduced: [], isResource: false }],
    ["directory", { stopped: [], reduced: ["search_people"], isResource: false }],
    ["sharedCalendar", { stopped: [], reduced: [], refusedArguments: ["calendarOwnerEmail"] }],
    ["recaps", { stopped: [], reduced: [], isResource: true }],
    ["attendance", { stopped: [], reduced: [], isResource: true }],
    ["recordings", { stopped: [], reduced: [], isResource: true }],
    ["transcripts", { stopped: [], reduced: [], isResource: true }],
    ["sharedMail", { stopped: [], reduced: [], refusedArguments: ["mailboxOwnerEmail"] }],
  ])("of %s is %o and nothing else", (content, expected) => {
    expect(effects[content]).toMatchObject(expected);
  });

  it("needs Files.Read and Files.Read.All for OneDrive", () => {
    expect(effects.oneDrive?.revoked).toEqual(["Files.Read.All", "Files.Read"]);
  });
});
