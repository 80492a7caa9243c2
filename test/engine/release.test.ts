import { type ChildProcess, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { release } from "#test/release/release.ts";
import { findProgram } from "#test/support/find-program.ts";
import { freePort } from "#test/support/free-port.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { copyRepository, type RepositoryCopy } from "#test/support/repository-copy.ts";
import { until } from "#test/support/until.ts";
import { docker, run, succeed } from "./docker.ts";
import { engineProblem } from "./engine-problem.ts";
import { localImages, makeNodeImage } from "./local-images.ts";

const minute = 60_000;
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

async function whyNot(): Promise<string | undefined> {
  const problem = await engineProblem();
  if (problem !== undefined) return problem;
  const missing = ["docker-registry", "cosign", "git"].filter((name) => findProgram(name) === undefined);
  if (missing.length > 0) return `${missing.join(" and ")} is not on PATH`;
  const { output } = await run("docker", ["info", "--format", "{{.DriverStatus}}"]);
  return output.includes("containerd") ? undefined : "this Docker engine doesn't use containerd's store";
}

let copy: RepositoryCopy;
beforeAll(() => {
  copy = copyRepository(join(import.meta.dirname, "../.."), { hasPackages: false });
  const commit = "git -c user.name=test -c user.email=test@example.com commit --quiet --message test";
  const { status, output } = copy.run(`git init --quiet && git add --all && ${commit}`);
  if (status !== 0) throw new Error(output);
});
afterAll(() => copy.remove());

const digest = `sha256:${"a".repeat(64)}`;
const wanted = (more: Partial<Parameters<typeof release>[0]> = {}) => ({
  root: copy.folder,
  image: "registry.example.com/connector",
  base: `node@${digest}`,
  platforms: ["linux/amd64"],
  isDryRun: false,
  say: () => undefined,
  ...more,
});

describe("a release", () => {
  test.for([
    ["a base image without a digest", { base: "node:24-trixie-slim" }, "has to name the base image by its digest"],
    ["an image with a tag", { image: "registry.example.com/connector:1" }, "without a tag"],
    ["a commit without the tag of its version", {}, `HEAD has no tag v${version}`],
  ] as const)("is refused for %s", async ([, options, words]) => {
    await expect(release(wanted(options))).rejects.toThrow(words);
  });

  test("is refused for a changelog of another version, and for files that differ from the commit", async () => {
    copy.write("CHANGELOG.md", (text) => text.replace(/^## \d\S* /m, "## 9.9.9 "));
    await expect(release(wanted())).rejects.toThrow(`CHANGELOG.md has to begin with "## ${version} (`);
    copy.run("git checkout --quiet CHANGELOG.md");
    copy.write("README.md", "changed");
    await expect(release(wanted())).rejects.toThrow("Files differ from the commit");
    copy.run("git checkout --quiet README.md");
  });
});

describe("a release to a registry", skipWhen(await whyNot()), () => {
  const folder = ownFolder();
  let registry: ChildProcess;
  let host: string;
  let base: string;

  beforeAll(async () => {
    const port = await freePort();
    host = `localhost:${port}`;
    const config = {
      version: 0.1,
      storage: { filesystem: { rootdirectory: folder } },
      http: { addr: `127.0.0.1:${port}` },
    };
    await writeFile(join(folder, "registry.yml"), JSON.stringify(config));
    registry = spawn("docker-registry", ["serve", join(folder, "registry.yml")], { stdio: "ignore" });
    await until("the registry", async () => (await fetch(`http://${host}/v2/`).catch(() => undefined))?.ok);
    await makeNodeImage();
    await docker(["tag", localImages.node, `${host}/local/node:24`]);
    const pushed = await docker(["push", `${host}/local/node:24`]);
    base = `${host}/local/node@${/digest: (sha256:[0-9a-f]{64})/.exec(pushed)?.[1]}`;
    await succeed("cosign", ["generate-key-pair"], { cwd: folder, environment: { COSIGN_PASSWORD: "" } });
    process.env.COSIGN_PASSWORD = "";
  }, 5 * minute);
  afterAll(async () => {
    registry?.kill();
  }, minute);

  const options = (more: Partial<Parameters<typeof release>[0]> = {}) =>
    wanted({
      image: `${host}/local/connector`,
      base,
      platforms: [`linux/${process.arch === "x64" ? "amd64" : "arm64"}`],
      ...more,
    });
  const catalog = async () =>
    ((await (await fetch(`http://${host}/v2/_catalog`)).json()) as { repositories: string[] }).repositories;

  test("in a dry run builds it and pushes nothing, and says what it leaves", { timeout: 5 * minute }, async () => {
    const lines: string[] = [];
    await release(options({ isDryRun: true, say: (line) => lines.push(line) }));
    expect(lines.join("\n")).toMatch(
      /^built \S+@sha256:\w{64}$[\s\S]*^\d{3} packages[\s\S]*^not run: cosign sign [\s\S]*^not pushed: /m,
    );
    expect(await catalog()).toEqual(["local/node"]);
  });

  test("is signed, has its provenance and its list of packages, by version and commit", {
    timeout: 5 * minute,
  }, async () => {
    copy.run(`git tag v${version}`);
    const reference = await release(options({ key: join(folder, "cosign.key") }));
    const key = ["--insecure-ignore-tlog", "--key", join(folder, "cosign.pub")];
    await succeed("cosign", ["verify", ...key, reference]);
    const attested = await succeed("cosign", ["verify-attestation", ...key, "--type", "cyclonedx", reference]);
    const { payload } = JSON.parse(attested);
    expect(Buffer.from(payload, "base64").toString()).toContain("pkg:npm/fastify@");
    const inspect = ["buildx", "imagetools", "inspect", reference, "--format"];
    expect(await docker([...inspect, "{{json .Provenance}}"])).toContain(base.slice(base.indexOf("sha256:") + 7));
    const { tags } = (await (await fetch(`http://${host}/v2/local/connector/tags/list`)).json()) as { tags: string[] };
    const commit = copy.run("git rev-parse --short=12 HEAD").output.trim();
    expect(tags).toEqual(expect.arrayContaining([version, `${version}-${commit}`]));
  });
});
