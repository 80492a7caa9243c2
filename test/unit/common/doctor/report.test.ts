import { describe, expect, test } from "vitest";
import {
  createResultPrinter,
  exitCodeOf,
  notChecked,
  ok,
  problem,
  type Section,
  summaryLine,
  unknown,
} from "#common/doctor/check.ts";

const section = (...findings: ReturnType<typeof ok>[]): Section[] => [
  { title: "gateway", results: findings.map((finding, index) => ({ check: `check ${index}`, ...finding })) },
];
const wrong = problem("It is wrong", "Fix it.");
const strange = unknown("It is strange", "Look.");

describe("the report", () => {
  test("has a line for each check, aligned, and below it what to do, once for all that need the same", () => {
    const lines: string[] = [];
    const print = createResultPrinter((line) => void lines.push(line));
    print({ check: "redis", ...wrong });
    print({ check: "clock", ...ok("fine") });
    print({ check: "entra", ...wrong });
    print({ check: "graph", ...strange });
    expect(lines).toEqual([
      "  redis              problem      It is wrong",
      "                                  → Fix it.",
      "  clock              ok           fine",
      "  entra              problem      It is wrong",
      "  graph              unknown      It is strange",
      "                                  → Look.",
    ]);
  });

  test.each([
    [section(ok("a"), notChecked("b")), 0, "All that was checked is ok. 1 not checked."],
    [section(ok("a"), strange), 2, "No problem found, but 1 answer proved nothing."],
    [section(wrong, strange, wrong), 1, "2 problems: fix the first one, and run this again."],
  ])("ends with a sentence and an exit code: %#", (sections, code, sentence) => {
    expect([exitCodeOf(sections), summaryLine(sections)]).toEqual([code, sentence]);
  });
});
