import { createSignInMemory } from "#test/demo/stage/oauth-provider.ts";
import { oauthClients } from "#test/support/oauth-clients.ts";
import { type CallFromAddress, oneCall } from "./real-sign-in.ts";

const caller =
  (signInWith: (typeof oauthClients)[number][1]): CallFromAddress =>
  async ({ mcpUrl, person }) => {
    const browser = async (page: URL) => (await person.signIn(page.href)).searchParams;
    const client = await signInWith({ mcpUrl, memory: createSignInMemory(), browser });
    try {
      return (await client.call(oneCall.tool, oneCall.args)).texts;
    } finally {
      await client.close();
    }
  };

/** The two SDKs with the OAuth code that they bring, in this process. */
export const sdks = oauthClients.map(([name, signInWith]) => [name, caller(signInWith)] as const);
