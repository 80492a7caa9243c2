// T25: an install script, or a package that differs from the lockfile — no script runs in this folder, and a package
// with other bytes is not installed.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));

test("no install script runs in this folder, neither a package's nor our own, and npm's commands work", () => {
  const folder = mkdtempSync(join(tmpdir(), "m365-scripts-"));
  try {
    copyFileSync(join(root, ".npmrc"), join(folder, ".npmrc"));
    mkdirSync(join(folder, "package"));
    const install = "node --eval 'process.exit(7)'";
    const dependency = { name: "package", version: "1.0.0", scripts: { install } };
    writeFileSync(join(folder, "package/package.json"), JSON.stringify(dependency));
    const scripts = { install, hello: "echo hello", test: "echo tested" };
    // npm 12 runs a package's script only where it is allowed.
    const ours = { scripts, dependencies: { package: "file:package" }, allowScripts: { package: true } };
    writeFileSync(join(folder, "package.json"), JSON.stringify(ours));
    const npm = (...args: string[]) => spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
    const installed = npm("install", "--install-links", "--offline");
    expect(installed.status, installed.stderr).toBe(0);
    expect(existsSync(join(folder, "node_modules/package/package.json"))).toBe(true);
    expect(npm("ci", "--install-links", "--offline").status).toBe(0);
    expect(npm("run", "hello").stdout).toMatch(/^hello$/m);
    expect(npm("test").stdout).toMatch(/^tested$/m);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a package whose content was changed is not installed", () => {
  const folder = mkdtempSync(join(tmpdir(), "m365-tampered-"));
  try {
    // One package is enough, and all of them take their time.
    const dependencies = { zod: read("package.json").dependencies.zod };
    const lock = read("package-lock.json");
    const integrity = `sha512-${Buffer.alloc(64, 7).toString("base64")}`;
    const zod = { ...lock.packages["node_modules/zod"], integrity };
    const packages = { "": { dependencies }, "node_modules/zod": zod };
    writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies }));
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ ...lock, packages }));
    const install = spawnSync("npm", ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(install.status).not.toBe(0);
    expect(install.stderr).toContain("EINTEGRITY");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
