import type { EndMessages, OffBoardingMessages } from "#common/queue/end-messages.ts";
import { endChannel } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";

/**
 * Listens for end-of-request and off-boarding messages, and accepts only those that a gateway wrote. They are not
 * stored. A lost one is harmless: the deadline ends the run, and an off-boarding is told again.
 */
export async function listenForEnds(options: {
  listener: RedisConnection;
  endMessages: EndMessages;
  offBoardingMessages: Pick<OffBoardingMessages, "isOne" | "read">;
  onEnd: (requestId: string) => void;
  onOffBoarding: (tenantIds: readonly string[]) => void;
  onForged: () => void;
}): Promise<void> {
  const { listener, endMessages, offBoardingMessages, onEnd, onOffBoarding, onForged } = options;

  function hearOffBoarding(message: string): void {
    const tenantIds = offBoardingMessages.read(message);
    if (tenantIds === undefined) onForged();
    else if (tenantIds.length > 0) onOffBoarding(tenantIds);
  }

  listener.on("smessage", (channel: string, message: string) => {
    if (channel !== endChannel) return;
    if (offBoardingMessages.isOne(message)) return hearOffBoarding(message);
    const requestIds = endMessages.read(message);
    if (requestIds.length === 0) onForged();
    for (const requestId of requestIds) onEnd(requestId);
  });
  await listener.ssubscribe(endChannel);
}
