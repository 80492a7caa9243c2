import type { Redis } from "ioredis";
import { overChannel, requestIdSchema } from "#common/queue/protocol.ts";

/**
 * Listens for the ids of requests that are over. Notes are not stored: one that is lost is harmless, the deadline
 * ends the run.
 */
export async function listenForOverNotes(listener: Redis, onOver: (requestId: string) => void): Promise<void> {
  listener.on("smessage", (channel: string, message: string) => {
    if (channel === overChannel && requestIdSchema.safeParse(message).success) onOver(message);
  });
  await listener.ssubscribe(overChannel);
}
