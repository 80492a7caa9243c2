import type { ToolError } from "#common/errors.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { hasCode, isOfOneService } from "#workers/tools/optional-request.ts";
import { firstPages } from "#workers/tools/paging/linked-pages.ts";
import { itemsNamed } from "#workers/tools/query/searchable-text.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphTodoTask, graphListedTask, graphTodoList } from "./graph-tasks.ts";
import {
  createRequestRoom,
  maxRequests,
  type RequestRoom,
  restOfList,
  type TaskPart,
  type WantedTasks,
} from "./task-list.ts";

const lists = ["me", "todo", "lists"];
/** Three of them are read at a time (Outlook's limit): with 200 ms each, two seconds of the call. */
const maxLists = 30;
const pageSize = 100;
/** Characters in the texts of all lists together. No page is read after it. */
const maxCharacters = 10_000_000;
/**
 * Single conditions only: of several, To Do drops `contains` (https://github.com/microsoftgraph/msgraph-sdk-dotnet/
 * issues/2967).
 */
const filters = { open: "status ne 'completed'", completed: "status eq 'completed'", all: undefined };

/**
 * The tasks of To Do, list by list: Graph has no search across lists. `$top` is given everywhere, since without it
 * lists end early, without a link (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/595).
 */
export async function readTodo(wanted: WantedTasks, { graph }: ToolContext): Promise<TaskPart<GraphTodoTask>> {
  const room = createRequestRoom(maxRequests.todo - 1);
  const found = await findLists(wanted, { graph, room });
  const all = found.items.map(({ id, displayName }) => ({ id, name: cleanLine(displayName ?? "") || undefined }));
  const chosen = await itemsNamed(all, wanted.list);
  const read = chosen.slice(0, room.take(Math.min(chosen.length, maxLists)));
  const requests = read.map(({ id }) => ({
    path: [...lists, id, "tasks"],
    query: { $top: pageSize, $filter: filters[wanted.status] },
  }));
  const firsts = await firstPages(requests, graphListedTask, graph);
  let characters = 0;
  function mayGoOn(tasks: readonly GraphTodoTask[]): boolean {
    for (const { title, body } of tasks) characters += (title?.length ?? 0) + (body?.content?.length ?? 0);
    return characters <= maxCharacters;
  }
  const failures: ToolError[] = [];
  let cut = 0;
  const tasks = await mapConcurrently(firsts, 3, async (first, at) => {
    const list = read[at] ?? { id: "", name: undefined };
    try {
      if (first.status === "rejected") throw first.reason;
      const reading = { itemSchema: graphListedTask, room, mayGoOn };
      const { items, isWhole } = await restOfList(first.value, reading, graph);
      if (!isWhole) cut += 1;
      return items.map((task) => ({ task, list }));
    } catch (error) {
      // Errors of one list, beside which the others are answered. `invalid_input`: Graph refuses the id that it gave.
      if (!hasCode(error, "invalid_input") && !isOfOneService(error)) throw error;
      failures.push(error);
      return [];
    }
  });
  const [failure] = failures;
  if (failure !== undefined && failures.length === read.length) throw failure;
  const advice = read.length > 1 ? "; name one by list for more of it" : "";
  const areOthersKnown = read.length < chosen.length || (wanted.list === undefined && !found.isWhole);
  const areNamesLacking = wanted.list !== undefined && !found.isWhole;
  // Lists are counted, not named: somebody else may have named a shared one, and these are our words.
  const gaps = [
    failure && `${listsOf(failures.length)} could not be read: ${failure.message}`,
    cut > 0 && `Only the first tasks of ${listsOf(cut)} were looked through${advice}.`,
    areOthersKnown && `Only ${listsOf(read.length)} were searched; name one by list for the others.`,
    areNamesLacking && `There are more than ${listsOf(all.length)}; the names of the others are not known.`,
  ];
  return {
    tasks: tasks.flat(),
    lists: all.flatMap(({ name }) => name ?? []),
    gaps: gaps.filter((gap) => typeof gap === "string"),
  };
}

/** The lists of To Do. More than the first hundred are asked for only where one is named. */
async function findLists({ list }: WantedTasks, { graph, room }: Pick<ToolContext, "graph"> & { room: RequestRoom }) {
  const first = await graph.getPage({ path: lists, query: { $top: pageSize } }, graphTodoList);
  return await restOfList(first, { itemSchema: graphTodoList, room, mayGoOn: () => list !== undefined }, graph);
}

const listsOf = (count: number) => (count === 1 ? "1 list of To Do" : `${count} lists of To Do`);
