import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { root } from "#test/bootstrap/paths.mjs";
import type { Screen } from "#test/demo/terminal/screen.ts";
import { startConnectProxy } from "#test/support/connect-proxy.ts";
import { sendJson, startHttpsServer } from "#test/support/https-server.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { hasRawControls, hostileText } from "#test/support/raw-controls.ts";
import { until } from "#test/support/until.ts";
import { askIds } from "#test/try/ask-ids.ts";
import { environmentsOf } from "#test/try/environments.ts";
import { askEntra, findTenant } from "#test/try/find-tenant.ts";
import { openInput } from "#test/try/input.ts";
import { keep, readKept, settingsOf } from "#test/try/kept-settings.ts";
import { requirePort } from "#test/try/require-port.ts";
import { workerSettings } from "#workers/config.ts";

const tenantId = "8a1c1c7e-0000-4000-8000-000000000003";
const server = "8a1c1c7e-0000-4000-8000-000000000001";
const client = "8a1c1c7e-0000-4000-8000-000000000002";
const secret = "fake~secret-0123456789";
const registered = { AZURE_CLIENT_ID: server, SIGN_IN_CLIENT_ID: client, AZURE_CLIENT_SECRET: secret };
const kept = settingsOf(registered, {
  tenantId,
  publicUrl: "http://localhost:18080/mcp",
  cloud: "usgov",
});

const folder = ownFolder();

it("values of the registrations are asked for one by one, and again where a line can be none of them", async () => {
  const lines = ["my app", server, client, "8a1c1c7e-0000-4000-8000-00000000000f", secret];
  const said: string[] = [];
  const ask = async () => {
    const line = lines.shift();
    if (line === undefined) throw new Error("It asks for more.");
    return line;
  };
  // The only method that is used.
  const screen = { line: (text = "") => void said.push(text) } as unknown as Screen;
  expect(await askIds({ ask }, screen)).toEqual(registered);
  expect(said).toEqual(["That is no value of AZURE_CLIENT_ID.", "That is no value of AZURE_CLIENT_SECRET."]);
});

describe("a tenant", () => {
  const metadata = (tenant: string) => JSON.stringify({ issuer: `https://login.microsoftonline.com/${tenant}/v2.0` });
  const answering = (status: number, text: string) => {
    const asked: string[] = [];
    const ask = async (url: string) => {
      asked.push(url);
      return { status, text, headers: new Headers(), offsetMs: 0 };
    };
    return { asked, ask };
  };
  const host = "https://login.microsoftonline.com";

  it("is found by its domain or its id, as Entra's metadata name it", async () => {
    const { asked, ask } = answering(200, metadata(tenantId));
    expect(await findTenant("Contoso.onmicrosoft.com", host, ask)).toEqual({ id: tenantId });
    expect(asked).toEqual([`${host}/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration`]);
  });

  it.each([
    ["../common", answering(200, metadata(tenantId)).ask, "no tenant ID and no domain"],
    ["nobody.example", answering(400, "{}").ask, "knows no tenant nobody.example"],
    ["organizations", answering(200, metadata("{tenantid}")).ask, "no single tenant"],
    ["contoso.com", async () => ({ failure: "nothing listens there" }), "can't be reached: nothing listens there"],
  ])("%s is not found, and a person is told why", async (named, ask, why) => {
    expect(await findTenant(named, host, ask)).toEqual({ problem: expect.stringContaining(why) });
  });
});

const entra = await startHttpsServer((_request, response) =>
  sendJson(response, { issuer: `https://login.example/${tenantId}/v2.0` }),
);
const proxy = await startConnectProxy({ user: "me", password: "canary" });
afterAll(() => Promise.all([entra.close(), proxy.close()]));

describe("a tenant, behind a proxy,", () => {
  const found = (environment: NodeJS.ProcessEnv) =>
    findTenant("contoso.com", entra.hiddenOrigin, askEntra(entra.hiddenOrigin, environment));

  it.each(["HTTPS_PROXY", "https_proxy"])("is asked for by the way of %s, which alone knows Entra", async (name) => {
    expect(await found({})).toEqual({ problem: expect.stringContaining("its name is not known here") });
    const before = proxy.asked.length;
    expect(await found({ [name]: proxy.url })).toEqual({ id: tenantId });
    expect(proxy.asked.length).toBe(before + 1);
  });

  it("is not found where the proxy refuses, which is told without the password", async () => {
    const { problem } = z
      .object({ problem: z.string() })
      .parse(await found({ HTTPS_PROXY: proxy.url.replace("canary", "canary2") }));
    expect(problem).toMatch(/can't be reached: the proxy refuses to connect to it/);
    expect(problem).not.toContain("canary");
    expect(() => askEntra(entra.hiddenOrigin, { HTTPS_PROXY: "canary" })).toThrow(
      "HTTPS_PROXY: must be an http or https URL",
    );
  });
});

describe("the file that stays", () => {
  it("is its owner's alone, and is read back as it was", async () => {
    const path = join(folder, "kept.env");
    await keep(path, kept);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readKept(path)).toEqual(kept);
    await expect(keep(path, kept)).rejects.toThrow("EEXIST");
  });

  it("is not read where others may, nor where a part is missing; where there is none, it is a first try", async () => {
    const path = join(folder, "open.env");
    await keep(path, kept);
    await chmod(path, 0o640);
    await expect(readKept(path)).rejects.toThrow("Others may read");
    await writeFile(join(folder, "half.env"), `AZURE_CLIENT_ID=${server}\n`, { mode: 0o600 });
    await expect(readKept(join(folder, "half.env"))).rejects.toThrow("is not whole");
    expect(await readKept(join(folder, "none.env"))).toBeUndefined();
  });

  it("has keys that differ between two tries, and between Redis and the sign-in", () => {
    const other = settingsOf(registered, {
      tenantId: kept.ALLOWED_TENANTS,
      publicUrl: kept.MCP_PUBLIC_URL,
      cloud: "public",
    });
    expect(new Set([kept.SEALING_KEYS, kept.SIGN_IN_KEYS, other.SEALING_KEYS, other.SIGN_IN_KEYS]).size).toBe(4);
  });
});

