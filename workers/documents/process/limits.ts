import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import { maxPicturesBytes } from "#workers/documents/pictures/picture.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";
import type { FrameLimits } from "./frames.ts";

// Limits of one document's time and memory, and when a process that reads documents is replaced. Limits of content are
// in `archive/` and `text/`.

/**
 * Longest time for one document, counted from when a process takes it. Its end, and saying why, take some tenths of a
 * second more: an answer is promised within 15 s.
 */
export const readTimeoutMs = 14_000;

/** Share of its time after which a document in pages is read no further, so that what was read of it can be given. */
export const readingShare = 0.8;

/** How much the resident memory of a process may grow for one document, including the document's bytes. */
export const maxGrowthBytes = 200_000_000;

/**
 * What a process may say at once: the text of a document, with up to three bytes for each character, its pictures, and
 * the head of the frame, which may name 500 pages seven times. On its way it is cut into pieces of 64 kB, some of which
 * are not full.
 */
export const answerLimits = {
  maxHeadBytes: 65_536,
  maxBodyBytes: 3 * maxTextCharacters + maxPicturesBytes,
  maxPieces: 4_096,
} as const satisfies FrameLimits;

/** Interval of the memory checks while a document is read. A process can allocate about 10 MB meanwhile. */
export const memoryCheckMs = 15;

/** V8's heap limit. Above `maxGrowthBytes`, so that the worker's own check comes first. */
export const heapMegabytes = 256;

/** V8's default on a large machine is 32, which takes up to 100 MB more and makes no document faster. */
export const youngGenerationMegabytes = 16;

/**
 * V8 collects all garbage when the live heap has grown by that much. By default a large document, whose buffers count
 * with it, makes it do so for each window. 200 saves a seventh of the processor time and takes 20 MB.
 */
export const heapGrowthPercent = 200;

/** Total processor time of a process. Ends one whose worker was killed while it read an endless document. */
export const processorSeconds = 60;

/**
 * A process with more resident memory is replaced. A fresh one has 95 MB, of which 50 are shared. After windows of PDFs
 * of 9 MB it levels off at 185 to 205; a lower limit replaced it every dozen windows, which costs 400 ms of CPU.
 */
export const wornBytes = 215_000_000;

/** A process is replaced after that many, which limits how many documents a compromised reader can see. */
export const wornDocuments = 100;

/** A process is replaced after that much reading time, well before it reaches `processorSeconds`. */
export const wornMs = 30_000;

/** An idle process ends after that time. Starting another one costs 150 ms of processor time. */
export const idleMs = 10_000;

/**
 * What documents may take in a worker, from before they are loaded until they have been read: the bytes of eight of the
 * largest, three for one person. A person who reads many small ones at once, such as bodies of mails, is far below 24.
 */
export const roomLimits = {
  maxBytes: 8 * maxDocumentBytes,
  maxDocuments: 128,
  maxBytesOfPerson: 3 * maxDocumentBytes,
  maxDocumentsOfPerson: 24,
  /** What part of a process' room is kept for tenants that have no document in it. */
  keptShare: 0.25,
  /** Until another try where there is no room: by then, some documents have been read. */
  busySeconds: 3,
};
export type RoomLimits = typeof roomLimits;

/** The room for a document of a declared size: SharePoint and Outlook don't count exactly what they send. */
export const spareRoom = (declaredBytes: number) => Math.ceil(declaredBytes * 1.25) + 1_000_000;

/**
 * Up to this size a light format takes 0.3 ms, as long as the round trip to a process. HTML would take ten times as
 * long.
 */
export const inlineBytes = 16_000;
