import { randomUUID } from "node:crypto";
import type { RuleResponse } from "#test/fake-tenant/world/rules.ts";
import { freePort } from "#test/support/free-port.ts";
import type { Environment } from "#test/support/service-settings.ts";
import { fileWith, type SetUp } from "./set-up.ts";

/** A set-up with one thing wrong. */
export interface Broken {
  /** What is wrong, as the end of "names …". */
  what: string;
  /** The one check that may not be `ok` or `not checked`. */
  blames: string;
  state?: "problem" | "unknown";
  says: RegExp;
  /** Spoils a part of the world; `SetUp.fix` sets it back. */
  spoil?(setUp: SetUp): unknown;
  /** Settings that are other than the right ones; "" is unset. */
  settings?(setUp: SetUp): Environment | Promise<Environment>;
  /** How far this machine's clock is ahead. */
  aheadMs?: number;
  /** The tenant that the workers' credential is tried in; by default the first one. */
  tenantId?(setUp: SetUp): string;
  /** Without what a running gateway says, which would have to run with the wrong settings. */
  isBeforeStart?: boolean;
}

const nobody = () => randomUUID();
const openidPath = "/v2.0/.well-known/openid-configuration";

const scripted = (pathPattern: string, response: RuleResponse) => ({
  spoil: ({ stack }: SetUp) => stack.fake.control.addRule({ door: "entra", match: { pathPattern }, response }),
});

export const wrongProxyPassword = ({ proxy }: SetUp): Environment => ({
  HTTPS_PROXY: proxy.url.replace("right", "wrong"),
});

const wrongSettings: readonly Broken[] = [
  {
    what: "the public URL that is missing",
    blames: "settings",
    says: /^MCP_PUBLIC_URL: is required$/,
    settings: () => ({ MCP_PUBLIC_URL: "" }),
  },
  {
    what: "a sign-in that is off although its keys are there",
    blames: "sign-in keys",
    state: "unknown",
    says: /^SIGN_IN_KEYS is set and SIGN_IN_CLIENT_ID is not/,
    settings: () => ({ SIGN_IN_CLIENT_ID: "" }),
    isBeforeStart: true,
  },
  {
    what: "a file of keys that is not there",
    blames: "settings",
    says: /^AUDIT_KEY_FILE: \/nowhere\/keys can't be read$/,
    settings: () => ({ AUDIT_KEY_FILE: "/nowhere/keys" }),
  },
  {
    what: "a key that is given as the path of a file, without showing it",
    blames: "settings",
    says: /^AUDIT_KEY_FILE: the file can't be read$/,
    settings: ({ gateway }) => ({ AUDIT_KEY_FILE: gateway.SEALING_KEYS?.split(":")[1] ?? "" }),
  },
  {
    what: "a Redis address that is none",
    blames: "settings",
    says: /^REDIS_URL: must be redis:/,
    settings: () => ({ REDIS_URL: "localhost:6379" }),
  },
  {
    what: "a tenants file that is none",
    blames: "tenants",
    says: /^TENANTS_FILE: line 1, column 10: tenants: expected array/,
    settings: () => ({ TENANTS_FILE: fileWith("tenants.yml", "tenants: yes\n...\n"), ALLOWED_TENANTS: "" }),
  },
  {
    what: "an audit file in a folder that is not there",
    blames: "audit log",
    says: /^the audit log can't be written$/,
    settings: () => ({ AUDIT_LOG: "file", AUDIT_FILE: "/nowhere/audit.jsonl" }),
  },
];

const wrongRedis: readonly Broken[] = [
  {
    what: "a Redis that is not there",
    blames: "redis",
    says: /^Redis can't be reached at localhost:\d+: nothing listens there$/,
    settings: async () => ({ REDIS_URL: `redis://localhost:${await freePort()}` }),
  },
  {
    what: "a password that Redis refuses",
    blames: "redis",
    says: /^REDIS_URL: Redis refuses this user or password$/,
    settings: ({ gateway }) => ({ REDIS_URL: (gateway.REDIS_URL ?? "").replace("://", "://nobody:wrong@") }),
  },
  {
    what: "TLS to a Redis that speaks none",
    blames: "redis",
    says: /^Redis can't be reached at 127\.0\.0\.1:\d+: no answer in time$/,
    settings: ({ gateway }) => ({ REDIS_URL: (gateway.REDIS_URL ?? "").replace("redis:", "rediss:") }),
  },
  {
    what: "a Redis that saves snapshots",
    blames: "redis on disk",
    says: /^Redis saves snapshots to disk; set save ""$/,
    spoil: async ({ admin }) => void (await admin.config("SET", "save", "60 1")),
  },
  {
    what: "a Redis that is too old",
    blames: "redis",
    says: /^Redis must be 7\.0 or newer, it is 6\.\S+$/,
    settings: ({ oldRedis }) => ({ REDIS_URL: `redis://127.0.0.1:${oldRedis.port}` }),
  },
  {
    what: "a Redis in which no worker reports",
    blames: "workers",
    says: /^no worker serves search, outlook, teams, files$/,
    settings: ({ lonelyRedis }) => ({ REDIS_URL: lonelyRedis.url }),
  },
];

