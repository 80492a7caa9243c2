// T8: invalid lifetimes — whole seconds only, 60 s of clock skew, and no longer lifetime than Entra's; checked at every
// use.

import { beforeEach, describe, expect, it } from "vitest";

import { createSignerKey, goodClaims, signToken, testTime } from "./entra-signer.ts";
import { type GuardedServer, startGuardedServer } from "./guarded-server.ts";

const key = createSignerKey("work-key");
const names = ["exp", "nbf", "iat"];
const badValues: [string, unknown][] = [
  ["a fraction", testTime + 0.5],
  ["a text", String(testTime + 60)],
  ["negative", -1],
  ["2 to the 53rd", 2 ** 53],
  ["null", null],
  ["missing", undefined],
  ["a list", [testTime + 60]],
];
const cases = names.flatMap((name) => badValues.map(([title, value]) => [name, title, value] as const));

describe("the times of a token", () => {
  let server: GuardedServer;
  beforeEach(async () => {
    server = await startGuardedServer([key]);
  });
  const status = async (claims: Record<string, unknown>) =>
    (await server.call(signToken(key, goodClaims(claims)))).status;

  it.each(cases)("refuses %s that is %s", async (name, _, value) => {
    expect(await status({ [name]: value })).toBe(401);
    expect(await server.refusals()).toEqual({ timestamps: 1 });
    expect(server.state.served).toBe(0);
  });

  it("accepts 59 s past the expiry and refuses from 60 s on", async () => {
    const old = { iat: testTime - 4500, nbf: testTime - 4500 };
    expect(await status({ ...old, exp: testTime - 59 })).toBe(200);
    expect(await status({ ...old, exp: testTime - 60 })).toBe(401);
    expect(await status({ ...old, exp: testTime - 61 })).toBe(401);
    expect(await server.refusals()).toEqual({ expired: 2 });
  });

  it.each(["nbf", "iat"])("accepts %s 60 s ahead and refuses 61 s", async (name) => {
    expect(await status({ [name]: testTime + 59 })).toBe(200);
    expect(await status({ [name]: testTime + 60 })).toBe(200);
    expect(await status({ [name]: testTime + 61 })).toBe(401);
    expect(await server.refusals()).toEqual({ not_yet_valid: 1 });
  });

  it.each([
    ["milliseconds", { exp: (testTime + 4500) * 1000 }],
    ["49 hours ahead", { exp: testTime + 49 * 3600 }],
    ["a life of 49 hours that ends soon", { iat: testTime - 48 * 3600, nbf: testTime, exp: testTime + 3600 }],
    ["an end before the beginning", { exp: testTime - 30, nbf: testTime }],
    ["an end at the beginning", { exp: testTime, nbf: testTime }],
  ])("refuses %s", async (_, claims) => {
    expect(await status(claims)).toBe(401);
    expect(await server.refusals()).toEqual({ timestamps: 1 });
  });

  it("accepts the 28 hours of a token with continuous access evaluation", async () => {
    expect(await status({ exp: testTime + 28 * 3600 })).toBe(200);
  });

  it("refuses a token that it knows as soon as it has expired", async () => {
    const token = signToken(key, goodClaims({ exp: testTime + 10 }));
    expect((await server.call(token)).status).toBe(200);
    server.state.nowMs += 69_000;
    expect((await server.call(token)).status).toBe(200);
    server.state.nowMs += 1_000;
    expect((await server.call(token)).status).toBe(401);
  });

  it("refuses a token that it knows when its own clock was set back before the beginning", async () => {
    const token = signToken(key, goodClaims());
    expect((await server.call(token)).status).toBe(200);
    server.state.nowMs -= 61_000;
    expect((await server.call(token)).status).toBe(401);
  });
});
