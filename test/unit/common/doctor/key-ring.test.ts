import { expect, test } from "vitest";
import { keyPrints, keyRingFinding } from "#common/doctor/shared-checks.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";

test("keys are told apart by prints that tell nothing of them", () => {
  const [one, other] = [newSealingKey("k1"), newSealingKey("k2")];
  const [first = "", second = ""] = keyPrints([one, other]);
  expect(first).toMatch(/^k1:[0-9a-f]{8}$/);
  expect(keyPrints([{ id: "again", key: one.key }])).toEqual([first.replace("k1", "again")]);
  expect(second.slice(3)).not.toBe(first.slice(3));
  expect(one.key.export().toString("hex")).not.toContain(first.slice(3));
  expect(keyRingFinding([one, other]).says).toBe(`${first} encrypts; ${second} only for decryption`);
});
