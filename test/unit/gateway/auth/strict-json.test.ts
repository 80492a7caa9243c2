import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonObject } from "#gateway/auth/token-format.ts";

const read = (json: string) => readJsonObject(Buffer.from(json));

describe("the JSON of a token", () => {
  it("is read as it was written, whatever it holds", () => {
    const members = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(members, fc.constantFrom(undefined, 1), (object, indent) => {
        const json = JSON.stringify(object, null, indent);
        expect(JSON.stringify(read(json))).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
  });

  it("is refused when a name stands twice in any object of it", () => {
    const name = fc.oneof(fc.constantFrom("aud", "__proto__", "", '"', "\\", ":", '":'), fc.string());
    fc.assert(
      fc.property(name, fc.jsonValue(), fc.jsonValue(), fc.nat(3), (twice, one, other, depth) => {
        const [quoted, first, second] = [twice, one, other].map((value) => JSON.stringify(value));
        const object = `{${quoted}:${first}, ${quoted} : ${second}}`;
        expect(read(`${'{"x":['.repeat(depth)}${object}${"]}".repeat(depth)}`)).toBeNull();
      }),
    );
  });

  it.each([
    '{"aud":1,"\\u0061ud":2}',
    '{"aud":1,"AUD":{"a":1,"a":1}}',
    '\ufeff{"aud":1}',
    "[]",
    "1",
    "",
    "{",
    '{"aud":1}{"aud":1}',
    '{"aud":1,}',
  ])("is refused as %j", (json) => {
    expect(read(json)).toBeNull();
  });

  it("is refused when it is not UTF-8", () => {
    expect(readJsonObject(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeNull();
    expect(readJsonObject(Buffer.from('{"aud":1}', "utf16le"))).toBeNull();
  });

  it("may nest as deep as a token is long", () => {
    const depth = 5_000;
    expect(read(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`)).not.toBeNull();
  });
});
