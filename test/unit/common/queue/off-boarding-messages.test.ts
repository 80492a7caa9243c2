import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createOffBoardingMessages, maxTenantsInMessage } from "#common/queue/end-messages.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "../../../support/sealing-key.ts";

const [old, next] = [newSealingKey("old"), newSealingKey("next")];
const clock: { nowMs: number; problem?: string } = { nowMs: 1_000_000 };
const messagesOf = (...ring: SealingKeys) =>
  createOffBoardingMessages(ring, { now: () => clock.nowMs, problem: () => clock.problem });
const tenantIds = [randomUUID(), randomUUID()];

describe("the message that tenants may no longer use the connector", () => {
  test("is believed by everyone who has the key, first in the ring or not, and shows nobody else who they are", () => {
    const message = messagesOf(old).write(tenantIds);
    expect(messagesOf(old).isOne(message)).toBe(true);
    expect(messagesOf(old).read(message)).toEqual(tenantIds);
    expect(messagesOf(next, old).read(message)).toEqual(tenantIds);
    expect(messagesOf(next).read(message)).toBeUndefined();
    for (const id of tenantIds) expect(Buffer.from(message, "base64").toString("latin1") + message).not.toContain(id);
  });

  test("has room for as many as are put into one", () => {
    const many = Array.from({ length: maxTenantsInMessage }, () => randomUUID());
    expect(messagesOf(old).read(messagesOf(old).write(many))).toEqual(many);
  });

  test("is not believed when anything in it was changed, or when it was sealed for something else", () => {
    const message = messagesOf(old).write(tenantIds);
    const [start = "", sealed = ""] = message.split(":");
    const bytes = Buffer.from(sealed, "base64");
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(messagesOf(old).read(`${start}:${changed.toString("base64")}`)).toBeUndefined();
    }
    const cursor = createEnvelope([old], "cursor").seal(
      ["off-boarding", 1],
      Buffer.from(JSON.stringify({ tenantIds })),
    );
    for (const text of ["", start, `${start}:`, `${start}:${cursor.toString("base64")}`, "x".repeat(100_000)]) {
      expect(messagesOf(old).read(text)).toBeUndefined();
    }
  });

  test("is nothing more than a minute before or after it was written, whoever repeats it", () => {
    const message = messagesOf(old).write(tenantIds);
    const writtenMs = clock.nowMs;
    const readAfter = (ms: number) => {
      clock.nowMs = writtenMs + ms;
      return messagesOf(old).read(message);
    };
    expect([-60_001, -60_000, 60_000, 60_001].map(readAfter)).toEqual([[], tenantIds, tenantIds, []]);
  });

  test("is nothing while the time can't be relied on, by which it would be new for ever", () => {
    const message = messagesOf(old).write(tenantIds);
    clock.problem = "Redis' clock stands still";
    expect(messagesOf(old).read(message)).toEqual([]);
    delete clock.problem;
    expect(messagesOf(old).read(message)).toEqual(tenantIds);
  });

  test("of another version is no attack, and is not understood", () => {
    const content = Buffer.from(JSON.stringify({ tenants: tenantIds }));
    const sealed = createEnvelope([old], "off-boarding").seal(["off-boarding", 1], content).toString("base64");
    expect(messagesOf(old).read(`off-boarding:${sealed}`)).toEqual([]);
  });
});
