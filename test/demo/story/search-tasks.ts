import { tasksSearch } from "#common/tools/tasks-search.ts";
import type { Scene } from "./scene.ts";
import { withoutCanary } from "./show-mail.ts";

/** What is to be done, in To Do and Planner together. */
export async function searchTasks({ screen, person, ask, expect }: Scene): Promise<void> {
  const hana = await person("hana.mori");
  const { tasks } = await ask({ who: hana, words: "What do I have to do?", tool: tasksSearch, args: {} });
  screen.table(
    ["due", "list", "task"],
    tasks.map(({ due, list, title }) => [due ?? "", list ?? "", withoutCanary(title)]),
  );
  const lists = tasks.map(({ list }) => list);
  expect("a task of To Do should be found", lists.includes("Tasks"));
  expect("a task of Planner should be found", lists.includes("Kyoto opening"));
}
