import { monitorRedis } from "#test/support/redis-monitor.ts";
import type { RedisAddress } from "#test/support/redis-server.ts";

export type Traffic = Awaited<ReturnType<typeof watchTraffic>>;

const jobAdded = /"hmset" "[^"]*:tool-calls-[^"]*" .*?"data" "((?:[^"\\]|\\.)*)"/i;

/** Watches every command with its arguments, those inside of scripts included. */
export async function watchTraffic(address: RedisAddress) {
  const { commands, stop } = await monitorRedis(address);
  /** One per line, behind the answer to MONITOR. */
  const lines = () => commands().trimEnd().split("\r\n").slice(1);
  return {
    get commands() {
      return lines().length;
    },
    /** Every command with its arguments, one per line. */
    text: () => lines().map(unescaped).join("\n"),
    /** The data of the first job, as it was put into Redis. */
    firstJob() {
      const job = lines()
        .map((line) => jobAdded.exec(line)?.[1])
        .find((data) => data !== undefined);
      return job === undefined ? undefined : unescaped(job);
    },
    stop,
  };
}

/** Redis writes a quote as `\"` and bytes beyond ASCII as `\xe3`. */
function unescaped(words: string): string {
  const bytes = (run: string) => Buffer.from(run.replaceAll(String.raw`\x`, ""), "hex").toString("utf8");
  return words.replaceAll(/(?:\\x[0-9a-f]{2})+/g, bytes).replaceAll(/\\(["\\])/g, "$1");
}
