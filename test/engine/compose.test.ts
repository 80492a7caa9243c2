import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { noLandlock } from "#test/support/reader-sandbox.ts";
import { until } from "#test/support/until.ts";
import { askedTools } from "#test/tools/tools.ts";
import { type ComposeProject, makeComposeProject } from "./compose-project.ts";
import { docker, run } from "./docker.ts";
import { engineProblem } from "./engine-problem.ts";
import { localImages, makeNodeImage, makePrometheusImage, makeRedisImage } from "./local-images.ts";

const minute = 60_000;
/** Three callers of one person stay below the rate that a person may have. */
const betweenCallsMs = 100;
const image = "m365-connector-local/connector";

describe("on a real Docker engine", skipWhen(await engineProblem()), () => {
  let project: ComposeProject;
  let client: McpClient;
  const search = () => client.call("outlook_email_search", { query: "Kyoto", limit: 3 });
  const ask = (query: string) =>
    project.compose("exec", "-T", "prometheus", "promtool", "query", "instant", "http://127.0.0.1:9090", query);

  beforeAll(async () => {
    await Promise.all([makeNodeImage(), makeRedisImage(), makePrometheusImage()]);
    project = await makeComposeProject();
  }, 6 * minute);

  afterAll(async () => {
    await client?.close();
    await project?.stop();
  }, 2 * minute);

  test("the compose files are valid, and an unknown key is not", async () => {
    await project.compose("config", "--quiet");
    const wrong = join(project.folder, "wrong.yml");
    await appendFile(wrong, "services: { gateway: { read_onyl: true } }\n");
    const { code, errors } = await run("docker", ["compose", "--file", wrong, "config", "--quiet"]);
    expect({ code, errors }).toEqual({ code: expect.any(Number), errors: expect.stringContaining("read_onyl") });
    expect(code).not.toBe(0);
  });

  test("the images build", { timeout: 10 * minute }, async () => {
    await project.compose("build");
    const ofBase = Number(await docker(["image", "inspect", "--format", "{{.Size}}", localImages.node]));
    const all = Number(await docker(["image", "inspect", "--format", "{{.Size}}", image]));
    // Debian's minimal system without documentation has 80 MB, Node 24 with npm 140 MB: together they stay under 350
    // MB.
    expect((all - ofBase) / 1e6).toBeLessThan(100);
  });

  test("the image runs the gateway as nobody special, and says what it is", async () => {
    const { Config } = JSON.parse(await docker(["image", "inspect", "--format", "{{json .}}", image]));
    const { version } = JSON.parse(await readFile(join(project.folder, "package.json"), "utf8"));
    expect(Config.User).toBe("1000:1000");
    expect(Config.Cmd).toEqual(["node", "--disable-sigusr1", "gateway/main.ts"]);
    expect(Config.Healthcheck.Test.at(-1)).toContain("/healthz");
    expect(Config.Labels).toMatchObject({
      "org.opencontainers.image.title": "m365-connector",
      "org.opencontainers.image.version": version,
      "org.opencontainers.image.licenses": "MIT",
    });
  });

  test("the image holds the packages of its list, and no other", async () => {
    const inImage = (...command: string[]) => docker(["run", "--rm", image, ...command]);
    const { components } = JSON.parse(await inImage("cat", "sbom.json"));
    const installed = JSON.parse(await inImage("cat", "node_modules/.package-lock.json"));
    const listed = components.map((part: { purl: string }) => decodeURIComponent(part.purl));
    const there = Object.entries<{ version: string }>(installed.packages).map(
      ([path, { version }]) => `pkg:npm/${path.slice(path.lastIndexOf("node_modules/") + 13)}@${version}`,
    );
    expect(new Set(listed)).toEqual(new Set(there));
    expect(await inImage("ls", "node_modules")).not.toMatch(/^(typescript|vitest|selfsigned)$/m);
  });

  test("the image brings what Node compiled of it", async () => {
    const start = ["run", "--rm", "--read-only", "--env", "NODE_DEBUG_NATIVE=COMPILE_CACHE", image];
    const { output, errors } = await run("docker", start); // without settings it says so and ends
    const said = `${output}\n${errors}`;
    const used = said.split("cache for").filter((part) => part.includes("was accepted")).length;
    const missing = said.split("... no such file or directory").length - 1;
    expect(used).toBeGreaterThan(500);
    expect(missing / used).toBeLessThan(0.02);
  });

  test("the whole of it becomes healthy, and every tool answers", { timeout: 6 * minute }, async () => {
    await project.up();
    const [, token = ""] = /TOKEN=(\S+)/.exec(await project.compose("logs", "--no-log-prefix", "fake-tenant")) ?? [];
    client = await connectModern(project.mcpUrl, token);
    const { output } = await search();
    const [, uri] = /"uri":"([^"]+)"/.exec(JSON.stringify(output)) ?? [];
    const calls = askedTools.map(([name, { conformance }]) => [name, conformance.args] as const);
    for (const [name, args] of [...calls, ["read_resource", { uri }] as const]) {
      const { isError, texts } = await client.call(name, args);
      expect(isError, `${name}: ${texts[0]}`).toBe(false);
    }
    expect((await client.listTools()).map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
  });

  test("workers have a sandbox for their document readers", async () => {
    const log = await project.compose("logs", "--no-log-prefix", "workers");
    expect(log).toContain('"listening"');
    expect(log).not.toContain("without a sandbox");
    if (noLandlock === undefined) expect(log).not.toContain("without Landlock");
  });

  test.for(["gateway", "workers"])("a process of %s can't write, and is not root", async (service) => {
    const [id = ""] = await project.containers(service);
    expect(await docker(["exec", id, "id", "-u"])).toBe("1000");
    const writing = await run("docker", ["exec", "--user", "0", id, "sh", "-c", "echo 1 > /app/x"]);
    expect(writing.errors).toContain("Read-only file system");
  });

  test("scales to four workers, which Prometheus finds", { timeout: 6 * minute }, async () => {
    await project.up("--scale", "workers=4");
    expect(await project.containers("workers")).toHaveLength(4);
    const found = 'count(up{job="workers"} == 1) + count(up{job="gateway"} == 1)';
    await until("five targets", async () => (await ask(found)).includes("=> 5 "), 3 * minute);
    expect((await search()).isError).toBe(false);
  });

  test("answers every call while a worker is killed, and has four again", { timeout: 6 * minute }, async () => {
    const [victim = ""] = await project.containers("workers");
    const inspect = async () => JSON.parse(await docker(["inspect", "--format", "{{json .}}", victim]));
    const { RestartCount: earlierRestarts } = await inspect();
    const failures: string[] = [];
    let goesOn = true;
    const callers = Array.from({ length: 3 }, async () => {
      while (goesOn) {
        const { isError, texts } = await search();
        if (isError) failures.push(texts.join(" "));
        await delay(betweenCallsMs);
      }
    });
    await docker(["exec", victim, "sh", "-c", "kill -KILL -1"]);
    const isBack = async () => {
      const { RestartCount, State } = await inspect();
      return RestartCount > earlierRestarts && State.Health.Status === "healthy";
    };
    await until("the worker to be started again", isBack, 3 * minute).finally(() => {
      goesOn = false;
    });
    await Promise.all(callers);
    expect(failures.join("\n")).toBe("");
  });

  test("says that it can't answer while Redis is paused, and does again after", { timeout: 6 * minute }, async () => {
    await project.compose("pause", "redis");
    const started = performance.now();
    const { isError, texts } = await search();
    expect(isError, texts[0]).toBe(true);
    expect(performance.now() - started).toBeLessThan(20_000);
    await project.compose("unpause", "redis");
    await until("a call to be answered", async () => !(await search()).isError, 30_000);
  });

  test("stops in order: every process ends by itself", { timeout: 6 * minute }, async () => {
    await project.compose("stop", "gateway", "workers");
    for (const service of ["gateway", "workers"]) {
      for (const id of await project.containers(service))
        expect(await docker(["inspect", "--format", "{{.State.ExitCode}}", id]), service).toBe("0");
    }
  });
});
