import { stripVTControlCharacters } from "node:util";
import { escapeXml } from "#test/fake-tenant/entra/html-page.ts";
import type { PictureScene } from "./choose-scenes.ts";
import { type StyledRun, styledRuns } from "./styled-runs.ts";

const columns = 100;
const [columnPx, linePx, marginPx] = [8.4, 20, 18];
const [secondsPerScene, secondsBetweenSteps] = [5.5, 0.7];

/** Of a dark terminal: each at least 6:1 against its ground. */
const palette = { paper: "#0d1117", ink: "#e6edf3", dim: "#9198a1" };
const colours = { red: "#ff7b72", green: "#7ee787", yellow: "#e3b341", cyan: "#79c0ff" };

function runElement(run: StyledRun, line: number): string {
  const classes = [run.isBold && "bold", run.isDim ? "dim" : run.colour].filter((name) => typeof name === "string");
  const attributes = [
    `x="${(marginPx + run.column * columnPx).toFixed(1)}"`,
    `y="${marginPx + (line + 1) * linePx - 5}"`,
    `textLength="${(run.columns * columnPx).toFixed(1)}"`,
    ...(classes.length > 0 ? [`class="${classes.join(" ")}"`] : []),
  ];
  return `<text ${attributes.join(" ")}>${escapeXml(run.text)}</text>`;
}

/** A line that begins an exchange's next step: the call, what came back. What a person says comes with the title. */
const beginsStep = (line: string): boolean => /^ {2}[→←]/u.test(stripVTControlCharacters(line));

/** Lines that appear together, and where the first of them stands. */
interface Step {
  firstLine: number;
  lines: string[];
}

function stepsOf({ title, lines }: PictureScene): Step[] {
  return [title, ...lines].reduce<Step[]>((steps, line, at) => {
    const last = steps.at(-1);
    if (last === undefined || beginsStep(line)) steps.push({ firstLine: at, lines: [line] });
    else last.lines.push(line);
    return steps;
  }, []);
}

/**
 * An SVG that shows the scenes one after the other, for ever, as a terminal of 100 columns. It needs no script and
 * loads nothing. Who wants less motion (`prefers-reduced-motion`) sees the first scene only.
 */
export function animatedTerminal(scenes: readonly PictureScene[], description: string): string {
  const rows = Math.max(...scenes.map(({ lines }) => lines.length + 1));
  const [width, height] = [Math.ceil(columns * columnPx + 2 * marginPx), rows * linePx + 2 * marginPx];
  const seconds = scenes.length * secondsPerScene;
  const percent = (atSeconds: number) => `${((100 * atSeconds) / seconds).toFixed(2)}%`;
  const keyframes: string[] = [];
  const groups = scenes.flatMap((scene, sceneAt) =>
    stepsOf(scene).map(({ firstLine, lines }, stepAt) => {
      const name = `s${sceneAt}-${stepAt}`;
      const from = sceneAt * secondsPerScene + stepAt * secondsBetweenSteps;
      const to = (sceneAt + 1) * secondsPerScene;
      const hiddenBefore = from > 0 ? `0%{opacity:0}` : "";
      const hiddenAfter = to < seconds ? `${percent(to)}{opacity:0}` : "";
      keyframes.push(`@keyframes ${name}{${hiddenBefore}${percent(from)}{opacity:1}${hiddenAfter}}`);
      const texts = lines.flatMap((line, at) => styledRuns(line).map((run) => runElement(run, firstLine + at)));
      const still = sceneAt === 0 ? ' class="first"' : "";
      return `<g${still} style="animation-name:${name}">\n${texts.join("\n")}\n</g>`;
    }),
  );
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">
<title>${escapeXml(description)}</title>
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
text{white-space:pre;fill:${palette.ink}}
.bold{font-weight:bold}
.dim{fill:${palette.dim}}
${Object.entries(colours)
  .map(([name, colour]) => `.${name}{fill:${colour}}`)
  .join("\n")}
g{opacity:0;animation:${seconds}s step-end infinite}
${keyframes.join("\n")}
@media (prefers-reduced-motion:reduce){g{animation:none}g.first{opacity:1}}
</style>
<rect width="100%" height="100%" rx="8" fill="${palette.paper}"/>
${groups.join("\n")}
</svg>
`;
}
