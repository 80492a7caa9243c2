import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { ownRedis } from "#test/unit/own-redis.ts";
import { appendFrame } from "#workers/queue/reply-writer.ts";

const stream = "s";
const fields = ["id", "a", "h", "ü€", "b"];
const { redis } = await ownRedis();

beforeEach(async () => void (await redis.xadd(stream, "*", "born", "1")));

const append = (value: readonly Uint8Array[]) => appendFrame(redis, { stream, fields, value });
/** The values of the last field, of all entries but the first. */
const appended = async () => (await redis.xrangeBuffer(stream, "-", "+")).slice(1).map(([, values]) => values.at(-1));

describe("a frame", () => {
  it("is appended whole, whatever parts it comes in", async () => {
    const large = randomBytes(300_000);
    const values = [[Buffer.from("one")], [large.subarray(0, 1), Buffer.alloc(0), large.subarray(1)], []];
    for (const value of values) expect(await append(value)).toBe(true);
    expect(await appended()).toEqual(values.map((value) => Buffer.concat(value)));
    const [, entry] = await redis.xrangeBuffer(stream, "-", "+");
    expect(entry?.[1].slice(0, -1).map(String)).toEqual(fields);
  });

  it("keeps its place among the other commands of its turn, which get their own answers", async () => {
    const large = randomBytes(100_000);
    const answers = await Promise.all([redis.incr("n"), append([large, large]), redis.incr("n"), append([large])]);
    expect(answers).toEqual([1, true, 2, true]);
    expect(await appended()).toEqual([Buffer.concat([large, large]), large]);
  });

  it("is not appended to a stream that is gone, which is not made again", async () => {
    await redis.del(stream);
    expect(await append([Buffer.from("x")])).toBe(false);
    expect(await redis.exists(stream)).toBe(0);
  });

  it("is rejected with the error of Redis, and the connection goes on", async () => {
    await redis.set(stream, "no stream");
    await expect(append([Buffer.from("x")])).rejects.toMatchObject({ name: "ReplyError" });
    expect(await redis.get(stream)).toBe("no stream");
  });

  it("is sent again, whole, when the connection is lost before the answer", async () => {
    const large = randomBytes(100_000);
    const appending = append([large, large]);
    redis.disconnect(true);
    expect(await appending).toBe(true);
    expect((await appended()).at(-1)).toEqual(Buffer.concat([large, large]));
  });
});
