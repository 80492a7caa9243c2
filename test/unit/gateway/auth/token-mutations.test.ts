import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { createSignerKey, goodClaims, signToken } from "./entra-signer.ts";
import { startGuardedServer } from "./guarded-server.ts";

const key = createSignerKey("work-key");
const attacker = createSignerKey("attacker-key");
const good = signToken(key, goodClaims());
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %\n\u0000é";

/** Claims that decide nothing: whatever they hold, they neither let a token in nor keep it out. */
const idleClaims = ["aio", "rh", "sub", "uti", "name", "preferred_username", "azpacr", "sid"];
const decidingClaims = ["aud", "iss", "iat", "nbf", "exp", "azp", "oid", "scp", "tid", "ver", "idtyp"];
const anyJson = fc.jsonValue({ maxDepth: 2 });

const server = await startGuardedServer([key]);

describe("mutations of a good token", () => {
  const isAccepted = async (token: string) => (await server.validator.validate(token)).ok;

  it("start from a token that is good", async () => {
    expect(await isAccepted(good)).toBe(true);
  });

  it("are refused when any letter is another one", async () => {
    const position = fc.nat(good.length - 1);
    const letter = fc.constantFrom(...alphabet);
    await fc.assert(
      fc.asyncProperty(position, letter, async (at, other) => {
        fc.pre(good[at] !== other);
        return !(await isAccepted(`${good.slice(0, at)}${other}${good.slice(at + 1)}`));
      }),
      { numRuns: runs(2_000) },
    );
  });

  it("are refused when a deciding claim holds any other value, although the signature is good", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...decidingClaims), anyJson, async (name, value) => {
        const claims = goodClaims();
        fc.pre(JSON.stringify(claims[name]) !== JSON.stringify(value));
        return !(await isAccepted(signToken(key, { ...claims, [name]: value })));
      }),
      { numRuns: runs(2_000) },
    );
  });

  it("are refused when the payload is any other JSON, although the signature is good", async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (payload) => !(await isAccepted(signToken(key, JSON.stringify(payload))))),
      { numRuns: runs(1_000) },
    );
  });

  it("are accepted when only claims differ that decide nothing, as the same caller", async () => {
    /** The domain is a hint for showing, the token id one for auditors. */
    const identity = async (token: string) => {
      const verdict = await server.validator.validate(token);
      return verdict.ok
        ? { ...verdict, caller: { ...verdict.caller, domain: undefined, tokenId: undefined } }
        : verdict;
    };
    const expected = await identity(good);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...idleClaims), anyJson, async (name, value) => {
        expect(await identity(signToken(key, { ...goodClaims(), [name]: value }))).toEqual(expected);
      }),
      { numRuns: runs(1_000) },
    );
  });

  it("are refused for every header that a stranger's key signs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), anyJson, { maxKeys: 4 }), async (header) => {
        return !(await isAccepted(signToken(attacker, goodClaims(), { ...header, kid: "work-key" })));
      }),
      { numRuns: runs(1_000) },
    );
  });
});
