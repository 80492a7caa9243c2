import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";

/** Many runs within an hour ask more than one person may. */
const unlimited = { onenotePerMinute: null, onenotePerHour: null };

/** A tenant that is as Microsoft's samples are, and one that is as users found theirs. */
export const graphCheckWorlds = {
  kind: {
    ...unlimited,
    workingHoursZone: "named",
    damagedEventTimes: "whole",
    sharesRefuseWebUrls: null,
    indexedMediaPlace: "path",
    driveSearchHidesPaths: false,
    driveSearchFindsFolders: true,
    indexKnowsIsContainer: true,
    sitePageIdsDiffer: false,
    expandedMembers: null,
    searchRowsHaveIds: true,
    searchChannelLink: "webUrl",
    searchChatId: "chatId",
    repliesOfBusyThreads: 1,
    conversionMs: 0,
    conversionRefusals: [],
    emptyPages: false,
    senderFilterMisses: false,
    searchIdsImmutable: true,
    mailSearchEndsAt: null,
    missingWellKnownFolders: [],
    readBasicRefusesSingles: false,
    graphTokens: "jwt",
    joinWebUrlFinds: "everybody",
    joinWebUrlTakesShortLinks: true,
    transcriptsTakeTop: true,
    transcriptTimes: "both",
    plannerListsPlansOfGroups: true,
  } satisfies Partial<Behaviour>,
  /** What is not named here is unkind by default. */
  unkind: {
    ...unlimited,
    copilotLicences: false,
    sitePageIdsDiffer: true,
    transcriptTimes: "firstWithoutStart",
  } satisfies Partial<Behaviour>,
  /** The assumptions that hold in the one and not in the other. */
  told: [
    ...["R1", "R3", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R16", "R17"],
    ...["R18", "R19", "R20", "R22", "R29", "R43", "U2", "U3", "U5", "U6", "U7", "U8", "U11", "U12"],
  ],
} as const;
