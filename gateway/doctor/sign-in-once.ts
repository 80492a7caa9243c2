import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { type Ask, jsonObject } from "#common/doctor/ask.ts";
import { qualifiedScope } from "#gateway/auth/protected-resource-metadata.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { endpointOf } from "#gateway/sign-in/sign-in-paths.ts";

const page = "<!doctype html><title>Signed in</title><p>Go back to the terminal. You can close this page.</p>";

/**
 * Listens for one browser, at a port of this machine (RFC 8252 7.3).
 * @param state of the question: an answer to another one is not taken
 * @returns the address that the browser comes back to, and the query of the first answer with this state
 */
async function awaitBrowser(state: string) {
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const isOurs = pathname === "/callback" && searchParams.get("state") === state;
    response.writeHead(isOurs ? 200 : 404, { "content-type": "text/html", connection: "close" });
    response.end(isOurs ? page : "");
    if (isOurs) resolve(searchParams);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { redirectUri: `http://127.0.0.1:${port}/callback`, answer: promise, close: () => void server.close() };
}

/** How a sign-in ended. */
export type SignInEnd =
  | { token: string }
  /** The sign-in server, or Entra behind it, refuses; the words are the sign-in server's own. */
  | { error: string; description: string; aadsts: number | undefined }
  /** Microsoft's page showed this number, and nobody came back. */
  | { shown: number }
  | { silent: true };

export interface Person {
  /** Is given the address to open in a browser. */
  open(address: string): void;
  /** The number that they type because Microsoft's page shows it. */
  typed: Promise<number>;
}

const random = () => randomBytes(32).toString("base64url");
const registered = z.object({ client_id: z.string() });
const granted = z.object({ access_token: z.string() });

function refusal(fields: Record<string, unknown>): SignInEnd {
  const description = String(fields.error_description ?? "").slice(0, 500);
  const number = /AADSTS(\d{4,9})/.exec(description)?.[1];
  return {
    error: String(fields.error ?? "no answer"),
    description,
    aadsts: number === undefined ? undefined : Number(number),
  };
}

/** Sends a form or JSON to an endpoint of the sign-in server. */
async function post(ask: Ask, url: string, body: URLSearchParams | object): Promise<Record<string, unknown>> {
  const isForm = body instanceof URLSearchParams;
  const headers = { accept: "application/json", ...(isForm ? {} : { "content-type": "application/json" }) };
  const asked = await ask(url, { method: "POST", headers, body: isForm ? body : JSON.stringify(body) });
  return "failure" in asked ? { error: "unreachable", error_description: asked.failure } : jsonObject(asked.text);
}

/**
 * Signs a person in at the sign-in server, as a program on this machine does: registration, a browser, a code (RFC
 * 7591, 8252, 7636).
 * @param withinMs how long the person may take
 */
export async function signInOnce(options: {
  ask: Ask;
  identity: ResourceIdentity;
  person: Person;
  withinMs: number;
}): Promise<SignInEnd> {
  const { ask, identity, person, withinMs } = options;
  const [state, verifier] = [random(), random()];
  const browser = await awaitBrowser(state);
  const { promise: late, resolve: giveUp } = Promise.withResolvers<SignInEnd>();
  const timer = setTimeout(() => giveUp({ silent: true }), withinMs);
  try {
    const metadata = { client_name: "m365-connector doctor", redirect_uris: [browser.redirectUri] };
    const client = registered.safeParse(await post(ask, endpointOf(identity, "register"), metadata));
    if (!client.success)
      return refusal({ error: "registration", error_description: "the sign-in server registers no client" });
    const clientId = client.data.client_id;
    const question = new URLSearchParams({
      response_type: "code",
      client_id: clientId,
      redirect_uri: browser.redirectUri,
      scope: qualifiedScope(identity),
      state,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      resource: identity.publicUrl,
    });
    person.open(`${endpointOf(identity, "authorize")}?${question}`);
    const shown = person.typed.then((number): SignInEnd => ({ shown: number }));
    const end = await Promise.race([browser.answer, shown, late]);
    if (!(end instanceof URLSearchParams)) return end;
    const code = end.get("code");
    if (code === null) return refusal(Object.fromEntries(end));
    const form = new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: browser.redirectUri,
      code,
      code_verifier: verifier,
      resource: identity.publicUrl,
    });
    const answer = await post(ask, endpointOf(identity, "token"), form);
    const tokens = granted.safeParse(answer);
    return tokens.success ? { token: tokens.data.access_token } : refusal(answer);
  } finally {
    clearTimeout(timer);
    browser.close();
  }
}
