import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";

/** A tenant that is as Microsoft's samples are, and one that is as users found theirs. */
export const graphCheckWorlds: {
  kind: Partial<Behaviour>;
  unkind: Partial<Behaviour>;
  /** The assumptions that hold in the one and not in the other. */
  told: readonly string[];
} = {
  kind: {
    workingHoursZone: "named",
    damagedEventTimes: "whole",
    sharesRefuseWebUrls: null,
    indexedMediaPlace: "path",
    driveSearchHidesPaths: false,
    driveSearchFindsFolders: true,
    indexKnowsIsContainer: true,
    sitePageIdsDiffer: false,
    expandedMembers: null,
    searchChannelLink: "webUrl",
    searchChatId: "chatId",
    repliesOfBusyThreads: 1,
    conversionMs: 0,
    emptyPages: false,
  },
  // What is not named here is unkind by default.
  unkind: { sitePageIdsDiffer: true },
  told: ["R1", "R5", "R6", "R7", "R10", "R11", "R12", "R13", "R18", "R22", "U5", "U6", "U7", "U8"],
};
