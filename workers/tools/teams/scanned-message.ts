import { createdMs } from "./chat-page.ts";
import type { ChatMembers } from "./chat-people.ts";
import { type ChatTask, inOrder, newestLeftMs, type ScanState } from "./chat-tasks.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";

/** A matching message and its chat. */
export interface ScannedMessage {
  task: ChatTask;
  message: GraphChatMessage;
  members: ChatMembers;
  hasAllMembers: boolean;
}

/** The messages that are newer than everything that is still to be read. */
export function settled(found: readonly ScannedMessage[], state: ScanState): ScannedMessage[] {
  const leftMs = newestLeftMs(state);
  return newestFirst(found).filter((one) => writtenMs(one) >= leftMs);
}

export function newestFirst(found: readonly ScannedMessage[]): ScannedMessage[] {
  return found.toSorted((one, other) => writtenMs(other) - writtenMs(one));
}

const writtenMs = ({ message }: ScannedMessage) => createdMs(message) ?? 0;

/** The state in which messages that don't fit into the answer are read again, with everything older in their chats. */
export function withLeftovers(state: ScanState, leftovers: readonly ScannedMessage[]): ScanState {
  const left = new Map<string, ChatTask>();
  for (const one of newestFirst(leftovers)) {
    const { task } = one;
    if (left.has(task.id)) continue;
    left.set(task.id, { ...task, newestMs: writtenMs(one), beforeMs: writtenMs(one) + 1 });
  }
  return { ...state, tasks: inOrder([...state.tasks.filter(({ id }) => !left.has(id)), ...left.values()]) };
}
