import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Not part of the sources: brought, built or kept beside them. */
const leftOut = new Set(["node_modules", ".git", ".cache", ".env", "coverage"]);

export type RepositoryCopy = ReturnType<typeof copyRepository>;

/** Packages as hard links, where the temporary folder is on the same disk: they are many, and only read. */
export function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkPackages(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else {
      try {
        linkSync(source, target);
      } catch {
        copyFileSync(source, target);
      }
    }
  }
}

/** The Redis of tests, brought once for all copies. */
const redisFolder = join(".cache", "redis");

/** Copies the repository into a temporary folder, with its packages unless they are to be missing. */
export function copyRepository(root: string, { hasPackages = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "m365-copy-"));
  cpSync(root, folder, { recursive: true, filter: (path) => !leftOut.has(path.slice(root.length + 1)) });
  if (hasPackages) linkPackages(join(root, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, ".cache"));
  if (existsSync(join(root, redisFolder))) symlinkSync(join(root, redisFolder), join(folder, redisFolder));

  const isChanged = (path: string) => {
    try {
      return !readFileSync(join(folder, path)).equals(readFileSync(join(root, path)));
    } catch {
      return true;
    }
  };

  return {
    /** Writes a new file, or what `edit` makes of the one that is there. */
    write(path: string, content: string | ((present: string) => string)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === "string" ? content : content(readFileSync(file, "utf8")));
    },
    read: (path: string) => readFileSync(join(folder, path), "utf8"),
    /** Runs a shell command in the copy. `output` is all that it wrote. */
    run(command: string) {
      // What is compiled of the copy goes with it.
      const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, ".cache/compiled") };
      const { status, stdout, stderr } = spawnSync(command, { cwd: folder, env, shell: true, encoding: "utf8" });
      return { status, output: `${stdout}${stderr}` };
    },
    /** Paths of files that differ from the original, or are new. */
    changed() {
      const files = globSync(["*", ".*", "{.ci,common,deploy,docs,doctor,gateway,grafana,rights,test,workers}/**"], {
        cwd: folder,
        withFileTypes: true,
      }).filter((entry) => entry.isFile());
      const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
      return paths.filter(isChanged).sort();
    },
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
