import type { ResourceIdentity } from "./resource-identity.ts";

/**
 * Why many clients can't sign in at Entra itself, for the operator at the start; undefined if they can. MCP demands
 * that they send the address of the server as `resource`. Entra takes it only if it is an Application ID URI of the app
 * whose scope they request
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes, AADSTS9010010).
 */
export function directSignInProblem(identity: ResourceIdentity): string | undefined {
  const { publicUrl, appIdUri, hasSignIn = false } = identity;
  if (hasSignIn || appIdUri === publicUrl) return undefined;
  return (
    "APP_ID_URI is not MCP_PUBLIC_URL. Clients that send `resource`, as MCP demands (Claude, ChatGPT, Cursor, Codex, " +
    "Gemini CLI, every client made with the MCP SDKs), are refused by Entra with AADSTS9010010, unless the Server " +
    "app has MCP_PUBLIC_URL as another Application ID URI. Clients that send none, such as VS Code, can sign in. Set " +
    "SIGN_IN_CLIENT_ID for all of them"
  );
}
