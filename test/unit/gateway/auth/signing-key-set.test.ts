import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";

import { readSigningKeySet } from "#gateway/auth/signing-keys.ts";

import { anyTenant, createSignerKey, personalTenant } from "./entra-signer.ts";

const key = createSignerKey("work-key");
const other = createSignerKey("other-key");
const short = createSignerKey("short-key", anyTenant, 1024);
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const personal = `https://login.microsoftonline.com/${personalTenant}/v2.0`;
const padded = (modulus: unknown) =>
  Buffer.concat([Buffer.alloc(128), Buffer.from(String(modulus), "base64url")]).toString("base64url");
const read = (...keys: unknown[]) => readSigningKeySet(JSON.stringify({ keys }));

describe("a key set", () => {
  it("keeps each key's issuer", async () => {
    const set = await read(key.jwk, { ...other.jwk, issuer: personal });
    expect([...set].map(([kid, { issuers }]) => [kid, issuers])).toEqual([
      ["work-key", [anyTenant]],
      ["other-key", [personal]],
    ]);
  });

  it("keeps all issuers of a key that is listed more than once", async () => {
    const set = await read(key.jwk, { ...key.jwk, issuer: personal });
    expect(set.get("work-key")?.issuers).toEqual([anyTenant, personal]);
  });

  it("uses neither of two different keys under one id", async () => {
    const set = await read(key.jwk, { ...other.jwk, kid: "work-key" }, other.jwk);
    expect([...set.keys()]).toEqual(["other-key"]);
  });

  it.each([
    ["for encryption", { ...other.jwk, use: "enc" }],
    ["for no stated use", { ...other.jwk, use: undefined }],
    ["of another algorithm", { ...other.jwk, alg: "RS512" }],
    ["of 1024 bits", short.jwk],
    ["of 1024 bits that zeros make look like 2048", { ...short.jwk, n: padded(short.jwk.n) }],
    ["on a curve", { ...elliptic, kid: "ec", use: "sig", issuer: anyTenant }],
    ["that is a secret", { kty: "oct", k: "c2VjcmV0", kid: "oct", use: "sig", issuer: anyTenant }],
    ["without an issuer", { ...other.jwk, issuer: undefined }],
    ["without an id", { ...other.jwk, kid: undefined }],
    ["with an id that no token may name", { ...other.jwk, kid: "../other" }],
    ["without an exponent", { ...other.jwk, e: undefined }],
    ["with the exponent 3", { ...other.jwk, e: "Aw" }],
    ["that is not an object", "key"],
  ])("leaves out a key %s, and keeps the others", async (_, bad) => {
    expect([...(await read(bad, key.jwk)).keys()]).toEqual(["work-key"]);
  });

  it("takes no private part and no certificate from the set", async () => {
    const set = await read({ ...key.privateKey.export({ format: "jwk" }), ...key.jwk, x5c: ["!"], x5u: "https://x" });
    expect(set.get("work-key")?.key).toMatchObject({ type: "public", extractable: true });
  });

  it.each([
    ["nothing", ""],
    ["HTML", "<html></html>"],
    ["a list", "[]"],
    ["no keys", "{}"],
    ["keys that are not a list", '{"keys":{}}'],
    ["an empty list", '{"keys":[]}'],
    ["201 keys", JSON.stringify({ keys: Array(201).fill(key.jwk) })],
  ])("is refused when it is %s", async (_, text) => {
    await expect(readSigningKeySet(text)).rejects.toThrow();
  });
});
