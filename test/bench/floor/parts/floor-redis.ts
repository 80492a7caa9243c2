import { Redis } from "ioredis";
import { type FloorSettings, needed } from "../floor-settings.ts";

/** BullMQ's queue, and a stream for the answers. */
export const queueNames = { prefix: "{floor}", queue: "calls", replies: "{floor}:replies" };

/** A connection as BullMQ wants it. `legacy`: the shapes of answers that it reads. */
export function openRedis({ REDIS_URL: url }: FloorSettings): Redis {
  const address = needed(url, "REDIS_URL");
  const options = { maxRetriesPerRequest: null, replyMapping: "legacy" as const };
  return address.startsWith("unix:")
    ? new Redis({ ...options, path: address.slice("unix:".length) })
    : new Redis(address, options);
}
