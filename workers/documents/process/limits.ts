// What one document may take, and when a process that reads documents has to end. `archive/` and `text/` bound the content.

/** Longest time for one document, from its turn on. */
export const readTimeoutMs = 15_000;

/** What one document may take besides what the process had before, its bytes included. */
export const maxGrowthBytes = 200_000_000;

/** How often the memory of a process is looked at while it reads. A process can fill some 10 MB in that time. */
export const memoryCheckMs = 15;

/** V8's heap: above the memory that a document may take, so that the worker notices before V8 gives up. */
export const heapMegabytes = 256;

/** V8's own choice is 32 on a large machine, which makes 100 MB of memory that holds nothing, and no document faster. */
export const youngGenerationMegabytes = 16;

/** Processor time of a process in all, for one whose worker was killed while it read an endless document. */
export const processorSeconds = 60;

/** A process that holds more is replaced. One that has read PDFs holds 160 MB, a fresh one 95, of which 50 are shared. */
export const wornBytes = 175_000_000;

/** A process is replaced after so many: a document that has taken over a reader sees no more than these. */
export const wornDocuments = 100;

/** A process is replaced after so much work, far from the processor time that it has in all. */
export const wornMs = 30_000;

/** A process that has nothing to do ends after that time. Starting another costs 150 ms of processor time. */
export const idleMs = 10_000;

/** How many documents may wait for each process. */
export const waitingPerProcess = 16;

/** When so many have been read that trying again makes sense. */
export const busySeconds = 3;

/** Light text of this size takes 0.3 ms, as long as the way to a process and back; HTML takes ten times as long. */
export const inlineBytes = 16_000;
