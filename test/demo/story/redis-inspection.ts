import { Redis } from "ioredis";
import { keysOfCalls, lastingKeys, untilCallsAreGone } from "#test/support/keys-left.ts";
import { redisContents } from "#test/support/redis-contents.ts";
import type { RedisAddress } from "#test/support/redis-server.ts";
import type { Screen } from "../terminal/screen.ts";
import { wrap } from "../terminal/text-width.ts";
import { WrongAnswer } from "./scene.ts";
import type { Traces } from "./traces.ts";
import type { Traffic } from "./traffic.ts";

function expectNone(screen: Screen, found: readonly string[], where: string, looked: number): void {
  screen.quote([`${looked} texts (questions, answers, tokens) looked for ${where}: ${found.length} found`]);
  if (found.length > 0) throw new WrongAnswer(`no text of the calls should be ${where}, but “${found[0]}” is`);
}

/** How the calls looked to somebody who reads along in Redis. Throws a `WrongAnswer` when anything could be read. */
export function showTraffic(screen: Screen, traffic: Traffic, traces: Traces): void {
  const job = traffic.firstJob();
  if (job === undefined) throw new WrongAnswer("jobs should go through Redis, but none was seen");
  screen.quote([`${traffic.commands} commands; the first question looks like this:`]);
  screen.quote(
    wrap(job, screen.columns - 6)
      .slice(0, 4)
      .map((line) => screen.paint("dim", line)),
  );
  expectNone(screen, traces.in(traffic.text()), "in all of it", traces.size);
}

/** Every key that is left. Throws a `WrongAnswer` when one belongs to a call, or holds anything of one. */
export async function showLeftovers(screen: Screen, address: RedisAddress, traces: Traces): Promise<void> {
  const redis = new Redis(address);
  try {
    await untilCallsAreGone(() => redis.keys("*"), 3_000).catch(() => undefined); // what stays is shown below
    const contents = await redisContents(redis);
    const keys = [...contents.keys()];
    const count = (number: number, what: string) => screen.quote([`${String(number).padStart(3)}  ${what}`]);
    for (const { what, pattern } of lastingKeys) count(keys.filter((key) => pattern.test(key)).length, what);
    const ofCalls = keysOfCalls(keys);
    count(ofCalls.length, "keys of these calls");
    if (ofCalls.length > 0) throw new WrongAnswer(`no key of a call should be left, but ${ofCalls.join(", ")} is`);
    const streams = keys.filter((key) => key.includes(":replies:"));
    const entries = await Promise.all(streams.map((stream) => redis.xlen(stream)));
    if (entries.some((length) => length > 0)) throw new WrongAnswer("no answer should be left in a stream");
    expectNone(screen, traces.in([...contents.values()].join("\n")), "in all keys", traces.size);
  } finally {
    redis.disconnect();
  }
}
