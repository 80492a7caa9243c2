import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOverNotes } from "#common/queue/over-note.ts";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";

const [old, next] = [newSealingKey("old"), newSealingKey("next")];
const ring: SealingKeys = [old];

describe("the note that a request is over", () => {
  test("is believed by whoever has the key, first in the ring or not", () => {
    const requestId = randomUUID();
    const note = createOverNotes(ring).write(requestId);
    expect(createOverNotes(ring).read(note)).toBe(requestId);
    expect(createOverNotes([next, old]).read(note)).toBe(requestId);
    expect(createOverNotes([next]).read(note)).toBeUndefined();
  });

  test("is not believed for another request", () => {
    const notes = createOverNotes(ring);
    const [, proof] = notes.write(randomUUID()).split(".");
    expect(notes.read(`${randomUUID()}.${proof}`)).toBeUndefined();
  });

  test("is not believed when anything in it was changed", () => {
    const notes = createOverNotes(ring);
    const note = notes.write(randomUUID());
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.string({ minLength: 1, maxLength: 1, unit: "binary" }), (at, other) => {
        fc.pre(note[at] !== other);
        expect(notes.read(note.slice(0, at) + other + note.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  test("is read out of anything without a throw", () => {
    const notes = createOverNotes(ring);
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => notes.read(text) === undefined));
    expect(notes.read("é".repeat(80))).toBeUndefined();
  });
});
