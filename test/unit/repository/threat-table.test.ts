import { describe, expect, it } from "vitest";
import { readThreats, threatTable } from "#test/support/threat-table.ts";
import { temporaryRepositories } from "./temporary-repository.ts";

const repository = temporaryRepositories();

describe("the table of threats", () => {
  it("has a row for each test that is named after a threat, in order of the threats", () => {
    const root = repository({
      "test/unit/b/t10-links.test.ts": "// T10: bad links — none is followed.\nimport x;\n",
      "test/integration/t02-more.test.ts": "// T2: a | b — neither, nor both — ever.\n",
      "test/unit/a/t02-first.test.ts": "// T2: the first —\n// refused.\nimport x;\n",
      "test/unit/a/other.test.ts": "// no threat\n",
    });
    expect(threatTable(readThreats(root)).split("\n")).toEqual([
      "| | threat | what the server does | proven by |",
      "| --- | --- | --- | --- |",
      "| T2 | a \\| b | neither, nor both — ever. | [t02-more.test.ts](../../test/integration/t02-more.test.ts) |",
      "| T2 | the first | refused. | [t02-first.test.ts](../../test/unit/a/t02-first.test.ts) |",
      "| T10 | bad links | none is followed. | [t10-links.test.ts](../../test/unit/b/t10-links.test.ts) |",
    ]);
  });

  it.each(["import x;\n", "// T4: no promise\n", "// T5: wrong number — refused.\n", "// S4: x — y.\n", ""])(
    "can't be written while a test begins with %j",
    (text) => {
      const root = repository({ "test/unit/t04-x.test.ts": text });
      expect(() => readThreats(root)).toThrow("test/unit/t04-x.test.ts: the first comment must read");
    },
  );
});
