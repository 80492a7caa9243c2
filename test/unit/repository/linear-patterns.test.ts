// Every regular expression that meets text of callers, Graph, documents or Entra must be linear: not only its match,
// but the search, which begins again at each character (`/\s+$/` is quadratic).

import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { describe, expect, type TestContext, test } from "vitest";
import { acceptedPatterns } from "#test/support/patterns/accepted-patterns.ts";
import { hasRecheck, slowness, slownessAtOneCharacter } from "#test/support/patterns/judge-pattern.ts";
import type { PlacedPattern } from "#test/support/patterns/pattern.ts";
import { shippedPatterns } from "#test/support/patterns/shipped-patterns.ts";
import { isThorough } from "#test/support/property-runs.ts";

/** recheck takes seconds for a long pattern: daily, it decides the short ones. */
const longestSource = isThorough ? Number.POSITIVE_INFINITY : 30;
const decideMs = 600_000;

const { patterns, hidden } = await shippedPatterns();
const acceptedFor = ({ file, source }: PlacedPattern) =>
  acceptedPatterns.find((accepted) => accepted.file === file && accepted.source === source);

async function skipWithoutRecheck(context: TestContext): Promise<void> {
  if (!(await hasRecheck())) context.skip("the package recheck has no program for this platform");
}

test("every regular expression of the gateway and the workers is known when its module is loaded", () => {
  expect(patterns.length).toBeGreaterThan(350);
  expect(patterns.filter(({ file }) => file === "workers/text/mail-attribution.ts")).toHaveLength(9);
  expect(hidden.map(({ file, line }) => `${file}:${line} compiles a regular expression when called`)).toEqual([]);
});

test("no search is slow on a text that repeats one character", () => {
  const slow = patterns
    .filter((pattern) => acceptedFor(pattern) === undefined)
    .flatMap((pattern) => {
      const why = slownessAtOneCharacter(pattern);
      return why === undefined ? [] : [`${pattern.file}:${pattern.line} /${pattern.source}/${pattern.flags}: ${why}`];
    });
  expect(slow).toEqual([]);
});

test("every search takes linear time", { timeout: decideMs }, async (context) => {
  await skipWithoutRecheck(context);
  const inTurn = pLimit(availableParallelism());
  const judged = patterns.filter(
    (pattern) => pattern.source.length <= longestSource && acceptedFor(pattern) === undefined,
  );
  const slow = await inTurn.map(judged, async (pattern) => {
    const why = await slowness(pattern);
    return why === undefined ? [] : [`${pattern.file}:${pattern.line} /${pattern.source}/${pattern.flags}: ${why}`];
  });
  expect(slow.flat()).toEqual([]);
});

describe("an accepted pattern", () => {
  test.each(acceptedPatterns)(
    "$source would be refused without its reason",
    { timeout: decideMs },
    async (accepted) => {
      const found = patterns.filter((pattern) => acceptedFor(pattern) === accepted);
      expect(found).toHaveLength(1);
      const [pattern] = found;
      if (pattern === undefined || pattern.source.length > longestSource || !(await hasRecheck())) return;
      expect(slownessAtOneCharacter(pattern) ?? (await slowness(pattern))).toBeDefined();
    },
  );
});
