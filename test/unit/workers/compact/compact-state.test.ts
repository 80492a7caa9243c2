import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runs } from "#test/support/property-runs.ts";
import { packState, unpackState } from "#workers/compact/compact-state.ts";

const schema = z.object({
  version: z.literal(4),
  text: z.string(),
  again: z.string().optional(),
  at: z.number().int(),
  order: z.enum(["newest", "oldest"]),
  isOn: z.boolean().optional(),
  asked: z.record(z.string(), z.string()),
  pair: z.tuple([z.number(), z.number()]).optional(),
  place: z.union([z.strictObject({ link: z.string() }), z.strictObject({ second: z.number(), known: z.number() })]),
  tasks: z.array(z.object({ id: z.string(), isDone: z.boolean().optional() })),
});
type State = z.output<typeof schema>;

const whole = fc.integer({ min: -(2 ** 52), max: Number.MAX_SAFE_INTEGER });
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.base64String().map((one) => one.replace(/[+/=]/g, "")),
  fc.constantFrom("query", "queries", "$skip=10", "$skiptoken=MTEuQUJD", "Asia/Tokyo", "Asia/Seoul", "full", ""),
);
const state: fc.Arbitrary<State> = fc.record(
  {
    version: fc.constant(4 as const),
    text,
    again: text,
    at: whole,
    order: fc.constantFrom("newest" as const, "oldest" as const),
    isOn: fc.boolean(),
    asked: fc.dictionary(
      text.filter((name) => name !== "__proto__"),
      text,
      { noNullPrototype: true },
    ),
    pair: fc.tuple(whole, whole),
    place: fc.oneof(fc.record({ link: text }), fc.record({ second: whole, known: whole })),
    tasks: fc.array(fc.record({ id: text, isDone: fc.boolean() }, { requiredKeys: ["id"] }), { maxLength: 30 }),
  },
  { requiredKeys: ["version", "text", "at", "order", "asked", "place", "tasks"] },
);

const some: State = { version: 4, text: "x", at: 1, order: "oldest", asked: {}, place: { link: "y" }, tasks: [] };

describe("a state", () => {
  it("is the same after it was packed and unpacked, whatever it holds", () => {
    fc.assert(
      fc.property(state, (one) => {
        expect(unpackState(packState(one, schema), schema)).toEqual(one);
      }),
      { numRuns: runs(5_000) },
    );
  });

  it("takes a byte or two per field, and no names", () => {
    expect(packState(some, schema).length).toBeLessThan(20);
  });

  it("takes three quarters of its hashes' characters, and nothing for a text that it has already", () => {
    const hashes = "abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLMNOPQRSTUVWXYZ".repeat(4);
    const length = (one: State) => packState(one, schema).length - packState(some, schema).length;
    expect(length({ ...some, text: hashes })).toBeLessThan(0.75 * hashes.length + 5);
    expect(length({ ...some, text: hashes, again: hashes })).toBeLessThan(0.75 * hashes.length + 8);
  });

  it.each([
    ["with another field", schema.extend({ more: z.string().optional() })],
    ["with a field of another name", schema.omit({ at: true }).extend({ from: z.number().int() })],
    ["of another version", schema.extend({ version: z.literal(5) })],
  ])("is not read by a schema %s", (_how, other) => {
    expect(unpackState(packState(some, schema), other as typeof schema)).toBeUndefined();
  });

  it("is not read when it is cut, or was written by an earlier version", () => {
    const packed = packState({ ...some, text: "a longer text" }, schema);
    for (let length = 0; length < packed.length; length += 1) {
      expect(unpackState(packed.subarray(0, length), schema)).toBeUndefined();
    }
    expect(unpackState(Buffer.from(JSON.stringify({ state: some })), schema)).toBeUndefined();
  });

  it("may hold whole numbers only, so that none is rounded", () => {
    expect(() => packState({ ...some, at: 0.5 }, schema)).toThrow("only whole numbers");
  });
});
