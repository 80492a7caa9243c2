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
