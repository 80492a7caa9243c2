import { expect, test } from "vitest";
import { fileText } from "#test/support/file-text.ts";
import { rightsOnSentinels } from "#test/support/redis-sentinel.ts";
import { rightsOfServers } from "#test/support/redis-users.ts";

const page = fileText("docs/deploy/redis.md");

test.for([
  ["replicas on their master", rightsOfServers.replica],
  ["sentinels on the servers that they watch", rightsOfServers.sentinel],
  ["our processes on the sentinels", rightsOnSentinels],
])("docs/deploy/redis.md gives %s the rights with which the tests run", ([, rights]) => {
  expect(page).toContain(`\`${rights}\``);
});
