import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { StartProblem } from "#common/run-main.ts";
import { type PlanOptions, planOptions, readPlan } from "#gateway/registrations/read-plan.ts";
import { registrationFiles, registrationNotes } from "#gateway/registrations/registration-report.ts";
import { tenantId } from "./plans.ts";

const url = "https://mcp.example.com/mcp";
const options = (more: Partial<PlanOptions> = {}): PlanOptions => ({
  "directory-roles": false,
  "no-verified-domain": false,
  direct: false,
  secret: false,
  ...more,
});
const plan = (more: Partial<PlanOptions>, environment: Record<string, string> = {}) =>
  readPlan(options(more), environment, 0);

function problemsOf(more: Partial<PlanOptions>, environment: Record<string, string> = {}): readonly string[] {
  try {
    plan(more, environment);
    return [];
  } catch (error) {
    if (error instanceof StartProblem) return error.problems;
    throw error;
  }
}

describe("a plan", () => {
  it("follows from the settings of the gateway, which options override", () => {
    const environment = { MCP_PUBLIC_URL: url, AZURE_CLOUD: "china", ALLOWED_TENANTS: tenantId };
    expect(plan({}, environment)).toMatchObject({ publicUrl: url, cloud: "china", tenantId, hasVerifiedDomain: true });
    expect(plan({ cloud: "dod", url: "https://a.example/m" }, environment)).toMatchObject({
      cloud: "dod",
      publicUrl: "https://a.example/m",
    });
  });

  it("is for many tenants where none or several are named, and explains publisher verification", () => {
    const several = plan({ url, tenant: `${tenantId},${tenantId.replace("5f", "6f")}` });
    expect(several.tenantId).toBeUndefined();
    expect(registrationNotes(several).join("\n")).toContain("publisher verification");
    expect(registrationNotes(plan({ url, tenant: tenantId })).join("\n")).not.toContain("publisher verification");
  });

  it("has no Application ID URI of a domain on a loopback host, or where it is said so", () => {
    expect(plan({ url: "http://localhost:8080/mcp" }).hasVerifiedDomain).toBe(false);
    expect(plan({ url, "no-verified-domain": true }).hasVerifiedDomain).toBe(false);
    expect(plan({ url }, { APP_ID_URI: "api://8a1c1c7e-0000-4000-8000-000000000001" }).hasVerifiedDomain).toBe(false);
  });

  it("has the Application ID URI that the settings name", () => {
    const named = "https://api.example.com/m365";
    expect(plan({ url }, { APP_ID_URI: named })).toMatchObject({ appIdUri: named, hasVerifiedDomain: true });
    expect(plan({ url }).appIdUri).toBe(url);
  });

  it("has a secret for 180 days", () => {
    expect(plan({ url, secret: true }).credential).toEqual({ kind: "secret", endDateTime: "1970-06-30T00:00:00.000Z" });
  });

  it("declares the roles that are named, and none that a token could not have", () => {
    expect(plan({ url, roles: "Mail.Reader, Files.Reader" })).toMatchObject({ roles: ["Mail.Reader", "Files.Reader"] });
    expect(problemsOf({ url, roles: "Mail Reader" })).toEqual([expect.stringMatching(/^--roles: Mail Reader is not /)]);
  });

  it("adds permissions that are asked for, and none that no tool uses", () => {
    const { permissions } = plan({ url, tools: "find_meeting_availability", also: "MailboxSettings.Read" });
    expect(permissions).toEqual(["User.Read", "Calendars.Read", "MailboxSettings.Read"]);
    expect(problemsOf({ url, also: "Mail.Send" })).toEqual([expect.stringContaining("Mail.Send")]);
  });

  it.each([
    [{}, "--url, or the setting MCP_PUBLIC_URL: is required"],
    [{ url: "https://mcp.example.com/mcp/" }, "--url: must be the exact URL"],
    [{ url: "https://mcp.example.com/m$x" }, "--url: has one of"],
    [{ url: `https://mcp.example.com/${"m".repeat(240)}` }, "--url: is longer than the 256 characters"],
    [{ url, cloud: "moon" }, "--cloud: "],
    [{ url, tenant: "contoso.com" }, "--tenant: entry 1 must be a GUID"],
    [{ url, tools: "send_mail" }, "--tools: there is no send_mail; the tools are sharepoint_search"],
    [{ url, secret: true, certificate: "a.pem" }, "choose one of"],
    [{ url, change: "Server" }, "--change: must be the client ID"],
    [{ url, "federated-issuer": "https://oidc.example" }, "are needed together"],
    [{ url, certificate: "/dev/null" }, "--certificate: /dev/null can't be read"],
  ])("of %j is refused: %s", (more, problem) => {
    expect(problemsOf(more)).toEqual([expect.stringContaining(problem)]);
  });

  it("names the setting, not an option, where the setting is what is wrong", () => {
    expect(problemsOf({ url }, { AZURE_CLOUD: "moon" })).toEqual([expect.stringMatching(/^AZURE_CLOUD: /)]);
  });

  it("is told as JSON of Microsoft Graph and as a script", () => {
    const files = registrationFiles(plan({ url, tenant: tenantId }));
    expect(JSON.parse(files["server-app.json"])).toMatchObject({ api: { requestedAccessTokenVersion: 2 } });
    expect(JSON.parse(files["client-app.json"])).toMatchObject({ signInAudience: "AzureADMyOrg" });
    expect(files["register.sh"]).toMatch(/^#!\/usr\/bin\/env bash\n/);
  });
});

it("each option of the command is explained in docs/entra.md", () => {
  const page = readFileSync(new URL("../../../../docs/entra.md", import.meta.url), "utf8");
  const unexplained = Object.keys(planOptions).filter((name) => !page.includes(`\`--${name}`));
  expect(unexplained).toEqual([]);
});
