import { describe, expect, test } from "vitest";
import type { Finding } from "#common/doctor/check.ts";
import { ToolError } from "#common/errors.ts";
import { EntraConfigurationError } from "#workers/auth/entra-failure.ts";
import type { WorkerContext } from "#workers/doctor/credential-checks.ts";
import { permissionFindings } from "#workers/doctor/person-checks.ts";
import type { OpenGraph } from "#workers/graph-check/open-graph.ts";
import { createWatch } from "#workers/graph-check/watch.ts";

const tenantId = "8a1c1c7e-0000-4000-8000-000000000003";
const clientId = "8a1c1c7e-0000-4000-8000-000000000001";
const consentUrl = `https://login.example/${tenantId}/adminconsent?client_id=${clientId}`;
const token = { text: "canary", tenantId, userId: tenantId, clientId, expiresAtSeconds: 0 };

const notAsked = () => {
  throw new Error("Graph is not asked");
};

const graphWith = (granted: readonly string[]): OpenGraph => ({
  grantedScopes: new Set(granted),
  isTokenReadable: false,
  door: notAsked,
  runTool: notAsked,
  watch: createWatch("https://graph.example"),
  close: async () => undefined,
});

function findingsFor(found: { granted?: readonly string[]; wanted?: readonly string[] } & Partial<WorkerContext>) {
  const { granted, wanted = ["User.Read", "Mail.Read"], ...more } = found;
  const context: WorkerContext = {
    settings: {
      AZURE_AUTHORITY_HOST: "https://login.example",
      AZURE_CLIENT_ID: clientId,
      AZURE_CLOUD: "china",
    } as WorkerContext["settings"],
    ask: async () => ({ failure: "not asked" }),
    now: Date.now,
    tenantId,
    isBeforeStart: false,
    person: { token, wanted },
    ...(granted && { graph: graphWith(granted) }),
    ...more,
  };
  const findings = [permissionFindings(context)].flat();
  expect(JSON.stringify(findings)).not.toContain("canary");
  return findings;
}

const told = (findings: readonly Finding[]) => findings.map(({ state, says }) => `${state}: ${says}`);

describe("the permissions of a person", () => {
  test("are told, and are all there where the Server app was made and consented to", () => {
    expect(told(findingsFor({ granted: ["User.Read", "Mail.Read", "Mail.ReadBasic"] }))).toEqual([
      "ok: Mail.Read, Mail.ReadBasic, User.Read",
    ]);
  });

  test("that the tenant lacks and its cloud has are named one by one, with the link to an admin's consent", () => {
    const wanted = ["User.Read", "Mail.Read", "OnlineMeetingAiInsight.Read.All", "Sites.Read.All"];
    const findings = findingsFor({ granted: ["User.Read"], wanted });
    expect(told(findings)).toEqual([
      "ok: User.Read",
      "problem: Mail.Read is not granted: mail",
      "problem: Sites.Read.All is not granted: SharePoint",
    ]);
    expect(findings[1]?.fix).toContain(consentUrl);
  });

  test("are one line where the Server app has no consent, with the link", () => {
    const refusal = new ToolError("permission_missing", "Not allowed.", { adminConsentUrl: "https://elsewhere" });
    expect(findingsFor({ refusal })).toEqual([
      {
        state: "problem",
        says: "the Server app has no consent in the person's tenant, so nobody there can read anything",
        fix: `An admin consents: ${consentUrl}`,
      },
    ]);
  });

  test.each([
    [new ToolError("forbidden", "A policy blocks it."), "problem: A policy blocks it."],
    [new ToolError("unavailable", "Entra is down."), "unknown: Entra is down."],
    [new EntraConfigurationError("AADSTS9", false), "unknown: Entra refuses to exchange the person's token (AADSTS9)"],
  ])("are not known where Entra refuses the exchange, which is told: %s", (refusal, says) => {
    expect(told(findingsFor({ refusal }))).toEqual([says]);
  });

  test("are not looked at where the credential is what is wrong, nor where nobody has signed in", () => {
    const isCredentialBad = true;
    expect(told(findingsFor({ refusal: new EntraConfigurationError("AADSTS7000215", true), isCredentialBad }))).toEqual(
      ['not checked: "exchange" comes first'],
    );
    expect(told(findingsFor({ person: undefined }))).toEqual(["not checked: only a person's sign-in shows it"]);
  });
});
