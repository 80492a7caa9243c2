import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { fileText } from "#test/support/file-text.ts";

const pages = ["*.md", "docs/**/*.md", "test/*.md", "test/*/README.md"].flatMap((pattern) =>
  globSync(pattern, { cwd: root }),
);

const scripts = Object.keys(JSON.parse(fileText("package.json")).scripts);
const isThere = (pattern: string) => globSync(pattern, { cwd: root }).length > 0;

/** Headings as GitHub names them in links, and what a page names itself. */
function anchors(page: string): string[] {
  const own = [...page.matchAll(/<a id="([\w-]+)"><\/a>/g)].map(([, id]) => id ?? "");
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading ?? "");
  const named = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
  return [...named, ...own];
}

function brokenLinks(path: string): string[] {
  const links = [...fileText(path).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link]) => link ?? "");
  return links.filter((link) => {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? join(root, path) : join(root, dirname(path), file);
    if (!existsSync(target)) return true;
    if (anchor === undefined || statSync(target).isDirectory()) return anchor !== undefined;
    return !anchors(readFileSync(target, "utf8")).includes(anchor);
  });
}

/**
 * Files and folders of this repository in backticks. `NAME` and its like, as in `common/tools/NAME.ts`, are any name.
 */
function namedPaths(page: string): string[] {
  const quoted = [
    ...page.matchAll(/`((?:common|deploy|docs|doctor|gateway|grafana|rights|test|workers)\/[\w./*-]*)`/g),
  ];
  return quoted.map(([, path = ""]) => path.replaceAll(/\b(?:WIRE_NAME|NAME|DOMAIN|FORMAT)\b/g, "*"));
}

/** Test files that a command in backticks selects, such as `npm run test:unit -- admission`. */
function namedTests(page: string): string[] {
  const commands = page.matchAll(/`npm run test:(unit|integration|conformance|fault) -- (\w[\w -]*)`/g);
  return [...commands].flatMap(([, project = "", names = ""]) =>
    names.split(" ").map((name) => `test/${project}/**/*${name}*.test.ts`),
  );
}

describe("documentation", () => {
  test.each(pages)("%s links only to files and headings that exist", (path) => {
    expect(brokenLinks(path)).toEqual([]);
  });

  test.each(pages)("%s names only files, commands and tests that exist", (path) => {
    const page = fileText(path);
    expect(namedPaths(page).filter((named) => !isThere(named))).toEqual([]);
    const named = [...page.matchAll(/`npm run ([\w:-]+)/g)].map(([, script]) => script ?? "");
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
    expect(namedTests(page).filter((pattern) => !isThere(pattern))).toEqual([]);
  });

  test("is all reached from README.md", () => {
    const seen = new Set<string>();
    const queue = ["README.md"];
    for (const path of queue) {
      if (seen.has(path)) continue;
      seen.add(path);
      for (const [, link = ""] of fileText(path).matchAll(/\]\((?!https?:)([^)#\s]+\.md)/g))
        queue.push(join(dirname(path), link));
    }
    const pages = globSync(["docs/*.md", "docs/{decisions,deploy,internals}/**/*.md"], { cwd: root });
    expect(pages.filter((path) => !seen.has(path))).toEqual([]);
  });
});
