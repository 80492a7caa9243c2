import type { Screen, Style } from "./screen.ts";
import { cut, padded } from "./text-width.ts";

const levels: Readonly<Record<string, Style>> = {
  fatal: ["bold", "red"],
  error: "red",
  warn: "yellow",
  info: "green",
  debug: "dim",
};
const nameColumns = 9;
const maxColumns = 1_000;

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** `21:04:05.678 worker 1  debug run tool=read_resource outcome=ok`; a line that is no JSON as it is. */
export function prettyLogLine(paint: Screen["paint"], name: string, line: string): string {
  const who = padded(name, nameColumns);
  const parsed = parse(line);
  if (parsed === undefined) return `${who} ${cut(line, maxColumns)}`;
  const { time, level, msg, process: _process, ...fields } = parsed;
  const pairs = Object.entries(fields).map(([field, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${field}=${cut(text, maxColumns)}`;
  });
  const clock = cut(String(time).slice(11, 23), 12);
  const painted = paint(levels[String(level)] ?? "dim", padded(String(level), 5));
  return `${paint("dim", clock)} ${who} ${painted} ${cut(String(msg), maxColumns)} ${paint("dim", pairs.join(" "))}`;
}
