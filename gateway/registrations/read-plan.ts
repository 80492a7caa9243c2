import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { parseArgs } from "node:util";
import { z } from "zod";
import { clouds } from "#common/clouds.ts";
import { StartProblem } from "#common/run-main.ts";
import { commaSeparated, commonSettings, guidSetting, httpsOrigin, readSettings } from "#common/settings.ts";
import { catalog, findTool } from "#common/tools/catalog.ts";
import { isGraphPermission, isServedIn } from "#common/tools/graph-permissions.ts";
import { appIdUri, publicUrl, tenantIds } from "#gateway/config.ts";
import { callbackUrl } from "#gateway/sign-in/sign-in-paths.ts";
import { permissionsFor } from "./needed-permissions.ts";
import { type Credential, type RegistrationPlan, redirectProblem } from "./registration-plan.ts";

/** The options of the command. What is not given comes from the settings of the gateway. */
export const planOptions = {
  url: { type: "string" },
  tools: { type: "string" },
  cloud: { type: "string" },
  tenant: { type: "string" },
  also: { type: "string" },
  roles: { type: "string" },
  "directory-roles": { type: "boolean", default: false },
  "no-verified-domain": { type: "boolean", default: false },
  direct: { type: "boolean", default: false },
  change: { type: "string" },
  secret: { type: "boolean", default: false },
  certificate: { type: "string" },
  "federated-issuer": { type: "string" },
  "federated-subject": { type: "string" },
} as const;

export type PlanOptions = ReturnType<typeof parseArgs<{ options: typeof planOptions }>>["values"];

const settings = z.object({
  MCP_PUBLIC_URL: publicUrl.refine((url) => redirectProblem(callbackUrl(url)) === undefined, {
    error: ({ input }) => redirectProblem(callbackUrl(String(input))) ?? "",
  }),
  APP_ID_URI: appIdUri.optional(),
  AZURE_CLOUD: commonSettings.AZURE_CLOUD,
  AZURE_AUTHORITY_HOST: commonSettings.AZURE_AUTHORITY_HOST,
  GRAPH_BASE_URL: httpsOrigin.optional(),
  ALLOWED_TENANTS: tenantIds.default([]),
});

/** The settings that options take the place of. */
const settingOf = { url: "MCP_PUBLIC_URL", cloud: "AZURE_CLOUD", tenant: "ALLOWED_TENANTS" } as const;
const optionNames = ["url", "cloud", "tenant"] as const;

/** A problem of a setting, told of the option where that has the value, or could have it. */
function asToldOfOption(told: string, options: PlanOptions): string {
  const name = optionNames.find((option) => told.startsWith(`${settingOf[option]}: `));
  if (name === undefined) return told;
  const says = told.slice(settingOf[name].length);
  if (options[name] !== undefined) return `--${name}${says}`;
  return says === ": is required" ? `--${name}, or the setting ${settingOf[name]}${says}` : told;
}

const secretLifetimeMs = 180 * 24 * 60 * 60 * 1000;

const listOf = (text = ""): string[] => commaSeparated.parse(text);

function readCertificate(path: string): string {
  try {
    return new X509Certificate(readFileSync(path)).raw.toString("base64");
  } catch {
    throw new StartProblem([`--certificate: ${path} can't be read, or holds no certificate in PEM or DER`]);
  }
}

function credentialOf(options: PlanOptions, nowMs: number): Credential {
  const { secret, certificate, "federated-issuer": issuer, "federated-subject": subject } = options;
  const kinds = [secret, certificate !== undefined, issuer !== undefined || subject !== undefined];
  if (kinds.filter(Boolean).length > 1) {
    throw new StartProblem(["choose one of --secret, --certificate and --federated-issuer with --federated-subject"]);
  }
  if (secret) {
    return { kind: "secret", endDateTime: new Date(nowMs + secretLifetimeMs).toISOString() };
  }
  if (issuer === undefined && subject === undefined) {
    return { kind: "certificate", key: certificate === undefined ? undefined : readCertificate(certificate) };
  }
  if (issuer !== undefined && subject !== undefined) return { kind: "federated", issuer, subject };
  throw new StartProblem(["--federated-issuer and --federated-subject are needed together"]);
}

/**
 * The tools that a comma-separated text names; all where it names none.
 * @throws `StartProblem` for a name that no tool has
 */
export function chosenTools(text: string | undefined): string[] {
  const names = listOf(text);
  const unknown = names.filter((name) => findTool(name) === undefined);
  if (unknown.length > 0) {
    throw new StartProblem([
      `--tools: there is no ${unknown.join(", ")}; the tools are ${catalog.map(({ name }) => name).join(", ")}`,
    ]);
  }
  return names.length > 0 ? names : catalog.map(({ name }) => name);
}

function serverApp(text: string): string {
  const { data } = guidSetting.safeParse(text);
  if (data === undefined) throw new StartProblem(["--change: must be the client ID of the Server app, a GUID"]);
  return data;
}

/**
 * The plan that the options ask for, or else the gateway's settings.
 * @throws `StartProblem` with one line for each problem
 */
export function readPlan(
  options: PlanOptions,
  environment: Readonly<Record<string, string | undefined>>,
  nowMs: number,
): RegistrationPlan {
  const given = optionNames.map((name) => [settingOf[name], options[name] ?? environment[settingOf[name]]]);
  const read = readSettings(settings, { ...environment, ...Object.fromEntries(given) });
  if ("problems" in read) throw new StartProblem(read.problems.map((told) => asToldOfOption(told, options)));
  const { MCP_PUBLIC_URL, APP_ID_URI, AZURE_CLOUD, ALLOWED_TENANTS } = read.settings;
  const also = listOf(options.also);
  const unknown = also.find((name) => !isGraphPermission(name));
  if (unknown !== undefined) throw new StartProblem([`--also: ${unknown} is no permission that a tool can use`]);
  const roles = listOf(options.roles);
  const unfit = roles.find((role) => !/^[\w.:-]{1,120}$/.test(role));
  if (unfit !== undefined) throw new StartProblem([`--roles: ${unfit} is not letters, digits, . : - and _ alone`]);
  const permissions = permissionsFor(chosenTools(options.tools)).filter((name) => isServedIn(name, AZURE_CLOUD));
  return {
    cloud: AZURE_CLOUD,
    authorityHost: read.settings.AZURE_AUTHORITY_HOST ?? clouds[AZURE_CLOUD].authorityHost,
    graphBaseUrl: read.settings.GRAPH_BASE_URL ?? clouds[AZURE_CLOUD].graphBaseUrl,
    publicUrl: MCP_PUBLIC_URL,
    tenantId: ALLOWED_TENANTS.length === 1 ? ALLOWED_TENANTS[0] : undefined,
    hasVerifiedDomain:
      !options["no-verified-domain"] && MCP_PUBLIC_URL.startsWith("https:") && !APP_ID_URI?.startsWith("api:"),
    appIdUri: APP_ID_URI?.startsWith("https:") ? APP_ID_URI : MCP_PUBLIC_URL,
    signsInHere: !options.direct,
    ...(options.change === undefined ? {} : { serverAppId: serverApp(options.change) }),
    permissions: [...permissions, ...also.filter(isGraphPermission).filter((name) => !permissions.includes(name))],
    roles,
    tellsDirectoryRoles: options["directory-roles"],
    credential: credentialOf(options, nowMs),
  };
}
