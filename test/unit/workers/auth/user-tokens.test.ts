import { randomUUID } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { callOf, somebody } from "#test/unit/call-fixture.ts";
import { ownRedis } from "#test/unit/own-redis.ts";
import { createUserTokens, withImpliedScopes } from "#workers/auth/user-tokens.ts";

const { redis } = await ownRedis();

test("a person has one token in a minute that isn't from the cache, at whichever worker; others have one", async () => {
  const dropped: string[] = [];
  const keys = [newSealingKey()] as const;
  const token = { accessToken: "t", scopes: new Set<string>(), expiresAtMs: 0, usableUntilMs: 0, person: {} };
  const worker = () =>
    createUserTokens({
      onBehalfOf: { exchange: async () => token, drop: ({ call }) => void dropped.push(call.caller.userId) },
      redis,
      keys,
    });
  const askedBy = (userId: string) => ({
    call: callOf("tool", { caller: { ...somebody, userId } }),
    userAssertion: "a",
  });
  const [one, other] = [randomUUID(), randomUUID()];
  const [first, second] = [worker(), worker()];
  expect(await first.exchangeAfresh(askedBy(one))).toMatchObject({ accessToken: "t" });
  expect(await first.exchangeAfresh(askedBy(one))).toBeUndefined();
  expect(await second.exchangeAfresh(askedBy(one))).toBeUndefined();
  expect(await second.exchangeAfresh(askedBy(other))).toMatchObject({ accessToken: "t" });
  expect(dropped).toEqual([one, other]);
  const leftMs = await Promise.all((await redis.keys("{m365}:afresh:*")).map((name) => redis.pttl(name)));
  expect(leftMs.map((ms) => Math.ceil(ms / 60_000))).toEqual([1, 1]);
});

describe("a broader permission", () => {
  // proves M27
  it.each([
    ["Mail.ReadWrite", ["Mail.Read", "Mail.ReadBasic"]],
    ["Mail.Read", ["Mail.ReadBasic"]],
    ["Calendars.ReadWrite", ["Calendars.Read", "Calendars.ReadBasic"]],
    ["Chat.ReadWrite", ["Chat.Read", "Chat.ReadBasic"]],
  ])("%s is enough where a narrower one is asked for", (granted, implied) => {
    expect([...withImpliedScopes(new Set([granted]))]).toEqual(expect.arrayContaining([granted, ...implied]));
  });

  it("is never given by a narrower one", () => {
    expect(withImpliedScopes(new Set(["Mail.ReadBasic", "Chat.ReadBasic"]))).toEqual(
      new Set(["Mail.ReadBasic", "Chat.ReadBasic", "ChatMember.Read"]),
    );
  });

  it("is no name that every object has", () => {
    expect(withImpliedScopes(new Set(["constructor"]))).toEqual(new Set(["constructor"]));
  });
});
