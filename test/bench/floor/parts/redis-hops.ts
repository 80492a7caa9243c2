import { answerOf, type FloorPart, needed } from "../floor-settings.ts";
import { openRedis } from "./floor-redis.ts";

const [there, back] = ["{floor}:there", "{floor}:back"];

/** Sends a message of a job's size through a list of Redis to another process, and waits for its answer: two hops. */
export const hopCaller: FloorPart = async (_app, settings) => {
  const [redis, listener] = [openRedis(settings), openRedis(settings)];
  const message = Buffer.alloc(needed(settings.FLOOR_JOB_BYTES, "FLOOR_JOB_BYTES"), "x");
  return async () => {
    void redis.lpush(there, message);
    const [, answer] = (await listener.blpopBuffer(back, 0)) ?? [];
    return answer?.length === settings.FLOOR_ANSWER_BYTES ? "ok" : "too short";
  };
};

/** The other process, which answers with as many bytes as the product. */
export const hopEcho: FloorPart = async (_app, settings) => {
  const [redis, listener] = [openRedis(settings), openRedis(settings)];
  const answer = answerOf(settings.FLOOR_ANSWER_BYTES);
  async function answerForever(): Promise<never> {
    for (;;) {
      await listener.blpopBuffer(there, 0);
      void redis.lpush(back, answer);
    }
  }
  void answerForever();
  return undefined;
};
