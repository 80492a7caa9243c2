import { z } from "zod";
import { graphIdOf } from "#test/fake-tenant/data/exchange-ids.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { readJsonBody } from "#test/fake-tenant/graph/json-body.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import { openMailbox } from "./mailbox-access.ts";

const idTypes = ["entryId", "ewsId", "immutableEntryId", "restId", "restImmutableEntryId"] as const;
const requestBody = z.strictObject({
  inputIds: z.array(z.string()).min(1).max(1000),
  sourceIdType: z.enum(idTypes),
  targetIdType: z.enum(idTypes),
});

/** POST .../translateExchangeIds: from one form of a message's id to another; ids that nobody knows are left out. */
export function translateIds(call: GraphCall): GraphResult {
  const { mailbox } = openMailbox(call);
  const parsed = requestBody.safeParse(readJsonBody(call.request.body));
  if (!parsed.success) throw badRequest("The request body does not fit the action 'translateExchangeIds'.");
  const { inputIds, targetIdType } = parsed.data;
  const value = inputIds.flatMap((sourceId) => {
    const message = mailbox.message(sourceId) ?? mailbox.message(graphIdOf(sourceId));
    if (message === undefined) return [];
    const targetId = targetIdType === "restImmutableEntryId" ? message.immutableId : message.id;
    return [{ sourceId, targetId }];
  });
  return answer(call, "Collection(microsoft.graph.convertIdResult)", { value });
}
