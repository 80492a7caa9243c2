import { z } from "zod";

/** The most characters that a date may have, in ISO 8601 or in words. */
export const maxDateLength = 60;

/** A parameter with a date in ISO 8601 or in words. */
export const dateParameter = () => z.string().trim().max(maxDateLength).optional();
