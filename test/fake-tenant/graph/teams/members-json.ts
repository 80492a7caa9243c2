import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

/** Members of a chat as Graph writes them. */
export function membersJson(members: readonly UserRecord[]): Record<string, unknown>[] {
  return members.map((user) => ({
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    id: Buffer.from(`${user.tenantId}##${user.id}`).toString("base64"),
    roles: user.userType === "Guest" ? ["guest"] : ["owner"],
    displayName: user.displayName,
    visibleHistoryStartDateTime: "0001-01-01T00:00:00Z",
    userId: user.id,
    email: user.mail,
    tenantId: user.tenantId,
  }));
}
