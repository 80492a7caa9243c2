import { startRewritingProxy } from "./rewriting-proxy.ts";

/** Stands between a process and its Redis, and can answer TIME with a time of its own. */
export type TimeFront = Awaited<ReturnType<typeof startTimeFront>>;

/** Redis' answer to TIME: an array of seconds and microseconds. */
const timeAnswer = /\*2\r\n\$10\r\n\d{10}\r\n\$[1-6]\r\n\d{1,6}\r\n/g;

function answerOf(redisMs: number): string {
  const [seconds, microseconds] = [Math.floor(redisMs / 1_000), Math.round((redisMs % 1_000) * 1_000)];
  return `*2\r\n$10\r\n${seconds}\r\n$${String(microseconds).length}\r\n${microseconds}\r\n`;
}

/** An answer to TIME has 40 bytes, which come in one piece. */
export async function startTimeFront(target: { host: string; port: number }) {
  let frozen: string | undefined;
  const { port, close } = await startRewritingProxy(target, (bytes) =>
    bytes.replace(timeAnswer, (answer) => frozen ?? answer),
  );
  return {
    url: `redis://127.0.0.1:${port}`,
    /** From now on, TIME stands still at these Unix milliseconds. */
    freezeAt(redisMs: number) {
      frozen = answerOf(redisMs);
    },
    /** TIME is Redis' again. */
    letGo() {
      frozen = undefined;
    },
    close,
  };
}
