import { randomUUID } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import type { AssertedCall } from "#common/call.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { callOf, somebody } from "#test/unit/call-fixture.ts";
import { ownRedis } from "#test/unit/own-redis.ts";
import { createTokenSource, createUserTokens, withImpliedScopes } from "#workers/auth/user-tokens.ts";
import { graphToken } from "./obo-fixture.ts";

const { redis } = await ownRedis();

const tokenOf = (accessToken: string) => graphToken([], { accessToken });

test("a person has one token in a minute that isn't from the cache, at whichever worker; others have one", async () => {
  const dropped: string[] = [];
  const keys = [newSealingKey()] as const;
  const worker = () =>
    createUserTokens({
      onBehalfOf: { exchange: async () => tokenOf("t"), drop: ({ call }) => void dropped.push(call.caller.userId) },
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

function sourceOn() {
  const own = { call: callOf("outlook_email_search"), userAssertion: "a" };
  const exchanged: (string | undefined)[] = [];
  const dropped: (string | undefined)[] = [];
  const onBehalfOf = {
    async exchange(_asserted: AssertedCall, claims?: string) {
      exchanged.push(claims);
      return tokenOf(`new-${exchanged.length}`);
    },
    drop: (_asserted: AssertedCall, accessToken?: string) => void dropped.push(accessToken),
  };
  return { exchanged, dropped, getToken: createTokenSource(onBehalfOf, own, tokenOf("first")) };
}

describe("the token of one call", () => {
  it("is the one that the call began with", async () => {
    const { getToken, exchanged } = sourceOn();
    expect((await getToken()).accessToken).toBe("first");
    expect(exchanged).toEqual([]);
  });

  it("is replaced once for all requests that were refused with it, and stays replaced", async () => {
    const { getToken, exchanged, dropped } = sourceOn();
    const refused = { token: tokenOf("first"), claims: '{"x":1}' };
    const replaced = await Promise.all([getToken(refused), getToken(refused), getToken(refused)]);
    expect(new Set(replaced.map(({ accessToken }) => accessToken))).toEqual(new Set(["new-1"]));
    expect((await getToken()).accessToken).toBe("new-1");
    expect(exchanged).toEqual(['{"x":1}']);
    expect(dropped).toEqual(["first"]);
  });

  it("is replaced again when the replacement is refused too", async () => {
    const { getToken, exchanged } = sourceOn();
    await getToken({ token: tokenOf("first") });
    expect((await getToken({ token: tokenOf("new-1") })).accessToken).toBe("new-2");
    expect(exchanged).toEqual([undefined, undefined]);
  });
});
