import { describe, expect, test } from "vitest";
import { foreignContent } from "#test/bench/isolate/foreign-content.ts";

const own = { canary: "canary01234567890123456789", addresses: ["people@bulk-1.example", "user-4@bulk-1.example"] };
const owner = { ...own, canaries: [own.canary] };

describe("an answer", () => {
  test("with nothing but the asker's own is clean", () => {
    expect(foreignContent(`Salary ${own.canary} from people@bulk-1.example to user-4@bulk-1.example`, owner)).toEqual(
      [],
    );
  });

  test.each([
    "canaryabcdefabcdefabcdefab",
    "user-40@bulk-1.example",
    "user-4@bulk-10.example",
    "people@bulk-2.example",
  ])("with another's %s is told", (foreign) => {
    expect(foreignContent(`Salary ${own.canary}, ${foreign}.`, owner)).toEqual([foreign]);
  });
});
