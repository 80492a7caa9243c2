import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Mode } from "./bench-options.ts";

/** `npm run bench -- MODE...`: one file each, loaded when asked for. Without a mode: what a call costs. */
const modes: Readonly<Record<string, () => Promise<Mode>>> = {
  "mail-search": async () => (await import("./modes/mail-search-cost.ts")).measureMailSearch,
  floor: async () => (await import("./modes/floor.ts")).measureFloor,
  latency: async () => (await import("./modes/added-latency.ts")).measureAddedLatency,
  scaling: async () => (await import("./modes/worker-scaling.ts")).measureScaling,
  windows: async () => (await import("./modes/windows-cost.ts")).measureWindows,
  tokens: async () => (await import("./modes/tokens.ts")).measureTokens,
  peer: async () => (await import("./modes/peer-comparison.ts")).comparePeer,
  "round-trips": async () => (await import("./modes/round-trips.ts")).measureRoundTrips,
};

const profileFolder = ".cache/profiles";
/** Node profiles by its inspector, and writes what it may write. */
const profileFlags = [
  "--allow-inspector",
  `--allow-fs-write=${resolve(profileFolder)}/*`,
  "--cpu-prof",
  `--cpu-prof-dir=${profileFolder}`,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    "seconds-each": { type: "string", default: "3" },
    /** Gateways and workers write a CPU profile of V8 each. */
    "cpu-prof": { type: "boolean", default: false },
    /** Only this tool, in the mode round-trips; may be repeated. Nothing is written then. */
    tool: { type: "string", multiple: true },
  },
});

const asked = positionals.length === 0 ? ["mail-search"] : positionals;
const names = asked.includes("all") ? Object.keys(modes) : asked;
const unknown = names.filter((name) => !(name in modes));
if (unknown.length > 0) {
  console.error(`bench: there is no mode ${unknown.join(", ")}; there are ${Object.keys(modes).join(", ")} and all.`);
  process.exit(2);
}
for (const name of names) {
  const mode = await modes[name]?.();
  await mode?.({
    rounds: Number(values.rounds),
    forMs: Number(values["seconds-each"]) * 1_000,
    tools: values.tool,
    stackOptions: values["cpu-prof"] ? { nodeFlags: profileFlags } : {},
  });
}
if (values["cpu-prof"]) console.log(`Profiles, named by process id, are in ${profileFolder}`);
