import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { BlockList } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isPublicAddress } from "#common/public-address.ts";
import { fileText } from "#test/support/file-text.ts";
import { findProgram } from "#test/support/find-program.ts";
import { freePort } from "#test/support/free-port.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { until } from "#test/support/until.ts";
import { readComposeFile } from "./compose-file.ts";

const config = fileText("deploy/egress/squid.conf");
const { services, networks } = readComposeFile();

const familyOf = (address: string) => (address.includes(":") ? "ipv6" : "ipv4");

test("the egress proxy's ranges are those that both processes take for not public", () => {
  const refused = new BlockList();
  const ranges = [...config.matchAll(/^acl not_public dst (.*)$/gm)].flatMap(([, list = ""]) => list.split(" "));
  expect(ranges.length).toBeGreaterThan(30);
  for (const range of ranges) {
    const [address = "", prefix] = range.split("/");
    refused.addSubnet(address, Number(prefix), familyOf(address));
  }
  // IPv4 written as IPv6 is never on the wire, and nothing else between ::/96 and 1::/16 is assigned.
  const ipV6 = fc.ipV6().filter((found) => !/^(::|0+:)|\./.test(found));
  const nearby = ranges.map((range) => range.split("/")[0] ?? "");
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...nearby, "::1", "fd00::1", "fe80::1"), fc.ipV4(), ipV6), (found) => {
      expect(refused.check(found, familyOf(found)), found).toBe(!isPublicAddress(found));
    }),
  );
});

test("workers in Compose have no way out but the egress proxy, which no other container has", () => {
  for (const name of services.workers.networks) expect(networks[name]?.internal, name).toBe(true);
  const onTheWay = Object.entries(services).filter(([, service]) => service.networks.includes("egress"));
  expect(onTheWay.map(([name]) => name).toSorted()).toEqual(["egress", "workers"]);
  expect(services.workers.environment).toMatchObject({ HTTPS_PROXY: "http://egress:3128", NO_PROXY: "" });
  expect(services.workers.depends_on.egress).toEqual({ condition: "service_healthy" });
  expect(services.egress.volumes).toEqual(["./deploy/egress/squid.conf:/etc/squid/squid.conf:ro"]);
});

describe(
  "Squid with deploy/egress/squid.conf",
  skipWhen(findProgram("squid") ? undefined : "there is no squid"),
  () => {
    let squid: ChildProcess;
    let port: number;
    const folder = ownFolder();

    /** The status of the answer. */
    const ask = (method: string, target: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const asking = request({ host: "127.0.0.1", port, method, path: target });
        asking.on("response", (response) => resolve(response.resume().statusCode));
        asking.on("connect", ({ statusCode }, socket) => {
          socket.destroy();
          resolve(statusCode);
        });
        asking.on("error", reject);
        asking.end();
      });

    beforeAll(async () => {
      port = await freePort();
      const file = join(folder, "squid.conf");
      writeFileSync(file, config.replace("http_port 3128", `http_port 127.0.0.1:${port}`));
      squid = spawn("squid", ["-N", "-f", file], { stdio: "ignore" });
      await until("Squid to answer", () => ask("GET", "http://localhost/").catch(() => undefined));
    });
    afterAll(async () => {
      const ended = once(squid, "exit");
      squid.kill("SIGKILL");
      await ended;
    });

    test.each([
      "169.254.169.254:443",
      "168.63.129.16:443",
      "127.0.0.1:443",
      "localhost:443",
      "10.0.0.1:443",
      "172.18.0.2:443",
      "192.168.1.1:443",
      "[::1]:443",
      "[::ffff:10.0.0.1]:443",
      "[fd00:ec2::254]:443",
      "[fe80::1]:443",
      "20.190.128.1:80",
      "20.190.128.1:6379",
    ])("refuses a tunnel to %s", async (target) => {
      expect(await ask("CONNECT", target)).toBe(403);
    });

    test("refuses everything but tunnels, also questions about itself", async () => {
      expect(await ask("GET", "http://20.190.128.1/")).toBe(403);
      expect(await ask("GET", "/squid-internal-mgr/info")).toBe(403);
    });

    test.each(["20.190.128.1:443", "[2603:1006::1]:443"])("tries a tunnel to %s", async (target) => {
      expect(await ask("CONNECT", target)).not.toBe(403);
    });
  },
);
