import { hkdfSync } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { createServer, isIPv6 } from "node:net";
import { z } from "zod";
import { type ProxySettings, proxyFor } from "#common/proxy-settings.ts";
import { clockProblem } from "#common/queue/redis-time.ts";
import type { SealingKeys } from "#common/settings.ts";
import { type Answer, type Ask, type Asked, createAsk, jsonObject, networkWords } from "./ask.ts";
import { type Check, type CheckResult, comesFirst, type Finding, notChecked, ok, problem, unknown } from "./check.ts";
import type { Part } from "./run-part.ts";

export const settingsComplete: CheckResult = { check: "settings", ...ok("complete") };

/** A result for each wrong setting, and for every check that can't be tried without them. */
export function wrongSettings<Context>(
  problems: readonly string[],
  checks: readonly Check<Context>[],
): readonly CheckResult[] {
  const fix = "docs/settings.md describes each setting; npm run secrets makes the keys.";
  return [
    ...problems.map((says) => ({ check: "settings", ...problem(says, fix) })),
    ...checks.map(({ check }) => ({ check, ...comesFirst("settings") })),
  ];
}

/**
 * Four bytes for each key, by which a person or a program sees that two rings hold the same key. They come from the key
 * by HKDF under a label of their own and tell nothing of it.
 */
export function keyPrints(ring: SealingKeys): string[] {
  return ring.map(({ id, key }) => {
    const print = Buffer.from(hkdfSync("sha256", key.export(), "", "m365 doctor print", 4)).toString("hex");
    return `${id}:${print}`;
  });
}

export function keyRingFinding(ring: SealingKeys): Finding {
  const [first = "", ...others] = keyPrints(ring);
  return ok(`${first} encrypts${others.length === 0 ? "" : `; ${others.join(", ")} only for decryption`}`);
}

const setTheClock = "Set the clock of this machine (NTP).";

/**
 * Whose clock is wrong: this machine's, by Entra's, or Redis', by both.
 * @param toEntraMs how far this machine's clock is behind Entra's; undefined if that is not known
 * @param toRedisMs the same for Redis'; undefined if that is not known
 */
export function clockFinding(toEntraMs: number | undefined, toRedisMs: number | undefined): Finding {
  const own = toEntraMs === undefined ? undefined : clockProblem(toEntraMs, "Entra's");
  if (own !== undefined) return problem(own, setTheClock);
  const redis = toRedisMs === undefined ? undefined : clockProblem(toRedisMs, "Redis'");
  if (redis !== undefined && toEntraMs === undefined)
    return problem(redis, "Set the clock of the one that is wrong (NTP).");
  if (redis !== undefined)
    return problem(redis, "This machine's agrees with Entra's: set the clock of Redis' machine (NTP).");
  return toEntraMs === undefined
    ? notChecked("Entra did not tell its time")
    : ok(`within ${Math.max(1, Math.ceil(Math.abs(toEntraMs) / 1_000))} s of Entra's`);
}

const tenantNotFound = 90002;

/** The number after AADSTS in an answer of Entra's. */
function aadstsOf(body: Record<string, unknown>): number | undefined {
  const [first] = Array.isArray(body.error_codes) ? body.error_codes : [];
  return typeof first === "number" ? first : undefined;
}

const aboutHost =
  "Allow this machine to reach it (firewall, HTTPS_PROXY), and check AZURE_CLOUD, AZURE_AUTHORITY_HOST.";

/** What an answer means that is not the one asked for; undefined for a JSON object with status 200. */
export function strangeAnswer(asked: Asked, what: string, url: string): Finding | undefined {
  if ("failure" in asked)
    return problem(`${what} can't be reached at ${new URL(url).host}: ${asked.failure}`, aboutHost);
  const { status, text } = asked;
  if (status === 429 || status >= 500) return unknown(`${what} answers ${status}`, "Try again in a minute.");
  const isJson = Object.keys(jsonObject(text)).length > 0;
  if (status === 200 && isJson) return undefined;
  if (isJson) return unknown(`${what} answers ${status}`, `Look at ${url} in a browser.`);
  return problem(`what answers at ${new URL(url).host} (${status}, no JSON) is not ${what}`, aboutHost);
}

/** What the OpenID configuration of a tenant says; undefined if it is as it should be. */
function configurationProblem(asked: Asked, authorityHost: string, tenant: string): Finding | undefined {
  const body = "failure" in asked ? {} : jsonObject(asked.text);
  if (aadstsOf(body) === tenantNotFound) {
    return problem(
      `Entra at ${new URL(authorityHost).host} knows no tenant ${tenant} (AADSTS${tenantNotFound})`,
      "Correct the tenant ID (ALLOWED_TENANTS, --tenant), or AZURE_CLOUD: a tenant lives in one cloud.",
    );
  }
  const strange = strangeAnswer(asked, "Entra", authorityHost);
  if (strange !== undefined) return strange;
  const known = tenant === "organizations" ? "{tenantid}" : tenant;
  if (body.issuer === `${authorityHost}/${known}/v2.0`) return undefined;
  return problem(
    `Entra names another issuer for ${tenant} than ${authorityHost}/${known}/v2.0`,
    "Set AZURE_CLOUD to the tenant's cloud, and AZURE_AUTHORITY_HOST to nothing else than its Entra host.",
  );
}

/**
 * Asks Entra for the OpenID configuration of each tenant.
 * @returns the first finding that is not `ok`, else `ok`; and the clocks' difference, if Entra told its time
 */
