import type { EndMessages } from "#common/queue/end-messages.ts";
import { endChannel } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";

/**
 * Listens for end-of-request messages, and accepts only those that a gateway wrote. They are not stored; a lost one is
 * harmless, since the deadline ends the run.
 */
export async function listenForEnds(options: {
  listener: RedisConnection;
  endMessages: EndMessages;
  onEnd: (requestId: string) => void;
  onForged: () => void;
}): Promise<void> {
  const { listener, endMessages, onEnd, onForged } = options;
  listener.on("smessage", (channel: string, message: string) => {
    if (channel !== endChannel) return;
    const requestIds = endMessages.read(message);
    if (requestIds.length === 0) onForged();
    for (const requestId of requestIds) onEnd(requestId);
  });
  await listener.ssubscribe(endChannel);
}
