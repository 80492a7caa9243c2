import { expect, test } from "vitest";
import { withReasons } from "#workers/documents/text/reading.ts";

test("reasons why a document is not whole are added to those that it has, each said once", () => {
  const reading = { text: "x", incomplete: "One. Two." };
  expect(withReasons(reading, ["Two.", undefined, "Three.", "Three."])).toEqual({
    text: "x",
    incomplete: "One. Two. Three.",
  });
});

test("a document that is whole stays so without a reason", () => {
  expect(withReasons<{ text: string; incomplete?: string }>({ text: "x" }, [undefined])).toEqual({ text: "x" });
  expect(withReasons<{ text: string; incomplete?: string }>({ text: "x" }, ["One."])).toEqual({
    text: "x",
    incomplete: "One.",
  });
});
