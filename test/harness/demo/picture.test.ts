import { styleText } from "node:util";
import { describe, expect, test } from "vitest";
import { animatedTerminal } from "#test/demo/picture/animated-terminal.ts";
import { chooseScenes } from "#test/demo/picture/choose-scenes.ts";
import { styledRuns } from "#test/demo/picture/styled-runs.ts";

const paint = (style: Parameters<typeof styleText>[0], text: string) =>
  styleText(style, text, { validateStream: false });

const printed = [
  "started",
  "",
  `${paint("bold", "Search mail (outlook_email_search)")} ${paint("dim", "────")}`,
  "",
  `  ${paint(["bold", "cyan"], "Yuki")}  “Who wrote <this>?”`,
  "  → outlook_email_search  query: 'x'",
  `  ${paint("dim", "← 3 ms")}`,
  `    ${paint("dim", "│")} Hana Mori`,
  "",
  "  Yuki  “And before?”",
  "  → outlook_email_search  query: 'y'",
  "",
  `${paint("bold", "What is left in Redis")} ${paint("dim", "────")}`,
  "    │ nothing",
].join("\n");

describe("a line of the demo", () => {
  test("is taken apart by style, with letters of two columns by themselves", () => {
    const line = `  ${paint(["bold", "cyan"], "Yuki")}予算2026 ${paint("dim", "seen")}`;
    expect(styledRuns(line)).toMatchObject([
      { text: "Yuki", column: 2, columns: 4, isBold: true, colour: "cyan" },
      { text: "予算", column: 6, columns: 4, isBold: false, colour: undefined },
      { text: "2026 ", column: 10, columns: 5 },
      { text: "seen", column: 15, columns: 4, isDim: true },
    ]);
  });
});

describe("the picture of the demo", () => {
  const chosen = [{ title: "Search mail", questions: ["Who wrote"] }, { title: "What is left in Redis" }];

  test("shows the chosen questions with their answers, and nothing of the others", () => {
    const scenes = chooseScenes(printed, chosen);
    expect(scenes.map(({ lines }) => lines.length)).toEqual([4, 1]);
    const svg = animatedTerminal(scenes, "A <run>");
    expect(svg).toContain("Who wrote &#60;this&#62;?");
    expect(svg).toContain("Hana Mori");
    expect(svg).not.toContain("And before?");
  });

  test("refuses a title or a question that the demo no longer prints", () => {
    expect(() => chooseScenes(printed, [{ title: "Search chats" }])).toThrow('no "Search chats"');
    expect(() => chooseScenes(printed, [{ title: "Search mail", questions: ["Why"] }])).toThrow('no question "Why"');
  });

  test("shows its first scene at once and without motion to people who want none", () => {
    const svg = animatedTerminal(chooseScenes(printed, chosen), "A run");
    expect(svg).toMatch(/@media \(prefers-reduced-motion:reduce\)\{g\{animation:none\}g\.first\{opacity:1\}\}/);
    expect(svg.match(/class="first"/g)).toHaveLength(3);
    expect(svg).not.toMatch(/<script|href=|url\(/);
  });
});
