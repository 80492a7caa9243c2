// proves P6

import { describe, expect, it } from "vitest";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { formOf, person } from "./person.ts";
import {
  type Answer,
  authorityHost,
  cookiesOf,
  formText,
  ownOrigin,
  publicUrl,
  question,
  signInGateway,
  startTime,
  targetOf,
  tenantId,
} from "./sign-in-gateway.ts";

let now = startTime;
const keys = [newSealingKey()] as const;
const gateway = signInGateway({ keys, now: () => now });

/** Nobody is led on, and no cookie is set. */
function expectNone({ statusCode, headers }: Answer, status: number): void {
  expect([statusCode, headers.refresh, headers["set-cookie"]]).toEqual([status, undefined, undefined]);
}

describe("the page", () => {
  it("is shown at every sign-in, also to somebody who has just approved the same client", async () => {
    const me = person(gateway);
    await me.codeFor();
    const again = await me.open();
    expect(again.statusCode).toBe(200);
    expect(formOf(again).ticket).not.toBe("");
    expect(again.headers.refresh).toBeUndefined();
  });

  it("sets the ask cookie alone: nothing of a flow is there before somebody says yes", async () => {
    const page = await gateway.authorize(question());
    expect(cookiesOf(page)).toEqual([
      expect.stringMatching(/^__Host-m365-ask=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
    ]);
    expect(page.body).not.toContain("login.microsoftonline.com");
  });

  it("keeps the ask cookie of another tab, so that both can be approved", async () => {
    const me = person(gateway);
    const [first, second] = [await me.open(), await me.open(question({ state: "st-2" }))];
    expect(me.cookies.size).toBe(1);
    const [one, two] = [await me.press(first), await me.press(second)];
    for (const [answer, state] of [
      [two, "st-2"],
      [one, "st-1"],
    ] as const) {
      const back = await me.comeBack({ code: "1.x", state: targetOf(answer).parameters.state ?? "" });
      expect(targetOf(back).parameters.state).toBe(state);
    }
  });

  it("gives a new ask cookie in place of one that it would not give", async () => {
    const me = person(gateway);
    me.cookies.set("__Host-m365-ask", "x");
    await me.open();
    expect(me.cookies.get("__Host-m365-ask")).toMatch(/^[\w-]{43}$/);
  });
});

describe("an approval", () => {
  it("leads on to Microsoft by a page with a plain link, never by a redirect", async () => {
    const me = person(gateway);
    const answer = await me.press(await me.open());
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.location).toBeUndefined();
    const { url } = targetOf(answer);
    expect(answer.body).toContain(`href="${url.href.replaceAll("&", "&amp;")}"`);
    expect(cookiesOf(answer)).toEqual([
      expect.stringMatching(
        /^__Host-m365-in-[0-9a-f]{8}=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
  });

  it("that is declined tells the client so, by a page, too", async () => {
    const me = person(gateway);
    const answer = await me.press(await me.open(), "cancel");
    expect(answer.statusCode).toBe(200);
    expect(targetOf(answer).parameters).toEqual({
      error: "access_denied",
      error_description: expect.any(String),
      state: "st-1",
      iss: publicUrl,
    });
    expect(String(answer.headers.refresh)).not.toContain("+");
    expect(cookiesOf(answer)).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ["no Origin", { origin: "" }],
    ["a foreign Origin", { origin: "https://attacker.example" }],
    ["Origin null", { origin: "null" }],
    ["an Origin with another port", { origin: `${ownOrigin}:8443` }],
    ["an Origin of an allowed page", { origin: "https://app.contoso.example" }],
    ["a cross-site form", { "sec-fetch-site": "cross-site" }],
    ["a form of a neighbouring host", { "sec-fetch-site": "same-site" }],
    ["no ask cookie", { cookie: "" }],
  ])("with %s is none", async (_what, headers) => {
    const me = person(gateway);
    const answer = await me.press(await me.open(), "approve", headers);
    expectNone(answer, 403);
    expect(answer.body).toContain("did not come from our page");
  });

  it("may say that it is from the same origin", async () => {
    const me = person(gateway);
    expect((await me.press(await me.open(), "approve", { "sec-fetch-site": "same-origin" })).statusCode).toBe(200);
  });

  it("is for the transaction of its page and of its browser", async () => {
    const [me, victim] = [person(gateway), person(gateway)];
    const page = await me.open();
    await victim.open();
    const answer = await victim.press(page);
    expectNone(answer, 400);
  });

  it.each([
    ["no ticket", ""],
    ["a ticket of somebody's own making", Buffer.from("{}").toString("base64url")],
  ])("with %s is none", async (_what, ticket) => {
    const me = person(gateway);
    await me.open();
    const headers = { ...me.cookie(), origin: ownOrigin };
    const answer = await gateway.sendForm("/mcp/oauth/approve", { ticket, decision: "approve" }, headers);
    expectNone(answer, 400);
  });

  it.each<[string, string, (ticket: string) => string]>([
    ["JSON", "application/json", (ticket) => JSON.stringify({ ticket, decision: "approve" })],
    ["broken JSON", "application/json", () => "{"],
    ["plain text", "text/plain", (ticket) => `ticket=${ticket}&decision=approve`],
    ["multipart", "multipart/form-data; boundary=x", (ticket) => `--x\r\n\r\n${ticket}\r\n--x--`],
    ["a large form", "application/x-www-form-urlencoded", (ticket) => `ticket=${ticket}&x=${"x".repeat(17_000)}`],
  ])("as %s is none, and a page says so", async (_what, type, bodyOf) => {
    const me = person(gateway);
    const { action, ticket } = formOf(await me.open());
    const headers = { ...me.cookie(), origin: ownOrigin, "content-type": type };
    const answer = await gateway.post(action, bodyOf(ticket), headers);
    expect(answer.headers["content-type"]).toContain("text/html");
    expectNone(answer, 403);
  });

  it("is in the form's body, not in its address", async () => {
    const me = person(gateway);
    const { action, ticket } = formOf(await me.open());
    const headers = { ...me.cookie(), origin: ownOrigin };
    const answer = await gateway.sendForm(`${action}?${formText({ ticket, decision: "approve" })}`, {}, headers);
    expectNone(answer, 400);
    const polluted = await gateway.sendForm(`${action}?decision=cancel`, { ticket, decision: "approve" }, headers);
    expect(targetOf(polluted).url.origin).toBe(authorityHost);
  });

  it("takes one decision that there is", async () => {
    const me = person(gateway);
    const page = await me.open();
    expect((await me.press(page, "maybe")).statusCode).toBe(403);
    const { action, ticket } = formOf(page);
    const twice = `ticket=${ticket}&decision=cancel&decision=approve`;
    expect((await gateway.sendForm(action, twice, { ...me.cookie(), origin: ownOrigin })).statusCode).toBe(403);
  });

  it("is for the address of its page, not for another", async () => {
    const me = person(gateway);
    const { ticket } = formOf(await me.open());
    const headers = { ...me.cookie(), origin: ownOrigin };
    const path = `/mcp/${tenantId}/oauth/approve`;
    expectNone(await gateway.sendForm(path, { ticket, decision: "approve" }, headers), 403);
  });

  it("may take ten minutes, with a minute for clocks that differ", async () => {
    const me = person(gateway);
    const page = await me.open();
    now = startTime + 660_000;
    expect((await me.press(page)).statusCode).toBe(200);
    now = startTime + 662_000;
    const late = await me.press(page);
    expectNone(late, 400);
    expect(late.body).toContain("too long");
    now = startTime;
  });

  it("leads nowhere when the redirect address is no longer allowed", async () => {
    const address = "https://chat.contoso.example/cb";
    const open = signInGateway({ keys, redirects: [{ profile: "operator", address }] });
    const me = person(open);
    const page = await me.open(question({ redirect_uri: address }));
    me.moveTo(gateway);
    expect((await me.press(page)).statusCode).toBe(400);
  });
});
