import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Guide, readGuide } from "./guide.ts";
import { copyRepository, type RepositoryCopy } from "./repository-copy.ts";
import { placeholders, toyTool } from "./toy-tool.ts";

const root = join(import.meta.dirname, "../../..");

const filledIn = (path: string) =>
  path.replaceAll(/WIRE_NAME|NAME|DOMAIN/g, (placeholder) => placeholders[placeholder as keyof typeof placeholders]);

describe("a contributor who adds a tool as CONTRIBUTING.md says", { timeout: 600_000 }, () => {
  const guide: Guide = readGuide(root, "Add a tool");
  const written = [...guide.files, ...guide.commands.flatMap(({ writes }) => writes)];
  let copy: RepositoryCopy;

  beforeAll(() => {
    copy = copyRepository(root);
    for (const path of guide.files) copy.write(filledIn(path), toyTool[path] ?? `${path} is not in toy-tool.ts`);
    // As the Git hook does on commit.
    const format = copy.run(`npx biome check --write ${guide.files.map(filledIn).join(" ")}`);
    expect(format.status, format.output).toBe(0);
  });

  afterAll(() => copy.remove());

  test("changes the files that it names, and no others", () => {
    expect(guide.files.toSorted()).toEqual(Object.keys(toyTool).toSorted());
    expect(copy.changed()).toEqual(guide.files.map(filledIn).toSorted());
  });

  test("runs the commands that it names, which write what it says", () => {
    expect(guide.commands.length).toBeGreaterThan(0);
    for (const { command } of guide.commands) {
      const { status, output } = copy.run(command);
      expect(status, `${command}\n${output}`).toBe(0);
    }
    expect(copy.changed()).toEqual(written.map(filledIn).toSorted());
  });

  test("then passes npm run check", () => {
    const { status, output } = copy.run("npm run check");
    expect(status, output.slice(-20_000)).toBe(0);
  });
});
