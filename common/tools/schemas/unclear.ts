import { z } from "zod";

/** What an answer leaves open, where the user may have meant one of several. */
export const unclearSchema = z.string().optional().describe("What to ask the user");
