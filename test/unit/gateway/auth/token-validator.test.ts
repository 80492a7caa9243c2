import { describe, expect, it } from "vitest";
import { createVerifiedTokenCache, type TokenValidation } from "#gateway/auth/token-validator.ts";
import { somebody } from "#test/unit/call-fixture.ts";
import { tenant, testTime } from "./entra-signer.ts";

const accepted: TokenValidation = {
  ok: true,
  notBeforeSeconds: testTime,
  isGuest: false,
  isAgent: false,
  isAdmin: false,
  caller: { ...somebody, tenantId: tenant, expiresAtSeconds: testTime + 4500 },
};
const refused: TokenValidation = { ok: false, refusal: { reason: "signature" } };

/** A validator that accepts tokens beginning with "good", when the test lets it answer. */
function build() {
  const state = { nowMs: testTime * 1000, checks: 0, isEnabled: true, gate: Promise.resolve() };
  const validator = {
    async validate(token: string) {
      state.checks += 1;
      await state.gate;
      if (token === "broken") throw new Error("a bug");
      return token.startsWith("good") ? accepted : refused;
    },
  };
  return {
    state,
    cache: createVerifiedTokenCache({ validator, isEnabled: () => state.isEnabled, now: () => state.nowMs }),
  };
}

describe("the cache of verified tokens", () => {
  it("checks a good token once in 60 s", async () => {
    const { cache, state } = build();
    for (const elapsedMs of [0, 30_000, 29_999]) {
      state.nowMs += elapsedMs;
      expect(await cache.validate("good")).toEqual(accepted);
    }
    expect(state.checks).toBe(1);
    state.nowMs += 1;
    await cache.validate("good");
    expect(state.checks).toBe(2);
  });

  it("checks a token again that is used past its expiry or before its beginning", async () => {
    for (const nowSeconds of [testTime + 4500 + 60, testTime - 61]) {
      const { cache, state } = build();
      state.nowMs = (testTime + 4500) * 1000;
      await cache.validate("good");
      state.nowMs = nowSeconds * 1000;
      await cache.validate("good");
      expect(state.checks).toBe(2);
    }
  });

  it("checks a token once for all requests that bring it at the same time", async () => {
    const { cache, state } = build();
    const gate = Promise.withResolvers<void>();
    state.gate = gate.promise;
    const answers = ["good", "bad"].flatMap((token) => Array.from({ length: 100 }, () => cache.validate(token)));
    gate.resolve();
    const verdicts = await Promise.all(answers);
    expect(verdicts.filter(({ ok }) => ok)).toHaveLength(100);
    expect(state.checks).toBe(2);
  });

  it("does not remember refusals", async () => {
    const { cache, state } = build();
    await cache.validate("bad");
    await cache.validate("bad");
    expect(state.checks).toBe(2);
  });

  it("keeps good tokens under a flood of more bad ones than it has room for", async () => {
    const { cache, state } = build();
    await cache.validate("good");
    for (let index = 0; index < 25_000; index += 1) await cache.validate(`bad ${index}`);
    const before = state.checks;
    expect(await cache.validate("good")).toEqual(accepted);
    expect(state.checks).toBe(before);
  });

  it("forgets the oldest of too many good tokens, and only those", async () => {
    const { cache, state } = build();
    for (let index = 0; index <= 20_000; index += 1) await cache.validate(`good ${index}`);
    const before = state.checks;
    await cache.validate("good 20000");
    expect(state.checks).toBe(before);
    await cache.validate("good 0");
    expect(state.checks).toBe(before + 1);
  });

  it("forgets the tokens of a tenant that may not call any more, and keeps none of it until it may again", async () => {
    const { cache, state } = build();
    await cache.validate("good");
    expect(cache.forget(new Set(["99999999-9999-4999-8999-999999999999"]))).toBe(0);
    expect(cache.forget(new Set([tenant]))).toBe(1);
    state.isEnabled = false;
    await cache.validate("good");
    await cache.validate("good");
    expect(state.checks).toBe(3);
    expect(cache.forget(new Set([tenant]))).toBe(0);
    state.isEnabled = true;
    await cache.validate("good");
    await cache.validate("good");
    expect(state.checks).toBe(4);
  });

  it("gives a failed check to those who waited for it and to nobody after", async () => {
    const { cache, state } = build();
    const both = await Promise.allSettled([cache.validate("broken"), cache.validate("broken")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(state.checks).toBe(1);
    await expect(cache.validate("broken")).rejects.toThrow("a bug");
    expect(state.checks).toBe(2);
  });
});
