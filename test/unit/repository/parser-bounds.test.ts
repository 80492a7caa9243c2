import { globSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { fileText } from "#test/support/file-text.ts";

/** Where a parser may be called that isn't linear or remembers what it has read: there its text is bounded. */
const bounded: readonly (readonly [string, RegExp, readonly string[]])[] = [
  [
    "luxon's parsers of dates",
    /\bDateTime\.from(?:ISO|RFC2822|HTTP|SQL|Format|String)\(/,
    ["workers/tools/calendar/event-times.ts", "workers/tools/dates/named-time.ts"],
  ],
  ["names of zones", /\bisValidZone\(|\bfindIana\(/, ["workers/tools/dates/graph-zone.ts"]],
  ["normalize", /\.normalize\(/, ["common/text.ts"]],
  ["a segmenter of words", /\bIntl\.Segmenter\(/, ["workers/tools/query/check-kql.ts"]],
];
const forDocuments =
  /^import (?!type).*"(?:parse5|css-what|@csstools\/.*|saxes|postal-mime|unpdf|@imagemagick\/.*)"|"pdfjs-dist\//m;

const modules = globSync("{common,gateway,workers}/**/*.ts", { cwd: root }).map((path) => ({
  path,
  text: fileText(path),
}));
const using = (pattern: RegExp) => modules.flatMap(({ path, text }) => (pattern.test(text) ? [path] : [])).sort();

describe("a parser that is not ours", () => {
  it.each(bounded)("gets text only where that is bounded, which the decisions name: %s", (_name, pattern, files) => {
    expect(using(pattern)).toEqual(files);
    for (const file of files) expect(fileText("docs/decisions/limits.md")).toContain(`\`${file}\``);
  });

  it("of documents is known only to what runs in a child process", () => {
    const files = using(forDocuments);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((path) => !path.startsWith("workers/documents/"))).toEqual([]);
  });
});
