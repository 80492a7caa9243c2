import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

describe("a page", () => {
  const pages = ["*.md", "docs/**/*.md", "test/**/README.md"].flatMap((pattern) => globSync(pattern, { cwd: root }));

  // CONTRIBUTING.md says which files a change touches, and the change log what they were called at the time.
  test.each(pages.filter((path) => !["CHANGELOG.md", "CONTRIBUTING.md"].includes(path)))(
    "%s names no test by its file or title but in what is generated, so that tests may be renamed",
    (path) => {
      const text = readFileSync(join(root, path), "utf8").replace(/<!-- (\w+):begin -->[\s\S]*?<!-- \1:end -->/g, "");
      expect(text.match(/[\w./-]+\.test\.ts/g) ?? []).toEqual([]);
      const named = [...text.matchAll(/npm run test:\w+ -- ([^`\n#]+)/g)].flatMap(([, words = ""]) =>
        words.replaceAll('"its name"', "").split(" "),
      );
      const isStable = (word: string) => /^(?:-.*|\d*)$/.test(word) || existsSync(join(root, word));
      expect(named.filter((word) => !isStable(word))).toEqual([]);
    },
  );
});
