import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clientsTableOf, seenToWorkSchema } from "#test/support/clients-table.ts";

const read = (file: string) => JSON.parse(readFileSync(join(import.meta.dirname, "../../..", file), "utf8"));

const rowOf = (table: string, client: string) => table.split("\n").find((line) => line.startsWith(`| ${client} |`));

test("the clients' table names a version and a day only of what ran, and says what was replayed or not tried", () => {
  const table = clientsTableOf({ Codex: { version: "0.169.0", date: "2026-11-26" } });
  expect(rowOf(table, "Codex")).toMatch(/\| 0\.169\.0, 2026-11-26 \|$/);
  expect(rowOf(table, "Claude")).toMatch(/\| replayed from a report \|$/);
  expect(rowOf(table, "Zed")).toMatch(/\| not tried \|$/);
});

test("the clients' table has what the page says, and what the operator has to allow", () => {
  const table = clientsTableOf({});
  expect(rowOf(table, "Claude Code")).toContain(
    "| calls itself “Claude Code (m365)”; a program on this computer, port N |",
  );
  expect(rowOf(table, "Cursor")).toContain("Cursor; the app Cursor on this computer<br>Cursor; www.cursor.com<br>");
  expect(rowOf(table, "Copilot Studio")).toContain("| `copilot-studio` |");
});

test.each([{ Nobody: { version: "1", date: "2026-11-26" } }, { Codex: { version: "1", date: "yesterday" } }])(
  "what was seen to work is refused where a client or day is none: %j",
  (seen) => {
    expect(seenToWorkSchema.safeParse(seen).success).toBe(false);
  },
);

test("what was seen to work has the versions that the stage real-clients runs", () => {
  const { devDependencies } = read("package.json");
  const { dependencies, optionalDependencies } = read("test/real-clients/programs/package.json");
  const pinned = Object.values({ ...devDependencies, ...dependencies, ...optionalDependencies });
  const seen = seenToWorkSchema.parse(read("test/support/sign-in/seen-to-work.json"));
  const versions = Object.values(seen).flatMap(({ version }) => version.match(/\d+\.\d+\.\d+/g) ?? [version]);
  expect(versions.filter((version) => !pinned.includes(version))).toEqual([]);
});
