import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { TodoList, TodoTask } from "#test/fake-tenant/data/tasks/task-store.ts";
import { type GraphCall, type GraphResult, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import {
  accessDenied,
  badRequest,
  itemNotFound,
  mailboxNotEnabled,
  malformedId,
  unknownProperty,
} from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import { compileFilter, type FilterModel } from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { type FilterNode, parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import { readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";

const endWithoutTop = 16;
const pageLimits = { defaultTop: endWithoutTop, maxTop: 1_000 };

export const mayReadTasks = ({ caller }: GraphCall): boolean =>
  caller.scopes.has("Tasks.Read") || caller.scopes.has("Tasks.ReadWrite");

/** The lists of the caller's mailbox. */
function openLists(call: GraphCall): readonly TodoList[] {
  const { user } = call.caller;
  if (!mayReadTasks(call)) throw accessDenied();
  if (!user.hasMailbox) throw mailboxNotEnabled();
  return call.world.tasks.lists(user);
}

function byId<Item extends { id: string }>(items: readonly Item[], id = ""): Item {
  const found = items.find((item) => item.id === id);
  if (found !== undefined) return found;
  throw looksLikeExchangeId(id) ? itemNotFound() : malformedId();
}

const listOf = (call: GraphCall) => byId(openLists(call), call.params.list);
const taskOf = (call: GraphCall) => byId(listOf(call).tasks, call.params.task);

const model: FilterModel<TodoTask> = {
  functions: new Set(["contains", "startswith"]),
  field(property) {
    if (property === "title") return { type: "string", read: ({ title }) => title };
    if (property === "status") return { type: "enum", read: ({ status }) => status };
    if (property === "importance") return { type: "enum", read: ({ importance }) => importance };
    throw unknownProperty(property, "todoTask");
  },
};

/** What of a filter To Do heeds: of several conditions not `contains`. Undefined: nothing. */
function heeded(node: FilterNode): FilterNode | undefined {
  if (node.kind !== "and" && node.kind !== "or") return node;
  const sides = [node.left, node.right].flatMap((side) => {
    const kept = side.kind === "call" ? undefined : heeded(side);
    return kept === undefined ? [] : [kept];
  });
  const [left, right] = sides;
  return left === undefined || right === undefined ? left : { ...node, left, right };
}

function listPage<Item>(call: GraphCall, all: readonly Item[], { what, json }: Shape<Item>): GraphResult {
  const options = optionsOf(call, pageLimits, "filter");
  if (options.select !== null) throw badRequest("The query parameter '$select' is not supported on this resource.");
  const { items, links } = pageOfList(call, options, all);
  // microsoft-graph-docs-contrib #595.
  const isEnded = !call.request.query.has("$top");
  return answer(call, `users('${call.caller.user.id}')/todo/${what}`, {
    value: items.map(json),
    ...(isEnded ? {} : links),
  });
}

interface Shape<Item> {
  what: string;
  json(item: Item): object;
}

function listTasks(call: GraphCall): GraphResult {
  const list = listOf(call);
  const { filter } = readQueryOptions(call.request.query, pageLimits);
  const parsed = filter === null ? undefined : parseFilter(filter);
  const kept = parsed && heeded(parsed);
  const tasks = kept === undefined ? list.tasks : list.tasks.filter(compileFilter(kept, model));
  return listPage(call, tasks, { what: `lists('${encodeURIComponent(list.id)}')/tasks`, json: taskJson });
}

export const todoRoutes = readRoutes(
  {
    "": (call) => listPage(call, openLists(call), { what: "lists", json: listJson }),
    "/:list/tasks": listTasks,
    "/:list/tasks/:task": (call) => answer(call, "tasks/$entity", taskJson(taskOf(call))),
    "/:list/tasks/:task/checklistItems": (call) =>
      answer(call, "checklistItems", { value: checklistJson(taskOf(call)) }),
    "/:list/tasks/:task/linkedResources": (call) => answer(call, "linkedResources", { value: linksJson(taskOf(call)) }),
  },
  "me/todo/lists",
);

const time = (milliseconds: number) => new Date(milliseconds).toISOString().replace("Z", "0000Z");
const inUtc = (milliseconds: number) => ({
  dateTime: new Date(milliseconds).toISOString().replace("Z", "0000"),
  timeZone: "UTC",
});

const listJson = ({ id, displayName, wellknownListName }: TodoList) => ({
  "@odata.etag": `W/"${id.slice(8, 28)}"`,
  displayName,
  isOwner: true,
  isShared: false,
  wellknownListName,
  id,
});

/** What is not set is not there, as in Microsoft's examples. */
const taskJson = (task: TodoTask) => ({
  "@odata.etag": `W/"${task.id.slice(8, 28)}"`,
  importance: task.importance,
  isReminderOn: false,
  status: task.status,
  title: task.title,
  createdDateTime: time(task.createdAt),
  lastModifiedDateTime: time(task.modifiedAt),
  hasAttachments: task.hasAttachments,
  categories: task.categories,
  id: task.id,
  body: { content: task.note.content, contentType: task.note.type },
  ...(task.dueAt !== null && { dueDateTime: inUtc(task.dueAt) }),
  ...(task.completedAt !== null && { completedDateTime: inUtc(task.completedAt) }),
});

const checklistJson = ({ checklist }: TodoTask) =>
  checklist.map(({ id, title, isChecked, createdAt }) => ({
    displayName: title,
    createdDateTime: time(createdAt),
    isChecked,
    id,
  }));

const linksJson = ({ links }: TodoTask) => links.map((link) => ({ ...link, externalId: null }));
