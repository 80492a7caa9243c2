import type { Redis } from "ioredis";
import { until } from "#test/support/until.ts";

/** BullMQ's own bookkeeping and the fleet: nothing of any request. */
const ofQueues = /^\{m365\}:tool-calls-(search|outlook|teams|files):(meta|id|pc|stalled-check|marker|events)$/;
const ofFleet = /^\{m365\}:(tool-calls-format|workers)$/;
const isLasting = (key: string) => ofQueues.test(key) || ofFleet.test(key);
const replies = /^\{m365\}:replies:/;
/** A living gateway gives its stream a minute each 5 s. */
const livingPttlMs = 50_000;

const deadStream = " of a gateway that is gone";

async function entriesOf(redis: Redis, key: string): Promise<string[]> {
  if (replies.test(key)) {
    const [pttl, length] = await Promise.all([redis.pttl(key), redis.xlen(key)]);
    return [...(pttl < livingPttlMs ? [`${key}${deadStream}`] : []), ...(length > 0 ? [`${key} unread`] : [])];
  }
  const type = await redis.type(key);
  if (type === "zset") return (await redis.zrange(key, "0", "-1")).map((member) => `${key} ${member}`);
  if (type === "list") return (await redis.lrange(key, 0, -1)).map((member) => `${key} ${member}`);
  return type === "none" ? [] : [key];
}

/** All that Redis holds of calls, one by one: a place in a set that others share is an entry of its own. */
async function entriesOfCalls(redis: Redis): Promise<Set<string>> {
  const keys = (await redis.keys("{m365}:*")).filter((key) => !isLasting(key));
  return new Set((await Promise.all(keys.map((key) => entriesOf(redis, key)))).flat());
}

const lookEveryMs = 200;

/** Follows what faults leave in Redis while the next ones are injected. */
export function watchLeftInRedis(redis: Redis) {
  const watched = new Map<string, { sinceMs: number; left: Set<string> }>();
  const cleanAfterMs = new Map<string, number>();

  /** A busy machine may keep an answer longer than a test's connection waits for it. */
  const entries = () => until("Redis to answer", () => entriesOfCalls(redis).catch(() => undefined));

  async function look(): Promise<void> {
    if (watched.size === 0) return;
    const now = await entriesOfCalls(redis);
    for (const [whose, { sinceMs, left }] of watched) {
      for (const entry of left) if (!now.has(entry)) left.delete(entry);
      if (left.size > 0) continue;
      watched.delete(whose);
      cleanAfterMs.set(whose, Math.round(performance.now() - sinceMs));
    }
  }
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
  return {
    /** Begins to watch what is there now, while nobody calls, until the last of it is gone. */
    async watch(whose: string, sinceMs: number) {
      const before = new Set([...watched.values()].flatMap(({ left }) => [...left]));
      // That a gateway is gone shows only seconds later, so its empty stream could be anybody's; `isEmpty` waits for
      // it.
      const isOwn = (entry: string) => !before.has(entry) && !entry.endsWith(deadStream);
      watched.set(whose, { sinceMs, left: new Set([...(await entries())].filter(isOwn)) });
      await look().catch(() => undefined);
    },
    /** True when there is nothing of any call at all: the reply streams of gateways that died have ended, too. */
    isEmpty: async () => watched.size === 0 && (await entries()).size === 0,
    /** What of it is still there. */
    remaining: () => [...watched].flatMap(([whose, { left }]) => [...left].map((entry) => `${whose}: ${entry}`)),
    /** Milliseconds until nothing was left, by whose it was. */
    cleanAfterMs,
    stop: () => clearInterval(timer),
  };
}
