import { z } from "zod";

/** The parameters by which a tool gives a part of a list that Graph gives as a whole. */
export const listPart = ({ most, usual }: { most: number; usual: number }) => ({
  limit: z.number().int().min(1).max(most).default(usual).describe("Entries per answer"),
  offset: z.number().int().min(0).max(10_000).optional().describe("Entries to skip"),
});
