import type { Readable } from "node:stream";
import { createFrameCollector, type Frame, type FrameLimits } from "./frames.ts";

/** What a process that reads documents says. A document may have taken it over: it may say anything, at any time. */
export interface AnswerChannel {
  /** The one frame that it may send now. Stays pending when the channel breaks. */
  next(): Promise<Frame>;
  /** For a frame that was not what had to come. */
  fail(): void;
  /** Whether it has said more than it was asked for, or something else. No later frame of it is read. */
  isBroken(): boolean;
}

/**
 * @param stream where frames arrive
 * @param onBroken called once
 */
export function createAnswerChannel(stream: Readable, limits: FrameLimits, onBroken: () => void): AnswerChannel {
  let isBroken = false;
  let awaited: { take: ReturnType<typeof createFrameCollector>; resolve: (frame: Frame) => void } | undefined;

  function fail(): void {
    if (isBroken) return;
    isBroken = true;
    awaited = undefined;
    stream.destroy();
    onBroken();
  }

  // Errors show up as the end of the process.
  stream.on("error", () => undefined);
  stream.on("data", (piece: Buffer) => {
    if (awaited === undefined) return fail();
    const { take, resolve } = awaited;
    try {
      const frame = take(piece);
      if (frame === undefined) return;
      awaited = undefined;
      resolve(frame);
    } catch {
      fail();
    }
  });

  return {
    next() {
      const { promise, resolve } = Promise.withResolvers<Frame>();
      if (!isBroken) awaited = { take: createFrameCollector(limits), resolve };
      return promise;
    },
    fail,
    isBroken: () => isBroken,
  };
}
