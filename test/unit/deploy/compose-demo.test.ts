import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { howToTry, startComposeTenant } from "#test/demo/compose/compose-tenant.ts";
import { fileText } from "#test/support/file-text.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { workerSettings } from "#workers/config.ts";

const settings = parseEnv(fileText("deploy/demo.env"));
const demo = parse(fileText("docker-compose.demo.yml"), {
  merge: true,
  customTags: (["seq", "map"] as const).map((collection) => ({
    tag: "!override",
    collection,
    resolve: (value: unknown) => value,
  })),
});

const trustFolder = ownFolder();
writeFileSync(join(trustFolder, "ca.pem"), "of an earlier run");
const mcpUrl = settings.MCP_PUBLIC_URL ?? "";
const tenant = await startComposeTenant({
  hostname: "localhost",
  listenHost: "127.0.0.1",
  ports: { entra: 0, graph: 0, download: 0, conversion: 0 },
  trustFolder,
  mcpUrl,
});
afterAll(() => tenant.close());

describe("docker compose --profile demo", () => {
  test("starts the played Microsoft in that profile alone, and production knows nothing of it", () => {
    expect(demo.services["fake-tenant"].profiles).toEqual(["demo"]);
    expect(Object.keys(demo.services)).toEqual(["fake-tenant", "gateway", "workers", "egress"]);
    expect(settings.COMPOSE_FILE).toBe("docker-compose.yml:docker-compose.demo.yml");
    for (const path of ["docker-compose.yml", ".env.gateway.example", ".env.workers.example"])
      expect(fileText(path), path).not.toMatch(/fake|demo/i);
  });

  test("holds the played Microsoft as short as every other container", () => {
    const { read_only, cap_drop, security_opt, ports } = demo.services["fake-tenant"];
    expect({ read_only, cap_drop, security_opt }).toEqual({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
    expect(ports).toEqual(["127.0.0.1:9441:9441"]);
  });

  test("builds it from a stage that the default image does not contain", () => {
    const stages = fileText("Dockerfile")
      .split(/^(?=FROM )/m)
      .slice(1);
    expect(stages.at(-1)).toBe("FROM product AS production\n");
    const copying = stages.filter((stage) => /^COPY test/m.test(stage)).map((stage) => stage.split("\n", 1)[0]);
    expect(copying).toEqual(["FROM product AS demo"]);
    expect(demo.services["fake-tenant"].build.target).toBe("demo");
  });

  test("names the app, the company, the secret and the addresses of the played Microsoft", async () => {
    const { serverApp, tenants } = await tenant.control.directory();
    const environment = { ...settings, ...demo.services.workers.environment, SEALING_KEYS: `k:${"A".repeat(43)}=` };
    expect(environment.AZURE_CLIENT_SECRET).toBe(serverApp.clientSecret);
    expect(settings.AZURE_CLIENT_ID).toBe(serverApp.clientId);
    expect(tenants.find(({ domain }) => domain === "aozora-coffee.example")?.id).toBe(settings.ALLOWED_TENANTS);
    for (const schema of [gatewaySettings, workerSettings])
      expect(readSettings(schema, environment)).toHaveProperty("settings");
    const name = demo.services["fake-tenant"].networks.clients.aliases[0];
    expect(demo.services["fake-tenant"].networks.microsoft.aliases).toEqual([name]);
    const [, entra, graph, download, conversion] =
      /ports: \{ entra: (\d+), graph: (\d+), download: (\d+), conversion: (\d+) \}/.exec(
        fileText("test/demo/compose/main.ts"),
      ) ?? [];
    expect(settings).toMatchObject({
      AZURE_AUTHORITY_HOST: `https://${name}:${entra}`,
      GRAPH_BASE_URL: `https://${name}:${graph}`,
      GRAPH_DOWNLOAD_HOSTS: `${name}:${download},${name}:${conversion}`,
    });
  });

  test("shares the certificate by which gateway and workers know it, made again at each start", async () => {
    const ca = readFileSync(join(trustFolder, "ca.pem"));
    const status = await new Promise((resolve, reject) => {
      const url = `${tenant.authorityHost}/${settings.ALLOWED_TENANTS}/v2.0/.well-known/openid-configuration`;
      get(url, { ca }, (response) => resolve(response.resume().statusCode)).on("error", reject);
    });
    expect(status).toBe(200);
  });

  test("tells how to try it, with a token for the gateway", async () => {
    const text = await howToTry(tenant, mcpUrl, "hana.mori@aozora-coffee.example");
    const [, payload = ""] = /TOKEN=[\w-]+\.([\w-]+)\./.exec(text) ?? [];
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ aud: settings.AZURE_CLIENT_ID });
    expect(text).toContain(`export URL=${mcpUrl} `);
  });
});
