import { z } from "zod";
import { graphRecurrence, graphTimeInZone } from "#workers/tools/calendar/graph-event.ts";
import { graphId, graphName } from "#workers/tools/graph-values.ts";

/** Graph's `todoTaskList`. */
export const graphTodoList = z.object({ id: graphId, displayName: graphName.nullish() });

/** Graph's `checklistItem`. */
export const graphChecklistItem = z.object({ displayName: graphName.nullish(), isChecked: z.boolean().nullish() });

/** Graph's `linkedResource`: what a task was made from, such as a mail. */
export const graphLinkedResource = z.object({
  displayName: graphName.nullish(),
  applicationName: graphName.nullish(),
  webUrl: z.string().nullish(),
});

/** Graph's `todoTask`. Any field can be missing or null. The due and start times are days: midnight in some zone. */
export const graphTodoTask = z.object({
  id: z.string(),
  title: graphName.nullish(),
  body: z.object({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish(),
  categories: z.array(graphName).nullish(),
  status: z.string().nullish(),
  importance: z.string().nullish(),
  dueDateTime: graphTimeInZone,
  startDateTime: graphTimeInZone,
  completedDateTime: graphTimeInZone,
  reminderDateTime: graphTimeInZone,
  isReminderOn: z.boolean().nullish(),
  createdDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  recurrence: graphRecurrence.nullish(),
  hasAttachments: z.boolean().nullish(),
  linkedResources: z.array(graphLinkedResource).nullish(),
});
export type GraphTodoTask = z.infer<typeof graphTodoTask>;

/** The note of a listed task is kept as far as this. */
const maxNote = 20_000;

/**
 * A task in a list, of which there can be thousands. A part of a text would keep the whole in memory, so it is copied.
 */
export const graphListedTask = graphTodoTask.transform((task): GraphTodoTask => {
  const { content } = task.body ?? {};
  if (content == null || content.length <= maxNote) return task;
  return { ...task, body: { ...task.body, content: Buffer.from(content.slice(0, maxNote)).toString() } };
});
