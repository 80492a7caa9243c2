import type { FakeControl } from "#test/fake-tenant/control/fake-control.ts";
import type { Application } from "#test/fake-tenant/registrations/application-schema.ts";

/** The registrations of the set-up: the generated ones, and the addresses of this computer that a test has added. */
export async function openRegistrations(control: FakeControl) {
  const before = await control.directory();
  const { serverApp, publicClientApp } = before;
  const clientIds = { server: serverApp.clientId, client: publicClientApp.clientId };
  const changed: { path: string; was: object }[] = [];

  async function administer(method: "GET" | "PATCH", path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await control.administer({ method, path, body });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body ?? {};
  }

  return {
    /** Changes fields of the generated registration of an app, as an administrator does. */
    async change(app: "server" | "client", change: (application: Application) => object) {
      const path = `applications(appId='${clientIds[app]}')`;
      // The fake's answer is the application that was registered, of which no schema stands here.
      const application = (await administer("GET", path)) as unknown as Application;
      const body = change(application);
      const noRedirects = { web: { redirectUris: [] }, publicClient: { redirectUris: [] } };
      const known: Record<string, unknown> = { ...noRedirects, ...application };
      changed.push({ path, was: Object.fromEntries(Object.keys(body).map((name) => [name, known[name]])) });
      await administer("PATCH", path, body);
    },
    /** Makes them what they were. */
    async fix() {
      for (const { path, was } of changed.splice(0).reverse()) await administer("PATCH", path, was);
      const { serverApp: server, publicClientApp: client } = await control.directory();
      for (const uri of serverApp.identifierUris) {
        if (!server.identifierUris.includes(uri)) await control.registerIdentifierUri(uri);
      }
      for (const uri of publicClientApp.redirectUris) {
        if (!client.redirectUris.includes(uri))
          await control.registerRedirectUri(uri, "publicClient", clientIds.client);
      }
    },
  };
}
