import { readFileSync } from "node:fs";
import { Agent, type Dispatcher, request } from "undici";
import { expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import { type FakeTenantOptions, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { type HtmlButton, type HtmlForm, readHtml } from "#test/support/sign-in/read-html.ts";

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body as JSON, or an empty object. */
  json: Record<string, unknown>;
}

export type Fixture = Awaited<ReturnType<typeof startFixture>>;

interface Sent {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  body?: string;
}

/** Where `signIn` sends the code. */
export const nativeRedirectUri = "http://localhost:50123/callback";

export const redirectUri = "http://localhost:51234/callback";

/** A running fake tenant with the clients that its tests need. */
export async function startFixture(now?: () => number, options: Pick<FakeTenantOptions, "apps"> = {}) {
  const tenant = await startFakeTenant({ ...options, ...(now === undefined ? {} : { now }) });
  const agent = new Agent({ connect: { ca: readFileSync(tenant.caCertificatePath) } });
  const directory = await tenant.control.directory();
  const [home] = directory.tenants;
  if (home === undefined) throw new Error("The seed holds no tenant.");

  const send = async (url: string, options: Sent = {}) =>
    answerOf(await request(url, { ...options, dispatcher: agent }));

  const fixture = {
    tenant,
    directory,
    agent,
    /** Aozora, the demo company. */
    home,
    person(alias: string) {
      const users = directory.tenants.flatMap(({ users }) => users);
      const user = users.find(
        ({ userPrincipalName }) => userPrincipalName.startsWith(`${alias}@`) || userPrincipalName === alias,
      );
      if (user === undefined) throw new Error(`The seed holds no ${alias}.`);
      return user;
    },
    send,
    /** POST of a form to a tenant's token endpoint. */
    token: (tenantPart: string, form: Record<string, string>) =>
      send(`${tenant.authorityHost}/${tenantPart}/oauth2/v2.0/token`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(form).toString(),
      }),
    /** The form of a flawless On-Behalf-Of request. */
    oboForm: (assertion: string): Record<string, string> => ({
      client_id: directory.serverApp.clientId,
      client_secret: directory.serverApp.clientSecret,
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      requested_token_use: "on_behalf_of",
      scope: "https://graph.microsoft.com/.default openid profile offline_access",
      assertion,
    }),
    /** GET of a Graph path after /v1.0, as a user, with a flawless token unless one is described. */
    async graph(user: DirectoryUser, path: string, options: { mint?: MintOptions } & Pick<Sent, "headers"> = {}) {
      const token = await tenant.control.mintToken({ shape: "graph", userId: user.id, ...options.mint });
      return send(`${tenant.graphBaseUrl}/v1.0${path}`, {
        headers: { authorization: `Bearer ${token}`, ...options.headers },
      });
    },
    /** POST of JSON to a Graph path after /v1.0, as a user. */
    async post(user: DirectoryUser, path: string, body: object) {
      const token = await tenant.control.mintToken({ shape: "graph", userId: user.id });
      return send(`${tenant.graphBaseUrl}/v1.0${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    },
    /** Keeps requests of a user open inside the fake Graph until released. Resolves once all have arrived. */
    async hold(user: DirectoryUser, path: string, count: number) {
      const token = await tenant.control.mintToken({ shape: "graph", userId: user.id });
      const match = { userId: user.id };
      await tenant.control.addRule({ door: "graph", match, times: count, response: { hang: true } });
      const before = (await tenant.control.stats()).requests.length;
      const abort = new AbortController();
      const held = Array.from({ length: count }, () =>
        request(`${tenant.graphBaseUrl}/v1.0${path}`, {
          dispatcher: agent,
          headers: { authorization: `Bearer ${token}` },
          signal: abort.signal,
        }).catch(() => undefined),
      );
      await expect.poll(async () => (await tenant.control.stats()).requests.length - before).toBe(count);
      const aborted = (await tenant.control.stats()).abortedRequests;
      return {
        async release() {
          abort.abort();
          await Promise.all(held);
          await expect.poll(async () => (await tenant.control.stats()).abortedRequests - aborted).toBe(count);
        },
      };
    },
    /** Signs in through the authorization page; the query of the redirect back. */
    async authorize(tenantPart: string, query: Record<string, string>) {
      const address = `${tenant.authorityHost}/${tenantPart}/oauth2/v2.0/authorize`;
      const page = await send(`${address}?${new URLSearchParams(query)}`);
      const [form] = readHtml(page.text).forms;
      const own = form?.buttons.find(({ value }) => value === query.login_hint);
      const isShown = form !== undefined && own !== undefined;
      const answer = isShown ? await pressButton(send, address, { form, button: own }) : page;
      const { location } = answer.headers;
      return { answer, redirect: location === undefined ? new URLSearchParams() : new URL(location).searchParams };
    },
    /** The same as somebody of the demo, by the public client, at an address of a native app. */
    signIn: (
      alias: string,
      more?: Record<string, string>,
      authority = "organizations",
    ): Promise<{ answer: Answer; redirect: URLSearchParams }> =>
      fixture.authorize(authority, {
        client_id: directory.publicClientApp.clientId,
        response_type: "code",
        redirect_uri: nativeRedirectUri,
        scope: `${directory.scope} offline_access`,
        state: "s1",
        login_hint: fixture.person(alias).userPrincipalName,
        ...more,
      }),
    /** A request of the public client for tokens. */
    publicToken: (form: Record<string, string>): Promise<Answer> =>
      fixture.token("organizations", { client_id: directory.publicClientApp.clientId, ...form }),
    /** The tokens for a code of `signIn`. */
    redeem: (code: string | null): Promise<Answer> =>
      fixture.publicToken({ grant_type: "authorization_code", redirect_uri: nativeRedirectUri, code: code ?? "" }),
    async close() {
      await agent.destroy();
      await tenant.close();
    },
  };
  return fixture;
}

/** Presses a button of a page's form, as a browser without cookies would. */
export function pressButton(
  send: (url: string, options?: Sent) => Promise<Answer>,
  page: string,
  { form, button }: { form: HtmlForm; button: HtmlButton },
): Promise<Answer> {
  return send(new URL(form.action, page).href, {
    method: form.method,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams([...form.fields, [button.name ?? "", button.value]]).toString(),
  });
}

async function answerOf(response: Dispatcher.ResponseData): Promise<Answer> {
  const text = await response.body.text();
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  return { status: response.statusCode, headers, text, json: jsonOf(text) };
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** The list in a Graph answer. */
export function listOf(answer: Answer): Record<string, unknown>[] {
  if (!Array.isArray(answer.json.value)) throw new Error(`No list in: ${answer.status} ${answer.text.slice(0, 300)}`);
  return answer.json.value as Record<string, unknown>[];
}
