import type { OverNotes } from "#common/queue/over-note.ts";
import { overChannel } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";

/**
 * Listens for the ids of requests that are over, and accepts only notes that a gateway wrote. Notes are not stored; a
 * lost one is harmless, since the deadline ends the run.
 */
export async function listenForOverNotes(options: {
  listener: RedisConnection;
  overNotes: OverNotes;
  onOver: (requestId: string) => void;
  onForged: () => void;
}): Promise<void> {
  const { listener, overNotes, onOver, onForged } = options;
  listener.on("smessage", (channel: string, message: string) => {
    if (channel !== overChannel) return;
    const requestIds = overNotes.read(message);
    if (requestIds.length === 0) onForged();
    for (const requestId of requestIds) onOver(requestId);
  });
  await listener.ssubscribe(overChannel);
}
