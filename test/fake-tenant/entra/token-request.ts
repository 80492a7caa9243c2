import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { RequestFacts } from "#test/fake-tenant/world/rules.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import type { Grant } from "../world/request-log.ts";
import { AadstsRefusal } from "./aadsts.ts";

/** One request at the token endpoint, as far as every grant shares it. */
export interface TokenRequest {
  world: World;
  form: URLSearchParams;
  /** The tenant in the path; undefined for common and organizations. */
  tenant: TenantRecord | undefined;
  origin: string | undefined;
  callerAddress: string;
  facts: RequestFacts;
}

/** A parameter that must be there: 900144 names it when it is not. */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value !== null && value !== "") return value;
  throw new AadstsRefusal(900144, { message: `The request body must contain the following parameter: '${name}'.` });
}

/** The scripted Entra refusals that stand at this point of the checks. */
export function applyScriptedRefusal(world: World, facts: RequestFacts, grant: Grant): void {
  const rule = world.rules.take({ ...facts, grant }, "grant");
  if (rule === undefined || !("aadsts" in rule)) return;
  throw new AadstsRefusal(rule.aadsts, { message: rule.message, suberror: rule.suberror, claims: rule.claims });
}

/**
 * Conditional Access by location. It looks at whoever asks for the token: at a server's address too, when that redeems
 * a code, renews or exchanges (anthropics/claude-plugins-official #1494, anthropics/claude-ai-mcp #255).
 */
export function checkLocation(world: World, tenantId: string, callerAddress: string): void {
  if (!world.policies.isAllowedFrom(tenantId, callerAddress)) throw new AadstsRefusal(53003);
}

/** What the account's and tenant's state forbids: disabled 50057, revoked 50173, not assigned 50105. */
export function checkAccount(tenant: TenantRecord, user: UserRecord, signedInAtSeconds: number): void {
  if (!user.accountEnabled) throw new AadstsRefusal(50057);
  if (signedInAtSeconds < user.revokedBeforeSeconds) throw new AadstsRefusal(50173);
  if (tenant.assignmentRequired && !tenant.assignedUserIds.has(user.id)) {
    throw new AadstsRefusal(50105, {
      message:
        "Your administrator has configured the application to block users unless they are specifically granted " +
        `('assigned') access to the application. The signed in user '${user.userPrincipalName}' is blocked because ` +
        "they are not a direct member of a group with access, nor had access directly assigned by an administrator.",
    });
  }
}
