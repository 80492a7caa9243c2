import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

export interface TodoList {
  id: string;
  owner: UserRecord;
  displayName: string;
  wellknownListName: "defaultList" | "flaggedEmails" | "none";
  tasks: TodoTask[];
}

export interface ChecklistEntry {
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
