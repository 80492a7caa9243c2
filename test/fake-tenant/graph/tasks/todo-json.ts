import type { TodoList, TodoTask } from "#test/fake-tenant/data/tasks/task-types.ts";

const time = (milliseconds: number) => new Date(milliseconds).toISOString().replace("Z", "0000Z");
const inUtc = (milliseconds: number) => ({
  dateTime: new Date(milliseconds).toISOString().replace("Z", "0000"),
  timeZone: "UTC",
});

export const listJson = ({ id, displayName, wellknownListName }: TodoList) => ({
  "@odata.etag": `W/"${id.slice(8, 28)}"`,
  displayName,
  isOwner: true,
  isShared: false,
  wellknownListName,
  id,
});

/** What is not set is not there, as in Microsoft's examples. */
export const taskJson = (task: TodoTask) => ({
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

export const checklistJson = ({ checklist }: TodoTask) =>
  checklist.map(({ id, title, isChecked, createdAt }) => ({
    displayName: title,
    createdDateTime: time(createdAt),
    isChecked,
    id,
  }));

export const linksJson = ({ links }: TodoTask) => links.map((link) => ({ ...link, externalId: null }));
