import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { npmCommand } from "./npm.mjs";
import { programs } from "./paths.mjs";

/**
 * A Node >= 24: the pinned one of the npm package `node`, else the one we run on, else the pinned one once its install
 * script has brought it (npm may have been told to run no scripts).
 *
 * @param {(line: string) => void} say
 * @returns {Promise<{ node: string } | { problem: string }>}
 */
export async function findNode24(say) {
  const pinned = join(programs, "node");
  if (isNode24(versionOf(pinned))) return { node: pinned };
  // Asked again, because `npm ci` may just have deleted the Node that this process runs on.
  if (isNode24(versionOf(process.execPath))) return { node: process.execPath };
  say('bringing Node 24 by the npm package "node"');
  const flags = ["--ignore-scripts=false", "--foreground-scripts", "--loglevel=error"];
  const code = await runChild(npmCommand(["rebuild", "node", ...flags]));
  if (isNode24(versionOf(pinned))) return { node: pinned };
  const why = code === 0 ? "the Node it brought does not run here" : `npm rebuild node ended with exit code ${code}`;
  return { problem: `Node 24 is needed and ${why}. Install Node 24 yourself and run the same command again.` };
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
