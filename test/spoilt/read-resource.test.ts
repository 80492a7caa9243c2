import { afterAll, beforeAll, expect, test } from "vitest";
import { resourcesToRead } from "#test/bench/round-trips/resources-to-read.ts";
import { spoilQuestions } from "./spoil-every-property.ts";
import { type SpoiltWorld, startSpoiltWorld } from "./spoilt-world.ts";

let world: SpoiltWorld;

beforeAll(async () => {
  world = await startSpoiltWorld();
});
afterAll(() => world.close());

test("every kind of uri is read whatever Graph leaves out, and only the item concerned suffers", async () => {
  const asked = await resourcesToRead(world.client);
  expect(await spoilQuestions(world, "read_resource", asked)).toEqual([]);
});
