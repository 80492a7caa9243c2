import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type RunOptions, runCommand } from "#test/support/run-program.ts";
import { until } from "#test/support/until.ts";

/** Whoever does what a browser shows. */
export interface Opener {
  signIn(address: string): Promise<unknown>;
}

/** A HOME that no client has used, and a way to open a browser: what each client gets for itself. */
export type Desktop = Awaited<ReturnType<typeof createDesktop>>;

/** How long a client may take from its start to the browser, on a busy machine. */
const openWithinMs = 120_000;

export async function createDesktop() {
  const folder = await mkdtemp(join(tmpdir(), "m365-desktop-"));
  const [programs, addresses] = [join(folder, "bin"), join(folder, "opened")];
  await Promise.all([mkdir(programs), mkdir(addresses)]);
  // What opens a browser on Linux, where a client that brings its own xdg-open asks BROWSER; and on macOS.
  const [browser, browserOfMac] = [join(programs, "xdg-open"), join(programs, "open")];
  const script = ["#!/bin/sh", `printf %s "$1" >"${addresses}/$$.part"`, `mv "${addresses}/$$.part" "${addresses}/$$"`];
  await writeFile(browser, `${script.join("\n")}\n`, { mode: 0o700 });
  await symlink(browser, browserOfMac);
  const environment = {
    HOME: folder,
    PATH: [programs, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
    BROWSER: browser,
  };
  const seen = new Set<string>();

  /** The next address that a program opens a browser at. */
  const opened = () =>
    until(
      "a client to open a browser",
      async () => {
        const name = (await readdir(addresses)).find((found) => /^\d+$/.test(found) && !seen.has(found));
        if (name === undefined) return undefined;
        seen.add(name);
        return readFile(join(addresses, name), "utf8");
      },
      openWithinMs,
    );

  return {
    folder,
    environment,
    /** Runs a program there, to its end. */
    run: (command: readonly string[], options: Pick<RunOptions, "environment" | "input"> = {}) =>
      runCommand(command, {
        ...options,
        environment: { ...environment, ...options.environment },
        cwd: folder,
        withinMs: 200_000,
      }),
    /** The person signs in where a program opens a browser, for which `work` waits. Resolves to what `work` does. */
    async whileSigningIn<T>(person: Opener, work: Promise<T>): Promise<T> {
      // A client that exits before opening a browser reports the reason itself.
      const address = await Promise.race([opened(), work.then(() => undefined)]);
      if (address !== undefined) await person.signIn(address);
      return work;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
