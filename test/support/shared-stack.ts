import { test as base } from "vitest";
import { companies } from "#test/fake-tenant/data/companies.ts";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import type { ServiceProcess } from "./service-process.ts";
import { type Stack, startStack } from "./stack.ts";

/** A running stack that other test files use before and after. */
export type SharedStack = Omit<Stack, "stop">;

/** What was scripted and granted, as it was at the start. Data that was added stays. */
async function setBack({ control }: FakeTenant): Promise<void> {
  await control.resetScript();
  const { tenants } = await control.directory();
  for (const { id, domain } of tenants) {
    const company = companies.find((known) => known.domain === domain);
    if (company !== undefined) await control.setGrants(id, company.scopes);
  }
}

/** The stack with processes of one file's own, which end with the file. */
function lend(stack: Stack, started: ServiceProcess[]): SharedStack {
  const keep = <T extends ServiceProcess>(service: T) => {
    started.push(service);
    return service;
  };
  return {
    ...stack,
    startWorker: async (...args) => keep(await stack.startWorker(...args)),
    startGateway: async (...args) => keep(await stack.startGateway(...args)),
  };
}

/**
 * `test` for files that need nothing but a running product: `test.beforeAll(async ({ stack }) => ...)` gives a stack
 * with one gateway and one worker that the files of a vitest worker use one after the other. No exchange is remembered,
 * so that what is granted may change at any time. A file may script the fake tenant, change tenants' grants and start
 * more processes: that is set back when it ends. It must not stop what it did not start, have anybody pay for it later
 * (a long pause that Graph asks for), or count what all files do.
 */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads there what a fixture needs
  .extend("runningStack", { scope: "worker" }, async ({}, { onCleanup }) => {
    const stack = await startStack({ workerEnvironment: { OBO_CACHE_MAX_SECONDS: "0" } });
    onCleanup(() => stack.stop());
    return stack;
  })
  .extend("stack", { scope: "file" }, async ({ runningStack }, { onCleanup }) => {
    const started: ServiceProcess[] = [];
    onCleanup(async () => {
      for (const service of started) service.kill("SIGKILL");
      await Promise.all(started.map(({ ended }) => ended));
      await setBack(runningStack.fake);
    });
    return lend(runningStack, started);
  });
