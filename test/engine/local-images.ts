import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, realpath, rename, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { findRedisServer } from "#test/bootstrap/find-redis.mjs";
import { succeed } from "./docker.ts";
import { importImage, programPath } from "./import-image.ts";

/** The names that docker-compose.engine.yml has for them. */
export const localImages = {
  node: "m365-connector-local/node:24",
  redis: "m365-connector-local/redis:8",
  prometheus: "m365-connector-local/prometheus:2",
} as const;

const sandbox = ["setpriv", "enosys"];
const shell = ["sh", "cat", "chmod", "env", "id", "install", "find", "ls", "rm", "test"];
const trusted = "/etc/ssl/certs/ca-certificates.crt";

/** In place of node:24-trixie-slim: the Node of this test and the npm of this machine, which reaches its registry. */
export async function makeNodeImage(): Promise<void> {
  const npm = join(await realpath(programPath("npm")), "../.."); // which lies at bin/npm-cli.js in its package
  const registry = await succeed("npm", ["config", "get", "registry"]);
  await importImage({
    image: localImages.node,
    programs: [process.execPath, ...sandbox, ...shell],
    changes: ["ENV PATH=/usr/local/bin:/usr/bin:/bin", 'CMD ["node"]'],
    async fill(rootFolder) {
      const local = (path: string) => join(rootFolder, "usr/local", path);
      for (const folder of ["bin", "etc", "lib/node_modules"]) await mkdir(local(folder), { recursive: true });
      await cp(npm, local("lib/node_modules/npm"), { recursive: true });
      await symlink("../lib/node_modules/npm/bin/npm-cli.js", local("bin/npm"));
      await rename(join(rootFolder, "usr/bin/node"), local("bin/node"));
      const settings = [`registry=${registry}`];
      if (existsSync(trusted)) {
        await mkdir(join(rootFolder, "etc/ssl/certs"), { recursive: true });
        await copyFile(trusted, join(rootFolder, trusted));
        settings.push(`cafile=${trusted}`);
      }
      await writeFile(local("etc/npmrc"), `${settings.join("\n")}\n`);
    },
  });
}

/** In place of the redis image: the redis-server that all other tests use, under that name if it is a valkey-server. */
export async function makeRedisImage(): Promise<void> {
  const server = await findRedisServer();
  await importImage({
    image: localImages.redis,
    programs: [server, programPath("redis-cli"), ...shell, "grep"],
    changes: ["ENV PATH=/usr/bin:/bin", "EXPOSE 6379", 'CMD ["redis-server"]', "WORKDIR /data"],
    async fill(rootFolder) {
      const name = basename(server);
      if (name !== "redis-server") await symlink(name, join(rootFolder, "usr/bin/redis-server"));
    },
  });
}

export async function makePrometheusImage(): Promise<void> {
  await importImage({
    image: localImages.prometheus,
    programs: ["prometheus", "promtool", ...shell],
    changes: ["ENV PATH=/usr/bin:/bin", 'ENTRYPOINT ["prometheus"]'],
    fill: (rootFolder) => mkdir(join(rootFolder, "prometheus")).then(() => undefined),
  });
}