const wrongEntra: readonly Broken[] = [
  {
    what: "a clock that is ahead",
    blames: "clock",
    says: /^this machine's clock is (?:29\d|30\d) s ahead of Entra's$/,
    aheadMs: 300_000,
  },
  {
    what: "a proxy that refuses the password",
    blames: "proxy",
    says: /^the proxy localhost:\d+ refuses to connect to localhost \(407\)$/,
    settings: wrongProxyPassword,
  },
  {
    what: "an Entra host that nobody knows",
    blames: "entra",
    says: /^Entra can't be reached at login\.invalid: its name is not known here/,
    settings: () => ({ AZURE_AUTHORITY_HOST: "https://login.invalid" }),
  },
  {
    what: "a certificate that is not trusted, of a proxy that looks into TLS",
    blames: "entra",
    says: /^Entra can't be reached at localhost:\d+: its certificate is from nobody that Node\.js trusts$/,
    settings: ({ stranger }) => ({ AZURE_AUTHORITY_HOST: `https://localhost:${stranger.port}` }),
  },
  {
    what: "an Entra whose connections are broken off",
    blames: "entra",
    says: /^Entra can't be reached at localhost:\d+: it broke the connection off$/,
    ...scripted(openidPath, { reset: true }),
  },
  {
    what: "a page of somebody in between",
    blames: "entra",
    says: /^what answers at localhost:\d+ \(200, no JSON\) is not Entra$/,
    ...scripted(openidPath, { html: true, status: 200 }),
  },
  {
    what: "nothing when Entra is down",
    blames: "entra",
    state: "unknown",
    says: /^Entra answers 503$/,
    ...scripted(openidPath, { status: 503 }),
  },
  {
    what: "a tenant that is not there",
    blames: "entra",
    says: /^Entra at localhost:\d+ knows no tenant [0-9a-f-]{36} \(AADSTS90002\)$/,
    settings: () => ({ ALLOWED_TENANTS: nobody() }),
  },
  {
    what: "an Entra of another cloud",
    blames: "entra",
    says: /^Entra names another issuer/,
    ...scripted(openidPath, { status: 200, body: { issuer: "https://login.microsoftonline.us/x/v2.0" } }),
  },
  {
    what: "keys that are none",
    blames: "entra's keys",
    says: /^Entra's signing keys have not been fetched: none of them is usable$/,
    ...scripted("/discovery/v2.0/keys", { status: 200, body: { keys: [{ kty: "EC" }] } }),
  },
  {
    what: "keys that are not served",
    blames: "entra's keys",
    state: "unknown",
    says: /^Entra's signing keys have not been fetched: Entra answers 500$/,
    ...scripted("/discovery/v2.0/keys", { status: 500 }),
  },
];

const wrongAddress: readonly Broken[] = [
  {
    what: "an Application ID URI of another app",
    blames: "public address",
    state: "unknown",
    says: /^APP_ID_URI names [0-9a-f-]{36}, and AZURE_CLIENT_ID is another app$/,
    settings: () => ({ APP_ID_URI: `api://${nobody()}` }),
    isBeforeStart: true,
  },
  {
    what: "a public URL with another path than the gateway has",
    blames: "metadata",
    says: /^the gateway there serves https:\/\/localhost:\d+\/mcp$/,
    settings: ({ gateway }) => ({ MCP_PUBLIC_URL: `${gateway.MCP_PUBLIC_URL}s` }),
  },
  {
    what: "a port that is taken before the start",
    blames: "ready",
    says: /^OPS_PORT: something listens at 127\.0\.0\.1:\d+ already$/,
    settings: ({ gateway }) => ({ OPS_PORT: gateway.OPS_PORT ?? "" }),
    isBeforeStart: true,
  },
  {
    what: "a certificate for another name",
    blames: "metadata",
    says: /: its certificate is for another name$/,
    settings: ({ front }) => ({ MCP_PUBLIC_URL: `https://127.0.0.2:${front.port}/mcp` }),
  },
  {
    what: "a proxy whose gateway is not there",
    blames: "metadata",
    says: /answers 502: the proxy in front gets no answer from the gateway$/,
    spoil: ({ front }) => {
      front.tamper = () => undefined;
    },
  },
  {
    what: "a proxy that does not pass the metadata on",
    blames: "metadata",
    says: /oauth-protected-resource\/mcp answers 404, not the document of this gateway$/,
    spoil: ({ front }) => {
      front.tamper = (path, answer) =>
        path.includes("protected-resource") ? { status: 404, headers: {}, body: "<h1>404</h1>" } : answer;
    },
  },
  {
    what: "a proxy that does not pass the sign-in's metadata on",
    blames: "sign-in metadata",
    says: /oauth-authorization-server\/mcp answers 404, not the document of this gateway$/,
    spoil: ({ front }) => {
      front.tamper = (path, answer) =>
        path.includes("authorization-server") ? { status: 404, headers: {}, body: "<h1>404</h1>" } : answer;
    },
  },
  {
    what: "a gateway that runs with other settings",
    blames: "metadata",
    says: /has another resource than "https:\/\/localhost:\d+\/mcp"$/,
    spoil: ({ front }) => {
      front.tamper = (_path, answer) => ({ ...answer, body: answer.body.replaceAll("/mcp", "/other") });
    },
  },
  {
    what: "a proxy that drops the challenge",
    blames: "401 challenge",
    says: /without a token is answered 401 without WWW-Authenticate, not 401 with the challenge of this gateway$/,
    spoil: ({ front }) => {
      front.tamper = (_path, { headers, ...answer }) => ({
        ...answer,
        headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "www-authenticate")),
      });
    },
  },
  {
    what: "clients that can't sign in at Entra",
    blames: "public address",
    says: /^APP_ID_URI is not MCP_PUBLIC_URL\./,
    settings: ({ gateway }) => ({
      SIGN_IN_CLIENT_ID: "",
      SIGN_IN_KEYS: "",
      APP_ID_URI: `api://${gateway.AZURE_CLIENT_ID}`,
    }),
    isBeforeStart: true,
  },
];

export const brokenGateways = [...wrongSettings, ...wrongRedis, ...wrongEntra, ...wrongAddress];
