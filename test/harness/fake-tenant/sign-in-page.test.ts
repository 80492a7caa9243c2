import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { readHtml } from "#test/support/sign-in/read-html.ts";
import { type Answer, type Fixture, pressButton, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

const address = () => `${fixture.tenant.authorityHost}/organizations/oauth2/v2.0/authorize`;

function open(more: Record<string, string> = {}): Promise<Answer> {
  const query = {
    client_id: fixture.directory.publicClientApp.clientId,
    response_type: "code",
    redirect_uri: "http://localhost:50123/callback",
    scope: fixture.directory.scope,
    state: "s=1&code=evil",
    ...more,
  };
  return fixture.send(`${address()}?${new URLSearchParams(query)}`);
}

const hana = () => fixture.person("hana.mori").userPrincipalName;

it("shows a form that posts before anybody is sent on, also to whom login_hint names", async () => {
  const page = await open({ login_hint: hana() });
  expect([page.status, page.headers.location, page.headers["cache-control"]]).toEqual([200, undefined, "no-store"]);
  const [form, ...others] = readHtml(page.text).forms;
  expect(others).toEqual([]);
  expect(form).toMatchObject({
    method: "POST",
    buttons: [{ value: hana(), text: expect.stringContaining("Hana Mori") }],
  });
});

it("lists everybody who can sign in to whoever names nobody, or asks for select_account", async () => {
  for (const page of [await open(), await open({ login_hint: hana(), prompt: "select_account" })]) {
    const accounts = readHtml(page.text).forms[0]?.buttons.map(({ value }) => value) ?? [];
    expect(accounts).toContain(fixture.person("lena.vogt").userPrincipalName);
    expect(accounts.length).toBeGreaterThan(10);
    expect(accounts).not.toContain(fixture.person("info").userPrincipalName);
  }
});

it("sends back what was asked for and no more: code, session_state, state, and client_info on demand", async () => {
  const pressed = async (more: Record<string, string>) => {
    const [form] = readHtml((await open({ login_hint: hana(), ...more })).text).forms;
    const [button] = form?.buttons ?? [];
    if (form === undefined || button === undefined) throw new Error("There is no button.");
    const { status, headers } = await pressButton(fixture.send, address(), { form, button });
    expect(status).toBe(302);
    expect(headers.location).toMatch(/#$/);
    return new URL(headers.location ?? "").searchParams;
  };
  const back = await pressed({});
  expect([...back.keys()].toSorted()).toEqual(["code", "session_state", "state"]);
  expect(back.get("state")).toBe("s=1&code=evil");
  expect((await pressed({ client_info: "1" })).has("client_info")).toBe(true);
});

it("checks once more a question that its page posts: nobody can post another address into it", async () => {
  const [form] = readHtml((await open({ login_hint: hana() })).text).forms;
  const [button] = form?.buttons ?? [];
  if (form === undefined || button === undefined) throw new Error("There is no button.");
  const fields = form.fields.map(([name, value]): [string, string] => [name, value.replace("%2Fcallback", "%2Fother")]);
  const answer = await pressButton(fixture.send, address(), { form: { ...form, fields }, button });
  expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
  expect(answer.text).toContain("AADSTS50011");
});

it("redirects at once by a switch, as where the browser has a session, but for prompt=login", async () => {
  await fixture.tenant.control.setBehaviour({ signInPage: "instant" });
  expect((await open({ login_hint: hana() })).headers.location).toContain("code=");
  expect((await open({ login_hint: hana(), prompt: "login" })).status).toBe(200);
});
