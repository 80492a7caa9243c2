import { EventEmitter } from "node:events";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { createRedisOutage, logLevelFor } from "#common/queue/redis-outage.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";

function watched() {
  const { logger, entries } = recordingLogger();
  return { outage: createRedisOutage(logger), said: () => entries().map(({ msg }) => msg) };
}

const away = () => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const reply = (message: string) => Object.assign(new Error(message), { name: "ReplyError" });

describe("an outage of Redis", () => {
  test("is one line however many connections see it how often, and so is its end", async () => {
    const { outage, said } = watched();
    const connections = Array.from({ length: 3 }, () => new Redis({ lazyConnect: true }));
    for (const connection of connections) outage.follow(connection);
    for (let round = 0; round < 100; round++) for (const one of connections) one.emit("error", away());
    expect(said()).toEqual(["Redis can't be reached"]);

    const [last, ...others] = connections;
    for (const connection of others) becomeReady(connection);
    outage.answered();
    expect(said()).toHaveLength(1);
    if (last !== undefined) becomeReady(last);
    outage.answered();
    expect(said()).toEqual(["Redis can't be reached", "Redis is back"]);
  });

  test.each([
    away(),
    reply("CLUSTERDOWN Hash slot not served"),
    reply("READONLY You can't write against a read only replica."),
    new Error("Connection is closed."),
    new Error("Too many Cluster redirections. Last error: Error: Connection is closed."),
    Object.assign(new Error("getaddrinfo ENOTFOUND redis"), { code: "ENOTFOUND" }),
    Object.assign(new Error("no"), { code: "SELF_SIGNED_CERT_IN_CHAIN" }),
  ])("is not told once more by what fails because of it: %s", (error) => {
    expect(logLevelFor(error)).toBe("debug");
  });

  test.each([reply("OOM command not allowed"), reply("NOPERM no"), new TypeError("x is undefined"), "a text"])(
    "hides nothing else that goes wrong: %s",
    (error) => {
      expect(logLevelFor(error)).toBe("warn");
    },
  );
});

/** As a connection does that has been made; nothing is connected here. */
function becomeReady(connection: Redis): void {
  connection.status = "ready";
  EventEmitter.prototype.emit.call(connection, "ready");
}
