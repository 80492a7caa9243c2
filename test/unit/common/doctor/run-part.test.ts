import { describe, expect, test } from "vitest";
import { compareParts, type PartReport } from "#common/doctor/run-part.ts";

type Shared = PartReport["shared"];

const right: Shared = {
  app: "a",
  entra: "https://login.example",
  sealing: ["k1:01020304"],
  redis: "run",
  ops: "127.0.0.1:9464",
};
const workers: Shared = { ...right, ops: "127.0.0.1:9465" };
const of = (shared: Shared): PartReport => ({ results: [], shared });
const wrongIn = (gateway: Shared, other: Shared) =>
  compareParts(of(gateway), of(other)).flatMap(({ check, state }) => (state === "ok" ? [] : [check]));

describe("a gateway and its workers", () => {
  test("fit together", () => {
    expect(compareParts(of(right), of(workers)).map(({ state }) => state)).toEqual(Array(5).fill("ok"));
  });

  test.each<[string, Partial<Shared>]>([
    ["same app", { app: "b" }],
    ["same entra", { entra: "https://login.other.example" }],
    ["same redis", { redis: "another run" }],
    ["same sealing keys", { sealing: ["k1:ffffffff"] }],
    ["own ops ports", { ops: "127.0.0.1:9464" }],
  ])("don't where %s is wrong, which alone is named", (check, spoilt) => {
    expect(wrongIn(right, { ...workers, ...spoilt })).toEqual([check]);
  });

  test("fit while a key is replaced, as long as each opens what the other seals", () => {
    const [old, next] = ["k1:01020304", "k2:05060708"];
    expect(wrongIn({ ...right, sealing: [next, old] }, { ...workers, sealing: [old, next] })).toEqual([]);
    expect(wrongIn({ ...right, sealing: [next, old] }, { ...workers, sealing: [old] })).toEqual(["same sealing keys"]);
    expect(wrongIn({ ...right, sealing: [old] }, { ...workers, sealing: [next, old] })).toEqual(["same sealing keys"]);
  });

  test("are not compared in what one of them could not say", () => {
    expect(compareParts(of(right), of({}))).toEqual([]);
  });
});
