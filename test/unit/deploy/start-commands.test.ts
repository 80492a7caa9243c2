import { expect, test } from "vitest";
import { fileText } from "#test/support/file-text.ts";

/** Each starts processes of the product. */
const files = [
  "Dockerfile",
  "docker-compose.yml",
  "package.json",
  "docs/deploy.md",
  "deploy/systemd/m365-gateway@.service",
  "deploy/systemd/m365-workers@.service",
  ...["gateway", "workers"].map((name) => `deploy/kubernetes/base/${name}/deployment.yaml`),
];

/** A start that is to go on, as a shell or a list has it; those of a build end at once, for lack of settings. */
const start = /(?<!! )\bnode\b["',]* (?=[^\n]*?\b(?:gateway|workers)\/main\.ts\b)[^\n]*/g;

test("every command that starts a process says that no signal opens its debugger", () => {
  const starts = files.flatMap((file) => fileText(file).match(start) ?? []);
  expect(starts.length).toBeGreaterThanOrEqual(8);
  expect(starts.filter((command) => !/^node\b["',]* ["']?--disable-sigusr1\b/.test(command))).toEqual([]);
});
