import { describe, expect, test } from "vitest";
import { toolErrorCodes, transientAadsts } from "#common/errors.ts";
import { authRefusalReasons } from "#gateway/auth/auth-refusal.ts";
import { words } from "#gateway/pages/language.ts";
import { failures } from "#gateway/sign-in/entra/entra-answer.ts";
import { fileText } from "#test/support/file-text.ts";
import { aadstsOutcomes } from "#workers/auth/aadsts-table.ts";
import { provenBad } from "#workers/doctor/try-credential.ts";

const page = fileText("docs/troubleshooting.md");
const anchors = [...page.matchAll(/<a id="([\w-]+)"><\/a>/g)].map(([, id]) => id ?? "");

describe("docs/troubleshooting.md", () => {
  test("has every code of the error tables, each at an anchor of its own", () => {
    const numbers = [aadstsOutcomes, failures, provenBad].flatMap((table) => [...table.keys()]);
    const wanted = [
      ...[...numbers, ...transientAadsts].map((number) => `aadsts${number}`),
      ...toolErrorCodes.map((code) => `answer-${code}`),
      ...authRefusalReasons.map((reason) => `refusal-${reason}`),
      ...Object.keys(words.en.problems).map((problem) => `page-${problem}`),
    ];
    expect(wanted.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  test("says of every code where it shows, why, and who fixes it", () => {
    const rows = page.split("\n").filter((line) => line.startsWith("| <a id="));
    expect(rows.length).toBeGreaterThan(60);
    const cells = rows.map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()));
    expect(cells.filter((row) => row.length !== 6 || row.slice(1, 5).includes(""))).toEqual([]);
    expect(rows.filter((row) => row.includes("undefined"))).toEqual([]);
  });
});
