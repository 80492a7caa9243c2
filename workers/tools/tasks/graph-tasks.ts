import { z } from "zod";
import { graphRecurrence, graphTimeInZone } from "#workers/tools/calendar/graph-event.ts";
import { flags, graphBody, graphId, graphName, numbers, texts } from "#workers/tools/graph-values.ts";

/** Graph's `plannerPlan`. */
export const graphPlan = z.object({ title: graphName.nullish() });

/** The same in a list. */
export const graphListedPlan = graphPlan.extend({ id: graphId });

/** Graph's `plannerTask`. Any field but the id can be missing or null. Times are ISO 8601 in UTC. */
export const graphPlannerTask = z.object({
  id: z.string(),
  title: graphName.nullish(),
  /** Absent where it can't be an id: a task can do without the name of its plan. */
  planId: graphId.nullish().catch(undefined),
  ...texts("bucketId", "startDateTime", "dueDateTime", "completedDateTime", "createdDateTime"),
  ...numbers("percentComplete", "priority", "checklistItemCount", "activeChecklistItemCount"),
  /** Assignments by the ids of those to whom it is assigned. */
  assignments: z.record(z.string(), z.unknown()).nullish(),
  /** Categories by `category1` to `category25`, whose names the plan has. */
  appliedCategories: z.record(z.string(), z.unknown()).nullish(),
});
export type GraphPlannerTask = z.infer<typeof graphPlannerTask>;

/** Graph's `plannerBucket`: a column of a plan's board. */
const graphBucket = z.object({ id: z.string(), name: graphName.nullish(), ...texts("orderHint") });

/** A part of a plan's board: the plan itself, its buckets, or Graph's `plannerPlanDetails` with the names of labels. */
export const graphBoardPart = graphPlan.extend({
  value: z.array(graphBucket).nullish(),
  categoryDescriptions: z.record(z.string(), graphName.nullish()).nullish(),
});

/** Compares by Planner's order, which `orderHint` gives by its characters. Without one, after the others. */
export function byOrderHint(one: Ordered, other: Ordered): number {
  const [hint, otherHint] = [one.orderHint ?? "\uffff", other.orderHint ?? "\uffff"];
  return hint === otherHint ? 0 : hint < otherHint ? -1 : 1;
}

interface Ordered {
  orderHint?: string | null | undefined;
}

/** Graph's `plannerTaskDetails`: `references` by their addresses, of which Planner encodes `%`, `.`, `:`, `@`, `#`. */
export const graphPlannerDetails = z.object({
  ...texts("description"),
  checklist: z
    .record(
      z.string(),
      z.object({ title: graphName.nullish(), ...flags("isChecked"), ...texts("orderHint") }).nullish(),
    )
    .nullish(),
  references: z.record(z.string(), z.object({ alias: graphName.nullish(), ...texts("type") }).nullish()).nullish(),
});

/** Planner's own names of priorities (https://learn.microsoft.com/graph/api/resources/plannertask). */
export function priorityName(priority: number | null | undefined): string | undefined {
  if (priority == null) return undefined;
  if (priority <= 1) return "urgent";
  if (priority <= 4) return "important";
  return priority <= 7 ? undefined : "low";
}

/** Graph's `todoTaskList`. */
export const graphTodoList = z.object({ id: graphId, displayName: graphName.nullish() });

/** Graph's `checklistItem`. */
export const graphChecklistItem = z.object({ displayName: graphName.nullish(), ...flags("isChecked") });

/** Graph's `linkedResource`: what a task was made from, such as a mail. */
export const graphLinkedResource = z.object({
  displayName: graphName.nullish(),
  applicationName: graphName.nullish(),
  ...texts("webUrl"),
});

/** Graph's `todoTask`. Any field can be missing or null. The due and start times are days: midnight in some zone. */
export const graphTodoTask = z.object({
  id: z.string(),
  title: graphName.nullish(),
  body: graphBody,
  categories: z.array(graphName).nullish(),
  ...texts("status", "importance", "createdDateTime", "lastModifiedDateTime"),
  ...flags("isReminderOn", "hasAttachments"),
  dueDateTime: graphTimeInZone,
  startDateTime: graphTimeInZone,
  completedDateTime: graphTimeInZone,
  reminderDateTime: graphTimeInZone,
  recurrence: graphRecurrence.nullish(),
  linkedResources: z.array(graphLinkedResource).nullish(),
});
export type GraphTodoTask = z.infer<typeof graphTodoTask>;

const maxNote = 20_000;

/**
 * A task in a list, of which there can be thousands. A part of a text would keep the whole in memory, so it is copied.
 */
export const graphListedTask = graphTodoTask.transform((task): GraphTodoTask => {
  const { content } = task.body ?? {};
  if (content == null || content.length <= maxNote) return task;
  return { ...task, body: { ...task.body, content: Buffer.from(content.slice(0, maxNote)).toString() } };
});
