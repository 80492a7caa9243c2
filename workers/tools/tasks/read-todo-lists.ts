import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { mapAtOnce } from "#workers/tools/map-at-once.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import { pagesTogether } from "#workers/tools/paging/pages-together.ts";
import { itemsNamed } from "#workers/tools/text/items-named.ts";
import type { GraphPage, ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphTodoTask, graphListedTask, graphTodoList } from "./graph-todo.ts";
import type { TaskPart, WantedTasks } from "./task-list.ts";

const lists = ["me", "todo", "lists"];
/** Three of them are read at a time (Outlook's limit): with 200 ms each, two seconds of the call. */
const maxLists = 30;
const pageSize = 100;
const maxPages = 5;
/** What follows the first pages of all lists together: so many pages, until so many characters of notes are kept. */
const maxMorePages = 30;
const maxCharacters = 10_000_000;
/** Errors of one list, beside which the others are answered. `invalid_input`: Graph refuses the id that it gave. */
const ofOneList: ReadonlySet<string> = new Set([
  "not_found",
  "forbidden",
  "rate_limited",
  "unavailable",
  "too_large",
  "invalid_input",
]);

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
  const request = { path: lists, query: { $top: pageSize } };
  const found = await pageAt(graph, { request, itemSchema: graphTodoList }, undefined);
  const all = found.items.map(({ id, displayName }) => ({ id, name: cleanLine(displayName ?? "") || undefined }));
  const chosen = itemsNamed(all, wanted.list);
  const read = chosen.slice(0, maxLists);
  const requests = read.map(({ id }) => ({
    path: [...lists, id, "tasks"],
    query: { $top: pageSize, $filter: filters[wanted.status] },
  }));
  const firsts = await pagesTogether(requests, graphListedTask, graph);
  const mayGoOn = createRoom();
  const failures: ToolError[] = [];
  let cut = 0;
  const tasks = await mapAtOnce(firsts, 3, async (first, at) => {
    const list = read[at] ?? { id: "", name: undefined };
    try {
      if (first.status === "rejected") throw first.reason;
      const { items, isWhole } = await restOf(first.value, mayGoOn, (link) =>
        pageAt(graph, { request: requests[at] ?? request, itemSchema: graphListedTask }, link),
      );
      if (!isWhole) cut += 1;
      return items.map((task) => ({ task, list }));
    } catch (error) {
      if (!(error instanceof ToolError) || !ofOneList.has(error.code)) throw error;
      failures.push(error);
      return [];
    }
  });
  const [failure] = failures;
  if (failure !== undefined && failures.length === read.length) throw failure;
  const isCut = chosen.length > maxLists || found.nextLink !== undefined;
  return {
    tasks: tasks.flat(),
    lists: all.flatMap(({ name }) => name ?? []),
    gaps: gapsOf({ failures, cut, searched: isCut ? read.length : undefined }),
  };
}

const listsOf = (count: number) => (count === 1 ? "1 list of To Do" : `${count} lists of To Do`);

/** Lists are counted, not named: somebody else may have named a shared one, and these are our words. */
function gapsOf(found: { failures: readonly ToolError[]; cut: number; searched: number | undefined }): Incomplete[] {
  const { failures, cut, searched } = found;
  const [failure] = failures;
  const most = pageSize * maxPages;
  return [
    ...(failure ? [{ reason: `${listsOf(failures.length)} could not be read: ${failure.message}` }] : []),
    ...(cut > 0 ? [{ reason: `Of ${listsOf(cut)} only the first tasks were looked through, at most ${most}.` }] : []),
    ...(searched === undefined
      ? []
      : [{ reason: `Only ${listsOf(searched)} were searched; name one by list for the others.` }]),
  ];
}

/** Whether another page may be read, after these tasks of whatever list. */
function createRoom(): (tasks: readonly GraphTodoTask[]) => boolean {
  let pages = 0;
  let characters = 0;
  return (tasks) => {
    for (const { body } of tasks) characters += body?.content?.length ?? 0;
    if (characters > maxCharacters || pages === maxMorePages) return false;
    pages += 1;
    return true;
  };
}

async function restOf(
  first: GraphPage<GraphTodoTask>,
  mayGoOn: ReturnType<typeof createRoom>,
  pageBehind: (link: string) => Promise<GraphPage<GraphTodoTask>>,
) {
  const items = [...first.items];
  let page = first;
  for (let pages = 1; page.nextLink !== undefined && pages < maxPages && mayGoOn(page.items); pages += 1) {
    page = await pageBehind(page.nextLink);
    items.push(...page.items);
  }
  return { items, isWhole: page.nextLink === undefined };
}
