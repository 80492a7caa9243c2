import { createHash } from "node:crypto";
import { folderId, messageId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

type Entry = readonly [title: string, isChecked: boolean];

/** What is left out is as in a new task. */
export interface NewTask extends Partial<Omit<TodoTask, "id" | "modifiedAt" | "checklist" | "links">> {
  /** Its id follows from it. */
  key: string;
  title: string;
  checklist?: readonly Entry[];
  links?: readonly Omit<TodoTask["links"][number], "id">[];
}

export interface NewPlan {
  key: string;
  title: string;
  createdBy: UserRecord;
  createdAt: number;
  members: readonly UserRecord[];
  /** All members by default. */
  sharedWith?: readonly UserRecord[];
  /** A group of its own by default. */
  groupId?: string;
  labels?: readonly (string | null)[];
  isDeleted?: boolean;
}

/** What is left out is as in a new task. */
export interface NewPlannerTask extends Partial<Omit<PlannerTask, "id" | "plan" | "bucketId" | "checklist">> {
  key: string;
  title: string;
  createdBy: UserRecord;
  createdAt: number;
  assignees: readonly UserRecord[];
  /** The name of its bucket, by default Planner's own, which is made when it is new. */
  bucket?: string;
  checklist?: readonly Entry[];
}

/** 28 characters, as Planner's ids have. */
const plannerId = (name: string) => createHash("sha256").update(`planner:${name}`).digest("base64url").slice(0, 28);

const entriesOf = (owner: string, entries: readonly Entry[] = [], createdAt: number): ChecklistEntry[] =>
  entries.map(([title, isChecked], at) => ({ id: guidFrom(`${owner}:entry:${at}`), title, isChecked, createdAt }));

/** All tasks: To Do's in mailboxes, Planner's in plans. */
export function createTaskStore(now: () => number) {
  const todo = new Map<string, TodoList[]>();
  const plans: Plan[] = [];

  const newList = (owner: UserRecord, displayName: string, wellknownListName: TodoList["wellknownListName"]) => ({
    id: folderId(`todo:${owner.id}:${displayName}`),
    owner,
    displayName,
    wellknownListName,
    tasks: [],
  });
  const listsOf = (owner: UserRecord): TodoList[] => {
    const known = todo.get(owner.id);
    if (known !== undefined) return known;
    const made = [newList(owner, "Tasks", "defaultList"), newList(owner, "Flagged Emails", "flaggedEmails")];
    todo.set(owner.id, made);
    return made;
  };

  return {
    /** The lists of a mailbox; everybody's has the two that To Do makes. */
    lists: listsOf,
    /** A list by its name, made when there is none. */
    list(user: UserRecord, displayName: string) {
      const lists = listsOf(user);
      const known = lists.find((list) => list.displayName === displayName);
      if (known !== undefined) return known;
      const made = newList(user, displayName, "none");
      lists.push(made);
      return made;
    },
    addTask(list: TodoList, { key, createdAt = now(), checklist, links = [], ...made }: NewTask) {
      const id = messageId(`todo:${list.owner.id}:${key}`);
      const task: TodoTask = {
        note: { type: "text", content: "" },
        categories: [],
        status: "notStarted",
        importance: "normal",
        dueAt: null,
        completedAt: null,
        hasAttachments: false,
        ...made,
        id,
        createdAt,
        modifiedAt: made.completedAt ?? createdAt,
        checklist: entriesOf(id, checklist, createdAt),
        links: links.map((link, at) => ({ id: guidFrom(`${id}:link:${at}`), ...link })),
      };
      list.tasks.push(task);
      return task;
    },
    addPlan({ key, members, sharedWith = members, isDeleted = false, ...made }: NewPlan) {
      const { tenantId } = made.createdBy;
      const plan: Plan = {
        groupId: guidFrom(`${tenantId}:plan:${key}:group`),
        labels: [],
        ...made,
        id: plannerId(`${tenantId}:plan:${key}`),
        tenantId,
        members: new Set(members.map(({ id }) => id)),
        sharedWith: new Set(sharedWith.map(({ id }) => id)),
        buckets: [],
        isDeleted,
        tasks: [],
      };
      plans.push(plan);
      return plan;
    },
    addPlannerTask(plan: Plan, { key, checklist, bucket = "To do", ...made }: NewPlannerTask) {
      const id = plannerId(`${plan.id}:task:${key}`);
      const bucketId = plannerId(`${plan.id}:bucket:${bucket}`);
      if (!plan.buckets.some((one) => one.id === bucketId)) {
        plan.buckets.push({ id: bucketId, name: bucket, orderHint: `85${80 + plan.buckets.length}P` });
      }
      const task: PlannerTask = {
        dueAt: null,
        completedAt: null,
        percentComplete: 0,
        priority: 5,
        labels: [],
        description: "",
        references: {},
        ...made,
        id,
        plan,
        bucketId,
        checklist: entriesOf(id, checklist, made.createdAt),
      };
      plan.tasks.push(task);
      return task;
    },
    plans: (tenantId: string) => plans.filter((plan) => plan.tenantId === tenantId),
    /** Those assigned to a user, of deleted plans too. */
    assigned: (user: UserRecord) =>
      plans.flatMap(({ tasks }) => tasks.filter(({ assignees }) => assignees.includes(user))),
  };
}

export interface TodoList {
  id: string;
  owner: UserRecord;
  displayName: string;
  wellknownListName: "defaultList" | "flaggedEmails" | "none";
  tasks: TodoTask[];
}

interface ChecklistEntry {
  id: string;
  title: string;
  isChecked: boolean;
  createdAt: number;
}

export interface TodoTask {
  id: string;
  title: string;
  note: { type: "text" | "html"; content: string };
  categories: readonly string[];
  status: string;
  importance: "low" | "normal" | "high";
  /** Midnight of the day, in some zone. Milliseconds since 1970. */
  dueAt: number | null;
  completedAt: number | null;
  createdAt: number;
  modifiedAt: number;
  hasAttachments: boolean;
  checklist: readonly ChecklistEntry[];
  links: readonly { id: string; displayName: string; applicationName: string; webUrl: string }[];
}

export interface Plan {
  id: string;
  tenantId: string;
  title: string;
  createdBy: UserRecord;
  createdAt: number;
  /** The group that it belongs to, by its id. */
  groupId: string;
  members: ReadonlySet<string>;
  /** Those members with whom it is shared one by one. */
  sharedWith: ReadonlySet<string>;
  buckets: { id: string; name: string; orderHint: string }[];
  /** The names of `category1` and those after it. */
  labels: readonly (string | null)[];
  /** Its tasks stay in the lists of those to whom they are assigned. */
  isDeleted: boolean;
  tasks: PlannerTask[];
}

export interface PlannerTask {
  id: string;
  plan: Plan;
  bucketId: string;
  title: string;
  createdBy: UserRecord;
  createdAt: number;
  dueAt: number | null;
  completedAt: number | null;
  percentComplete: number;
  priority: number;
  /** Numbers of labels, from 1. */
  labels: readonly number[];
  assignees: readonly UserRecord[];
  description: string;
  checklist: readonly ChecklistEntry[];
  /** By address. */
  references: Readonly<Record<string, { alias: string; type: string }>>;
}
