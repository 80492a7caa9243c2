import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEndMessages } from "#common/queue/end-messages.ts";
import type { SealingKeys } from "#common/settings.ts";
import { binaryText } from "#test/support/binary-text.ts";
import { newSealingKey } from "../../../support/sealing-key.ts";

const [old, next] = [newSealingKey("old"), newSealingKey("next")];
const ring: SealingKeys = [old];

describe("the message that requests have ended", () => {
  test("is accepted by everyone who has the key, first in the ring or not", () => {
    const requestIds = [randomUUID(), randomUUID(), randomUUID()];
    const message = createEndMessages(ring).write(requestIds);
    expect(createEndMessages(ring).read(message)).toEqual(requestIds);
    expect(createEndMessages([next, old]).read(message)).toEqual(requestIds);
    expect(createEndMessages([next]).read(message)).toEqual([]);
  });

  test("is not read beyond a thousand requests, whoever wrote it", () => {
    const endMessages = createEndMessages(ring);
    const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
    expect(endMessages.read(endMessages.write(ids(1_000)))).toHaveLength(1_000);
    expect(endMessages.read(endMessages.write(ids(1_100)))).toEqual([]);
  });

  test("is not accepted for another request", () => {
    const endMessages = createEndMessages(ring);
    const requestId = randomUUID();
    const [, proof] = endMessages.write([requestId]).split(".");
    expect(endMessages.read(`${randomUUID()}.${proof}`)).toEqual([]);
    expect(endMessages.read(`${requestId},${randomUUID()}.${proof}`)).toEqual([]);
  });

  test("is not accepted when anything in it was changed", () => {
    const endMessages = createEndMessages(ring);
    const message = endMessages.write([randomUUID(), randomUUID()]);
    fc.assert(
      fc.property(fc.nat(message.length - 1), binaryText({ minLength: 1, maxLength: 1 }), (at, other) => {
        fc.pre(message[at] !== other);
        expect(endMessages.read(message.slice(0, at) + other + message.slice(at + 1))).toEqual([]);
      }),
    );
  });

  test("is not accepted when a character is replaced by another with the same last byte", () => {
    const endMessages = createEndMessages(ring);
    const message = endMessages.write([randomUUID()]);
    const last = message.length - 1;
    expect(endMessages.read(message.slice(0, last) + String.fromCharCode(0xb300 + message.charCodeAt(last)))).toEqual(
      [],
    );
  });

  test("is parsed from any text without an exception", () => {
    const endMessages = createEndMessages(ring);
    fc.assert(fc.property(binaryText({ maxLength: 200 }), (text) => endMessages.read(text).length === 0));
    expect(endMessages.read("é".repeat(80))).toEqual([]);
  });
});
