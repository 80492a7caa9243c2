import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const pages = ["*.md", "docs/**/*.md", "test/README.md", "test/fake-tenant/README.md", "test/fault/README.md"].flatMap(
  (pattern) => globSync(pattern, { cwd: root }),
);

const scripts = Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts);

/** Headings as GitHub names them in links. */
function anchors(page: string): string[] {
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading ?? "");
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

function brokenLinks(path: string): string[] {
  const page = readFileSync(join(root, path), "utf8");
  const links = [...page.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link]) => link ?? "");
  return links.filter((link) => {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? join(root, path) : join(root, dirname(path), file);
    if (!existsSync(target)) return true;
    if (anchor === undefined || statSync(target).isDirectory()) return anchor !== undefined;
    return !anchors(readFileSync(target, "utf8")).includes(anchor);
  });
}

describe("documentation", () => {
  test.each(pages)("%s links only to files and headings that exist", (path) => {
    expect(brokenLinks(path)).toEqual([]);
  });

  test.each(pages)("%s names only commands and tests that exist", (path) => {
    const page = readFileSync(join(root, path), "utf8");
    const named = [...page.matchAll(/`npm run ([\w:]+)/g)].map(([, script]) => script ?? "");
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
    const files = [...page.matchAll(/`npm run test:(unit|integration) -- (\w[\w -]*)`/g)].flatMap(
      ([, project, names]) => (names ?? "").split(" ").map((name) => `test/${project}/**/${name}.test.ts`),
    );
    expect(files.filter((pattern) => globSync(pattern, { cwd: root }).length === 0)).toEqual([]);
  });

  test("of operators is reached from README.md", () => {
    const seen = new Set<string>();
    const queue = ["README.md"];
    for (const path of queue) {
      if (seen.has(path)) continue;
      seen.add(path);
      const page = readFileSync(join(root, path), "utf8");
      for (const [, link = ""] of page.matchAll(/\]\((?!https?:)([^)#\s]+\.md)/g))
        queue.push(join(dirname(path), link));
    }
    expect(globSync("docs/*.md", { cwd: root }).filter((path) => !seen.has(path))).toEqual([]);
  });
});
