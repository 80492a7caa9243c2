import { describe, expect, it } from "vitest";
import type { AssertedCall } from "#common/call.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import type { GraphToken } from "#workers/auth/on-behalf-of.ts";
import { createTokenSource } from "#workers/auth/user-tokens.ts";

const tokenOf = (accessToken: string): GraphToken => ({
  accessToken,
  scopes: new Set(),
  expiresAtMs: 0,
  usableUntilMs: 0,
  person: {},
});
const asserted = { call: callOf("outlook_email_search"), userAssertion: "a" };

function sourceOn() {
  const exchanged: (string | undefined)[] = [];
  const dropped: (string | undefined)[] = [];
  const onBehalfOf = {
    async exchange(_asserted: AssertedCall, claims?: string) {
      exchanged.push(claims);
      return tokenOf(`new-${exchanged.length}`);
    },
    drop: (_asserted: AssertedCall, accessToken?: string) => void dropped.push(accessToken),
  };
  return { exchanged, dropped, getToken: createTokenSource(onBehalfOf, asserted, tokenOf("first")) };
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
