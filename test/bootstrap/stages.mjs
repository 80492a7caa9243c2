import { watchdog } from "./paths.mjs";

/**
 * @typedef {{ name: string, says: string, args: string[], env?: Record<string, string>, vitest: boolean,
 *   needsRedis: boolean, lane?: string }} Stage
 * `args` are for Node, `env` comes on top of the environment. Stages of one lane run one after the other, "code" beside
 * "processes". Both, when they have ended their own, take those of the lane "any". A stage without a lane runs alone,
 * at the end.
 */

/** Node's arguments for a run of vitest. */
export const vitestArgs = [
  ...watchdog,
  "node_modules/vitest/vitest.mjs",
  "run",
  "--passWithNoTests",
  "--allowOnly=false",
];

/** Leaves to the stage `slow` what takes long. */
const everyDay = { TESTS_OF: "every day" };

/**
 * What `npm test` runs; a failed stage does not keep the next from running. The unit tests keep the processors busy
 * while the tests with real processes wait for deadlines and slow answers, and the checks follow beside them.
 *
 * @type {Stage[]}
 */
export const stages = [
  // By default, tsc has four threads, of which each checks much that others have checked, and collects garbage often.
  // That is three times the processor time, which the tests beside it need.
  inLane("code", {
    ...check("types", "TypeScript", [
      "node_modules/typescript/bin/tsc",
      "--singleThreaded",
      ...["--incremental", "--tsBuildInfoFile", ".cache/types.tsbuildinfo"],
    ]),
    env: { GOGC: "400" },
  }),
  inLane(
    "code",
    check("lint", "Biome: format, lint, who may import whom", ["node_modules/@biomejs/biome/bin/biome", "check", "."]),
  ),
  inLane("code", check("unused", "knip: unused files, exports and packages", ["node_modules/knip/bin/knip.js"])),
  inLane("code", { ...project("unit", "one part at a time", false), env: everyDay }),
  inLane("processes", { ...project("integration", "real processes, real Redis, fake tenant", true), env: everyDay }),
];

/**
 * What is run only when it is named: too long for every day. `.ci/run` names all of them. Those without a lane start
 * processes that others would slow down beyond what they are asked for.
 *
 * @type {Stage[]}
 */
export const moreStages = [
  inLane("processes", {
    ...project("slow", "the unit and integration tests that take long, but for those of the stage properties", true),
    env: { TESTS_OF: "long" },
  }),
  inLane("processes", project("conformance", "what the specifications demand", true)),
  inLane("processes", project("fault", "killed processes, frozen Redis, lost network", true)),
  inLane("code", {
    ...project("properties", "what may be tried any number of times, ten times as often as every day", true),
    env: { TESTS_OF: "properties" },
  }),
  inLane(
    "processes",
    project("reality", "every request to Graph, and what graph-check tells of tenants that are kind and not", true),
  ),
  inLane("any", project("spoilt", "every property of every answer of Graph nulled, left out and renamed", false)),
  inLane("processes", project("monitoring", "alert rules tried by promtool, dashboards' queries by Prometheus", true)),
  inLane("processes", project("clients", "every call by each client, and every client's sign-in", true)),
  inLane("processes", project("model-clients", "what reaches the models of clients that people use", true)),
  inLane("processes", project("operations", "starts, ends, log lines, rights and the proxy of the processes", true)),
  inLane("processes", project("doctor", "npm run doctor where one thing is broken: it names that and no other", true)),
  inLane(
    "processes",
    project("redis-modes", "Redis as a Cluster, by Sentinels, by TLS, for users with few rights, and Valkey", true),
  ),
  inLane("any", project("defences", "each defence taken out, which a test must notice", false)),
  inLane("code", project("hostile", "documents made to exhaust those who read them", false)),
  inLane(
    "any",
    project("harness", "the tests' own tools: fake tenant, demo, set-up, runner, rules of the linter", true),
  ),
  // Before the engine, whose networks come and go: a browser gives up its requests when the machine's network changes.
  inLane("code", project("real-clients", "clients that people use, from the address alone, by way of a browser", true)),
  inLane("code", project("engine", "the images and the compose files on a Docker engine", false)),
  inLane("code", {
    ...project("integration", "the integration tests that ask most of Redis, on Redis in a container", true, [
      "cancellation",
      "shared-limits",
      "redis-attacker",
      "nothing-left-behind",
      "mail-tools",
    ]),
    name: "container",
    env: { TEST_REDIS: "container", TEST_REDIS_IMAGE: "m365-connector-local/redis:8" },
  }),
  project("catalogue", "every fault there is, under load", true),
  project("isolation", "10,000 calls of 64 tenants while workers are killed", true),
];

/**
 * @param {"code" | "processes" | "any"} lane
 * @param {Stage} stage
 * @returns {Stage}
 */
function inLane(lane, stage) {
  return { ...stage, lane };
}

/**
 * @param {string} name
 * @param {string} says
 * @param {string[]} args
 * @returns {Stage}
 */
function check(name, says, args) {
  return { name, says, args, vitest: false, needsRedis: false };
}

/**
 * @param {string} name
 * @param {string} says
 * @param {boolean} needsRedis
 * @param {string[]} files parts of their names; none means all
 * @returns {Stage}
 */
function project(name, says, needsRedis, files = []) {
  return { name, says, args: [...vitestArgs, "--project", name, ...files], vitest: true, needsRedis };
}
