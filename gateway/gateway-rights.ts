import type { Rights } from "#common/rights/restrict-process.ts";

/** What a gateway may do. It starts no process; a thread is only needed to parse a tenants file. */
export function gatewayRights({ TENANTS_FILE, AUDIT_LOG }: NodeJS.ProcessEnv): Rights {
  return {
    program: ["gateway"],
    readSettings: ["TENANTS_FILE"],
    writeSettings: AUDIT_LOG === "file" ? ["AUDIT_FILE"] : [],
    allow: TENANTS_FILE ? ["worker"] : [],
  };
}
