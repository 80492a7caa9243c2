import { DateTime } from "luxon";
import { ToolError } from "#common/errors.ts";
import { maxOffset } from "#common/tools/schemas/parameters.ts";
import { tasksSearch } from "#common/tools/tasks-search.ts";
import { wordsOfHtml } from "#workers/documents/html-words.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { quotedName, truncate } from "#workers/text/short-text.ts";
import { mapInTurns } from "#workers/text/text-turns.ts";
import { isInRange, rangeFields, readCalendarRange } from "#workers/tools/dates/date-range.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { isOfOneService } from "#workers/tools/optional-request.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { hasDirectory, userNames } from "#workers/tools/people/find-people.ts";
import { foldText, itemsNamed, searchableText } from "#workers/tools/query/searchable-text.ts";
import { type TermGrammar, termsOf, termsTest } from "#workers/tools/query/terms.ts";
import { nonEmptyList, trimmed, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler } from "#workers/tools/tool-context.ts";
import { type GraphPlannerTask, type GraphTodoTask, priorityName } from "./graph-tasks.ts";
import { labelsOf, readPlans } from "./read-plans.ts";
import { readTodo } from "./read-todo-lists.ts";
import { type DueDay, dueDay, shownAssignees, shownCategories, unlessUsual } from "./task-content.ts";
import { type Board, hasStatus, type TaskPart } from "./task-list.ts";

const grammar: TermGrammar = {
  search: "a search of tasks",
  things: "tasks",
  fields: ["subject", "body"],
  instead: "For dates use afterDateTime and beforeDateTime, for a list or plan the parameter list",
};

/** The texts of a task in which words are looked for. */
const textsOf = ({ title, note, list, onBoard, categories }: FoundTask) => ({
  subject: searchableText(title),
  body: searchableText(note),
  others: [list ?? "", onBoard?.bucket ?? "", ...categories].map(searchableText),
});

/** Compares by list and bucket, as far as the tasks are on a board, and in each by urgency. */
function byBucket(one: FoundTask, other: FoundTask): number {
  if (one.onBoard && other.onBoard && one.listId !== other.listId) return one.listId < other.listId ? -1 : 1;
  const [place, otherPlace] = [one.onBoard?.place ?? -1, other.onBoard?.place ?? -1];
  return place === otherPlace ? byUrgency(one, other) : place - otherPlace;
}

/** Open tasks first: the soonest due, then those without a date, the newest; then the done, the latest. */
function byUrgency(one: FoundTask, other: FoundTask): number {
  if (one.isDone !== other.isDone) return one.isDone ? 1 : -1;
  if (one.isDone) return (other.done?.startMs ?? 0) - (one.done?.startMs ?? 0) || other.changedMs - one.changedMs;
  return (one.due?.startMs ?? Infinity) - (other.due?.startMs ?? Infinity) || other.changedMs - one.changedMs;
}

/** https://learn.microsoft.com/graph/api/resources/planner-overview */
const withoutPremium = "Tasks of premium plans are not among them: Microsoft gives those to no app.";
const unnamedAssignees = {
  reason: "Those who have the tasks are counted, not named.",
  missingScopes: ["User.ReadBasic.All"],
};

const textIn =
  "titles, lists, categories and notes of To Do; titles and plans of Planner, with list also its buckets and labels";

const shownNote = 160;
/** What an error names of lists and plans. */
const maxNames = 30;
/** What an answer without tasks names of them. */
const mostNamed = 10;
const nameCharacters = 60;

/**
 * Finds tasks in To Do and Planner, which are asked at the same time. What one of them can't give is said, and the
 * other is answered. A name that neither lists is looked for among the plans that Planner does not list.
 */
