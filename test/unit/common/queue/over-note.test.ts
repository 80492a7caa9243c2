import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOverNotes } from "#common/queue/over-note.ts";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";

const [old, next] = [newSealingKey("old"), newSealingKey("next")];
const ring: SealingKeys = [old];

describe("the note that requests are over", () => {
  test("is believed by whoever has the key, first in the ring or not", () => {
    const requestIds = [randomUUID(), randomUUID(), randomUUID()];
    const note = createOverNotes(ring).write(requestIds);
    expect(createOverNotes(ring).read(note)).toEqual(requestIds);
    expect(createOverNotes([next, old]).read(note)).toEqual(requestIds);
    expect(createOverNotes([next]).read(note)).toEqual([]);
  });

  test("is not believed for another request", () => {
    const notes = createOverNotes(ring);
    const requestId = randomUUID();
    const [, proof] = notes.write([requestId]).split(".");
    expect(notes.read(`${randomUUID()}.${proof}`)).toEqual([]);
    expect(notes.read(`${requestId},${randomUUID()}.${proof}`)).toEqual([]);
  });

  test("is not believed when anything in it was changed", () => {
    const notes = createOverNotes(ring);
    const note = notes.write([randomUUID(), randomUUID()]);
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.string({ minLength: 1, maxLength: 1, unit: "binary" }), (at, other) => {
        fc.pre(note[at] !== other);
        expect(notes.read(note.slice(0, at) + other + note.slice(at + 1))).toEqual([]);
      }),
    );
  });

  test("is not believed when a letter stands for another that has the same last byte", () => {
    const notes = createOverNotes(ring);
    const note = notes.write([randomUUID()]);
    const last = note.length - 1;
    expect(notes.read(note.slice(0, last) + String.fromCharCode(0xb300 + note.charCodeAt(last)))).toEqual([]);
  });

  test("is read out of anything without a throw", () => {
    const notes = createOverNotes(ring);
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => notes.read(text).length === 0));
    expect(notes.read("é".repeat(80))).toEqual([]);
  });
});
