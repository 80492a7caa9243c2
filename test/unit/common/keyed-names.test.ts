import { createHmac, createSecretKey } from "node:crypto";
import { expect, it } from "vitest";
import { createKeyedNames } from "#common/keyed-names.ts";

const secret = Buffer.alloc(32, 7);

it("gives each text the HMAC that it has without us, also after more texts than are kept", () => {
  const nameOf = createKeyedNames(createSecretKey(secret));
  const texts = Array.from({ length: 20_001 }, (_unused, index) => `user ${index}`);
  const names = texts.map(nameOf);
  expect(nameOf("user 0")).toBe(names[0]);
  expect(names[0]).toBe(createHmac("sha256", secret).update("user 0").digest("base64url"));
  expect(new Set(names).size).toBe(texts.length);
});

it("gives names that another key does not give", () => {
  const [one, other] = [secret, Buffer.alloc(32, 8)].map((bytes) => createKeyedNames(createSecretKey(bytes)));
  expect(one?.("user")).not.toBe(other?.("user"));
});

it("forgets the names of a tenant that left, and gives the same ones again", () => {
  const nameOf = createKeyedNames(createSecretKey(secret));
  const [one, other] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
  const name = nameOf(`${one}:user`);
  nameOf(other);
  expect(nameOf.forget(new Set([one]))).toBe(1);
  expect(nameOf.forget(new Set([one]))).toBe(0);
  expect(nameOf(`${one}:user`)).toBe(name);
});
