/**
 * The ids of Graph's delegated permissions, as Entra knows them: a list of the fake's own, which judges the product's.
 * https://learn.microsoft.com/graph/permissions-reference
 */
export const graphPermissionGuids: Readonly<Record<string, string>> = {
  "User.Read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
  "User.ReadBasic.All": "b340eb25-3456-403f-be2f-af7a0d370277",
  "User.Read.All": "a154be20-db9c-4678-8ab7-66f6cc099a59",
  "Mail.Read": "570282fd-fa5c-430d-a7fd-fc8dc98a9dca",
  "Mail.ReadBasic": "a4b8392a-d8d1-4954-a029-8e668a39a170",
  "Mail.Read.Shared": "7b9103a5-4610-446b-9670-80643382c1fa",
  "Mail.ReadBasic.Shared": "b11fa0e7-fdb7-4dc9-b1f1-59facd463480",
  "Mail.ReadWrite": "024d486e-b451-40bb-833d-3e66d98c5c73",
  "Mail.ReadWrite.Shared": "5df07973-7d5d-46ed-9847-1271055cbd51",
  "Mail.Send": "e383f46e-2787-4529-855e-0e479a3ffac0",
  "MailboxSettings.Read": "87f447af-9fa4-4c32-9dfa-4a57a73d18ce",
  "Calendars.Read": "465a38f9-76ea-45b9-9f34-9e8b0d4b0b42",
  "Calendars.ReadBasic": "662d75ba-a364-42ad-adee-f5f880ea4878",
  "Calendars.Read.Shared": "2b9c4092-424d-4249-948d-b43879977640",
  "Calendars.ReadWrite": "1ec239c2-d7c9-4623-a91a-a9775856bb36",
  "Chat.Read": "f501c180-9344-439a-bca0-6cbf209fd270",
  "Chat.ReadBasic": "9547fcb5-d03f-419d-9948-5928bbf71b0f",
  "Chat.ReadWrite": "9ff7295e-131b-4d94-90e1-69fde507ac11",
  "ChatMember.Read": "c5a9e2b1-faf6-41d4-8875-d381aa549b24",
  "Channel.ReadBasic.All": "9d8982ae-4365-4f57-95e9-d6032a4c0b87",
  "ChannelMessage.Read.All": "767156cb-16ae-4d10-8f8b-41b657c8c8c8",
  "Team.ReadBasic.All": "485be79e-c497-4b35-9400-0e3fa7f2a5d4",
  "Files.Read": "10465720-29dd-4523-a11a-6a75c743c9d9",
  "Files.Read.All": "df85f4d6-205c-4ac5-a5ea-6bf408dba283",
  "Files.ReadWrite": "5c28f0bf-8a70-41f1-8ab2-9032436ddb65",
  "Files.ReadWrite.All": "863451e7-0667-486c-a5d6-d135439485f0",
  "Sites.Read.All": "205e70e5-aba6-4c52-a976-6d2d46c48043",
  "Sites.ReadWrite.All": "89fe6a52-be36-487e-b7d8-d061c450a026",
  "Sites.Selected": "f89c84ef-20d0-4b54-87e9-02e856d66d53",
  "OnlineMeetings.Read": "9be106e1-f4e3-4df5-bdff-e4bc531cbe43",
  "OnlineMeetingTranscript.Read.All": "30b87d18-ebb1-45db-97f8-82ccb1f0190c",
  "Notes.Read": "371361e4-b9e2-4a3f-8315-2a301a3b0a3d",
  "People.Read": "ba47897c-39ec-4d83-8086-ee8256fa737d",
  "Place.Read.All": "cb8f45a0-5c2e-4ea1-b803-84b870a7d7ec",
  "Directory.Read.All": "06da0dbc-49e2-44d2-8312-53f166ab848a",
  "Group.Read.All": "5f8c59db-677d-491f-a6b8-5f174b11ec1d",
  offline_access: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
  openid: "37f7f235-527c-4136-accd-4a02d197296e",
  profile: "14dad69e-099b-42c9-810b-d002981feec1",
};

/** Delegated Graph permissions that a request may ask for; others are unknown to the fake (650053). */
export const graphPermissions: ReadonlySet<string> = new Set(Object.keys(graphPermissionGuids));
