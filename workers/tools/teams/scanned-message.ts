import { createdMs } from "./chat-page.ts";
import type { ChatMembers } from "./chat-people.ts";
import { type ChatTask, inOrder, newestLeftMs, type ScanState } from "./chat-tasks.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";

/** A message that matches, and the chat that it was found in. */
export interface ScannedMessage {
  task: ChatTask;
  message: GraphChatMessage;
  members: ChatMembers;
}

/** The messages than which nothing that is still to be read can be newer. */
export function settled(found: readonly ScannedMessage[], state: ScanState): ScannedMessage[] {
  const leftMs = newestLeftMs(state);
  return newestFirst(found).filter((one) => writtenMs(one) >= leftMs);
}

export function newestFirst(found: readonly ScannedMessage[]): ScannedMessage[] {
  return found.toSorted((one, other) => writtenMs(other) - writtenMs(one));
}

const writtenMs = ({ message }: ScannedMessage) => createdMs(message) ?? 0;

/** Messages that don't fit into the answer are read again for the next one, with all that is older in their chats. */
export function withLeftovers(state: ScanState, leftovers: readonly ScannedMessage[]): ScanState {
  const left = new Map<string, ChatTask>();
  for (const one of newestFirst(leftovers)) {
    const { task } = one;
    if (left.has(task.id)) continue;
    left.set(task.id, { ...task, newestMs: writtenMs(one), beforeMs: writtenMs(one) + 1 });
  }
  return { ...state, tasks: inOrder([...state.tasks.filter(({ id }) => !left.has(id)), ...left.values()]) };
}
