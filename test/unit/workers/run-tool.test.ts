import { describe, expect, test } from "vitest";
import { ToolError } from "#common/errors.ts";
import type { GraphToken } from "#workers/auth/on-behalf-of.ts";
import { graphToken, patient, recordingLogger } from "./auth/obo-fixture.ts";
import { callWithout, consentUrl, errorReply, toolRunner } from "./run-fixture.ts";
import { fakeContext } from "./tools/fake-context.ts";

const denied = new ToolError("forbidden", "Access is denied.");

const tokenWith = (...scopes: string[]) => graphToken(scopes);

/** A worker whose caller has a kept token for mail, and where Graph answers each request by `graphSays`. */
function worker(options: {
  entraSays?: ToolError;
  graphSays?: ToolError;
  afresh?: (asked: number) => GraphToken | undefined | ToolError;
}) {
  const { entraSays, graphSays = denied, afresh = () => undefined } = options;
  const fresh = { asked: 0 };
  const runCall = toolRunner({
    userTokens: {
      async exchange() {
        if (entraSays !== undefined) throw entraSays;
        return tokenWith("Mail.Read");
      },
      async exchangeAfresh() {
        fresh.asked += 1;
        const answer = afresh(fresh.asked);
        if (answer instanceof ToolError) throw answer;
        return answer;
      },
    },
    createContext: (_run, { token }) => fakeContext({ answers: () => graphSays, scopes: [...token.scopes] }),
    logger: recordingLogger().logger,
  });

  /** One call without arguments: the error that the caller gets; undefined for an answer. */
  async function ask(tool: string): Promise<ToolError | undefined> {
    const { reply, error } = errorReply();
    await runCall(callWithout({ tool, signal: patient(), reply }));
    return error();
  }
  return { ask, searchMail: () => ask("outlook_email_search"), fresh };
}

describe("an organisation that has consented to nothing", () => {
  const notConsented = new ToolError("permission_missing", "Nobody has consented.", { adminConsentUrl: consentUrl });
  const notAssigned = new ToolError("permission_missing", "You are not assigned to the app.");

  test("is told what it has not granted, by the one tool that needs no permission", async () => {
    const { ask } = worker({ entraSays: notConsented });
    expect(await ask("get_granted_scopes")).toBeUndefined();
    expect(await ask("outlook_email_search")).toBe(notConsented);
  });

  test("is told nothing of the kind when Entra refuses for another reason", async () => {
    const { ask } = worker({ entraSays: notAssigned });
    expect(await ask("get_granted_scopes")).toBe(notAssigned);
  });
});

describe("Graph's 403 for a token that was kept", () => {
  test("is about the item when a new token still has the permission", async () => {
    const { searchMail, fresh } = worker({ afresh: () => tokenWith("Mail.Read") });
    expect(await searchMail()).toBe(denied);
    expect(fresh.asked).toBe(1);
  });

  test("is a missing permission when a new token has it no more: it was revoked meanwhile", async () => {
    const { searchMail, fresh } = worker({ afresh: () => tokenWith("Calendars.Read", "Chat.Read") });
    const refused = await searchMail();
    expect(refused).toMatchObject({
      code: "permission_missing",
      details: { missingScopes: ["Mail.Read"], adminConsentUrl: consentUrl },
    });
    expect(refused?.message).toMatch(/^Reading mail is blocked\. .* Mail\.Read\. .*https:\/\/login\.test/);
    expect(fresh.asked).toBe(1);
  });

  test("is about the item when the user had a new token a short time ago: nobody can tell more", async () => {
    const { searchMail, fresh } = worker({ afresh: (asked) => (asked === 1 ? tokenWith("Mail.Read") : undefined) });
    expect(await searchMail()).toBe(denied);
    expect(await searchMail()).toBe(denied);
    expect(fresh.asked).toBe(2);
  });

  test("ends as the exchange ends when Entra gives no new token", async () => {
    const ended = new ToolError("sign_in_required", "Sign in to the connector again.");
    const { searchMail } = worker({ afresh: () => ended });
    expect(await searchMail()).toBe(ended);
  });
});

describe("the link to admin consent", () => {
  test("is given with missing permissions, and says that it grants more than these", async () => {
    const graphSays = new ToolError("permission_missing", "It is missing.", { missingScopes: ["Chat.Read"] });
    const refused = await worker({ graphSays }).searchMail();
    expect(refused?.message).toBe(
      `It is missing. ${consentUrl} This link grants all permissions registered for the connector.`,
    );
    expect(refused?.details).toEqual({ missingScopes: ["Chat.Read"], adminConsentUrl: consentUrl });
  });

  test("is not given where consent does not help, such as to somebody who is not assigned", async () => {
    const entraSays = new ToolError("permission_missing", "Ask to be assigned.", { traceId: "t" });
    const refused = await worker({ entraSays }).searchMail();
    expect(refused).toMatchObject({ message: "Ask to be assigned.", details: { traceId: "t" } });
    expect(refused?.details).not.toHaveProperty("adminConsentUrl");
  });

  test("is not given twice", async () => {
    const entraSays = new ToolError("permission_missing", `Here: ${consentUrl}`, { adminConsentUrl: consentUrl });
    expect(await worker({ entraSays }).searchMail()).toBe(entraSays);
  });
});

describe("the time for the user", () => {
  /** What a search of mail that finds nothing answers, and what was asked of Graph. */
  async function searchWhere(timeZone: string | undefined) {
    const context = fakeContext({ answers: () => ({ value: [] }), ...(timeZone && { timeZone }) });
    const written: string[] = [];
    const userTokens = { exchange: async () => tokenWith("Mail.Read"), exchangeAfresh: async () => undefined };
    const runCall = toolRunner({ userTokens, createContext: () => context, logger: recordingLogger().logger });
    const { reply } = errorReply();
    const output = async (bytes: Uint8Array) => void written.push(Buffer.from(bytes).toString());
    await runCall(callWithout({ tool: "outlook_email_search", signal: patient(), reply: { ...reply, output } }));
    return written.join("");
  }

  test("is told by a search", async () => {
    expect(await searchWhere("Europe/Berlin")).toContain("Tue 2026-11-24T11:30+01:00 (Europe/Berlin)");
  });

  test("is UTC where their zone is not known, which leaves nothing out of the answer", async () => {
    const answer = await searchWhere(undefined);
    expect(answer).toContain("Tue 2026-11-24T10:30Z (UTC; the user's time zone is not known");
    expect(answer).not.toContain("incomplete");
  });
});

test("no other answer of Graph causes a new exchange", async () => {
  for (const code of ["not_found", "rate_limited", "unavailable", "permission_missing"] as const) {
    const graphSays = new ToolError(code, "No.", { adminConsentUrl: consentUrl });
    const { searchMail, fresh } = worker({ graphSays, afresh: () => tokenWith("Mail.Read") });
    expect(await searchMail()).toBe(graphSays);
    expect(fresh.asked).toBe(0);
  }
});
