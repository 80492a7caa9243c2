import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";

let parent: string;
let folder: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "make-secrets-"));
});
beforeEach(() => {
  folder = mkdtempSync(join(parent, "checkout-"));
  for (const part of ["deploy/make-secrets.sh", "deploy/redis", ".env.gateway.example", ".env.workers.example"])
    cpSync(join(root, part), join(folder, part), { recursive: true });
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** As somebody whose new files anybody may read and write. */
const makeSecrets = () =>
  spawnSync("sh", ["-c", "umask 0; exec sh deploy/make-secrets.sh --no-client-secret"], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    encoding: "utf8",
  });
const modeOf = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8);

test("the secrets of deploy/make-secrets.sh are in a folder that other users can't enter", () => {
  expect(makeSecrets()).toMatchObject({ status: 0, stderr: "" });
  expect(modeOf("deploy/secrets")).toBe("700");
  expect([modeOf(".env.gateway"), modeOf(".env.workers")]).toEqual(["600", "600"]);
});

test("a folder for secrets that was open is closed by deploy/make-secrets.sh", () => {
  mkdirSync(join(folder, "deploy/secrets"));
  chmodSync(join(folder, "deploy/secrets"), 0o755);
  expect(makeSecrets().status).toBe(0);
  expect(modeOf("deploy/secrets")).toBe("700");
});
