import { expect, it } from "vitest";
import type { Asked } from "#common/doctor/ask.ts";
import { documentsFinding } from "#gateway/doctor/outside-checks.ts";
import type { GatewayContext } from "#gateway/doctor/settings-checks.ts";

const document = "https://claude.ai/oauth/claude-code-client-metadata";
const answer = (status: number, text: string): Asked => ({ status, text, headers: new Headers(), offsetMs: 0 });

const finding = (asked: Asked, settings: object = {}) =>
  documentsFinding({
    settings: { SIGN_IN_CLIENT_ID: "5b3c0c5e-8d2a-4d0e-9a55-0d4f6f0a7d11", ...settings },
    ask: async (url: string) => (url === document ? asked : { failure: `asked for ${url}` }),
  } as GatewayContext);

it("documents of clients that can be had are as they should be", async () => {
  expect(await finding(answer(200, JSON.stringify({ client_id: document })))).toEqual({ state: "ok", says: document });
});

it.each<[string, Asked, RegExp]>([
  ["a firewall without a way out", { failure: "no answer in time" }, /: no answer in time$/],
  ["a host that lets nobody in from here", answer(403, "no"), /: 403, and no document of a client$/],
  ["a page in place of the document", answer(200, "<html>"), /: 200, and no document/],
])("%s is a problem, and the other way is named", async (_what, asked, says) => {
  const found = await finding(asked);
  expect(found).toMatchObject({ state: "problem", says: expect.stringMatching(says) });
  expect(found).toHaveProperty("fix", expect.stringContaining("SIGN_IN_CIMD=off"));
});

it.each([
  [{ SIGN_IN_CIMD: "off" }, "ok"],
  [{ HTTPS_PROXY: "http://proxy:3128" }, "ok"],
  [{ SIGN_IN_CLIENT_ID: undefined }, "not checked"],
])("where none are read, none is asked for: %j", async (settings, state) => {
  expect(await finding({ failure: "asked" }, settings)).toMatchObject({ state });
});
