import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createEnvelope } from "#common/queue/envelope.ts";
import type { SealingKeys } from "#common/settings.ts";
import { runs } from "#test/support/property-runs.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { somebodyWithIds as caller } from "#test/unit/call-fixture.ts";
import { createCursors, packState, unpackState } from "#workers/cursor.ts";

const schema = z.object({
  version: z.literal(4),
  text: z.string(),
  at: z.number().int(),
  isOn: z.boolean().optional(),
  asked: z.record(z.string(), z.string()),
  place: z.union([z.strictObject({ link: z.string() }), z.object({ second: z.number() })]),
});
type State = z.output<typeof schema>;

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const state: fc.Arbitrary<State> = fc.record(
  {
    version: fc.constant(4 as const),
    text,
    at: fc.maxSafeInteger().filter((at) => !Object.is(at, -0)),
    isOn: fc.boolean(),
    asked: fc.dictionary(
      text.filter((name) => name !== "__proto__"),
      text,
      { noNullPrototype: true },
    ),
    place: fc.oneof(fc.record({ link: text }), fc.record({ second: fc.integer() })),
  },
  { requiredKeys: ["version", "text", "at", "asked", "place"] },
);
const some: State = { version: 4, text: "x", at: 1, asked: {}, place: { second: 2 } };

describe("a state", () => {
  it("is the same after it was packed and unpacked, whatever it holds", () => {
    fc.assert(
      fc.property(state, (one) => {
        expect(unpackState(packState(one), schema)).toEqual(one);
      }),
      { numRuns: runs(5_000) },
    );
  });

  it.each([
    ["a field that its schema doesn't have", { ...some, more: 1 }],
    ["such a field further inside", { ...some, place: { second: 2, more: 1 } }],
    ["another version", { ...some, version: 5 }],
    ["a field of another type", { ...some, at: "1" }],
  ])("with %s is not read", (_what, other) => {
    expect(unpackState(packState(other), schema)).toBeUndefined();
  });

  it("is not read when it is cut, is no JSON, or is more than a cursor can mean", () => {
    const packed = packState({ ...some, text: "a longer text" });
    for (let length = 0; length < packed.length; length += 1) {
      expect(unpackState(packed.subarray(0, length), schema)).toBeUndefined();
    }
    expect(unpackState(deflateRawSync("not JSON"), schema)).toBeUndefined();
    expect(unpackState(packState({ ...some, text: "x".repeat(1_000_000) }), schema)).toBeUndefined();
  });
});

it("a cursor as versions before wrote it is refused with what to do", () => {
  const keys: SealingKeys = [newSealingKey()];
  const former = createEnvelope(keys, "cursor").seal(
    [caller.tenantId, caller.userId, "outlook_email_search"],
    Uint8Array.of(0xff, 0xff, 0xff, 0xff),
    packState(some),
  );
  const open = () =>
    createCursors(keys, Date.now)(caller, "outlook_email_search").open(former.toString("base64url"), schema);
  expect(open).toThrow(/^cursor: .*another version of this server\. Search again without it\.$/);
});
