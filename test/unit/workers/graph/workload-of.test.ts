import { describe, expect, it } from "vitest";
import { workloadOf } from "#workers/graph/workload-of.ts";

describe("the workload of a Graph path", () => {
  it.each([
    ["search/query", "search"],
    ["me/messages/1", "outlook"],
    ["me/mailFolders/inbox/messages", "outlook"],
    ["users/a@b/calendarView", "outlook"],
    ["users/a@b/calendar/getSchedule", "outlook"],
    ["users('1')/messages", "outlook"],
    ["me/chats", "teams"],
    ["chats/1/messages/2", "teams"],
    ["teams/1/channels/2/messages", "teams"],
    ["me/joinedTeams", "teams"],
    ["me/teamwork/associatedTeams", "teams"],
    ["me/onlineMeetings", "teams"],
    ["drives/1/items/2", "files"],
    ["me/drive/root", "files"],
    ["sites/1/pages", "files"],
    ["shares/u!x/driveItem", "files"],
    ["me/todo/lists", "outlook"],
    ["me/onenote/pages", "onenote"],
    ["users('1')/onenote/pages", "onenote"],
    ["sites/1/onenote/pages", "onenote"],
    ["sites('1')/onenote/pages", "onenote"],
    ["me/planner/tasks", "planner"],
    ["planner/plans/1", "planner"],
    ["copilot/retrieval", "retrieval"],
    ["copilot/users/1/onlineMeetings/2/aiInsights", "search"],
    ["groups/1/planner/plans", "planner"],
  ])("%s is %s", (path, workload) => {
    expect(workloadOf(path.split("/"), "search")).toBe(workload);
  });

  it.each(["me", "users/a", "organization", "me/constructor", "constructor", "__proto__"])(
    "of %s is the tool's own, since nothing else is known",
    (path) => {
      expect(workloadOf(path.split("/"), "teams")).toBe("teams");
    },
  );
});
