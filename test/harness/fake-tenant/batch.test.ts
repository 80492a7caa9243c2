import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Fixture, graphCode, startFixture } from "./fixture.ts";

interface Part {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown> & string;
}

let fixture: Fixture;
let token: string;
beforeAll(async () => {
  fixture = await startFixture();
  const hana = fixture.person("hana.mori");
  token = await fixture.tenant.control.mintToken({ shape: "graph", userId: hana.id });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.tenant.control.resetScript();
  await fixture.tenant.control.resetStats();
});

const send = (body: unknown, headers: Record<string, string> = {}) =>
  fixture.send(`${fixture.tenant.graphBaseUrl}/v1.0/$batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const get = (id: string, url: string, headers?: Record<string, string>) => ({
  id,
  method: "GET",
  url,
  ...(headers && { headers }),
});
async function parts(...requests: object[]): Promise<Part[]> {
  const answer = await send({ requests });
  expect(answer.status, answer.text).toBe(200);
  return answer.json.responses as Part[];
}
const stats = () => fixture.tenant.control.stats();

describe("a batch", () => {
  it("answers each part by its id, in another order, with a status, headers and body of its own", async () => {
    const answers = await parts(get("a", "/me?$select=id"), get("b", "/me/messages/nonsense"));
    expect(answers.map(({ id, status }) => [id, status])).toEqual([
      ["b", 400],
      ["a", 200],
    ]);
    expect(answers[0]).toMatchObject({
      headers: { "Content-Type": expect.stringContaining("json") },
      body: { error: { code: "ErrorInvalidIdMalformed" } },
    });
    expect(answers[1]?.headers["Content-Type"]).toBeUndefined();
    expect(answers[1]?.body.id).toBe(fixture.person("hana.mori").id);
  });

  it("answers twenty parts without a warning of Node", async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error) => warnings.push(name);
    process.on("warning", note);
    const answers = await parts(...Array.from({ length: 20 }, (_, at) => get(`${at}`, "/me?$select=id")));
    // Warnings are emitted on the next tick.
    await new Promise(setImmediate);
    process.off("warning", note);
    expect([answers.length, warnings]).toEqual([20, []]);
  });

  it("counts and logs each part as if it had come alone, with the token of the whole", async () => {
    await parts(get("1", "/me"), get("2", "/me/messages?$top=1", { Prefer: 'IdType="ImmutableId"' }));
    const { graphRequests, batches, writes, requests } = await stats();
    expect([graphRequests, batches, writes]).toEqual([2, 1, 0]);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /v1.0/$batch",
      "GET /v1.0/me",
      "GET /v1.0/me/messages?$top=1",
    ]);
    expect(new Set(requests.map(({ tokenSha256 }) => tokenSha256)).size).toBe(1);
    expect(requests[2]?.prefer).toBe('IdType="ImmutableId"');
  });

  it("has a scripted fault and a limit of one part inside a 200", async () => {
    const response = { status: 429, headers: { "retry-after": "7" } };
    await fixture.tenant.control.addRule({ door: "graph", match: { pathPattern: "/me\\?" }, response });
    const [second, first] = await parts(get("1", "/me?$select=id"), get("2", "/me/messages?$top=1"));
    expect([first?.status, first?.headers["Retry-After"], second?.status]).toEqual([429, "7", 200]);
  });

  it("serves four parts of one mailbox at once, and refuses the fifth", async () => {
    const answers = await parts(...[1, 2, 3, 4, 5].map((id) => get(`${id}`, "/me/messages?$top=1")));
    expect(answers.map(({ status }) => status)).toEqual([429, 200, 200, 200, 200]);
  });

  it("gives what is no JSON in base64", async () => {
    await fixture.tenant.control.addRule({
      door: "graph",
      match: { pathPattern: "/me\\?" },
      response: { html: true, status: 502 },
    });
    const [answer] = await parts(get("1", "/me?$select=id"));
    expect(Buffer.from(String(answer?.body), "base64").toString()).toContain("<html>");
  });

  it("counts a write inside as one", async () => {
    const [answer] = await parts({ id: "1", method: "DELETE", url: "/me/messages/1" });
    expect(answer?.status).toBe(405);
    expect((await stats()).writes).toBe(1);
  });

  it.each([
    ["more than 20 parts", { requests: Array.from({ length: 21 }, (_, id) => get(`${id}`, "/me")) }],
    ["no part", { requests: [] }],
    ["an id twice", { requests: [get("1", "/me"), get("1", "/me")] }],
    ["an absolute address", { requests: [get("1", "https://graph.microsoft.com/v1.0/me")] }],
    ["an address with the version", { requests: [get("1", "/v1.0/me")] }],
    ["a batch inside", { requests: [{ id: "1", method: "POST", url: "/$batch" }] }],
    ["a token of its own", { requests: [get("1", "/me", { Authorization: "Bearer x" })] }],
    ["an order of its parts", { requests: [{ ...get("1", "/me"), dependsOn: ["2"] }, get("2", "/me")] }],
  ])("is refused with %s", async (_title, body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(graphCode(answer)).not.toBe("");
    expect((await stats()).graphRequests).toBe(0);
  });

  it("is refused as a whole without a token", async () => {
    expect((await send({ requests: [get("1", "/me")] }, { authorization: "" })).status).toBe(401);
  });
});
