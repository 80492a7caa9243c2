import { beforeEach, describe, expect, it } from "vitest";
import { openObo, ownTenant } from "#test/unit/own-tenant.ts";
import type { OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { asserted, type SignedIn, signIn } from "./obo-fixture.ts";

const { tenant, userIds } = await ownTenant();
const [anna, bodil] = [await signIn(tenant, userIds[0]), await signIn(tenant, userIds[1])];
let obo: OnBehalfOf;
let nowMs: number;

const open = async (cacheMaxSeconds: number) => (await openObo(tenant, { cacheMaxSeconds, now: () => nowMs })).obo;
const factsOf = async (person: SignedIn) => (await obo.exchange(asserted(person))).person;

beforeEach(async () => {
  nowMs = Date.now();
  obo = await open(60);
  (await factsOf(anna)).timeZone = "Asia/Tokyo";
});

describe("what is known of a person", () => {
  it("is nobody else's, nor another sign-in's of the same person", async () => {
    expect(await factsOf(bodil)).toEqual({});
    expect(await factsOf(await signIn(tenant, anna.caller.userId))).toEqual({});
  });

  it.each([
    ["with the token's time", () => (nowMs += 61_000)],
    ["when the token is dropped, as after a refusal by Graph", () => obo.drop(asserted(anna))],
  ])("is there at the person's next call, and ends %s", async (_when, end) => {
    expect(await factsOf(anna)).toEqual({ timeZone: "Asia/Tokyo" });
    end();
    expect(await factsOf(anna)).toEqual({});
  });

  it("is known to no second call when no token may be kept", async () => {
    obo = await open(0);
    (await factsOf(anna)).timeZone = "Asia/Tokyo";
    expect(await factsOf(anna)).toEqual({});
  });
});
