import { existsSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { programs, root } from "./paths.mjs";

/**
 * How to call the npm that the user called us with, on a Node that lies outside this project's node_modules: `npm ci`
 * deletes node_modules, and with it the Node that it would be running on.
 *
 * @param {string[]} args
 * @returns {{ file: string, args: string[], env: NodeJS.ProcessEnv }}
 */
export function npmCommand(args) {
  const outside = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder && !folder.startsWith(programs));
  const env = { ...process.env, PATH: outside.join(delimiter) };
  const script = process.env.npm_execpath ?? "";
  const node = outside.map((folder) => join(folder, "node")).find((file) => existsSync(file));
  if (basename(script) === "npm-cli.js" && !script.startsWith(root) && node !== undefined) {
    return { file: node, args: [script, ...args], env };
  }
  return { file: "npm", args, env };
}
