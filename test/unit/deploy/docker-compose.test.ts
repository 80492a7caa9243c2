import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createMetrics, sharedMetrics } from "#common/metrics.ts";
import { startOpsServer } from "#common/ops-server.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { run } from "#test/engine/docker.ts";
import { fileText } from "#test/support/file-text.ts";
import { isForAnotherRedis, listSettings } from "#test/support/settings-list.ts";
import { type ComposeService, readComposeFile } from "./compose-file.ts";

const { services, networks, secrets } = readComposeFile();
const all = Object.entries(services);
const settings = listSettings();

describe("docker-compose.yml", () => {
  test("gives no container more than it needs", () => {
    for (const [name, service] of all) {
      expect(service.read_only, name).toBe(true);
      expect(service.cap_drop, name).toEqual(["ALL"]);
      expect(service.security_opt, name).toEqual(["no-new-privileges:true"]);
      expect(service.restart, name).toBe("unless-stopped");
    }
  });

  test("lets neither process write a core file, nor a collector have one", () => {
    for (const { ulimits } of [services.gateway, services.workers]) expect(ulimits).toEqual({ core: 1 });
  });

  test("pins every image to a version", () => {
    for (const [name, { image }] of all) expect(image, name).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+(-alpine)?$/);
  });

  test("has the version of package.json", () => {
    const { version } = JSON.parse(fileText("package.json"));
    expect(services.gateway.image).toBe(`m365-connector:${version}`);
    expect(fileText("Dockerfile")).toContain(`ARG VERSION=${version}\n`);
  });

  test("lets workers scale: no fixed name and no port on the machine", () => {
    for (const [name, service] of all) expect(service.container_name, name).toBeUndefined();
    expect(services.workers.ports).toEqual([]);
  });

  test("publishes the MCP port and Grafana on loopback, and the ops port nowhere", () => {
    const published = all.flatMap(([, { ports }]) => ports);
    expect(published.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
    expect(published.map((port) => port.split(":").at(-1))).toEqual(["8080", "3000"]);
  });

  test("leaves Redis and Prometheus without a way out", () => {
    for (const { networks: names } of [services.redis, services.prometheus]) {
      for (const name of names) expect(networks[name]?.internal, name).toBe(true);
    }
  });

  test("gives each process the settings that it reads, all of them, and no others", () => {
    const secretFiles = new Map(settings.filter(({ isSecret }) => isSecret).map(({ name }) => [`${name}_FILE`, name]));
    const given = ({ environment }: ComposeService) =>
      Object.keys(environment).map((name) => secretFiles.get(name) ?? name);
    for (const process of ["gateway", "workers"] as const) {
      const known = settings.filter(({ by }) => by.includes(process)).map(({ name }) => name);
      // Another credential, or another Redis than the one in the file, is for an override file.
      const elsewhere = ["AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"];
      expect(given(services[process]).toSorted(), process).toEqual(
        known.filter((name) => !elsewhere.includes(name) && !isForAnotherRedis(name)).toSorted(),
      );
    }
  });

  test("holds no secret: they come as files, the client secret for the workers alone", () => {
    for (const { environment } of [services.gateway, services.workers]) {
      for (const { name } of settings.filter(({ isSecret }) => isSecret))
        expect(environment[name] || "${").toMatch(/^(\$\{|http:\/\/egress:3128$)/);
    }
    expect(all.filter(([, service]) => service.secrets.includes("azure_client_secret")).map(([name]) => name)).toEqual([
      "workers",
    ]);
    const mounted = all.flatMap(([, service]) => service.secrets);
    expect([...new Set(mounted)].toSorted()).toEqual(Object.keys(secrets).toSorted());
    const script = fileText("deploy/make-secrets.sh");
    for (const [name, { file }] of Object.entries(secrets)) {
      expect(file).toBe(`deploy/secrets/${name}`);
      expect(script, name).toMatch(new RegExp(`missing ${name}\\b`));
    }
  });

  test("lets none of Redis' users make another, or change one", () => {
    const template = fileText("deploy/redis/users.acl.template").trim();
    const [nobody, ...users] = template.split("\n");
    expect(nobody).toBe("user default off");
    const rights = users.map((user) => user.match(/[+-](@all|@admin|acl\S*)/g)?.join(" "));
    expect(rights).toEqual(["+@all -@admin", "+@all -@admin", "-@all +acl|log"]);
  });

  test("starts the processes on a healthy Redis and lets them drain", () => {
    for (const { depends_on, stop_grace_period } of [services.gateway, services.workers]) {
      expect(depends_on.redis).toEqual({ condition: "service_healthy" });
      expect(stop_grace_period).toBe("40s");
    }
  });

  test.for(["gateway", "workers"] as const)(
    "calls %s healthy when it is ready, and shows why it is not",
    async (name) => {
      const ops = await startOpsServer({
        process: name,
        host: "127.0.0.1",
        port: 0,
        ...createMetrics(sharedMetrics),
      });
      const [, command = "", ...args] = services[name].healthcheck?.test ?? [];
      const probe = () => run(command, args, { environment: { OPS_PORT: String(ops.port) } });
      ops.setReadiness(() => ["Redis can't be reached"]);
      expect(await probe()).toMatchObject({ code: 1, output: expect.stringContaining("Redis can't be reached") });
      ops.setReadiness(() => []);
      expect(await probe()).toMatchObject({ code: 0 });
      await ops.close();
      expect((await probe()).code).not.toBe(0);
    },
  );

  test("mounts only files that exist", () => {
    const mounted = all.flatMap(([, { volumes }]) => volumes).filter((volume) => volume.startsWith("./"));
    expect(mounted.length).toBeGreaterThan(0);
    for (const volume of mounted) expect(existsSync(join(root, volume.split(":")[0] ?? "")), volume).toBe(true);
  });

  test("has Prometheus look for the services by name, on the ops port", () => {
    const { scrape_configs } = parse(fileText("grafana/prometheus.yml"));
    for (const { job_name, dns_sd_configs } of scrape_configs) {
      expect(services).toHaveProperty(job_name);
      expect(dns_sd_configs).toMatchObject([{ names: [job_name], port: 9464 }]);
    }
    expect(services.gateway.environment).toMatchObject({ OPS_HOST: "0.0.0.0", OPS_PORT: "9464" });
  });
});
