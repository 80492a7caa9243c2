import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Call } from "../load.ts";

/**
 * What a process of the floor gets, by its environment: the sizes that the product's own call had, and where Redis and
 * the played Graph are.
 */
export const floorSettings = z.object({
  FLOOR_ANSWER_BYTES: z.coerce.number().int().positive(),
  /** How long a tool or a job takes, doing nothing: as long as Graph takes to answer. */
  FLOOR_WAIT_MS: z.coerce.number().int().nonnegative().default(0),
  FLOOR_JOB_BYTES: z.coerce.number().int().positive().optional(),
  REDIS_URL: z.string().optional(),
  GRAPH_BASE_URL: z.url().optional(),
  /** A token for Graph of each person, by commas. */
  FLOOR_GRAPH_TOKENS: z.string().optional(),
});

export type FloorSettings = z.infer<typeof floorSettings>;

/** How a process of the floor makes its own calls: a closed loop, or an open one. */
export const partLoad = z.union([
  z.object({ concurrency: z.number(), forMs: z.number(), pauseMs: z.number() }),
  z.object({ ratePerSecond: z.number(), forMs: z.number() }),
]);
export type PartLoad = z.infer<typeof partLoad>;

/** A setting that this part can't do without. */
export function needed<T>(value: T | undefined, name: keyof FloorSettings): T {
  if (value === undefined) throw new Error(`this part of the floor needs ${name}`);
  return value;
}

/**
 * One part of what every product of this shape must do, alone in a process: the libraries as their makers mean them,
 * and nothing of ours. It answers at `POST /mcp` as the product does; or it gives the call that its own process makes
 * again and again, when the bench asks for it at `POST /run`.
 */
export type FloorPart = (app: FastifyInstance, settings: FloorSettings) => Promise<Call | undefined>;

const before = '{"content":[{"type":"text","text":"';
const after = '"}]}';

/** The bytes of a JSON value, so many of them, that pass for the result of a tool. */
export function answerOf(bytes: number): Buffer {
  const text = "x".repeat(Math.max(0, bytes - before.length - after.length));
  return Buffer.from(before + text + after);
}
