import { clouds } from "#common/clouds.ts";
import { catalog } from "#common/tools/catalog.ts";
import { permissionsFor } from "#gateway/registrations/needed-permissions.ts";
import type { RegistrationPlan } from "#gateway/registrations/registration-plan.ts";

export const tenantId = "5f1d5a35-0000-4000-8000-000000000001";

/** A plan for all tools in one tenant of the public cloud, at an address of the tenant's domain. */
export const planOf = ({ cloud = "public", ...change }: Partial<RegistrationPlan> = {}): RegistrationPlan => ({
  cloud,
  ...clouds[cloud],
  publicUrl: "https://mcp.example.com/mcp",
  appIdUri: change.publicUrl ?? "https://mcp.example.com/mcp",
  tenantId,
  hasVerifiedDomain: true,
  signsInHere: true,
  permissions: permissionsFor(catalog.map(({ name }) => name)),
  credential: { kind: "certificate", key: undefined },
  ...change,
});
