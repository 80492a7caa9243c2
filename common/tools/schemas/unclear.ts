import { z } from "zod";

/** What to ask the user, where they may have meant one of several. */
export const unclearSchema = z.string().optional();
