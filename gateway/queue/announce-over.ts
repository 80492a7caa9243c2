import type { OverNotes } from "#common/queue/over-note.ts";
import { overChannel } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";

/** Tells every worker that the request is over. Rejects when Redis does not take the note. */
export type AnnounceOver = (requestId: string) => Promise<void>;

interface Note {
  requestIds: string[];
  isTaken: Promise<void>;
}

/** The most ids in one note. */
const maxInOne = 500;

/** Requests that end in one turn of the event loop share one note, since each worker reads every note. */
export function createAnnounceOver({
  redis,
  overNotes,
}: {
  redis: RedisConnection;
  overNotes: OverNotes;
}): AnnounceOver {
  let open: Note | undefined;

  async function publish(requestIds: readonly string[]): Promise<void> {
    await redis.spublish(overChannel, overNotes.write(requestIds));
  }

  function begin(): Note {
    const requestIds: string[] = [];
    const { promise: isTaken, resolve } = Promise.withResolvers<void>();
    const note = { requestIds, isTaken };
    setImmediate(() => {
      if (open === note) open = undefined;
      resolve(publish(requestIds));
    });
    return note;
  }

  return function announceOver(requestId) {
    if (open === undefined || open.requestIds.length >= maxInOne) open = begin();
    open.requestIds.push(requestId);
    return open.isTaken;
  };
}
