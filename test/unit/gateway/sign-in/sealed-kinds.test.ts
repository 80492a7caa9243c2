import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SealingKeys } from "#common/settings.ts";
import { bytes, createKind, entraToken } from "#gateway/sign-in/sealed/kind.ts";
import { createSealedKinds } from "#gateway/sign-in/sealed/sealed-kinds.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { publicUrl, startTime, tenantId } from "./sign-in-gateway.ts";

const [one, two] = [newSealingKey("one"), newSealingKey("two")];
const kindsOf = (keys: SealingKeys, url = publicUrl) =>
  createSealedKinds({ keys, publicUrl: url, now: () => startTime });
const kinds = kindsOf([one]);
const secret = () => randomBytes(32).toString("base64url");

const transaction = {
  tenantId,
  clientHash: randomBytes(32),
  redirectUri: "http://localhost:1/callback",
  state: "st",
  challenge: secret(),
  claims: undefined,
  prompt: "login",
};
const flow = { ...transaction, verifier: secret() };
const code = {
  tenantId: undefined,
  clientHash: randomBytes(32),
  redirectHash: randomBytes(32),
  challenge: secret(),
  verifier: secret(),
  entraCode: "1.AX.code",
};
const refresh = {
  tenantId,
  clientHash: randomBytes(32),
  entraToken: "1.AX.refresh",
  personHash: randomBytes(32),
  tenantHash: randomBytes(32),
  redirectUri: "http://localhost:1/cb",
};

const sealed = {
  ticket: kinds.ticket.seal(transaction, "binding"),
  flow: kinds.flow.seal(flow, "binding"),
  code: kinds.code.seal(code),
  refresh: kinds.refresh.seal(refresh),
};
const open = {
  ticket: (text: string, from = kinds) => from.ticket.open(text, "binding"),
  flow: (text: string, from = kinds) => from.flow.open(text, "binding"),
  code: (text: string, from = kinds) => from.code.open(text),
  refresh: (text: string, from = kinds) => from.refresh.open(text),
};
const contents = { ticket: transaction, flow, code, refresh };
type Name = keyof typeof sealed;
const names = Object.keys(sealed) as Name[];

describe.each(names)("a sealed %s", (name) => {
  it("is opened as it was", () => {
    expect(open[name](sealed[name])).toEqual(contents[name]);
  });

  it("opens as nothing else", () => {
    for (const other of names) if (other !== name) expect(open[other](sealed[name])).toBeUndefined();
  });

  it("is refused with any one bit changed, and in any other writing", () => {
    const bytes = Buffer.from(sealed[name], "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(open[name](changed.toString("base64url"))).toBeUndefined();
    }
    for (const text of [`${sealed[name]}=`, ` ${sealed[name]}`, `${sealed[name]}\n`, bytes.toString("base64"), ""]) {
      if (text !== sealed[name]) expect(open[name](text)).toBeUndefined();
    }
    for (let length = 0; length < bytes.length; length += 1) {
      expect(open[name](bytes.subarray(0, length).toString("base64url"))).toBeUndefined();
    }
  });

  it("is sealed by the first key of a ring and opened by all", () => {
    expect(open[name](sealed[name], kindsOf([two, one]))).toEqual(contents[name]);
    expect(open[name](sealed[name], kindsOf([two]))).toBeUndefined();
  });

  it("is good for its own server only", () => {
    expect(open[name](sealed[name], kindsOf([one], "https://other.contoso.example/mcp"))).toBeUndefined();
  });
});

it("a kind has a key of its own: not even one with the same fields opens its values", () => {
  const kindCalled = (name: string) =>
    createKind<{ content: typeof bytes }, []>(
      { name, members: { content: bytes } },
      { keys: [one], publicUrl, now: () => startTime },
    );
  const value = kindCalled("ticket").seal({ content: Buffer.from("content") });
  expect(kindCalled("ticket").open(value)?.content.toString()).toBe("content");
  expect(kindCalled("flow").open(value)).toBeUndefined();
});

it("a ticket and a flow are bound to what else is sent with them", () => {
  expect(kinds.ticket.open(sealed.ticket, "other")).toBeUndefined();
  expect(kinds.flow.open(sealed.flow, "other")).toBeUndefined();
});

describe("a compact token", () => {
  it.each([
    "",
    ".",
    "a",
    "a.b.c",
    "1.AXoA.x_y-z",
    "M.C5_BAY.2.U.abc*def!$",
    "ünïcode",
    "AA",
    "AB",
    "a=",
    "....",
    "x y",
  ])("%j is itself again", (token) => {
    expect(entraToken.read(entraToken.write(token))).toBe(token);
  });

  it("is itself again, whatever it is, and shorter where it is base64url", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (token) => entraToken.read(entraToken.write(token)) === token),
    );
    expect(entraToken.write(randomBytes(900).toString("base64url")).length).toBeLessThan(910);
  });

  it("is none when its bytes are cut off", () => {
    for (const bytes of [[0], [0, 0], [0, 5, 1], [0, 1]]) expect(entraToken.read(Buffer.from(bytes))).toBeUndefined();
  });
});
