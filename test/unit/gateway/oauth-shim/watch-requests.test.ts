import { expect, it } from "vitest";
import { codeForm, question, redirectUri, refreshForm, shimGateway } from "./shim-gateway.ts";

const refusal = (number: number) => ({
  error: "invalid_client",
  error_codes: [number],
  error_description: "hana.mori",
});

it("the shim counts requests by endpoint and end, and nothing else of them", async () => {
  const gateway = shimGateway({
    entra: ({ form }) => (form.code ? Response.json({}, { status: 500 }) : Response.json(tokens)),
  });
  await gateway.authorize(question());
  await gateway.authorize(question({ scope: "Mail.Read" }));
  await gateway.authorize(question({ redirect_uri: "https://attacker.example/" }));
  await gateway.register({ redirect_uris: [redirectUri] });
  await gateway.register({});
  await gateway.token(codeForm());
  await gateway.token(refreshForm());
  await gateway.token(refreshForm({ client_id: "x" }));
  await gateway.get("/mcp/oauth/elsewhere");
  await gateway.app.inject({ method: "OPTIONS", url: "/mcp/oauth/token", headers: { host: "mcp.contoso.example" } });
  expect(await gateway.counted()).toEqual({
    "authorize ok": 1,
    "authorize refused": 2,
    "register ok": 1,
    "register refused": 1,
    "token unavailable": 1,
    "token ok": 1,
    "token refused": 1,
  });
  expect(gateway.log).toEqual([]);
});

it("Entra's number of a refusal is logged once, however often it comes, and without its text", async () => {
  let number = 7000218;
  const gateway = shimGateway({ entra: () => Response.json(refusal(number), { status: 401 }) });
  for (let times = 0; times < 3; times += 1) await gateway.token(codeForm());
  number = 700016;
  await gateway.token(codeForm());
  expect(gateway.log.map((line) => JSON.parse(line).problem)).toEqual(["AADSTS7000218", "AADSTS700016"]);
  expect(gateway.log.join()).not.toContain("hana.mori");
});

const tokens = { token_type: "Bearer", access_token: "eyJ.a", expires_in: 60 };
