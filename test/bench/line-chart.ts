import { escapeXml } from "#test/fake-tenant/escape-xml.ts";

export interface Series {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  title: string;
  /** The machine, for one. */
  note: string;
  xLabel: string;
  yLabel: string;
  series: readonly Series[];
}

const size = { width: 720, height: 400 };
const area = { left: 64, right: 700, top: 56, bottom: 340 };
/** Told apart by people who don't see all colours (Okabe and Ito). */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/** Round steps of 1, 2 or 5 times a power of ten, about five of them. */
function ticks(most: number): number[] {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_unused, index) => Number((index * step).toPrecision(6)));
}

/** A line chart as SVG, from zero on both axes, that reads on a light and on a dark page. */
export function lineChart({ title, note, xLabel, yLabel, series }: Chart): string {
  const points = series.flatMap((one) => one.points).filter((point) => point.every(Number.isFinite));
  const xTicks = ticks(Math.max(1e-9, ...points.map(([x]) => x)));
  const yTicks = ticks(Math.max(1e-9, ...points.map(([, y]) => y)));
  const xOf = (x: number) => area.left + (x / (xTicks.at(-1) ?? 1)) * (area.right - area.left);
  const yOf = (y: number) => area.bottom - (y / (yTicks.at(-1) ?? 1)) * (area.bottom - area.top);
  const text = (x: number, y: number, words: string, more = "") =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escapeXml(words)}</text>`;
  const middle = 'text-anchor="middle"';
  const grid = yTicks.map((y) => `<path d="M${area.left} ${yOf(y).toFixed(1)}H${area.right}" stroke="#ddd"/>`);
  const lines = series.map(({ points: own }, index) => {
    const path = own
      .filter((point) => point.every(Number.isFinite))
      .map(([x, y]) => `${xOf(x).toFixed(1)} ${yOf(y).toFixed(1)}`);
    return (
      `<polyline points="${path.join(" ")}" fill="none" stroke="${colours[index % colours.length]}" ` +
      `stroke-width="2"/>`
    );
  });
  const legend = series.map(({ name }, index) => {
    const x = area.left + (index % 4) * 160;
    const y = 388 + Math.floor(index / 4) * 14 - 2;
    return (
      `<rect x="${x}" y="${y - 9}" width="10" height="10" ` +
      `fill="${colours[index % colours.length]}"/>${text(x + 15, y, name)}`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height + 16}" ` +
      `font-family="sans-serif" font-size="12" fill="#222">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    text(area.left, 22, title, 'font-size="16"'),
    text(area.left, 40, note, 'fill="#666"'),
    ...grid,
    ...yTicks.map((y) => text(area.left - 6, yOf(y) + 4, String(y), 'text-anchor="end"')),
    ...xTicks.map((x) => text(xOf(x), area.bottom + 16, String(x), middle)),
    text((area.left + area.right) / 2, area.bottom + 32, xLabel, middle),
    text(
      16,
      (area.top + area.bottom) / 2,
      yLabel,
      `${middle} transform="rotate(-90 16 ${(area.top + area.bottom) / 2})"`,
    ),
    ...lines,
    ...legend,
    "</svg>\n",
  ].join("\n");
}

/** Charts below each other, as one picture. */
export function stackCharts(charts: readonly string[]): string {
  const height = size.height + 16;
  const placed = charts.map((chart, index) =>
    chart.replace("<svg ", `<svg y="${index * height}" width="${size.width}" height="${height}" `),
  );
  const viewBox = `0 0 ${size.width} ${height * charts.length}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}">\n${placed.join("")}</svg>\n`;
}
