import { tasksSearch } from "#common/tools/tasks-search.ts";
import { withoutCanary } from "#test/demo/story/show-hits.ts";
import type { ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** What is to be done, in To Do and Planner together, and by everybody on one board. */
  async demo({ screen, person, ask, expect }) {
    const hana = await person("hana.mori");
    const { tasks } = await ask({ who: hana, words: "What do I have to do?", tool: tasksSearch, args: {} });
    screen.table(
      ["due", "list", "task"],
      tasks.map(({ due, list, title }) => [due ?? "", list ?? "", withoutCanary(title)]),
    );
    const lists = tasks.map(({ list }) => list);
    expect("a task of To Do should be found", lists.includes("Tasks"));
    expect("a task of Planner should be found", lists.includes("Kyoto opening"));
    const words = "Who does what for the Kyoto opening?";
    const board = await ask({ who: hana, words, tool: tasksSearch, args: { list: "Kyoto opening", status: "all" } });
    screen.table(
      ["bucket", "task", "by"],
      board.tasks.map(({ bucket, title, assignees }) => [bucket ?? "", title, [assignees ?? ""].flat().join(", ")]),
    );
    const customs = board.tasks.find(({ title }) => title === "Clear customs for the roaster");
    expect("a task of somebody else should be there", String(customs?.assignees) === "Yuki Sato");
  },
  questions: [
    {},
    { query: "cupping notes" },
    { query: "検査" },
    { list: "京都開業" },
    { list: "Kyoto opening", limit: 5 },
    { list: "Harvest visits", status: "all" },
    { status: "completed" },
    { status: "all", query: "Kyoto" },
    { beforeDateTime: "tomorrow" },
    { afterDateTime: "today", beforeDateTime: "in 7 days", timeZone: "Asia/Tokyo" },
    { limit: 3, offset: 3 },
  ],
  roundTrips: { median: 2.3, most: 5.5 },
  conformance: {
    args: { query: "customs" },
    answers: /"title":"Clear customs for the roaster","list":"Kyoto opening"/,
  },
  ownCall: ({ word }) => ({ query: word }),
  refusal: { without: ["Tasks.Read"], words: "Reading tasks is blocked.", permission: "Tasks.Read" },
};
