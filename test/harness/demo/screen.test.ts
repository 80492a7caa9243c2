import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { Crash } from "#test/demo/stage/watched-process.ts";
import { prettyLogLine } from "#test/demo/terminal/log-line.ts";
import { createScreen } from "#test/demo/terminal/screen.ts";
import { capturedStream } from "#test/support/captured-stream.ts";
import { hasRawControls, hostileText } from "#test/support/raw-controls.ts";

test("nothing that a mail, a log line or a process's last words hold is obeyed, wherever it is shown", () => {
  const { stream, written } = capturedStream();
  const screen = createScreen(stream);
  screen.line(hostileText);
  screen.title(hostileText);
  screen.speak(hostileText, hostileText, "bold");
  screen.quote([hostileText]);
  screen.table(["from", hostileText], [[hostileText, "x"]]);
  screen.failure(new Crash("worker 1", 1, [hostileText]));
  screen.line(prettyLogLine(screen.paint, hostileText, hostileText));
  const entry = { time: hostileText, level: hostileText, msg: hostileText, [hostileText]: hostileText };
  screen.line(prettyLogLine(screen.paint, "worker 1", JSON.stringify(entry)));
  expect(hasRawControls(written())).toBe(false);
  expect(written()).toContain("\\u001b[2J");
});

test("a screen keeps its own colours in a terminal, and no others", () => {
  const { stream, written } = capturedStream({ isTTY: true });
  const screen = createScreen(stream);
  screen.title("Search \u001b[2J");
  screen.failure(new Error("no \u001b[2J"));
  expect(written()).toContain("\u001b[31mFAILED");
  expect(hasRawControls(stripVTControlCharacters(written()))).toBe(false);
  expect(stripVTControlCharacters(written())).toMatch(/^\nSearch \\u001b\[2J ─+\n\nFAILED no \\u001b\[2J\n$/);
});

test("a crash shows the last words of the process below each other", () => {
  const { stream, written } = capturedStream();
  createScreen(stream).failure(new Crash("worker 1", 1, ["one", "two"]));
  expect(written()).toBe("\nFAILED worker 1 ended by itself (1). Its last words:\n  one\n  two\n");
});
