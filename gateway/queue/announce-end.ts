import type { EndMessages } from "#common/queue/end-messages.ts";
import { endChannel } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";

/** Tells every worker that the request has ended. Rejects when Redis does not accept the message. */
export type AnnounceEnd = (requestId: string) => Promise<void>;

interface Batch {
  requestIds: string[];
  published: Promise<void>;
}

/** The largest number of ids in one message. */
const maxInOne = 500;

/** Requests that end in one turn of the event loop share one message, since each worker reads every message. */
export function createAnnounceEnd({
  redis,
  endMessages,
}: {
  redis: RedisConnection;
  endMessages: EndMessages;
}): AnnounceEnd {
  let open: Batch | undefined;

  async function publish(requestIds: readonly string[]): Promise<void> {
    await redis.spublish(endChannel, endMessages.write(requestIds));
  }

  function begin(): Batch {
    const requestIds: string[] = [];
    const { promise: published, resolve } = Promise.withResolvers<void>();
    const batch = { requestIds, published };
    setImmediate(() => {
      if (open === batch) open = undefined;
      resolve(publish(requestIds));
    });
    return batch;
  }

  return function announceEnd(requestId) {
    if (open === undefined || open.requestIds.length >= maxInOne) open = begin();
    open.requestIds.push(requestId);
    return open.published;
  };
}
