import { isFree } from "#test/support/free-port.ts";

/**
 * Clients remember the address, so the next try has to listen there again.
 * @throws when something else does, such as a try in another terminal
 */
export async function requirePort(publicUrl: string, keptPath: string): Promise<void> {
  const { host, port } = new URL(publicUrl);
  if (await isFree(Number(port))) return;
  throw new Error(
    `Something listens at ${host} already. If it is npm run try in another terminal, end that one; ` +
      `if not, delete ${keptPath} to start again at another port.`,
  );
}
