// The way in for `npm run demo`, `npm test` and their like on a machine that has only Node >= 20, npm and a fresh
// checkout: brings the packages and Node 24, then runs the real command with them.
//
//   node test/bootstrap/run.mjs demo [arguments]       the demo
//   node test/bootstrap/run.mjs try [arguments]        the product on this machine, with a real tenant
//   node test/bootstrap/run.mjs release | size ...     images of a version; how many processes it takes
//   node test/bootstrap/run.mjs test [stage ...]       all stages, or those named (see stages.mjs)
//   node test/bootstrap/run.mjs faults [--repeat N]    all fault tests, N times; the rest goes to vitest
//   node test/bootstrap/run.mjs vitest PROJECT [...]   one vitest project; the rest goes to vitest
//   node test/bootstrap/run.mjs node FILE [arguments]  a command of the product, for which its own packages are enough
import { delimiter, dirname, join } from "node:path";
import { runChild } from "./child.mjs";
import { hasProductPackages, installDependencies } from "./install.mjs";
import { alone } from "./lock.mjs";
import { findNode24, isNode24 } from "./node-24.mjs";
import { programs, root, watchdog } from "./paths.mjs";
import { repeatFaults } from "./repeat-faults.mjs";
import { testAll } from "./test-all.mjs";

/** Of Node 24. */
const unheard = "--disable-sigusr1";

/** @param {string} line */
const say = (line) => console.error(`[set-up] ${line}`);

// Here and below: no signal opens a debugger in what may hold secrets. Node 20 has no flag for it.
process.on("SIGUSR1", () => undefined);
if (process.env.npm_lifecycle_event !== undefined) await import("./end-with-parent.mjs");
process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} argv */
async function main([command, ...args]) {
  const isForProduct = command === "node";
  // Where nothing is missing, nothing is written: the folder of an installation may be read-only.
  if (isForProduct && isNode24(process.version) && (await hasProductPackages())) {
    return runChild({ file: process.execPath, args: [unheard, ...args] });
  }
  const setUp = async () => {
    const problem = await installDependencies(say, { isForProduct });
    return problem === undefined ? findNode24(say) : { problem };
  };
  const found = await alone(join(root, ".cache", "set-up.lock"), setUp, () => say("waiting for another set-up to end"));
  if ("problem" in found) return complain(found.problem);
  const { node } = found;
  const path = [dirname(node), programs, process.env.PATH].join(delimiter);
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: path };
  if (command !== undefined && ["demo", "try", "release", "size"].includes(command)) {
    return runChild({ file: node, args: [unheard, ...watchdog, `test/${command}/main.ts`, ...args], env });
  }
  if (isForProduct) return runChild({ file: node, args: [unheard, ...args], env });
  // Our sources are compiled by each of many processes: what one has compiled spares the next a quarter of its time.
  env.NODE_COMPILE_CACHE ??= join(root, ".cache", "compiled");
  if (command === "test") return testAll({ node, env, only: args });
  if (command === "faults") return repeatFaults({ node, env, args });
  if (command === "vitest") {
    const [project = "unit", ...rest] = args;
    return runChild({
      file: node,
      args: [...watchdog, "node_modules/vitest/vitest.mjs", "run", "--project", project, ...rest],
      env,
    });
  }
  return complain(`unknown command "${command ?? ""}": use demo, try, release, size, test, faults, vitest or node.`);
}

/** @param {string} problem */
function complain(problem) {
  console.error(`[set-up] ${problem}`);
  return 1;
}
