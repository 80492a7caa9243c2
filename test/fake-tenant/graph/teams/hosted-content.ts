import type { StoredChatMessage } from "#test/fake-tenant/data/teams/team-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import { refuseEveryOption } from "./message-list.ts";
import { teamsNotFound } from "./teams-access.ts";

/** GET .../hostedContents: ids only; bytes are to be had one by one. */
export function hostedContentList(call: GraphCall, message: StoredChatMessage): GraphResult {
  refuseEveryOption(call);
  const value = message.hostedContents.map(({ id }) => ({ id, contentBytes: null, contentType: null }));
  return answer(call, "hostedContents", { "@odata.count": value.length, value });
}

/** GET .../hostedContents/{id}/$value. */
export function hostedContentBytes(call: GraphCall, message: StoredChatMessage): GraphResult {
  const content = message.hostedContents.find(({ id }) => id === call.params.content);
  if (content === undefined) throw teamsNotFound();
  return { body: content.bytes, contentType: content.contentType };
}
