import { once } from "node:events";
import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import type { RedisAddress } from "#test/support/redis-server.ts";

export type Traffic = Awaited<ReturnType<typeof watchTraffic>>;

const jobAdded = /"hmset" "[^"]*:tool-calls-[^"]*" .*?"data" "((?:[^"\\]|\\.)*)"/i;

/**
 * Watches by MONITOR, which shows every command with its arguments, those inside of scripts included. By a socket of
 * our own: ioredis 6 stumbles over a command that arrives together with the answer to MONITOR.
 */
export async function watchTraffic(address: RedisAddress) {
  const socket = createConnection(address);
  await once(socket, "connect");
  socket.on("error", () => undefined);
  const lines: string[] = [];
  const reader = createInterface({ input: socket }).on("line", (line) => lines.push(line));
  socket.write("MONITOR\r\n");
  await once(reader, "line");
  return {
    get commands() {
      return lines.length - 1;
    },
    /** Every command with its arguments, one per line. */
    text: () => lines.map(unescaped).join("\n"),
    /** The data of the first job, as it was put into Redis. */
    firstJob() {
      const job = lines.map((line) => jobAdded.exec(line)?.[1]).find((data) => data !== undefined);
      return job === undefined ? undefined : unescaped(job);
    },
    stop: () => void socket.destroy(),
  };
}

/** Redis writes a quote as `\"` and bytes beyond ASCII as `\xe3`. */
function unescaped(words: string): string {
  const bytes = (run: string) => Buffer.from(run.replaceAll(String.raw`\x`, ""), "hex").toString("utf8");
  return words.replaceAll(/(?:\\x[0-9a-f]{2})+/g, bytes).replaceAll(/\\(["\\])/g, "$1");
}
