import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Box, inReadingOrder } from "#workers/documents/ooxml/drawing/reading-order.ts";

const coordinate = fc.integer({ min: -1_000, max: 1_000 });
const size = fc.integer({ min: 0, max: 500 });
const boxes = fc.record({ x: coordinate, y: coordinate, width: size, height: size });
const placed = fc.record({ box: boxes }, { requiredKeys: [] });

describe("reading order", () => {
  it("has everything exactly once, and settles", () => {
    fc.assert(
      fc.property(fc.array(placed, { maxLength: 40 }), (items) => {
        const once = inReadingOrder(items);
        expect(new Set(once)).toEqual(new Set(items));
        expect(once).toHaveLength(items.length);
      }),
    );
  });

  it("puts nothing before what is wholly above it and as wide", () => {
    const column = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(column, (places) => {
        const items = places.map((at): { box: Box } => ({ box: { x: 0, y: at * 10, width: 100, height: 8 } }));
        const tops = inReadingOrder(items).map(({ box }) => box.y);
        expect(tops).toEqual(tops.toSorted((a, b) => a - b));
      }),
    );
  });

  it("leaves more than 200 things as they are", () => {
    const items = Array.from({ length: 201 }, (_, at) => ({ box: { x: 0, y: -at * 10, width: 5, height: 5 } }));
    expect(inReadingOrder(items)).toEqual(items);
    expect(inReadingOrder(items.slice(1))).toEqual(items.slice(1).toReversed());
  });
});
