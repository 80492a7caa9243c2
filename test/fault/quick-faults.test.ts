// Two faults of the catalogue for daily use; `npm run test:fault` injects them all.
import { redisFaults } from "./catalogue/redis.ts";
import { testFamily } from "./catalogue/test-family.ts";

const chosen = [/^all connections to Redis are killed/, /SCRIPT FLUSH/];

testFamily({
  name: "a few faults",
  stage: { deadlineMs: 10_000 },
  faults: redisFaults.faults.filter(({ name }) => chosen.some((one) => one.test(name))),
});
