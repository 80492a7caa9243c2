import type { ChatRecord } from "#test/fake-tenant/data/teams/team-types.ts";

/** Members of a chat as Graph writes them. */
export function membersJson({ members, anonymousGuests, id }: ChatRecord): Record<string, unknown>[] {
  const users = members.map((user) => ({
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    id: Buffer.from(`${user.tenantId}##${user.id}`).toString("base64"),
    roles: user.userType === "Guest" ? ["guest"] : ["owner"],
    displayName: user.displayName,
    visibleHistoryStartDateTime: "0001-01-01T00:00:00Z",
    userId: user.id,
    email: user.mail,
    tenantId: user.tenantId,
  }));
  const guests = Array.from({ length: anonymousGuests }, (_unused, index) => ({
    "@odata.type": "#microsoft.graph.anonymousGuestConversationMember",
    id: Buffer.from(`${id}##${index}`).toString("base64"),
    roles: ["guest"],
    displayName: `Visitor ${index + 1}`,
    visibleHistoryStartDateTime: "0001-01-01T00:00:00Z",
    anonymousGuestId: `guest-${index + 1}`,
  }));
  return [...users, ...guests];
}
