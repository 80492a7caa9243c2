import { isDeepStrictEqual } from "node:util";
import { type Ask, type Asked, jsonObject } from "#common/doctor/ask.ts";
import { type Finding, notChecked, ok, problem, unknown } from "#common/doctor/check.ts";
import { notYet } from "#common/doctor/shared-checks.ts";
import { createChallenges } from "#gateway/auth/challenge.ts";
import { metadataUrl, protectedResourceMetadata } from "#gateway/auth/protected-resource-metadata.ts";
import { authorizationServerMetadata, authorizationServerWellKnown } from "#gateway/sign-in/sign-in-paths.ts";
import { documentsRead } from "#gateway/sign-in/sign-in-settings.ts";
import { type GatewayContext, identityOf } from "./settings-checks.ts";

const start = "Start the gateway, and the proxy with the certificate in front of it. From outside: curl";
const certify = "Give the proxy in front a certificate for this name, from an authority that clients trust.";

/** Statuses of proxies whose gateway doesn't answer. */
const proxyStatuses = new Set([502, 503, 504]);

/** Why the public address gives no document; undefined if it does. */
function noDocument(asked: Asked, url: string): Finding | undefined {
  if ("failure" in asked) {
    const says = `${url}: ${asked.failure}`;
    if (asked.failure.includes("certificate")) return problem(says, certify);
    // Some networks let nobody out and in again.
    return asked.failure.startsWith("no answer") ? unknown(says, `${start} ${url}`) : problem(says, `${start} ${url}`);
  }
  const { status, text } = asked;
  if (proxyStatuses.has(status)) {
    return problem(`${url} answers ${status}: the proxy in front gets no answer from the gateway`, `${start} ${url}`);
  }
  if (status === 200 && Object.keys(jsonObject(text)).length > 0) return undefined;
  return problem(
    `${url} answers ${status}, not the document of this gateway`,
    "Let the proxy in front pass this path on unchanged: docs/deploy/proxy.md.",
  );
}

const differing = (found: Record<string, unknown>, wanted: object): [string, unknown] | undefined =>
  Object.entries(wanted).find(([name, value]) => !isDeepStrictEqual(found[name], value));

/** Whether the gateway is there, and has another path: it describes itself at the root, too (RFC 9728, 3.1). */
async function otherPath(ask: Ask, url: string, asked: Asked): Promise<Finding | undefined> {
  if ("failure" in asked || asked.status !== 404) return undefined;
  const atRoot = await ask(metadataUrl(new URL(url).origin), { headers: { accept: "application/json" } });
  const resource = "text" in atRoot ? jsonObject(atRoot.text).resource : undefined;
  if (typeof resource !== "string" || !URL.canParse(resource)) return undefined;
  if (url.endsWith(new URL(resource).pathname)) return undefined;
  return problem(
    `the gateway there serves ${new URL(resource).href}`,
    "Correct the path in MCP_PUBLIC_URL, or restart the gateway with this one.",
  );
}

async function compareDocument(ask: Ask, url: string, wanted: object): Promise<Finding> {
  const asked = await ask(url, { headers: { accept: "application/json" } });
  const missing = noDocument(asked, url);
  if (missing !== undefined) return (await otherPath(ask, url, asked)) ?? missing;
  const wrong = differing("text" in asked ? jsonObject(asked.text) : {}, wanted);
  if (wrong === undefined) return ok(url);
  const [name, value] = wrong;
  return problem(
    `${url} has another ${name} than ${JSON.stringify(value)}`,
    "The gateway behind it has other settings (MCP_PUBLIC_URL, APP_ID_URI, SIGN_IN_CLIENT_ID, ALLOWED_TENANTS): " +
      "restart it with these, or correct these.",
  );
}

/** The protected-resource metadata, as a client gets them (RFC 9728). */
export async function metadataFinding(context: GatewayContext): Promise<Finding> {
  if (context.isBeforeStart) return notYet;
  const identity = identityOf(context);
  return await compareDocument(context.ask, metadataUrl(identity.publicUrl), protectedResourceMetadata(identity));
}

/** The authorization-server metadata, as a client gets them (RFC 8414). */
export async function signInMetadataFinding(context: GatewayContext): Promise<Finding> {
  const { settings, ask, isBeforeStart } = context;
  if (isBeforeStart) return notYet;
  if (settings.SIGN_IN_CLIENT_ID === undefined) return notChecked("SIGN_IN_CLIENT_ID isn't set");
  const identity = identityOf(context);
  const { origin, pathname } = new URL(identity.publicUrl);
  const wanted = authorizationServerMetadata(identity, documentsRead(settings) !== "off");
  return await compareDocument(ask, `${origin}${authorizationServerWellKnown}${pathname}`, wanted);
}

/** The 401 that starts every sign-in. */
export async function challengeFinding(context: GatewayContext): Promise<Finding> {
  if (context.isBeforeStart) return notYet;
  const { publicUrl } = identityOf(context);
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const asked = await context.ask(publicUrl, { method: "POST", headers, body });
  if ("failure" in asked) return unknown(`${publicUrl}: ${asked.failure}`, `${start} -i -X POST ${publicUrl}`);
  const wanted = createChallenges(identityOf(context)).signIn;
  const got = asked.headers.get("www-authenticate");
  if (asked.status === wanted.status && got === wanted.headers["www-authenticate"]) return ok("401 with the metadata");
  return problem(
    `a POST to ${publicUrl} without a token is answered ${asked.status}${
      got === null ? " without WWW-Authenticate" : ""
    }, not 401 with the challenge of this gateway`,
    "Let the proxy in front pass the Host, POST requests and the header WWW-Authenticate on unchanged.",
  );
}

/** One for all: whoever reaches it gets out to the internet, and is let in at such a host. */
const exampleDocument = "https://claude.ai/oauth/claude-code-client-metadata";

/** Whether documents of clients can be had, without which those clients can't sign in. */
export async function documentsFinding({ settings, ask }: GatewayContext): Promise<Finding> {
  if (settings.SIGN_IN_CLIENT_ID === undefined) return notChecked("SIGN_IN_CLIENT_ID isn't set");
  if (documentsRead(settings) === "off") return ok("none are read: all clients register");
  const asked = await ask(exampleDocument, { headers: { accept: "application/json" } });
  if ("text" in asked && jsonObject(asked.text).client_id === exampleDocument) return ok(exampleDocument);
  const why = "failure" in asked ? asked.failure : `${asked.status}, and no document of a client`;
  return problem(
    `${exampleDocument}: ${why}`,
    "Let the gateway reach port 443 of the hosts in docs/deploy.md (Egress), or set SIGN_IN_CIMD=off.",
  );
}
