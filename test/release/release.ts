import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ReleaseOptions {
  /** A checkout. */
  root: string;
  /** The repository in a registry, without a tag. */
  image: string;
  /** The base image by its digest, which only whoever reaches its registry can know. */
  base: string;
  /** Such as `linux/amd64`: those that the builder can run, by itself or by QEMU. */
  platforms: readonly string[];
  /** A private key of cosign's. Without one, it signs as the person or the workflow that is signed in (OIDC). */
  key?: string | undefined;
  /** Builds everything, and neither pushes nor signs: says how it would. */
  isDryRun: boolean;
  say: (line: string) => void;
}

const imageName = /^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)+$/;
/** The image of this machine's platform, to look inside. */
const local = "m365-connector:released";
const byDigest = /^\S+@sha256:[0-9a-f]{64}$/;

/** Runs a program, and passes on what it prints to stderr. @throws when it fails */
async function run(root: string, file: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(file, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = await once(child, "close").catch(() => {
    throw new Error(`${file} is needed for a release, and can't be started.`);
  });
  if (code !== 0) throw new Error(`${file} ${args.slice(0, 2).join(" ")} ended with ${code}: see above.`);
  return output.trim();
}

/** The version that all of the tree names. @throws when parts name another, or the changelog has no such section */
async function versionOf(root: string): Promise<string> {
  const read = (path: string) => readFile(join(root, path), "utf8");
  const { version }: { version: string } = JSON.parse(await read("package.json"));
  const [, first = "none"] = /^## (.*)$/m.exec(await read("CHANGELOG.md")) ?? [];
  if (!new RegExp(`^${version.replaceAll(".", "\\.")} \\(\\d{4}-\\d\\d-\\d\\d\\)$`).test(first))
    throw new Error(`CHANGELOG.md has to begin with "## ${version} (YYYY-MM-DD)", and begins with "${first}".`);
  for (const [path, words] of [
    ["Dockerfile", `ARG VERSION=${version}\n`],
    ["docker-compose.yml", `image: m365-connector:${version}\n`],
  ] as const) {
    if (!(await read(path)).includes(words)) throw new Error(`${path} lacks "${words.trim()}".`);
  }
  return version;
}

/** The commit that is checked out. @throws when files differ from it, or for a release without its tag */
async function commitOf({ root, isDryRun }: ReleaseOptions, version: string): Promise<string> {
  if ((await run(root, "git", "status", "--porcelain", "--untracked-files=no")) !== "")
    throw new Error("Files differ from the commit that is checked out: commit them first.");
  const tags = (await run(root, "git", "tag", "--points-at", "HEAD")).split("\n");
  if (!isDryRun && !tags.includes(`v${version}`))
    throw new Error(`HEAD has no tag v${version}: git tag --sign v${version}`);
  return run(root, "git", "rev-parse", "HEAD");
}

/**
 * Builds the image for all platforms with provenance (SLSA, by BuildKit) and pushes it as `VERSION` and as
 * `VERSION-COMMIT`, signs it by its digest, and attaches its list of packages as a signed attestation.
 * @returns the image by its digest
 */
export async function release(options: ReleaseOptions): Promise<string> {
  const { root, image, base, platforms, key, isDryRun, say } = options;
  if (!imageName.test(image)) throw new Error("--image is a repository in a registry, without a tag.");
  if (!byDigest.test(base)) throw new Error("--base has to name the base image by its digest: NAME@sha256:…");
  const version = await versionOf(root);
  const commit = await commitOf(options, version);
  const folder = await mkdtemp(join(tmpdir(), "m365-release-"));
  try {
    const built = join(folder, "built.json");
    const sbom = join(folder, "sbom.json");
    const tags = [version, `${version}-${commit.slice(0, 12)}`].map((tag) => `${image}:${tag}`);
    const values = [`BASE=${base}`, `VERSION=${version}`, `REVISION=${commit}`];
    const buildArgs = values.flatMap((value) => ["--build-arg", value]);
    const args = [
      ...buildArgs,
      ...["--platform", platforms.join(","), "--provenance", "mode=max", "--metadata-file", built],
      ...tags.flatMap((tag) => ["--tag", tag]),
    ];
    say(`${version} of commit ${commit} for ${platforms.join(", ")}`);
    const output = isDryRun ? ["--output", `type=oci,dest=${join(folder, "image.tar")}`] : ["--push"];
    await run(root, "docker", "buildx", "build", ...args, ...output, ".");
    const { "containerimage.digest": digest } = JSON.parse(await readFile(built, "utf8"));
    const reference = `${image}@${digest}`;
    say(`built ${reference}`);

    await run(root, "docker", "buildx", "build", ...buildArgs, "--load", "--tag", local, ".");
    await writeFile(sbom, await run(root, "docker", "run", "--rm", local, "cat", "sbom.json"));
    say(`${JSON.parse(await readFile(sbom, "utf8")).components.length} packages in its list`);

    const signing = ["--yes", ...(key === undefined ? [] : ["--key", key, "--tlog-upload=false"])];
    const steps = [
      ["sign", ...signing, "--recursive", reference],
      ["attest", ...signing, "--type", "cyclonedx", "--predicate", sbom, reference],
    ];
    for (const step of steps) {
      if (isDryRun) say(`not run: cosign ${step.join(" ")}`);
      else await run(root, "cosign", ...step);
    }
    if (isDryRun) say(`not pushed: ${tags.join(", ")}`);
    return reference;
  } finally {
    await rm(folder, { recursive: true });
  }
}
