import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";

import { readThreats, runThreatTable, withThreatTable } from "#test/support/threat-table.ts";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
  vi.restoreAllMocks();
});

function repository(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "threat-table-"));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const document = "# Security\n\n<!-- threats:begin -->\nold\n<!-- threats:end -->\n\nThe end.\n";
const tests = {
  "test/unit/b/t10-links.test.ts": "// T10: bad links — none is followed.\nimport x;\n",
  "test/integration/t02-more.test.ts": "// T2: a | b — neither, nor both — ever.\n",
  "test/unit/a/t02-first.test.ts": "// T2: the first — refused.\n",
  "test/unit/a/other.test.ts": "// no threat\n",
};

describe("the table of threats", () => {
  it("has a row for each test that is named after a threat, in order of the threats", () => {
    const root = repository({ ...tests, "SECURITY.md": document });
    expect(runThreatTable(root, false)).toBe(0);
    expect(readFileSync(join(root, "SECURITY.md"), "utf8")).toBe(
      [
        "# Security",
        "",
        "<!-- threats:begin -->",
        "| | threat | what the server does | proven by |",
        "| --- | --- | --- | --- |",
        "| T2 | a \\| b | neither, nor both — ever. | [t02-more.test.ts](test/integration/t02-more.test.ts) |",
        "| T2 | the first | refused. | [t02-first.test.ts](test/unit/a/t02-first.test.ts) |",
        "| T10 | bad links | none is followed. | [t10-links.test.ts](test/unit/b/t10-links.test.ts) |",
        "<!-- threats:end -->",
        "",
        "The end.",
        "",
      ].join("\n"),
    );
  });

  it("is only looked at by --check, which fails when a test was added or changed", () => {
    const complaint = vi.spyOn(console, "error").mockReturnValue();
    const root = repository({ ...tests, "SECURITY.md": document });
    expect(runThreatTable(root, true)).toBe(1);
    expect(complaint).toHaveBeenCalledTimes(1);
    expect(readFileSync(join(root, "SECURITY.md"), "utf8")).toBe(document);
    runThreatTable(root, false);
    expect(runThreatTable(root, true)).toBe(0);
    writeFileSync(join(root, "test/unit/a/t03-new.test.ts"), "// T3: new — refused.\n");
    expect(runThreatTable(root, true)).toBe(1);
  });

  it.each(["import x;\n", "// T4: no promise\n", "// T5: wrong number — refused.\n", ""])(
    "can't be written while a test's first line is %j",
    (text) => {
      const root = repository({ "test/unit/t04-x.test.ts": text });
      expect(() => readThreats(root)).toThrow("test/unit/t04-x.test.ts: the first line must read");
    },
  );

  it.each(["", "<!-- threats:begin -->", "<!-- threats:end --><!-- threats:begin -->", `${document}${document}`])(
    "is not written into a document with other markers than one pair",
    (text) => {
      expect(() => withThreatTable(text, "table")).toThrow("must have one line");
    },
  );
});