describe("the address of an earlier try", () => {
  it("is taken again where nothing listens there; else it is told what does, and how to go on", async () => {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const publicUrl = `http://localhost:${z.object({ port: z.number() }).parse(server.address()).port}/mcp`;
    await expect(requirePort(publicUrl, "/my/.env.try")).rejects.toThrow(
      /in another terminal.*delete \/my\/\.env\.try/,
    );
    await once(server.close(), "close");
    await expect(requirePort(publicUrl, "/my/.env.try")).resolves.toBeUndefined();
  });
});

describe("the environments of the two processes", () => {
  const own = {
    HOME: "/home/me",
    LOG_LEVEL: "debug",
    GRAPH_BASE_URL: "https://graph.microsoft.us",
    TENANTS_FILE: "x",
  };
  const { gateway, workers } = environmentsOf(kept, "redis://127.0.0.1:6379", own);

  it("are settings that both accept", () => {
    expect(readSettings(gatewaySettings, gateway)).toHaveProperty("settings");
    expect(readSettings(workerSettings, workers)).toHaveProperty("settings");
  });

  it("are in the cloud where the apps were registered, also where the person's environment no longer names it", () => {
    for (const environment of [gateway, workers]) expect(environment.AZURE_CLOUD).toBe("usgov");
    const inPublic = settingsOf(registered, { tenantId: server, publicUrl: kept.MCP_PUBLIC_URL, cloud: "public" });
    const { gateway: other } = environmentsOf(inPublic, "redis://127.0.0.1:6379", { AZURE_CLOUD: "china" });
    expect(other).not.toHaveProperty("AZURE_CLOUD");
  });

  it("have nothing that the other alone may know, and of the person's own only where Microsoft is", () => {
    expect(Object.keys(gateway)).not.toContain("AZURE_CLIENT_SECRET");
    expect(Object.keys(workers)).not.toContain("SIGN_IN_KEYS");
    for (const environment of [gateway, workers]) {
      expect(environment.LOG_LEVEL).toBe("debug");
      expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(["HOME"]));
      expect(environment).not.toHaveProperty("TENANTS_FILE");
    }
  });
});

describe("typed lines", () => {
  it("answer the questions in turn, also when they come first; forgotten ones answer none", async () => {
    const stdin = new PassThrough();
    const shown: string[] = [];
    const input = openInput(stdin, (text) => void shown.push(text));
    stdin.write("one\ntwo\nthree\n");
    expect(await input.ask("first? ")).toBe("one");
    expect(await input.ask("second? ")).toBe("two");
    input.forget();
    const asked = input.ask("third? ");
    stdin.write(" four \n");
    expect(await asked).toBe("four");
    const last = input.ask("last? ");
    await until("the last question", () => shown.at(-1) === "last? ");
    stdin.end();
    await expect(last).rejects.toThrow("The input has ended");
    await expect(input.ask("after? ")).rejects.toThrow("The input has ended");
  });

  it("that are pasted are taken at one question, whatever stands around the values", async () => {
    const stdin = new PassThrough();
    const shown: string[] = [];
    const input = openInput(stdin, (text) => void shown.push(text));
    // The only method that is used.
    const screen = { line: (text = "") => void shown.push(text) } as unknown as Screen;
    const ids = askIds(input, screen);
    // A terminal gives them one by one.
    for (const line of [
      `Registering in tenant ${tenantId}`,
      "# Settings:",
      `AZURE_CLIENT_ID=${server}`,
      `SIGN_IN_CLIENT_ID=${client}`,
      `APP_ID_URI=api://${server}`,
      "",
      `AZURE_CLIENT_SECRET=${secret}`,
    ]) {
      stdin.write(`${line}\n`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ids).toEqual(registered);
    expect(shown).toEqual(["AZURE_CLIENT_ID, the Server app's client ID: "]);
    input.close();
  });
});

describe("npm run try", () => {
  it("shows the name of a file as text, and obeys nothing in it", async () => {
    const path = join(folder, hostileText.replaceAll("\n", ""));
    await writeFile(path, "AZURE_CLIENT_ID=none\n", { mode: 0o600 });
    const { status, stdout, stderr } = spawnSync(process.execPath, ["test/try/main.ts", "--file", path], {
      cwd: root,
      env: { PATH: process.env.PATH },
      encoding: "utf8",
    });
    expect(stdout).toMatch(/^FAILED .*\\u001b\[2J.* is not whole: delete it and start again\.$/m);
    expect(hasRawControls(stdout + stderr)).toBe(false);
    expect(status).toBe(1);
  });
});
