import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Command } from "ioredis";
import { describe, expect, test } from "vitest";
import { patchCommands } from "#common/queue/patch-commands.ts";

setFlagsFromString("--expose-gc");
const collect: (options: { type: "minor" | "major" }) => void = runInNewContext("gc");
const replyBytes = 100_000;
/** Together far below the 64 MB at which V8 collects everything by itself. */
const commands = 100;

const heldBytes = () => process.memoryUsage().arrayBuffers;

async function answer(): Promise<void> {
  const command = new Command("getBuffer", ["key"], { replyEncoding: null });
  command.resolve(Buffer.alloc(replyBytes));
  await command.promise;
}

/** Bytes of replies that only a collection of all memory frees. */
async function heldAfterMinorCollections(): Promise<number> {
  collect({ type: "major" });
  const before = heldBytes();
  for (let made = 0; made < commands; made += 1) {
    await answer();
    if (made % 20 === 19) collect({ type: "minor" });
  }
  collect({ type: "minor" });
  collect({ type: "minor" });
  return heldBytes() - before;
}

patchCommands();

describe("a command of ioredis", () => {
  test("is freed with its reply by a collection of young objects", async () => {
    expect(await heldAfterMinorCollections()).toBeLessThan(10 * replyBytes);
  });

  test("still turns its arguments into strings, once, and its reply into what is asked for", async () => {
    const args: Command["args"] = JSON.parse('["key", { "one": 1, "two": "b" }]');
    const command = new Command("hset", args, { replyEncoding: "utf8" });
    expect(command.args).toEqual(["key", "one", "1", "two", "b"]);
    command.resolve(Buffer.from("OK"));
    expect([await command.promise, command.isResolved]).toEqual(["OK", true]);
  });

  test("still rejects, and calls back where a callback is given", async () => {
    const command = new Command("get", ["key"]);
    command.reject(new Error("no"));
    await expect(command.promise).rejects.toThrow("no");
    const called = Promise.withResolvers<unknown[]>();
    const asked = new Command("get", ["key"], {}, (error, reply) => called.resolve([error, reply]));
    asked.resolve("value");
    expect(await called.promise).toEqual([null, "value"]);
  });
});
