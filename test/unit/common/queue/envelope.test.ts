import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEnvelope } from "#common/queue/envelope.ts";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";

const ring: SealingKeys = [newSealingKey("a"), newSealingKey("b")];
const context = ["job", 1, "request", true];
const plaintext = Buffer.from("what nobody else may read");

describe("envelope", () => {
  test("opens what it sealed for the same purpose and context", () => {
    const sealed = createEnvelope(ring, "r1").seal(context, plaintext);
    expect(createEnvelope(ring, "r1").open(context, sealed)).toEqual(plaintext);
  });

  test("seals the same text differently each time", () => {
    const envelope = createEnvelope(ring, "r1");
    expect(envelope.seal(context, plaintext).equals(envelope.seal(context, plaintext))).toBe(false);
  });

  test("does not open for another purpose, context or ring", () => {
    const sealed = createEnvelope(ring, "r1").seal(context, plaintext);
    expect(createEnvelope(ring, "r2").open(context, sealed)).toBeUndefined();
    expect(createEnvelope(ring, "r1").open(["job", 1, "request", false], sealed)).toBeUndefined();
    expect(createEnvelope(ring, "r1").open(["job", "1", "request", true], sealed)).toBeUndefined();
    expect(createEnvelope([newSealingKey("a")], "r1").open(context, sealed)).toBeUndefined();
  });

  test("opens with any key of the ring, so that keys can be rotated", () => {
    const [first, second] = ring;
    if (second === undefined) throw new Error("the ring has two keys");
    const sealedBefore = createEnvelope([first], "r1").seal(context, plaintext);
    expect(createEnvelope([second, first], "r1").open(context, sealedBefore)).toEqual(plaintext);
  });

  test("never opens bytes that were changed anywhere", () => {
    const envelope = createEnvelope(ring, "r1");
    const sealed = envelope.seal(context, plaintext);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (position, change) => {
        const changed = Buffer.from(sealed);
        changed[position] = (changed[position] ?? 0) ^ change;
        return envelope.open(context, changed) === undefined;
      }),
    );
  });

  test("never throws on arbitrary bytes", () => {
    const envelope = createEnvelope(ring, "r1");
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => envelope.open(context, bytes) === undefined));
  });
});
