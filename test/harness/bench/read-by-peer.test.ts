import { join } from "node:path";
import { expect, it } from "vitest";
import { textsByPeer } from "#test/bench/extract/read-by-peer.ts";

it("a library that refuses a document, ends or never ends loses this one alone", async () => {
  const documents = ["one", "refuse", "two", "end", "three", "never", "four"].map((name) => ({
    name,
    format: "txt",
    bytes: new TextEncoder().encode(name),
    facts: [],
  }));
  const program = join(import.meta.dirname, "stubborn-library.mjs");
  const texts = await textsByPeer("stubborn", documents, { program, longestMs: 3_000 });
  expect([...texts]).toEqual(["one", "two", "three", "four"].map((name) => [name, `stubborn: ${name}`]));
});
