import type { z } from "zod";
import type { ToolError } from "#common/errors.ts";
import type { WholeList } from "#workers/tools/paging/linked-pages.ts";
import type { ToldGap } from "#workers/tools/paging/short-answer.ts";
import type { GraphDoor, GraphPage } from "#workers/tools/tool-context.ts";

/** What a plan's board has beside tasks. */
export interface Board {
  /** The name of the plan, where it is asked for and known. */
  plan: string | undefined;
  /** Names of buckets by their ids, and their places on the board. */
  buckets: ReadonlyMap<string, { name: string; place: number }>;
  /** The names of labels, by `category1` to `category25`. One without a name is not among them. */
  labels: ReadonlyMap<string, string>;
  gaps: ToldGap[];
}

/** The tasks of one app, before they are compared, and what of them could not be read. */
export interface TaskPart<Task> {
  tasks: { task: Task; list: { id: string; name: string | undefined } }[];
  /** The names of all lists or plans, whether wanted or not. */
  lists: string[];
  /** The boards of those plans that were read as a whole, by their ids. */
  boards?: ReadonlyMap<string, Board>;
  gaps: ToldGap[];
  /** Looks for the list that is named among those that the app does not list, where it lists none of this name. */
  readUnlisted?(): Promise<TaskPart<Task>>;
  /** Why nothing could be read. */
  failure?: ToolError;
}

export interface WantedTasks {
  list: string | undefined;
  status: "open" | "completed" | "all";
}

/** Whether a task of this state is wanted. */
export const hasStatus = ({ status }: WantedTasks, isDone: boolean): boolean =>
  status === "all" || isDone === (status === "completed");

/** The requests that a search may still send to one app. */
export type RequestRoom = ReturnType<typeof createRequestRoom>;

/** Pages that are read of one list. */
const maxPages = 5;

/**
 * What a search asks of To Do and of Planner, at most, however many lists, pages and plans there are, and whatever
 * Graph answers; of Planner, for the boards of a plan that is named and the plans of teams, so many more.
 * docs/decisions/search.md says what that means for people with many lists.
 */
export const maxRequests = { todo: 40, planner: 10, boards: 15, teams: 20 };

export function createRequestRoom(requests: number) {
  let left = requests;
  return {
    /** Takes so many requests, or as many as are left, and returns how many. */
    take(wanted: number): number {
      const taken = Math.min(wanted, left);
      left -= taken;
      return taken;
    },
  };
}

/**
 * Reads on after the first page of a list: so many pages at most, as long as there is room and `mayGoOn` says so, which
 * is asked before each request with the items of the last page; empty pages count like others. An empty page that links
 * to itself is the last one (https://github.com/microsoftgraph/microsoft-graph-docs/issues/4897); any other link that
 * comes again would repeat what was read.
 */
export async function restOfList<Item>(
  first: GraphPage<Item>,
  reading: { itemSchema: z.ZodType<Item>; room: RequestRoom; mayGoOn?(items: readonly Item[]): boolean },
  graph: GraphDoor,
): Promise<WholeList<Item>> {
  const { itemSchema, room, mayGoOn = () => true } = reading;
  const items = [...first.items];
  const followed = new Set<string>();
  let page = first;
  const hasRoom = () => followed.size + 1 < maxPages && room.take(1) === 1;
  while (page.nextLink !== undefined && !followed.has(page.nextLink) && mayGoOn(page.items) && hasRoom()) {
    followed.add(page.nextLink);
    page = await graph.nextPage(page.nextLink, itemSchema);
    for (const item of page.items) items.push(item);
  }
  return { items, isWhole: page.nextLink === undefined || (page.items.length === 0 && followed.has(page.nextLink)) };
}
