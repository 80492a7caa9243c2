import { chmod, copyFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { findProgram } from "#test/support/find-program.ts";
import { docker, succeed } from "./docker.ts";

/** Where a program lies that a shell would find. @throws when there is none. */
export function programPath(name: string): string {
  const found = findProgram(name);
  if (found === undefined) throw new Error(`${name} is not on PATH`);
  return found;
}

interface ImageContents {
  readonly image: string;
  /** Programs of this machine, by name or path; the libraries that they load come along. */
  readonly programs: readonly string[];
  /** Puts in what else there must be. */
  readonly fill: (rootFolder: string) => Promise<void>;
  /** Dockerfile lines, such as `ENV NAME=value`. */
  readonly changes: readonly string[];
}

/** Makes an image of one layer out of this machine's programs, so that nothing has to be pulled. */
export async function importImage({ image, programs, fill, changes }: ImageContents): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "m365-image-"));
  const rootFolder = join(folder, "root");
  try {
    for (const name of ["bin", "lib", "lib64"]) {
      await mkdir(join(rootFolder, "usr", name), { recursive: true });
      await symlink(join("usr", name), join(rootFolder, name));
    }
    for (const name of ["etc", "tmp", "root", "run"]) await mkdir(join(rootFolder, name));
    await chmod(join(rootFolder, "tmp"), 0o1777);
    await writeFile(join(rootFolder, "etc/passwd"), "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n");
    await writeFile(join(rootFolder, "etc/group"), "root:x:0:\nnode:x:1000:\n");
    for (const program of programs)
      await copyProgram(rootFolder, program.includes("/") ? program : programPath(program));
    await fill(rootFolder);
    const tar = join(folder, "root.tar");
    await succeed("tar", ["-C", rootFolder, "--owner=0", "--group=0", "-cf", tar, "."]);
    await docker(["import", ...changes.flatMap((change) => ["--change", change]), tar, image]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyProgram(rootFolder: string, program: string): Promise<void> {
  const libraries = await succeed("ldd", [program]);
  const loaded = libraries.split("\n").flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? []);
  await copyInto(join(rootFolder, "usr/bin"), program);
  for (const library of loaded) await copyInto(join(rootFolder, await realpath(dirname(library))), library);
}

async function copyInto(folder: string, file: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await copyFile(file, join(folder, basename(file)));
}
