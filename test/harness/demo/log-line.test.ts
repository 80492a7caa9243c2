import { expect, test } from "vitest";
import { prettyLogLine } from "#test/demo/terminal/log-line.ts";

const pretty = (line: string) => prettyLogLine((_style, text) => text, "worker 1", line);

test("a log line reads time, process, level, what happened, and then its fields", () => {
  const fields = {
    level: "debug",
    time: "2026-11-25T21:04:05.678Z",
    process: "workers",
    msg: "run",
    tool: "t",
    run: 1,
  };
  expect(pretty(JSON.stringify(fields))).toBe("21:04:05.678 worker 1  debug run tool=t run=1");
});

test("a line that is no JSON is shown as it is, and can't move the cursor", () => {
  expect(pretty("Redis: \u001b[31mno")).not.toContain("\u001b");
  expect(pretty("PORT: is in use")).toBe("worker 1  PORT: is in use");
});
