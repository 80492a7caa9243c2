import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { answerLimits, sizeOf } from "#workers/text/text-window.ts";
import type { ResourceText } from "#workers/tools/resources/resource-text.ts";
import { resourceWindow } from "#workers/tools/resources/resource-window.ts";

const { readBytes } = answerLimits;

interface Window {
  content: string;
  start: number;
  end: number;
}

/** All windows of a text, one after the other. */
function windowsOf(text: Partial<ResourceText> & { text: string }): Window[] {
  const windows: Window[] = [];
  for (let start: number | undefined = 0; start !== undefined; ) {
    const { body, next } = resourceWindow({ text: { contentType: "text/markdown", ...text } }, start, readBytes);
    if (body === undefined) throw new Error("a window without text");
    windows.push({ content: body.content, start, end: body.endCharacter });
    start = next;
  }
  return windows;
}

/** A document of pages with so many characters each, of which all have a mark but those of a document of one page. */
function pagesOf(lengths: readonly number[], markOf = (number: number) => `[Page ${number}]`) {
  const pages: { number: number; from: number }[] = [];
  const texts: string[] = [];
  let from = 0;
  for (const [at, length] of lengths.entries()) {
    const text = `${markOf(at + 1)}\n\n${"word ".repeat(Math.ceil(length / 5)).trim()}`;
    pages.push({ number: at + 1, from });
    texts.push(text);
    from += text.length + 2;
  }
  return { text: texts.join("\n\n"), pages, pageCount: lengths.length };
}

const withoutOwnMarks = (content: string) => content.replace(/(?:\n\n\[(?:pages|Cut here)[^\]]*\])+$/, "");

describe("the edges of a window", () => {
  const windowLetters = answerLimits.readCharacters;
  const tooLong = windowLetters * 2;

  it.each([
    ["the mark of a page", (number: number) => `[Page ${number}]`],
    ["the heading of a slide", (number: number) => `## Slide ${number}: A title`],
  ])("are never after %s alone", (_what, markOf) => {
    // One page after another reaches a little further, so that the cut falls on each place around a mark.
    for (let more = 0; more < 60; more += 1) {
      const document = pagesOf([windowLetters - 50 + more, tooLong], markOf);
      for (const { content } of windowsOf(document).slice(0, -1)) {
        const lines = withoutOwnMarks(content).trimEnd().split("\n");
        expect(lines.at(-1)).not.toMatch(/^(?:\[Page \d+\]|## Slide)/);
      }
    }
  });

  it("begin with the mark of a page, or say which page goes on", () => {
    const windows = windowsOf(pagesOf([tooLong, 1_000, tooLong]));
    expect(windows.length).toBeGreaterThan(3);
    expect(windows[0]?.content).toMatch(/^\[Page 1\]\n/);
    for (const { content } of windows.slice(1)) expect(content).toMatch(/^\[Page \d+(?: goes on)?\]\n\nword/);
    expect(windows[1]?.content).toMatch(/^\[Page 1 goes on\]\n/);
    expect(windows.at(-1)?.content).toMatch(/^\[Page 3 goes on\]\n/);
  });

  it("say so of no document of one page, and of none without pages", () => {
    const [whole, rest] = windowsOf({
      text: "word ".repeat(tooLong / 5),
      pages: [{ number: 1, from: 0 }],
      pageCount: 1,
    });
    expect(whole?.end).toBe(rest?.start);
    expect(rest?.content).toMatch(/^word/);
    expect(windowsOf({ text: "word ".repeat(tooLong / 5) })[1]?.content).toMatch(/^word/);
  });

  it("leave out nothing, and give nothing twice", () => {
    const document = pagesOf([tooLong, 40, tooLong, 10, 10]);
    const windows = windowsOf(document);
    expect(windows.map(({ start }) => start).slice(1)).toEqual(windows.map(({ end }) => end).slice(0, -1));
    expect(windows.at(-1)?.end).toBe(document.text.length);
  });
});

describe("a window with marks of notes that stand elsewhere", () => {
  const filler = "word ".repeat(9_000);
  const head = "[Notes that stand elsewhere in the document]";
  const notesIn = ({ content }: Window) => content.split(head)[1]?.split("\n\n")[0]?.trim().split("\n");

  it("gives these notes, each once, and no others", () => {
    const notes = "[^1]: First.\n\nMore of it.\n\n[^2]: Second.\n[^3]: Third.";
    const text = `One[^1] and[^2], again[^1].\n\n${filler}\n\n${notes}`;
    const [first, ...others] = windowsOf({ text });
    expect(notesIn(first as Window)).toEqual(["[^1]: First.", "[^2]: Second."]);
    for (const { content } of others) expect(content).not.toContain(head);
  });

  it("gives a note that stands before it", () => {
    const windows = windowsOf({ text: `[^a]: Earlier.\n\n${filler}\n\nText[^a].` });
    expect(notesIn(windows.at(-1) as Window)).toEqual(["[^a]: Earlier."]);
  });

  it("gives none where its notes stand in it, or nowhere", () => {
    for (const text of ["One[^1].\n\n[^1]: First.", `[^a-z] matches[^0-9]\n\n${filler}`]) {
      for (const { content } of windowsOf({ text })) expect(content).not.toContain(head);
    }
  });

  // proves A31
  it.each([
    ["a line for each letter and no end of a paragraph", "\na"],
    ["hundred thousand notes", "\n[^x]: y"],
  ])("is made in milliseconds of a text with %s", async (_what, unit) => {
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const marks = numbers.map((number) => `[^${number}]`).join(" ");
    const notes = numbers.map((number) => `[^${number}]: z`).join("\n");
    const text = `${marks} ${filler}\n${notes}`;
    const long = `${text}${unit.repeat((1_000_000 - text.length) / unit.length)}`;
    const cpuMs = await ownCpuMs(() =>
      resourceWindow({ text: { contentType: "text/markdown", text: long } }, 0, readBytes),
    );
    expect(cpuMs).toBeLessThan(250);
  });

  it("cuts long notes, so that it stays within its room", () => {
    const marks = Array.from({ length: 300 }, (_, at) => `x[^${at}]`).join(" ");
    const notes = Array.from({ length: 300 }, (_, at) => `[^${at}]: ${"note ".repeat(500)}`).join("\n\n");
    const [first] = windowsOf({ text: `${marks}\n\n${filler}\n\n${notes}` });
    const { content = "" } = first ?? {};
    expect(sizeOf(content)).toBeLessThan(readBytes + 600);
    expect(sizeOf(content)).toBeGreaterThan(readBytes * 0.7);
    expect(content).toMatch(/\n\[\^0\]: note note [^\n]*…\n/);
    expect(content).toContain("[100 more notes stand there]");
  });

  it("still gives the whole text, window by window", () => {
    const text = `One[^1].\n\n${filler}\n\nTwo[^2].\n\n[^1]: ${"note ".repeat(20_000)}\n\n[^2]: Second.`;
    const windows = windowsOf({ text });
    expect(windows.map(({ start }) => start).slice(1)).toEqual(windows.map(({ end }) => end).slice(0, -1));
    expect(windows.at(-1)?.end).toBe(text.length);
  });
});
