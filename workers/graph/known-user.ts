import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";

/** Graph knows nobody by this id or user name. */
export class UnknownUser extends ToolError {}

export const foundUser = z.object({ id: z.string() });

/** The request for whoever has an address, whether it is the first one or an alias. Needs User.Read.All. */
function requestFor(address: string): GraphRequest {
  const quoted = address.replaceAll("'", "''");
  const $filter = `mail eq '${quoted}' or proxyAddresses/any(p:p eq 'smtp:${quoted}')`;
  return { path: ["users"], query: { $filter, $select: "id", $top: 2 } };
}

/**
 * Sends requests below `users/{address}` again by the person's id where Graph does not know the address: it takes ids
 * and user names alone, and an address may be another (microsoft-graph-docs #3979, #5291). What the directory does not
 * tell stays unknown.
 */
export function byKnownUser(find: (request: GraphRequest) => Promise<readonly { id: string }[]>) {
  const ids = new Map<string, string>();
  return async function sendToUser<T>(request: GraphRequest, send: (request: GraphRequest) => Promise<T>): Promise<T> {
    const [first, address = "", ...rest] = request.path;
    const sendTo = (id: string | undefined) =>
      send(id === undefined ? request : { ...request, path: ["users", id, ...rest] });
    try {
      return await sendTo(ids.get(address));
    } catch (error) {
      if (!(error instanceof UnknownUser) || first !== "users" || !isMailAddress(address) || ids.has(address))
        throw error;
      const [found, another] = await find(requestFor(address)).catch(() => []);
      if (found === undefined || another !== undefined) throw error;
      ids.set(address, found.id);
      return await sendTo(found.id);
    }
  };
}
