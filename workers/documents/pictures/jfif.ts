/** The content of the segment of JFIF that is written: version 1.01, square pixels, no thumbnail. */
export const jfif = Buffer.from("4a46494600010100000100010000", "hex");
