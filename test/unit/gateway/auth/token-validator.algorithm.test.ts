// T2: algorithm confusion — only RS256 with a published key is accepted, and an invalid header never causes a key
// fetch.

import { constants, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";

import { createSignerKey, goodClaims, hmacToken, signToken } from "./entra-signer.ts";
import { startGuardedServer } from "./guarded-server.ts";

const key = createSignerKey("work-key");
const ecKey = generateKeyPairSync("ec", { namedCurve: "P-256" });
const edKey = generateKeyPairSync("ed25519");
const pem = key.publicKey.export({ type: "spki", format: "pem" });
const der = key.publicKey.export({ type: "spki", format: "der" });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signs with another algorithm than RS256 and says so. */
function signedOtherwise(alg: string, signer: (input: Buffer) => Buffer): string {
  const input = `${encode({ typ: "JWT", alg, kid: key.kid })}.${encode(goodClaims())}`;
  return `${input}.${signer(Buffer.from(input)).toString("base64url")}`;
}

const pss = (bits: number) => (input: Buffer) =>
  sign(`sha${bits}`, input, {
    key: key.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: bits / 8,
  });

const good = signToken(key, goodClaims());
const [goodHeader = "", goodPayload = "", goodSignature = ""] = good.split(".");
const spelled = (alg: unknown) => signToken(key, goodClaims(), { alg });
const withHeader = (header: Record<string, unknown>) => signToken(key, goodClaims(), header);

/** Whatever else is wrong with them, these name an algorithm that is not RS256. */
const badAlgorithms: [string, string][] = [
  ["none without a signature", `${encode({ alg: "none", kid: key.kid })}.${goodPayload}.`],
  ["none with a good signature", spelled("none")],
  ["nOnE", spelled("nOnE")],
  ["HS256 over the public key as PEM", hmacToken(pem, { alg: "HS256", kid: key.kid })],
  ["HS256 over the public key as DER", hmacToken(der, { alg: "HS256", kid: key.kid })],
  ["HS512", hmacToken(pem, { alg: "HS512", kid: key.kid })],
  ["PS256, really signed so", signedOtherwise("PS256", pss(256))],
  ["RS384, really signed so", signedOtherwise("RS384", (input) => sign("sha384", input, key.privateKey))],
  ["RS512, really signed so", signedOtherwise("RS512", (input) => sign("sha512", input, key.privateKey))],
  ["ES256, really signed so", signedOtherwise("ES256", (input) => sign("sha256", input, ecKey.privateKey))],
  ["EdDSA, really signed so", signedOtherwise("EdDSA", (input) => sign(null, input, edKey.privateKey))],
  ["rs256", spelled("rs256")],
  ["RS256 with a space", spelled("RS256 ")],
  ["RS256 with a line end", spelled("RS256\n")],
  ["an empty text", spelled("")],
  ["nothing", spelled(undefined)],
  ["a list", spelled(["RS256"])],
];

/** RS256 and a good signature, but a header that asks for more, or a form that is not that of a signed token. */
const badHeaders: [string, string][] = [
  ["an empty crit", withHeader({ crit: [] })],
  ["a crit that nobody knows", withHeader({ crit: ["exp"], exp: 1 })],
  ["a crit of b64", withHeader({ crit: ["b64"], b64: false })],
  ["b64 false", withHeader({ b64: false })],
  ["b64 true", withHeader({ b64: true })],
  ["a crit that is a text", withHeader({ crit: "exp" })],
  ["zip", withHeader({ zip: "DEF" })],
  ["enc", withHeader({ enc: "A256GCM" })],
  ["a nonce, which only Microsoft's services can undo", withHeader({ nonce: "AQABAAAAAAD" })],
  ["the type of another kind of token", withHeader({ typ: "dpop+jwt" })],
  ["the type of a logout token", withHeader({ typ: "logout+jwt" })],
  ["a type that is a list", withHeader({ typ: ["JWT"] })],
  ["a header that is a list", `${encode(["RS256"])}.${goodPayload}.${goodSignature}`],
  ["a header that is null", `${encode(null)}.${goodPayload}.${goodSignature}`],
  ["a header that is no JSON", `${Buffer.from("RS256").toString("base64url")}.${goodPayload}.${goodSignature}`],
  ["an empty header", `.${goodPayload}.${goodSignature}`],
  ["no signature", `${goodHeader}.${goodPayload}.`],
  ["two parts", `${goodHeader}.${goodPayload}`],
  ["five parts", `${good}.${goodPayload}.${goodSignature}`],
  ["an empty fourth part", `${good}.`],
  ["padding", `${good}==`],
  ["a signature with a stray bit", `${good.slice(0, -1)}${strayBit(good.at(-1) ?? "")}`],
  ["a signature cut short", good.slice(0, -4)],
  ["more than 16 kB", signToken(key, goodClaims({ groups: "g".repeat(16_384) }))],
];

/** The next letter of the alphabet: the same bytes for a decoder that ignores left-over bits. */
function strayBit(letter: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return alphabet[alphabet.indexOf(letter) + 1] ?? "";
}

const server = await startGuardedServer([key]);
// Past the cool-down, so that nothing but the check itself stands between a token and a fetch.
server.state.nowMs += 31_000;

describe("the algorithm of a token", () => {
  const withBadHeaders = badHeaders.map(([what, token]) => [`RS256 with ${what}`, token] as const);

  it.each([...badAlgorithms, ...withBadHeaders])("refuses %s", async (_, token) => {
    const before = { ...server.state };
    expect(await server.call(token)).toMatchObject({ status: 401 });
    expect(server.state).toEqual(before);
  });

  it("fetches no key for a bad algorithm even when the key id is unknown", async () => {
    const before = server.state.keySetFetches;
    for (const [index, alg] of ["none", "HS256", "PS256", "ES256", "rs256"].entries()) {
      await server.call(signToken(key, goodClaims(), { alg, kid: `unknown-${index}` }));
    }
    expect(server.state.keySetFetches).toBe(before);
  });

  it("lets the types pass that Entra and RFC 9068 give to access tokens", async () => {
    for (const typ of ["JWT", "jwt", "at+jwt", undefined]) {
      expect(await server.call(signToken(key, goodClaims(), { typ }))).toMatchObject({ status: 200 });
    }
  });

  it("lets a good token pass after all of that", async () => {
    expect(await server.call(good)).toMatchObject({ status: 200 });
  });
});
