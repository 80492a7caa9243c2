import { afterAll, beforeAll, expect, test } from "vitest";
import { questions } from "#test/bench/round-trips/questions.ts";
import { type SpoiltWorld, spoilQuestions, startSpoiltWorld } from "./spoilt-world.ts";

let world: SpoiltWorld;

beforeAll(async () => {
  world = await startSpoiltWorld();
});
afterAll(() => world.close());

test.each(Object.entries(questions))(
  "%s answers whatever Graph leaves out, and nothing but the item concerned suffers",
  async (tool, asked) => {
    expect(await spoilQuestions(world, tool, asked)).toEqual([]);
  },
);