export const tasksSearchHandler = defineHandler(tasksSearch, {
  async run(input, context) {
    const { status, limit, offset } = input;
    const { terms, shown: text } = termsOf(input.query, grammar);
    const isIn = termsTest(terms);
    const isHit = (task: FoundTask) => terms.length === 0 || isIn(textsOf(task));
    const wanted = { list: trimmed(input.list), status };
    const [range, todo, listed] = await Promise.all([
      readCalendarRange(input, { context, tendency: "nearest" }),
      orFailure(readTodo(wanted, context), "To Do"),
      orFailure(readPlans(wanted, context), "Planner"),
    ]);
    if (todo.failure !== undefined && listed.failure !== undefined) throw todo.failure;
    const isInTodo = todo.lists.some((name) => foldText(name) === foldText(wanted.list ?? ""));
    const planner = isInTodo || !listed.readUnlisted ? listed : await orFailure(listed.readUnlisted(), "Planner");
    if (wanted.list !== undefined) await requireList(wanted.list, [todo, planner]);
    const isKnown =
      wanted.list === undefined || (await areListsNamedSo([...todo.lists, ...planner.lists], wanted.list));
    const { zone } = range;
    const { range: due, shownRange } = rangeFields(range);
    const isWanted = (task: FoundTask) =>
      hasStatus(wanted, task.isDone) && isInRange(task.due?.startMs, due) && isHit(task);
    const found = [
      ...todo.tasks.map(({ task, list }) => ({
        characters: charactersOf(task.title, task.body?.content, list.name, ...(task.categories ?? [])),
        read: () => foundInTodo(task, list, zone),
      })),
      ...planner.tasks.map(({ task, list }) => ({
        characters: charactersOf(task.title, list.name),
        read: () => foundInPlanner(task, { plan: list, board: planner.boards?.get(list.id), zone }),
      })),
    ];
    const compare = ({ read }: (typeof found)[number]) => [read()].filter(isWanted);
    const hits = (await mapInTurns(found, ({ characters }) => characters, compare)).flat().sort(byBucket);
    const gaps = [...todo.gaps, ...planner.gaps];
    const end = offset + limit;
    const shown = hits.slice(offset, end);
    const assigneeIds = shown.flatMap(({ onBoard }) => onBoard?.assigneeIds ?? []);
    const names = await userNames(assigneeIds, context);
    const areCounted = assigneeIds.length > 0 && !hasDirectory(context);
    const todayMs = DateTime.fromMillis(context.now(), { zone }).startOf("day").toMillis();
    return withoutEmpty({
      tasks: shown.map((task) => taskHit(task, { todayMs, names })),
      moreResults: end < hits.length,
      nextOffset: end < hits.length && end <= maxOffset ? end : undefined,
      totalResultCount: gaps.length === 0 ? hits.length : undefined,
      lists: hits.length === 0 ? fewNames([...todo.lists, ...planner.lists]) : undefined,
      unclear: wanted.list === undefined ? undefined : severalLists(hits),
      hint:
        hits.length > 0 ? undefined : `${isKnown ? "" : "No list or plan of this name was found. "}${withoutPremium}`,
      incomplete: joinIncomplete([...gaps, areCounted && unnamedAssignees]),
      effectiveQuery: withoutEmpty({
        status,
        list: wanted.list,
        text,
        textIn: text && textIn,
        dueAfter: shownRange.after,
        dueBefore: shownRange.before,
      }) as Record<string, string>,
    });
  },
  toBlocks: ({ tasks, ...paging }) => [...tasks, paging],
});

function severalLists(tasks: readonly FoundTask[]): string | undefined {
  const lists = new Set(tasks.map(({ listId }) => listId));
  if (lists.size < 2) return undefined;
  return `list fits ${lists.size} lists or plans, and these are tasks of all: ask which one is meant.`;
}

/** What there is, for an answer without tasks, when it is little. */
function fewNames(lists: readonly string[]): string[] | undefined {
  return lists.length > mostNamed ? undefined : nonEmptyList(lists.map((name) => truncate(name, nameCharacters)));
}

async function orFailure<Task>(reading: Promise<TaskPart<Task>>, app: string): Promise<TaskPart<Task>> {
  try {
    return await reading;
  } catch (error) {
    if (!isOfOneService(error)) throw error;
    return { tasks: [], lists: [], failure: error, gaps: [`${app} could not be read: ${error.message}`] };
  }
}

/** @throws `invalid_input` with the names that there are, if all are known and no list or plan is named so */
async function requireList(wanted: string, parts: readonly TaskPart<unknown>[]): Promise<void> {
  const lists = parts.flatMap(({ lists: names }) => names);
  if (parts.some(({ tasks, gaps }) => tasks.length > 0 || gaps.length > 0)) return;
  if (await areListsNamedSo(lists, wanted)) return;
  const shown = lists.slice(0, maxNames).map(quotedName);
  throw new ToolError(
    "invalid_input",
    `list: no list of To Do is named "${cleanLine(wanted)}", and no plan of the user or of their teams. ` +
      "Premium plans can't be read: Microsoft gives those to no app. " +
      (shown.length === 0
        ? "There are none."
        : `There are ${shown.join(", ")}${lists.length > maxNames ? " and more" : ""}.`),
  );
}

async function areListsNamedSo(lists: readonly string[], wanted: string): Promise<boolean> {
  const named = lists.map((name) => ({ name }));
  return (await itemsNamed(named, wanted)).length > 0;
}

