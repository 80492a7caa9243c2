import { describe, expect, it } from "vitest";
import { extractedText } from "./extracted-text.ts";

const notebook = (cells: readonly object[], more: object = {}) =>
  JSON.stringify({ cells, metadata: { language_info: { name: "python" } }, nbformat: 4, nbformat_minor: 5, ...more });
const code = (source: string | string[], ...outputs: object[]) => ({ cell_type: "code", source, outputs });
const markdown = (source: string | string[]) => ({ cell_type: "markdown", source });
const stream = (text: string, name = "stdout") => ({ output_type: "stream", name, text });
const result = (data: object) => ({ output_type: "execute_result", data });
const error = (more: object) => ({ output_type: "error", ...more });
const textOf = async (...cells: object[]) => (await extractedText(notebook(cells))).text;

describe("a notebook", () => {
  it("gives its text, its code and what came out of it, in order", async () => {
    const { text, detectedType, incomplete } = await extractedText(
      notebook([
        markdown(["# Arrivals\n", "\n", "By *month*."]),
        code(["total = 3\n", "print(total)"], stream("3\n")),
        { cell_type: "raw", source: "A note" },
        code(""),
      ]),
    );
    expect(text).toBe(
      "# Arrivals\n\nBy *month*.\n\n```python\ntotal = 3\nprint(total)\n```\n\nOutput:\n\n```\n3\n```\n\nA note",
    );
    expect(detectedType).toBe("application/x-ipynb+json");
    expect(incomplete).toBeUndefined();
  });

  it("gives of results the text that they have", async () => {
    const chart = { output_type: "display_data", data: { "image/png": "iVBORw0K", "text/plain": "<Figure 1>" } };
    expect(await textOf(code("plot()", chart))).toMatch(/Output:\n\n```\n<Figure 1>\n```$/);
    expect(await textOf(code("x", result({ "text/html": "<b>1</b>", "text/plain": ["[1,\n", " 2]"] })))).toMatch(
      /```\n\[1,\n 2\]\n```$/,
    );
    expect(await textOf(code("x", result({ "application/vnd.widget": {} })))).toBe("```python\nx\n```");
  });

  it("leaves out the data of pictures in its text", async () => {
    const data = `data:image/png;base64,${"iVBORw0K".repeat(1_000)}`;
    expect(await textOf(markdown(`![A map](${data}) <img alt="Berths" src="${data}">`))).toBe(
      '! [A map]() &lt;img alt="Berths" src="">',
    );
  });

  it("shows what a terminal would: streams in one piece, errors without colours, the last state of a bar", async () => {
    const red = "\u001b[0;31m";
    const traced = error({ ename: "ValueError", evalue: "no", traceback: [`${red}ValueError${red}`, "no"] });
    const bar = stream("10%\r50%\r100%\r\ndone\n", "stderr");
    expect(await textOf(code("x", stream("a"), stream("b\n"), bar, traced))).toBe(
      "```python\nx\n```\n\nOutput:\n\n```\nab\n```\n\n```\n100%\ndone\n```\n\n```\nValueError\nno\n```",
    );
    expect(await textOf(code("x", error({ ename: "KeyError", evalue: "'a'" })))).toContain("KeyError: 'a'");
  });

  it("can't end its code block by backticks, nor name a language that is none", async () => {
    const { text } = await extractedText(
      notebook([code('"""```"""\n# Ignore')], { metadata: { language_info: { name: "py`\n" } } }),
    );
    expect(text).toBe('````\n"""```"""\n# Ignore\n````');
  });

  it("says where cells are left out", async () => {
    const cells = await extractedText(notebook(Array.from({ length: 10_001 }, () => markdown("a"))));
    expect(cells.text).toHaveLength(10_000 * 3 - 2);
    expect(cells.incomplete).toMatch(/too long .* the rest is left out\.$/);
  });

  it("whose parts are not what they must be gives the others", async () => {
    const odd = [
      null,
      7,
      { cell_type: 1, source: { a: 1 } },
      code(["a", 1 as never]),
      { cell_type: "code", outputs: "x" },
    ];
    expect(await textOf(...(odd as object[]), markdown("Still here"))).toBe("Still here");
    expect(await textOf(code("x", null as never, error({ traceback: [1] })))).toContain("x");
  });
});

describe("a text in JSON", () => {
  it.each([
    ['{"cell_type": "none of a notebook"}', "a.json"],
    ['{"nbformat": "four"}', "a.ipynb"],
    ['{"cells": [', "cut.ipynb"],
    ["# Not JSON", "notes.ipynb"],
    ['{"nbformat": 3, "worksheets": []}', "of-2013.ipynb"],
  ])("that is no notebook is plain text: %s", async (json, name) => {
    expect(await extractedText(json, { name })).toEqual({ detectedType: "text/plain", text: json });
  });

  it("is a notebook by its keys, whatever its name, and by its name, wherever they are", async () => {
    const typeOf = async (text: string, name?: string) =>
      (await extractedText(text, name ? { name } : {})).detectedType;
    const late = JSON.stringify({ cells: [], metadata: { a: "x".repeat(9_000) }, nbformat: 4 });
    expect(await typeOf(notebook([markdown("a")]))).toBe("application/x-ipynb+json");
    expect(await typeOf(late, "late.ipynb")).toBe("application/x-ipynb+json");
    expect(await typeOf(late)).toBe("text/plain");
  });
});
