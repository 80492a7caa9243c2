// T25: a package that was not chosen — exact versions, integrity hashes in the lockfile, install scripts only where
// listed, few direct dependencies.

import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { fileText } from "#test/support/file-text.ts";

const read = (file: string) => JSON.parse(fileText(file));
const manifest = read("package.json");
const lock = read("package-lock.json");

interface LockedPackage {
  version?: string;
  integrity?: string;
  link?: boolean;
  resolved?: string;
  hasInstallScript?: boolean;
}

const locked = Object.entries<LockedPackage>(lock.packages).filter(([path]) => path !== "");

describe("the packages of this project", () => {
  test("are pinned to exact versions", () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^(?:npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });

  // The 31st is ImageMagick, in place of 1,350 lines of our own that decoded and encoded pictures.
  test("are at most 31 direct ones at run time", () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(31);
  });

  test("are each in the table of docs/dependencies.md that says what they are for, and no other is", () => {
    const [table = ""] = fileText("docs/dependencies.md").split("## Install scripts");
    const listed = [...table.matchAll(/^\| (`.*`) \|/gm)].flatMap(([, cell = ""]) =>
      cell.replaceAll("`", "").split(", "),
    );
    expect(listed.toSorted()).toEqual(Object.keys(manifest.dependencies).toSorted());
  });

  test("are locked with a SHA-512 of what was installed, and from nowhere but the registry", () => {
    for (const [path, entry] of locked) {
      expect(entry.link, path).toBeUndefined();
      expect(entry.integrity, path).toMatch(/^sha512-/);
      if (entry.resolved !== undefined) expect(entry.resolved, path).toMatch(/^https:\/\//);
    }
  });

  test("run an install script only where package.json says yes or no to it", () => {
    const withScript = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + 13));
    for (const name of withScript) expect(Object.keys(manifest.allowScripts), name).toContain(name);
    const reasons = fileText("docs/dependencies.md").split("## Install scripts")[1] ?? "";
    for (const name of Object.keys(manifest.allowScripts)) expect(reasons, "its reason").toContain(`\`${name}\``);
  });
});

test.for(["real-clients", "model-clients"])(
  "the programs of the stage %s are pinned by a lock file of their own, whatever the registry",
  (stage) => {
    const { dependencies, optionalDependencies } = read(`test/${stage}/programs/package.json`);
    const versions = { ...dependencies, ...optionalDependencies };
    for (const [name, version] of Object.entries(versions)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    const { packages } = read(`test/${stage}/programs/package-lock.json`);
    const { "": own, ...others } = packages as Record<string, LockedPackage & Record<string, unknown>>;
    expect({ ...(own?.dependencies ?? {}), ...(own?.optionalDependencies ?? {}) }).toEqual(versions);
    for (const [path, { integrity, resolved }] of Object.entries(others)) {
      expect(integrity, path).toMatch(/^sha512-/);
      expect(resolved, path).toBeUndefined();
    }
  },
);

test("install scripts are off in the image and the set-up, whatever npm's configuration", () => {
  const inImage = [...fileText("Dockerfile").matchAll(/\bnpm (?:ci|install|i|rebuild)\b[^&]*/g)].map(
    ([found]) => found,
  );
  expect(inImage.length).toBeGreaterThan(1);
  for (const command of inImage) expect(command).toMatch(/ --ignore-scripts\s/);
  const setUp = globSync("test/bootstrap/*.mjs", { cwd: root }).map(fileText);
  const installing = setUp.filter((text) => /npmCommand\(\["(?:ci|install)"/.test(text));
  expect(installing.length).toBeGreaterThan(1);
  for (const text of installing) expect(text).toContain('"--ignore-scripts"');
  expect(setUp.filter((text) => text.includes("ignore-scripts=false"))).toEqual([]);
});
