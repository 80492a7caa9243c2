import { EventEmitter } from "node:events";
import type { Cluster } from "ioredis";
import { expect, it } from "vitest";
import { patchCluster } from "#common/queue/redis.ts";

/** A Cluster whose first attempt to connect meets a failover: ioredis' promise stays open. */
class Stuck extends EventEmitter {
  connect(): Promise<void> {
    return new Promise(() => undefined);
  }
  duplicate(): Stuck {
    return new Stuck();
  }
}

const fixed = () => patchCluster(new Stuck() as unknown as Cluster); // as much of one as is fixed

it.each([
  ["the Cluster itself", fixed],
  ["one that BullMQ makes of it", () => fixed().duplicate()],
])("a connection of %s is there when it is ready, at whichever attempt", async (_which, make) => {
  const cluster = make();
  const connecting = cluster.connect();
  cluster.emit("ready");
  await connecting;
  expect(cluster.listenerCount("ready") + cluster.listenerCount("end")).toBe(0);
});

it("a connection that is given up is waited for no longer", async () => {
  const cluster = fixed();
  const connecting = cluster.connect();
  cluster.emit("end");
  await expect(connecting).rejects.toThrow("Connection is closed.");
});

it("a second error of a node's socket ends nothing", () => {
  const node = Object.assign(new EventEmitter(), { stream: new EventEmitter() });
  fixed().emit("+node", node);
  node.emit("error", new Error("first"));
  expect(() => node.stream.emit("error", new Error("second"))).not.toThrow();
});
