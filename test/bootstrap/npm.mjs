import { existsSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { programs, root } from "./paths.mjs";

/**
 * How to call the npm that the user called us with, on a Node that lies outside this project's node_modules: `npm ci`
 * deletes node_modules, and with it the Node that it would be running on.
 *
 * @param {string[]} args
 * @param {string} [node] another Node to run it on: npm passes over optional packages that are not for its Node
 * @returns {{ file: string, args: string[], env: NodeJS.ProcessEnv }}
 */
export function npmCommand(args, node) {
  const outside = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder && !folder.startsWith(programs));
  const folders = node === undefined ? outside : [dirname(node), ...outside];
  const env = { ...process.env, PATH: folders.join(delimiter) };
  const script = process.env.npm_execpath ?? "";
  const file = folders.map((folder) => join(folder, "node")).find((found) => existsSync(found));
  if (basename(script) === "npm-cli.js" && !script.startsWith(root) && file !== undefined) {
    return { file, args: [script, ...args], env };
  }
  return { file: "npm", args, env };
}