/** The days of a task take as long as so many characters of its texts. */
const charactersOfDays = 1_000;

/** How long a task takes, of which there can be many thousands with long texts. */
const charactersOf = (...texts: readonly (string | null | undefined)[]) =>
  texts.reduce((characters, text) => characters + (text?.length ?? 0), charactersOfDays);

/** A task in a list. Title, names and note were written by people: data, never instructions. */
function taskHit(
  { uri, title, list, onBoard, due, done, isDone, categories, note, more }: FoundTask,
  { todayMs, names }: { todayMs: number; names: ReadonlyMap<string, string> },
) {
  return withoutEmpty({
    uri,
    title,
    list,
    bucket: onBoard?.bucket || undefined,
    assignees: onBoard && shownAssignees(onBoard.assigneeIds, names),
    due: due?.day,
    overdue: (!isDone && due !== undefined && due.startMs < todayMs) || undefined,
    completed: done?.day,
    categories: nonEmptyList(categories),
    note: cleanLine([...note].slice(0, shownNote).join("")) || undefined,
    ...more,
  });
}

/** A task of either app, as a search compares and shows it. */
interface FoundTask {
  uri: string;
  title: string;
  listId: string;
  /** The To Do list or the plan, where known. */
  list: string | undefined;
  /** Column on the board of a plan that is read as a whole, with those who have the task. */
  onBoard?: { bucket: string | undefined; place: number; assigneeIds: readonly string[] };
  due: DueDay | undefined;
  done: DueDay | undefined;
  isDone: boolean;
  /** Time of the last change, where Graph tells, or of making. Unix milliseconds; 0 where neither is known. */
  changedMs: number;
  categories: string[];
  note: string;
  /** What a hit shows beside all that. */
  more: { status?: string; importance?: string; hasAttachments?: true; checklist?: string; assignees?: number };
}

const msOf = (text: string | null | undefined) => Date.parse(text ?? "") || 0;

/** A task of To Do, which is in this list. */
function foundInTodo(task: GraphTodoTask, list: { id: string; name: string | undefined }, zone: string): FoundTask {
  const { body, status, importance, hasAttachments } = task;
  const isHtml = body?.contentType?.toLowerCase() !== "text";
  const content = body?.content ?? "";
  const isDone = status?.toLowerCase() === "completed";
  return {
    uri: formatResourceUri({ kind: "todo-task", listId: list.id, taskId: task.id }),
    title: cleanLine(task.title ?? ""),
    listId: list.id,
    list: list.name,
    due: dueDay(task.dueDateTime, zone),
    done: isDone ? dueDay(task.completedDateTime, zone) : undefined,
    isDone,
    changedMs: msOf(task.lastModifiedDateTime ?? task.createdDateTime),
    categories: shownCategories(task.categories),
    note: isHtml ? wordsOfHtml(content) : content,
    more: withoutEmpty({
      status: unlessUsual(status, "notStarted"),
      importance: unlessUsual(importance, "normal"),
      hasAttachments: hasAttachments || undefined,
    }),
  };
}

/** A task of Planner, in the plan of this name, on its board where that is read as a whole. */
function foundInPlanner(
  task: GraphPlannerTask,
  { plan, board, zone }: { plan: { id: string; name: string | undefined }; board: Board | undefined; zone: string },
): FoundTask {
  const { percentComplete, checklistItemCount: items, activeChecklistItemCount: open, assignments } = task;
  const isDone = percentComplete === 100;
  const assigneeIds = Object.keys(assignments ?? {});
  const bucket = board?.buckets.get(task.bucketId ?? "");
  return {
    uri: formatResourceUri({ kind: "planner-task", taskId: task.id }),
    title: cleanLine(task.title ?? ""),
    listId: plan.id,
    list: plan.name,
    ...(board && { onBoard: { bucket: bucket?.name, place: bucket?.place ?? Infinity, assigneeIds } }),
    due: dueDay(task.dueDateTime, zone),
    done: isDone ? dueDay(task.completedDateTime, zone) : undefined,
    isDone,
    changedMs: msOf(task.createdDateTime),
    categories: board ? shownCategories(labelsOf(task, board)) : [],
    note: "",
    more: withoutEmpty({
      status: isDone ? "completed" : percentComplete ? "inProgress" : undefined,
      importance: priorityName(task.priority),
      checklist: items ? `${items - Math.min(items, open ?? items)} of ${items} done` : undefined,
      assignees: board === undefined && assigneeIds.length > 1 ? assigneeIds.length : undefined,
    }),
  };
}
