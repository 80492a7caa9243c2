import { describe, expect, it } from "vitest";
import { readThreats, threatTable } from "#test/support/threat-table.ts";
import { temporaryRepositories } from "./temporary-repository.ts";

const repository = temporaryRepositories();

describe("the table of threats", () => {
  it("has a row for each test that begins with a threat, in order of the threats", () => {
    const root = repository({
      "test/unit/b/links.test.ts": "// T3: bad links — none is followed.\nimport x;\n",
      "test/integration/more.test.ts": "// T2: a | b — neither, nor both — ever.\n",
      "test/unit/a/third.test.ts": "// T1: a threat — met.\n",
      "test/unit/a/first.test.ts": "// T2: the first —\n// refused.\nimport x;\n",
      "test/unit/a/other.test.ts": "// no threat\n",
    });
    expect(threatTable(readThreats(root)).split("\n")).toEqual([
      "| | threat | what the server does | proven by |",
      "| --- | --- | --- | --- |",
      "| T1 | a threat | met. | [third.test.ts](../../test/unit/a/third.test.ts) |",
      "| T2 | a \\| b | neither, nor both — ever. | [more.test.ts](../../test/integration/more.test.ts) |",
      "| T2 | the first | refused. | [first.test.ts](../../test/unit/a/first.test.ts) |",
      "| T3 | bad links | none is followed. | [links.test.ts](../../test/unit/b/links.test.ts) |",
    ]);
  });

  it.each(["// T1: no promise\n", "// T1 without a colon — refused.\n", "// T1: no full stop — refused\n"])(
    "can't be written while a test begins with %j",
    (text) => {
      const root = repository({ "test/unit/x.test.ts": text });
      expect(() => readThreats(root)).toThrow("test/unit/x.test.ts: the first comment must read");
    },
  );
});
