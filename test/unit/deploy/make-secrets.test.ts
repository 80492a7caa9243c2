import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";

const clientId = "8a1c1c7e-0000-4000-8000-000000000001";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "make-secrets-"));
  const isOurs = (path: string) => !path.endsWith("/secrets");
  cpSync(join(root, "deploy"), join(folder, "deploy"), { recursive: true, filter: isOurs });
  for (const process of ["gateway", "workers"])
    copyFileSync(join(root, `.env.${process}.example`), join(folder, `.env.${process}.example`));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** As somebody whose new files anybody may read and write. */
function makeSecrets(args: readonly string[], input = "") {
  const env = { PATH: process.env.PATH };
  const command = ["-c", 'umask 0; exec deploy/make-secrets.sh "$@"', "sh", ...args];
  const run = spawnSync("sh", command, { cwd: folder, input, env, encoding: "utf8" });
  return { code: run.status, says: run.stdout + run.stderr };
}

const modeOf = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8);
const written = (file: string) => readFileSync(join(folder, file), "utf8");

/** What a file of settings sets. */
const settingsIn = (file: string) =>
  Object.fromEntries([...written(file).matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, name = "", value]) => [name, value]));

describe("what register.sh has written", () => {
  const settings = (credential: string) =>
    [
      "MCP_PUBLIC_URL=https://mcp.example.com/a&b|c",
      `AZURE_CLIENT_ID=${clientId}`,
      `SIGN_IN_CLIENT_ID=${clientId}`,
      `ALLOWED_TENANTS=${clientId}`,
      credential,
    ].join("\n");

  it("fills both files with what each process may have, and with the client secret as a file", () => {
    writeFileSync(join(folder, "settings.env"), settings("AZURE_CLIENT_SECRET=s~8&\\1|x"));
    expect(makeSecrets(["--from", "settings.env"]).code).toBe(0);
    expect(settingsIn(".env.gateway")).toEqual({
      MCP_PUBLIC_URL: "https://mcp.example.com/a&b|c",
      AZURE_CLIENT_ID: clientId,
      SIGN_IN_CLIENT_ID: clientId,
      ALLOWED_TENANTS: clientId,
      SEALING_KEYS_FILE: "deploy/secrets/sealing_keys",
      REDIS_URL_FILE: "deploy/secrets/redis_url_gateway_local",
      SIGN_IN_KEYS_FILE: "deploy/secrets/sign_in_keys",
      AUDIT_KEY_FILE: "deploy/secrets/audit_key",
    });
    expect(settingsIn(".env.workers")).toEqual({
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET_FILE: "deploy/secrets/azure_client_secret",
      SEALING_KEYS_FILE: "deploy/secrets/sealing_keys",
      REDIS_URL_FILE: "deploy/secrets/redis_url_workers_local",
      OPS_PORT: "9465",
    });
    expect(written("deploy/secrets/azure_client_secret")).toBe("s~8&\\1|x\n");
  });

  it("is taken over later, too, and keeps the keys and what was filled in by hand", () => {
    expect(makeSecrets(["--no-client-secret"]).code).toBe(0);
    const keys = written("deploy/secrets/sealing_keys");
    writeFileSync(join(folder, ".env.gateway"), `${written(".env.gateway")}\nALLOW_GUESTS=on\n`);
    writeFileSync(join(folder, "settings.env"), settings("AZURE_CLIENT_CERTIFICATE_PATH=/srv/a b/server-app.pem"));
    expect(makeSecrets(["--from", "settings.env"]).code).toBe(0);
    expect(settingsIn(".env.gateway")).toMatchObject({ ALLOW_GUESTS: "on", SIGN_IN_CLIENT_ID: clientId });
    expect(settingsIn(".env.workers").AZURE_CLIENT_CERTIFICATE_PATH).toBe("/srv/a b/server-app.pem");
    expect(settingsIn(".env.workers").AZURE_CLIENT_SECRET_FILE).toBeUndefined();
    expect(written("deploy/secrets/sealing_keys")).toBe(keys);
  });
});

it.each([undefined, 0o755])("makes a folder that other users can't enter, also of one that had the mode %o", (mode) => {
  if (mode !== undefined) mkdirSync(join(folder, "deploy/secrets"), { mode });
  expect(makeSecrets(["--no-client-secret"]).code).toBe(0);
  expect(modeOf("deploy/secrets")).toBe("700");
  expect([modeOf(".env.gateway"), modeOf(".env.workers")]).toEqual(["600", "600"]);
});

describe("the client secret that it asks for", () => {
  it.each([
    ["Enter alone", "\n"],
    ["the end of the input", ""],
  ])("is not %s: that is refused, and no secret is written", (_what, input) => {
    const { code, says } = makeSecrets([], input);
    expect([code, says]).toEqual([1, expect.stringContaining("No client secret was given")]);
    expect(existsSync(join(folder, "deploy/secrets/azure_client_secret"))).toBe(false);
    expect(existsSync(join(folder, ".env.workers"))).toBe(false);
  });

  it("is kept in a file", () => {
    expect(makeSecrets([], "a-secret\n").code).toBe(0);
    expect(written("deploy/secrets/azure_client_secret")).toBe("a-secret\n");
  });
});

it.each([
  [["--from"], /--from needs the settings\.env that register\.sh has written/],
  [["--from", "nothing.env"], /can't be read: nothing\.env/],
  [["--frm", "settings.env"], /^usage: /],
])("says what is wrong with %j, and makes nothing", (args, says) => {
  expect(makeSecrets(args)).toEqual({ code: 1, says: expect.stringMatching(says) });
  expect(existsSync(join(folder, "deploy/secrets"))).toBe(false);
});
