import { cp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { skipWhen } from "#test/support/loud-skip.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { scannedPdf } from "#test/support/pictures/scanned-pdf.ts";
import { noLandlock, noSandbox } from "#test/support/reader-sandbox.ts";
import { findSandbox } from "#workers/documents/process/find-sandbox.ts";
import { run, succeed } from "./docker.ts";

const minute = 60_000;
/** Prints how many pages of `scans.pdf` are shown. */
const countScans = `
  const { readFile } = await import("node:fs/promises");
  const { readScanPages } = await import("./workers/documents/formats/pdf/pictures/read-scan-pages.ts");
  const { pictures } = await readScanPages(new Uint8Array(await readFile("scans.pdf")), [1, 2, 3, 4]);
  console.log(pictures.length);
`;
const dockerfile = await readFile(join(root, "Dockerfile"), "utf8");

/** The command of a stage's RUN, without its mounts, in another folder than /app. */
function commandOf(stage: string, folder: string): string {
  const lines = dockerfile.split(/^FROM /m).find((text) => text.split("\n", 1)[0]?.endsWith(` AS ${stage}`)) ?? "";
  const [, command = ""] = /^RUN (?:--mount=\S+ )*((?:.*\\\n)*.*)$/m.exec(lines) ?? [];
  return command.replaceAll("\\\n", " ").replaceAll("/tmp/compiled", "compiled").replaceAll("/app/", `${folder}/`);
}

/** What needs no Docker engine of all that compose.test.ts sees. */
describe("the Dockerfile's commands, run on this machine", () => {
  const folder = ownFolder();
  const sh = (command: string) => succeed("sh", ["-c", command], { cwd: folder });

  beforeAll(async () => {
    for (const part of ["package.json", "package-lock.json", ".npmrc", "common", "gateway", "workers"])
      await cp(join(root, part), join(folder, part), { recursive: true });
    await sh(commandOf("dependencies", folder));
  }, 10 * minute);

  test("install less than 100 MB of packages, each in the list of what is inside", async () => {
    const files = await readdir(join(folder, "node_modules"), { recursive: true });
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, "node_modules", file))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toBeLessThan(100);
    const { components } = JSON.parse(await readFile(join(folder, "sbom.json"), "utf8"));
    const installed = JSON.parse(await readFile(join(folder, "node_modules/.package-lock.json"), "utf8"));
    expect(components).toHaveLength(Object.keys(installed.packages).length);
  });

  test("leave what shows a scanned page, however it is coded", async () => {
    const pages = (["jpeg", "jbig2", "ccitt", "jpeg2000"] as const).map((scan) => ({ scan }));
    await writeFile(join(folder, "scans.pdf"), scannedPdf(pages));
    const shown = await succeed("node", ["--input-type=module", "--eval", countScans], { cwd: folder });
    expect(shown.split("\n").at(-1)).toBe("4");
  });

  test("make the filter of system calls for document readers", skipWhen(noSandbox), async () => {
    for (const name of ["forbidden-syscalls.txt", "write-filter.ts"])
      await cp(join(root, "workers/documents/process", name), join(folder, name));
    await sh(commandOf("sandbox", folder));
    const { command, lack } = await findSandbox(join(folder, "reader-sandbox.bpf"));
    expect(command).toContain("--seccomp-filter");
    if (noLandlock === undefined) expect(lack).toBeUndefined();
  });

  test("compile both processes with nothing but what was installed", async () => {
    await sh(commandOf("compiled", folder));
    // In one folder for each set of V8's flags: of the start, and of the process that it starts again.
    const compiled = await readdir(join(folder, "compiled"), { recursive: true });
    expect(compiled.length).toBeGreaterThan(500);
  });

  test.for(["gateway/main.ts", "workers/main.ts"])("%s starts there, and asks for its settings", async (main) => {
    const environment = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, SEALING_KEYS: "" };
    const { code, errors } = await run("node", [main], { cwd: folder, environment });
    expect(code).toBe(1);
    expect(errors).toContain("SEALING_KEYS");
  });
});
