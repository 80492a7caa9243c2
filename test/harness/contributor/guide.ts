import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One section of CONTRIBUTING.md: what it tells a contributor to change, and to run. */
export interface Guide {
  /** Paths as the page writes them, such as `common/tools/NAME.ts`. */
  files: string[];
  commands: { command: string; writes: string[] }[];
}

const inBackticks = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, quoted = ""]) => quoted);

/** The cells of each row of the table with this head. */
function rowsOf(section: string, head: string): string[][] {
  const [, table = ""] = section.split(`| ${head} |`);
  const [rows = ""] = table.split("\n\n");
  return rows
    .split("\n")
    .slice(2)
    .map((row) => row.split("|").slice(1, -1));
}

/** @throws when CONTRIBUTING.md has no such section */
export function readGuide(root: string, heading: string): Guide {
  const [, rest] = readFileSync(join(root, "CONTRIBUTING.md"), "utf8").split(`\n## ${heading}\n`);
  if (rest === undefined) throw new Error(`CONTRIBUTING.md has no section "${heading}"`);
  const [section = ""] = rest.split("\n## ");
  return {
    files: rowsOf(section, "file | change").flatMap(([files = ""]) => inBackticks(files)),
    commands: rowsOf(section, "command | writes").map(([command = "", writes = ""]) => ({
      command: inBackticks(command)[0] ?? "",
      writes: inBackticks(writes),
    })),
  };
}
