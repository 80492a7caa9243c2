import type { ToolContext } from "#workers/tools/tool-context.ts";
import { membersOfChats } from "./chat-members.ts";
import { type ChatPage, messagesOfChats } from "./chat-page.ts";
import type { ChatTask } from "./chat-tasks.ts";
import { putAside, type ScanOptions, type ScanProgress } from "./scan-progress.ts";

/** A page of a chat that is scanned. */
export interface ReadTask {
  task: ChatTask;
  page: ChatPage;
}

/** The next page of each chat; at the same time its members, where they are needed. Puts aside what can't be read. */
export async function readPages(
  batch: readonly ChatTask[],
  progress: ScanProgress,
  { query, needsMembers, graph }: Pick<ScanOptions, "query" | "needsMembers"> & Pick<ToolContext, "graph">,
): Promise<ReadTask[]> {
  const isUnknown = ({ id }: ChatTask) => needsMembers && progress.members.get(id)?.areAll !== true;
  const unknown = batch.filter(isUnknown);
  const [pages, members] = await Promise.all([
    messagesOfChats(
      batch.map(({ id, beforeMs }) => ({ chatId: id, beforeMs: beforeMs ?? query.beforeMs })),
      graph,
    ),
    membersOfChats(
      unknown.map(({ id }) => id),
      graph,
    ),
  ]);
  const failures = new Map<ChatTask, unknown>();
  for (const [index, task] of unknown.entries()) {
    const known = members[index];
    if (known?.status === "fulfilled") progress.members.set(task.id, known.value);
    else failures.set(task, known?.reason);
  }
  return batch.flatMap((task, index) => {
    const page = pages[index];
    if (page?.status === "fulfilled" && !failures.has(task)) return [{ task, page: page.value }];
    putAside(task, page?.status === "rejected" ? page.reason : failures.get(task), progress);
    return [];
  });
}
