import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { clouds } from "#common/clouds.ts";
import { azScript } from "#gateway/registrations/registration-report.ts";
import { planOf } from "./plans.ts";

/** All that bash says of a script that it reads and does not run. */
const bashSays = (script: string) => spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr;

const variable = (name: string) => `\${${name}}`;

describe("the az script", () => {
  it.each([
    ["public", undefined],
    ["usgov", "az cloud set --name AzureUSGovernment"],
    ["dod", "az cloud set --name AzureUSGovernment"],
    ["china", "az cloud set --name AzureChinaCloud"],
  ] as const)("speaks with the Graph of the cloud %s and with no other", (cloud, setsCloud) => {
    const script = azScript(planOf({ cloud }));
    const others = Object.values(clouds).map(({ graphBaseUrl }) => graphBaseUrl);
    const named = others.filter((graph) => script.includes(`${graph}/v1.0/`));
    expect(named).toEqual([clouds[cloud].graphBaseUrl]);
    expect(script).toContain(`--resource ${clouds[cloud].graphBaseUrl} `);
    expect(script.match(/^az cloud set.*/m)?.[0]).toBe(setsCloud);
    expect(script).toContain(`${clouds[cloud].authorityHost}/`);
    expect(bashSays(script)).toBe("");
  });

  it("signs in at the one tenant without asking for a subscription, or says in which it registers", () => {
    expect(azScript(planOf())).toContain(
      `export AZURE_CORE_LOGIN_EXPERIENCE_V2=off\naz login --tenant ${planOf().tenantId} `,
    );
    expect(azScript(planOf({ tenantId: undefined }))).not.toContain("az login");
    expect(azScript(planOf({ tenantId: undefined }))).toContain("az account show --query tenantId");
  });

  it("takes nothing of an address or a subject for a variable or a command", () => {
    const credential = { kind: "federated", issuer: "https://oidc.example", subject: "a$(id)`id`\\$HOME" } as const;
    const script = azScript(planOf({ credential }));
    expect(script).toContain("a\\$(id)\\`id\\`\\\\\\\\\\$HOME");
    expect(bashSays(script)).toBe("");
  });

  it("changes the permissions of an app that exists, and makes nothing", () => {
    const serverAppId = "8a1c1c7e-0000-4000-8000-000000000001";
    const script = azScript(planOf({ serverAppId }));
    expect(script.match(/graph [A-Z]+ "\S+/g)).toEqual([
      `graph PATCH "applications(appId='${variable("SERVER_APP_ID")}')"`,
    ]);
    expect(script).toContain(`SERVER_APP_ID=${serverAppId}\n`);
    expect(script).not.toContain("openssl");
    expect(script.match(/^echo "https:/gm)).toHaveLength(1);
    expect(bashSays(script)).toBe("");
  });

  it("prints and keeps the settings that follow from it", () => {
    const settings = (script: string) => script.match(/^ {2}echo "[A-Z_]+=.*"$/gm)?.map((line) => line.slice(8, -1));
    expect(settings(azScript(planOf({ hasVerifiedDomain: false, cloud: "usgov" })))).toEqual([
      `MCP_PUBLIC_URL=${planOf().publicUrl}`,
      `AZURE_CLIENT_ID=${variable("SERVER_APP_ID")}`,
      `SIGN_IN_CLIENT_ID=${variable("CLIENT_APP_ID")}`,
      `APP_ID_URI=api://${variable("SERVER_APP_ID")}`,
      `ALLOWED_TENANTS=${planOf().tenantId}`,
      "AZURE_CLOUD=usgov",
      "AZURE_CLIENT_CERTIFICATE_PATH=$PWD/server-app.pem",
    ]);
  });
});
