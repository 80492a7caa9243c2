import { Writable } from "node:stream";
import { styleText } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTerminal, visibleText } from "#common/terminal.ts";
import { createScreen } from "#test/demo/terminal/screen.ts";
import { hasRawControls, hostileText } from "#test/support/raw-controls.ts";

/** A standard output in memory; one of a terminal takes colours. */
function capturedStream({ isTTY = false } = {}) {
  let written = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const asOutput = Object.assign(stream, { isTTY, columns: 80, getColorDepth: () => (isTTY ? 4 : 1) });
  // As much of an output as is written to.
  return { stream: asOutput as unknown as NodeJS.WriteStream, written: () => written };
}

describe("a text that others wrote", () => {
  test.each([
    ["C0 controls", "\u001b[2J\u0000\t\n\r", "\\u001b[2J\\u0000\\u0009\\u000a\\u000d"],
    ["DEL and C1 controls", "\u007f\u009b2J\u0085", "\\u007f\\u009b2J\\u0085"],
    ["controls of direction", "\u202e\u2066\u200f\u061c", "\\u202e\\u2066\\u200f\\u061c"],
    ["what has no width", "\u200b\u200d\ufeff\u00ad\u3164", "\\u200b\\u200d\\ufeff\\u00ad\\u3164"],
    ["separators of lines", "\u2028\u2029", "\\u2028\\u2029"],
    ["tags beyond 16 bits", "\u{e0041}", "\\udb40\\udc41"],
  ])("has %s shown", (_what, text, shown) => {
    expect(visibleText(`a${text}b`)).toBe(`a${shown}b`);
  });

  test("is unchanged where it is only letters, signs and pictures", () => {
    const text = "入港予定 ﾃﾞｰﾀ e\u0301 ☕\ufe0f “x” → \\u001b \u00a0";
    expect(visibleText(text)).toBe(text);
  });

  test("is the same value in JSON", () => {
    const { stream, written } = capturedStream();
    createTerminal(stream).json({ says: [hostileText] });
    expect(hasRawControls(written())).toBe(false);
    expect(JSON.parse(written())).toEqual({ says: [hostileText] });
  });
});

describe("a terminal", () => {
  test("obeys nothing in a line, a styled text or a prompt, whatever they hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { stream, written } = capturedStream();
        createTerminal(stream).line(`a ${text + hostileText} b`);
        const { line, paint, prompt } = createScreen(stream);
        line(paint("red", text + hostileText));
        prompt(text + hostileText);
        expect(hasRawControls(written())).toBe(false);
        expect(written().split("\n")).toHaveLength(3);
      }),
    );
  });

  test("has our own colours, and nobody else's", () => {
    const { stream, written } = capturedStream({ isTTY: true });
    const { line, paint } = createScreen(stream);
    line(`${paint(["bold", "red"], "ours \u001b[32m")} \u001b[32mtheirs`);
    const ours = styleText(["bold", "red"], "ours \\u001b[32m", { validateStream: false });
    expect(written()).toBe(`${ours} \\u001b[32mtheirs\n`);
  });
});
