// A few of the catalogue, for every day: `npm run test:fault` plays them all.
import { graph } from "./catalogue/graph.ts";
import { processes } from "./catalogue/processes.ts";
import { redisFaults } from "./catalogue/redis.ts";
import { testFamily } from "./catalogue/test-family.ts";

const chosen = [/^a worker is killed/, /^all connections to Redis are killed/, /SCRIPT FLUSH/, /^Graph is slow/];
const faults = [...processes.faults, ...redisFaults.faults, ...graph.faults];

testFamily({
  name: "a few faults",
  stage: { deadlineMs: 10_000 },
  faults: chosen.flatMap((name) => faults.find((fault) => name.test(fault.name)) ?? []),
});
