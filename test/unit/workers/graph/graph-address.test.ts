import { describe, expect, it } from "vitest";
import { workloadOf } from "#workers/graph/graph-address.ts";

describe("the workload of a Graph path", () => {
  it.each([
    ["search", "search/query copilot/users/1/onlineMeetings/2/aiInsights"],
    ["outlook", "me/messages/1 me/mailFolders/inbox/messages users/a@b/calendarView"],
    ["outlook", "users/a@b/calendar/getSchedule users('1')/messages me/todo/lists"],
    ["teams", "me/chats chats/1/messages/2 teams/1/channels/2/messages me/joinedTeams"],
    ["teams", "me/teamwork/associatedTeams me/onlineMeetings"],
    ["files", "drives/1/items/2 me/drive/root sites/1/pages shares/u!x/driveItem"],
    ["onenote", "me/onenote/pages users('1')/onenote/pages sites/1/onenote/pages sites('1')/onenote/pages"],
    ["planner", "me/planner/tasks planner/plans/1 groups/1/planner/plans"],
    ["retrieval", "copilot/retrieval"],
  ])("is %s of %s", (workload, paths) => {
    for (const path of paths.split(" ")) expect(workloadOf(path.split("/"), "search"), path).toBe(workload);
  });

  it.each(["me", "users/a", "organization", "me/constructor", "constructor", "__proto__"])(
    "of %s is the tool's own, since nothing else is known",
    (path) => {
      expect(workloadOf(path.split("/"), "teams")).toBe("teams");
    },
  );
});
