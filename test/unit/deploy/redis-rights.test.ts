import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rightsOnSentinels } from "#test/support/redis-sentinel.ts";
import { rightsOfServers } from "#test/support/redis-users.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/deploy/redis.md"), "utf8");

test.for([
  ["replicas on their master", rightsOfServers.replica],
  ["sentinels on the servers that they watch", rightsOfServers.sentinel],
  ["our processes on the sentinels", rightsOnSentinels],
])("docs/deploy/redis.md gives %s the rights with which the tests run", ([, rights]) => {
  expect(page).toContain(`\`${rights}\``);
});
