/** Microsoft Graph's application id, the same in every tenant and cloud. */
export const graphAppId = "00000003-0000-0000-c000-000000000000";

/**
 * The ids of delegated permissions of Microsoft Graph, in the order in which registrations and documents list them.
 * From https://learn.microsoft.com/graph/permissions-reference, compared with `permissions-descriptions.json` in
 * https://github.com/microsoftgraph/microsoft-graph-devx-content/tree/6cbd6bb/permissions.
 */
export const graphPermissionIds = {
  "User.Read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
  "User.Read.All": "a154be20-db9c-4678-8ab7-66f6cc099a59",
  "People.Read": "ba47897c-39ec-4d83-8086-ee8256fa737d",
  "Mail.Read": "570282fd-fa5c-430d-a7fd-fc8dc98a9dca",
  "Mail.ReadBasic": "a4b8392a-d8d1-4954-a029-8e668a39a170",
  "Mail.Read.Shared": "7b9103a5-4610-446b-9670-80643382c1fa",
  "MailboxSettings.Read": "87f447af-9fa4-4c32-9dfa-4a57a73d18ce",
  "Calendars.Read": "465a38f9-76ea-45b9-9f34-9e8b0d4b0b42",
  "Calendars.Read.Shared": "2b9c4092-424d-4249-948d-b43879977640",
  "Files.Read.All": "df85f4d6-205c-4ac5-a5ea-6bf408dba283",
  "Files.Read": "10465720-29dd-4523-a11a-6a75c743c9d9",
  "Sites.Read.All": "205e70e5-aba6-4c52-a976-6d2d46c48043",
  "Chat.Read": "f501c180-9344-439a-bca0-6cbf209fd270",
  "Chat.ReadBasic": "9547fcb5-d03f-419d-9948-5928bbf71b0f",
  "Team.ReadBasic.All": "485be79e-c497-4b35-9400-0e3fa7f2a5d4",
  "Channel.ReadBasic.All": "9d8982ae-4365-4f57-95e9-d6032a4c0b87",
  "ChannelMessage.Read.All": "767156cb-16ae-4d10-8f8b-41b657c8c8c8",
  "OnlineMeetings.Read": "9be106e1-f4e3-4df5-bdff-e4bc531cbe43",
  "OnlineMeetingTranscript.Read.All": "30b87d18-ebb1-45db-97f8-82ccb1f0190c",
  "Notes.Read": "371361e4-b9e2-4a3f-8315-2a301a3b0a3d",
  "Notes.Read.All": "dfabfca6-ee36-4db2-8208-7a28381419b3",
  "Tasks.Read": "f45671fb-e0fe-4b4b-be20-3d3ce43f1bcb",
  offline_access: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
} as const;

export type GraphPermission = keyof typeof graphPermissionIds;

/** Whether a text is the name of one of these permissions. */
export const isGraphPermission = (name: string): name is GraphPermission => Object.hasOwn(graphPermissionIds, name);
