import { area, without } from "../removal.ts";

const process = "workers/documents/process";
const tests = "test/unit/workers/documents";
const byFiles = [`${tests}/process/reader-sandbox.files`];
const writeFilter = `${process}/write-filter.ts`;
const byFilter = [`${tests}/process/reader-filter`];
const bySandbox = [`${tests}/process/reader-sandbox.system-calls`];
const takenOver = [`${tests}/process/extractor-pool.taken-over`];
const byPdfTime = [`${tests}/formats/pdf-time`];
const answer = `${process}/extractor-process.ts`;
const turns = `${process}/reader-turns.ts`;
const scans = "workers/documents/formats/pdf/pictures/read-scan-pages.ts";
const room = "workers/documents/document-room.ts";

export const documents = area("documents", [
  without("workers/documents/extract-text.ts", ["integration/denied-labels"], {
    "reads no document with a sensitivity label that the tenant denies": [
      "requireAllowedLabels(document.isConverted",
      "void (document.isConverted",
      "of what has a denied label no word gets out by any way, and",
    ],
    "takes no label of a converted file for its own": [
      "document.isConverted ? undefined : extraction.text.labels",
      "extraction.text.labels",
      "of what has a denied label no word gets out by any way, and",
    ],
  }),
  without("workers/tools/resources/read-mail-message.ts", ["integration/denied-labels"], {
    "reads no mail with one": [
      "requireAllowedLabels(labels, context.deniedLabels);",
      "",
      "of what has a denied label no word gets out by any way, and",
    ],
  }),
  without("workers/tools/mail/conversation/conversation-texts.ts", ["integration/denied-labels"], {
    "gives no text of a mail with one in its conversation": [
      "requireAllowedLabels(labelsOfMessage(message), context.deniedLabels);",
      "",
      "of what has a denied label no word gets out by any way, and",
    ],
  }),
  without("workers/run-tool.ts", ["integration/denied-labels"], {
    "shows no previews of hits while a label is denied": "hidesPreviews ? withoutPreviews(whole) : whole → whole",
  }),
  without(`${process}/frames.ts`, takenOver, {
    "limits the length of what a reader says":
      "headBytes > limits.maxHeadBytes || bodyBytes > limits.maxBodyBytes → false",
    "limits in how many pieces a reader says it": 'if (pieces > limits.maxPieces) throw new Error("too many pieces");',
    "ends a reader that says more than it was asked for": 'if (rest.length > 0) throw new Error("more than a frame");',
  }),
  without(answer, takenOver, {
    "ends a reader that speaks unasked": [
      "if (awaited === undefined) return fail();",
      "if (awaited === undefined) return;",
      "a frame that comes when none is awaited breaks the channel",
    ],
    "ends a reader that does not take its document":
      "answer === undefined || input.writableLength > 0 || input.destroyed → answer === undefined",
    "replaces a reader after 100 documents": "documents >= wornDocuments || ",
    "compares the number of an answer with that of the document":
      "answer?.number !== number || → answer === undefined ||",
    "limits the characters of a text": "text.length > maxTextCharacters || ",
    "checks where the quoted history begins": " || quotesFrom > text.length",
    "checks where pages begin": "return areInText && (gaps → return (gaps",
    "checks that missing pages are pages of the document":
      " && (gaps ?? []).every((gap) => isGapOf(gap, pageCount ?? 0))",
  }),
  without(`${process}/protocol.ts`, takenOver, {
    "takes refusals of a reader by name only":
      "refusal: z.enum(refusalNames) → refusal: z.string() as unknown as z.ZodType<RefusalName>",
    "takes what is missing of a document by name only":
      "gaps: z.array(gapSchema) → gaps: z.array(z.custom<z.output<typeof gapSchema>>())",
  }),
  without(`${process}/spawn-extractor.ts`, [`${tests}/process/extractor-process.damaged-pdf`], {
    "reads on when a parser leaves a promise behind that rejects": '"--unhandled-rejections=none",',
  }),
  without("workers/documents/formats/pdf/read-pdf.ts", byPdfTime, {
    "ends a PDF that takes too long between pages": "isSlow = number > pages.first && isTimeUp();",
  }),
  without("workers/documents/formats/pdf/read-page.ts", byPdfTime, {
    "ends a PDF that takes too long within a page": "!isLong && left.isTimeUp() → false",
    "ends a page of a PDF that has more text than a document may have": "characters > maxTextCharacters → false",
  }),
  without(`${process}/extractor-main.ts`, [`${tests}/process/extractor-process.slow-pdf`], {
    "has a reader end in time with what it has": "performance.now() > until → false",
  }),
  without(`${process}/spawn-extractor.ts`, [`${tests}/process/extractor-process.taken-over`], {
    "has the kernel end a reader first when memory runs out": '  "echo 1000 >/proc/self/oom_score_adj",\n',
    "leaves no dump of a reader to a program that collects them": "prlimit --core=1 --pid $$ || ",
    "ends with a reader what it has started": [
      "process.kill(-pid",
      "process.kill(pid",
      "a process that reads documents takes with it what it has",
    ],
  }),
  without(turns, {
    "leaves a reader to others than one person":
      "if (reading.filter(isSamePerson(asker)).length >= perPerson) return false;",
    "has one more reader for a tenant that has none":
      "reading.length === atOnce && !reading.some(isSameTenant(asker)) → false",
    "keeps that one from a tenant that has readers":
      "reading.length === atOnce && !reading.some(isSameTenant(asker)) → reading.length === atOnce",
    "lets tenants take turns": "byTurn(0)(one, other) || ",
    "lets the persons of a tenant take turns": " || byTurn(1)(one, other)",
  }),
  without(room, {
    "limits the documents of a person": "ofPerson.length >= limits.maxDocumentsOfPerson || ",
    "limits the bytes of a person's documents": " || sum(ofPerson) + bytes > limits.maxBytesOfPerson",
    "limits the bytes of all documents": " || sum(held) + bytes > limits.maxBytes * share",
    "keeps room for tenants that have no document": "ofTenant.length === 0 ? 1 : 1 - keptShare → 1",
  }),
  without("workers/documents/formats/pdf/page/page-text.ts", [`${tests}/formats/pdf-order`], {
    "compares the pieces of a page only where they are few": "pieces > maxPieces || ",
  }),
  without(scans, [`${tests}/formats/pdf-scans`], {
    "looks at so many pictures of a PDF": [
      "looks > maxLooks",
      "looks < 0",
      "a PDF with some scanned pages is looked through in time, even",
    ],
    "decodes no picture of bytes that is as large as one of bits may be": [
      "largest.bytes > maxPagePixels ? maxPagePixels : maxBitPixels",
      "maxBitPixels",
      "a PDF with some scanned pages decodes no page of more than 16",
    ],
  }),
  without(`${process}/forbidden-syscalls.txt`, [`${tests}/process/reader-sandbox.system-calls`], {
    "refuses a reader the network": "socket\nsocketpair\nconnect\n",
  }),
  without(`${process}/forbidden-syscalls.txt`, byFilter, {
    "refuses a reader to start a process by its newer name": "clone3\n",
  }),
  without(`${process}/forbidden-syscalls.txt`, bySandbox, {
    "refuses a reader memory that outlives it": "shmget\n",
    "refuses a reader to open a file to others": ["mq_unlink\nchmod\n", "mq_unlink\n"],
  }),
  without(writeFilter, byFilter, {
    "refuses a reader to start a process": ", ...ifNoneOf(0x1_0000)",
    "refuses a reader a user namespace": "...ifAnyOf(0x7e02_0000), ",
    "refuses a reader a signal by way of a file": "[8, 10, 15].flatMap(ifEqual) → []",
    "kills a reader that asks by x32 numbers": "    [jumpIfNotLess, 0, 1, x32Bit],\n    kill,\n",
  }),
  without(`${process}/find-sandbox.ts`, [`${tests}/process/reader-sandbox.system-calls`], {
    "ends a reader in its sandbox with its worker": [
      '"--pdeathsig", "KILL", setpriv, ',
      "",
      "a process that reads documents in its sandbox ends with its",
    ],
  }),
  without("workers/start-workers.ts", ["test/operations/start-problems"], {
    "starts no worker without the sandbox that it must have": [
      'if (lack && settings.READER_SANDBOX === "required")',
      "if (lack === null)",
      "a worker that must have a sandbox for its document readers",
    ],
  }),
  without(`${process}/find-sandbox.ts`, byFiles, {
    "refuses a reader the memory and the environment of its worker":
      "const whole = [...filtered, ...limits]; → const whole = filtered;",
    "refuses a reader files that are not the program's": '["/usr", ...programFolders] → ["/"]',
    "refuses a reader to write": '"write-file", ',
    "has a sandbox where there is no Landlock": "const worse = await problemOf(filtered); → const worse = problem;",
  }),
  without(`${process}/forbidden-syscalls.txt`, byFiles, { "refuses a reader to empty a file": "truncate\n" }),
  without("workers/documents/ooxml/chart.ts", {
    "limits the series of a chart": "all.length >= maxChartSeries → false",
  }),
  without("workers/documents/formats/docx/lists.ts", [`${tests}/formats/docx-numbering`], {
    "cuts numbers of lists that are made to be long": "    .slice(0, maxLabelCharacters)\n",
  }),
  without("workers/documents/archive/zip-archive.ts", [`${tests}/formats/zip`], {
    "reads no part of a document of too many files":
      'if (entry && directory.hasMore) throw new DocumentRefusal("tooManyFiles");',
  }),
  without("workers/documents/formats/zip/read-zip.ts", [`${tests}/formats/zip`], {
    "shows names in an archive as plain words":
      'cleanLine(name.replaceAll("\\\\", "/")) → name.replaceAll("\\\\", "/")',
  }),
  without("workers/documents/vobject/read-calendar.ts", [`${tests}/formats/icalendar`], {
    "takes the rules of zones for no times of events": 'new Set(["VTIMEZONE", "VALARM"]) → new Set([""])',
  }),
  without(`${process}/extractor-pool.ts`, {
    "gives a document's second try only what is left of its time": "leftMs: leftMs - (now() - start) → leftMs",
  }),
  without("workers/documents/formats/eml/read-eml.ts", [`${tests}/formats/eml`], {
    "gives of a mail with too complex HTML its parts of plain text alone":
      'bodyWithoutHtml(await plainPartsOf(bytes)) → bodyWithoutHtml(email.text ?? "")',
    "reads of a message no calendar that is not an invitation": "|| entries.length > maxEntries",
  }),
  without("workers/documents/html/find-hidden.ts", [`${tests}/formula`], {
    "leaves out text of formulas in the colour of its background": 'formulaStyle(element, "mathcolor") → undefined',
  }),
  without("workers/documents/formula.ts", [`${tests}/formula`], {
    "reads of deep formulas only the letters": "|| openNodes.length > maxDepth",
  }),
  without("workers/documents/formats/svg/read-svg.ts", [`${tests}/formats/svg`], {
    "leaves out the texts that a drawing hides": "isAway: isAway || isHiding, → isAway,",
  }),
]);
