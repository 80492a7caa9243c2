// T3: key injection — the key ID selects a published key and nothing else; a flood of unknown IDs causes one fetch in
// 30 s.

import { beforeEach, describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";

import { createSignerKey, goodClaims, signToken } from "./entra-signer.ts";
import { type GuardedServer, startGuardedServer } from "./guarded-server.ts";

const key = createSignerKey("work-key");
const attacker = createSignerKey("attacker-key");

const hostileKeyIds: [string, unknown][] = [
  ["a path", "../../etc/passwd"],
  ["a path to an empty file", "/dev/null"],
  ["a NUL", "work-key\u0000"],
  ["a line end", "work-key\r\nX-Evil: 1"],
  ["a space", "work-key "],
  ["129 letters", "k".repeat(129)],
  ["nothing", undefined],
  ["an empty text", ""],
  ["a list of our key", ["work-key"]],
  ["an object", { kid: "work-key" }],
];

/** These could be keys that Entra added, so they may be looked for, once. */
const unknownKeyIds = ["__proto__", "constructor", "hasOwnProperty", "WORK-KEY", "k".repeat(128)];

const broughtKeys: [string, Record<string, unknown>][] = [
  ["jku", { jku: "https://attacker.example/keys" }],
  ["x5u", { x5u: "https://attacker.example/cert" }],
  ["x5c", { x5c: ["MIIB"] }],
  ["jwk", { jwk: attacker.jwk }],
];

describe("the key of a token", () => {
  let server: GuardedServer;
  beforeEach(async () => {
    server = await startGuardedServer([key]);
  });

  it.each(hostileKeyIds)("refuses a key id that is %s, without looking for it", async (_, kid) => {
    server.state.nowMs += 31_000;
    expect(await server.call(signToken(attacker, goodClaims(), { kid }))).toMatchObject({ status: 401 });
    expect(server.state).toMatchObject({ served: 0, keySetFetches: 1 });
  });

  it.each(unknownKeyIds)("refuses the key id %s after looking for it once", async (kid) => {
    server.state.nowMs += 31_000;
    for (let times = 0; times < 3; times += 1) {
      expect(await server.call(signToken(attacker, goodClaims(), { kid }))).toMatchObject({ status: 401 });
    }
    expect(server.state).toMatchObject({ served: 0, keySetFetches: 2 });
    expect(await server.refusals()).toEqual({ unknown_key: 3 });
  });

  it.each(broughtKeys)("refuses a token that brings its key by %s, whoever signed it", async (_, header) => {
    server.state.nowMs += 31_000;
    for (const signer of [attacker, key]) {
      const token = signToken(signer, goodClaims(), { kid: key.kid, ...header });
      expect(await server.call(token)).toMatchObject({ status: 401 });
    }
    expect(server.state).toMatchObject({ served: 0, keySetFetches: 1 });
  });

  it("refuses a signature of another key under a published id", async () => {
    expect(await server.call(signToken(attacker, goodClaims(), { kid: key.kid }))).toMatchObject({ status: 401 });
    expect(await server.refusals()).toEqual({ signature: 1 });
  });

  const windows = 5;
  const perWindow = runs(2_000);
  // proves A27
  it(`fetches once in 30 s for ${windows * perWindow} unknown ids, and lets good tokens pass meanwhile`, async () => {
    const [header = "", ...rest] = signToken(attacker, goodClaims()).split(".");
    const withKeyId = (kid: string) => {
      const changed = { ...JSON.parse(Buffer.from(header, "base64url").toString()), kid };
      return [Buffer.from(JSON.stringify(changed)).toString("base64url"), ...rest].join(".");
    };
    for (let window = 0; window < windows; window += 1) {
      server.state.nowMs += 30_000;
      const flood = Array.from({ length: perWindow }, (_, index) =>
        server.call(withKeyId(`unknown-${window}-${index}`)),
      );
      const good = Array.from({ length: 20 }, (_, index) => {
        return server.call(signToken(key, goodClaims({ uti: `${window}-${index}` })));
      });
      const [floodAnswers, goodAnswers] = await Promise.all([Promise.all(flood), Promise.all(good)]);
      expect(new Set(floodAnswers.map(({ status }) => status))).toEqual(new Set([401]));
      expect(new Set(goodAnswers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(server.state.keySetFetches).toBe(1 + window + 1);
    }
    expect(await server.refusals()).toEqual({ unknown_key: windows * perWindow });
  });

  it("accepts a key that Entra added, with one fetch for all the tokens that it signed", async () => {
    const added = createSignerKey("added-key");
    server.state.keys = [key, added];
    server.state.nowMs += 31_000;
    const tokens = Array.from({ length: 50 }, (_, index) => signToken(added, goodClaims({ uti: String(index) })));
    const answers = await Promise.all(tokens.map(server.call));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(server.state.keySetFetches).toBe(2);
  });

  it("refuses a key that Entra withdrew once it has seen the new set", async () => {
    const next = createSignerKey("next-key");
    const token = signToken(key, goodClaims());
    expect(await server.call(token)).toMatchObject({ status: 200 });
    server.state.keys = [next];
    server.state.nowMs += 61_000;
    expect(await server.call(signToken(next, goodClaims()))).toMatchObject({ status: 200 });
    expect(await server.call(token)).toMatchObject({ status: 401 });
  });

  it("keeps answering good tokens while the keys can't be fetched, and says so to the others", async () => {
    server.state.keySetFails = true;
    server.state.nowMs += 61_000;
    expect(await server.call(signToken(attacker, goodClaims()))).toMatchObject({ status: 503 });
    expect(await server.call(signToken(key, goodClaims()))).toMatchObject({ status: 200 });
  });
});
