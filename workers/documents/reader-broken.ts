/**
 * A library stopped in the middle of its work, and must not be asked again: the process that reads documents has to
 * end.
 */
export class ReaderBroken extends Error {}