export async function findEntra(
  ask: Ask,
  authorityHost: string,
  tenants: readonly string[],
): Promise<{ finding: Finding; offsetMs: number | undefined }> {
  const urlOf = (tenant: string) => `${authorityHost}/${tenant}/v2.0/.well-known/openid-configuration`;
  const asked = await Promise.all(tenants.map((tenant) => ask(urlOf(tenant))));
  const isAnswer = (one: Asked): one is Answer => !("failure" in one);
  const offsetMs = asked.filter(isAnswer).find((one) => one.offsetMs !== undefined)?.offsetMs;
  const findings = tenants.map((tenant, index) =>
    configurationProblem(asked[index] ?? { failure: "no answer" }, authorityHost, tenant),
  );
  const found = findings.find((finding) => finding !== undefined);
  return { finding: found ?? ok(`${new URL(authorityHost).host}, ${tenants.join(", ")}`), offsetMs };
}

const limitMs = 4_000;
const fixes: Readonly<Record<number, string>> = {
  403: "Let the proxy pass this host, or name it in NO_PROXY if it can be reached without.",
  407: "Correct the user and password in HTTPS_PROXY; a % in them is written as %25.",
};

/** The status that a proxy answers a CONNECT with. The promise rejects when there is none in time. */
function connectStatus(proxy: URL, target: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const signal = AbortSignal.timeout(limitMs);
  const asked = (proxy.protocol === "https:" ? httpsRequest : httpRequest)(proxy.origin, {
    method: "CONNECT",
    path: target,
    agent: false,
    headers: {
      host: target,
      ...(proxy.username !== "" && { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` }),
    },
    signal,
  });
  const end = ({ statusCode = 0 }: { statusCode?: number | undefined }) => {
    resolve(statusCode);
    asked.destroy();
  };
  asked.on("connect", end).on("response", end).end();
  asked.on("error", (error) => reject(signal.aborted ? signal.reason : error));
  return promise;
}

/** Whether the proxy of the settings opens a tunnel to an address. Its credentials are not shown. */
export async function proxyFinding(settings: ProxySettings, address: string): Promise<Finding> {
  const { hostname, port } = new URL(address);
  const named = proxyFor(settings, address);
  if (named === undefined) return ok(`none for ${hostname}`);
  const proxy = new URL(named);
  try {
    const status = await connectStatus(proxy, `${hostname}:${port || "443"}`);
    if (status >= 200 && status < 300) return ok(`${proxy.host} leads to ${hostname}`);
    const fix = fixes[status] ?? "Look at the proxy's log.";
    return problem(`the proxy ${proxy.host} refuses to connect to ${hostname} (${status})`, fix);
  } catch (error) {
    const fix = "Correct HTTPS_PROXY, or allow this machine to reach the proxy.";
    return problem(`the proxy ${proxy.host} can't be used: ${networkWords(error)}`, fix);
  }
}

const readiness = z.object({
  /** Absent in an earlier version. */
  process: z.string().optional(),
  status: z.string(),
  reasons: z.array(z.string()).default([]),
});

export const notYet = notChecked("it doesn't run yet", "Check again when it runs.");

/** Requests on this machine, where no proxy leads. */
const askHere: Ask = createAsk(fetch, Date.now);

/** Host and port at which this machine reaches what listens there. */
function placeOf(host: string, port: number): string {
  if (host === "0.0.0.0") return `127.0.0.1:${port}`;
  const reachable = host === "::" ? "::1" : host;
  return `${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

/** What the running process with these settings says of itself at `/readyz`, in its words. */
export async function readyFinding(
  part: Part,
  { OPS_HOST, OPS_PORT }: { OPS_HOST: string; OPS_PORT: number },
): Promise<Finding> {
  if (OPS_PORT === 0) return notChecked("OPS_PORT is 0, so that only the running process knows its port");
  const place = placeOf(OPS_HOST, OPS_PORT);
  const asked = await askHere(`http://${place}/readyz`);
  if ("failure" in asked) {
    const isUnused = asked.failure.startsWith("nothing listens");
    return isUnused
      ? notChecked(`it doesn't run: nothing listens at ${place}`, `Start it: npm run start:${part}.`)
      : unknown(`${place}: ${asked.failure}`, "Look at the log of what listens there.");
  }
  const { data } = readiness.safeParse(jsonObject(asked.text));
  const other = `Give each process on this machine an OPS_PORT of its own.`;
  if (data === undefined) return problem(`what listens at ${place} is no process of this connector`, other);
  if (data.process !== undefined && data.process !== part)
    return notChecked(`it doesn't run: what listens at ${place} is of the ${data.process}`, other);
  if (asked.status === 200) return ok(`${data.status}, says ${place}`);
  const fix = "If all else here is ok, it runs with other settings: restart it. docs/runbooks/process-not-ready.md";
  return problem(data.reasons.join("; "), fix);
}

/** Host and port where a process will listen, and the setting that says so. */
interface Listening {
  /** The setting of the port, such as `OPS_PORT`. */
  name: string;
  host: string;
  port: number;
}

/** Why nothing can listen there; undefined if something can. */
async function obstacle({ name, host, port }: Listening): Promise<Finding | undefined> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  server.once("error", (error) => resolve("code" in error ? String(error.code) : error.name));
  server.listen({ host, port, exclusive: true }, () => resolve(undefined));
  const code = await promise;
  server.close();
  if (code === undefined) return undefined;
  const says =
    code === "EADDRINUSE" ? `something listens at ${host}:${port} already` : `nothing can listen there (${code})`;
  return problem(`${name}: ${says}`, `Stop what listens there, or set another ${name}.`);
}

/** Whether a process that is not started yet will be able to listen. */
export async function portsFinding(places: readonly Listening[]): Promise<Finding> {
  for (const place of places) {
    const found = await obstacle(place);
    if (found !== undefined) return found;
  }
  return notYet;
}
