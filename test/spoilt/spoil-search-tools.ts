import { afterAll, beforeAll, expect, test } from "vitest";
import { questions } from "#test/tools/tools.ts";
import { spoilQuestions } from "./spoil-every-property.ts";
import { type SpoiltWorld, startSpoiltWorld } from "./spoilt-world.ts";

/** The halves of the search tools, which take about the same time and so have a test file each. */
const halves = {
  outlook: (tool: string) => tool.startsWith("outlook_") || tool === "find_meeting_availability",
  others: (tool: string) => !halves.outlook(tool),
};

/** Tests a half of the search tools with spoilt answers of Graph. */
export function testSpoilt(half: keyof typeof halves): void {
  let world: SpoiltWorld;

  beforeAll(async () => {
    world = await startSpoiltWorld();
  });
  afterAll(() => world.close());

  test.each(questions.filter(([tool]) => halves[half](tool)))(
    "%s answers whatever Graph leaves out, and nothing but the item concerned suffers",
    async (tool, asked) => {
      expect(await spoilQuestions(world, tool, asked)).toEqual([]);
    },
  );
}
