import { alike, area } from "../removal.ts";

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
  ...alike({ noticedBy: ["integration/denied-labels"], project: "integration" }, [
    {
      defence: "reads no document with a sensitivity label that the tenant denies",
      test: "of what has a denied label no word gets out by any way, and",
      file: "workers/documents/extract-text.ts",
      find: "requireAllowedLabels(document.isConverted",
      put: "void (document.isConverted",
    },
    {
      defence: "reads no mail with one",
      test: "of what has a denied label no word gets out by any way, and",
      file: "workers/tools/resources/read-mail-message.ts",
      find: "requireAllowedLabels(labels, context.deniedLabels);",
    },
    {
      defence: "gives no text of a mail with one in its conversation",
      test: "of what has a denied label no word gets out by any way, and",
      file: "workers/tools/mail/conversation/conversation-texts.ts",
      find: "requireAllowedLabels(labelsOfMessage(message), context.deniedLabels);",
    },
    {
      defence: "shows no previews of hits while a label is denied",
      file: "workers/run-tool.ts",
      find: "hidesPreviews ? withoutPreviews(whole) : whole",
      put: "whole",
    },
    {
      defence: "takes no label of a converted file for its own",
      test: "of what has a denied label no word gets out by any way, and",
      file: "workers/documents/extract-text.ts",
      find: "document.isConverted ? undefined : extraction.text.labels",
      put: "extraction.text.labels",
    },
  ]),
  ...alike({ file: `${process}/frames.ts`, noticedBy: takenOver }, [
    {
      defence: "limits the length of what a reader says",
      find: "headBytes > limits.maxHeadBytes || bodyBytes > limits.maxBodyBytes",
      put: "false",
    },
    {
      defence: "limits in how many pieces a reader says it",
      find: 'if (pieces > limits.maxPieces) throw new Error("too many pieces");',
    },
    {
      defence: "ends a reader that says more than it was asked for",
      find: 'if (rest.length > 0) throw new Error("more than a frame");',
    },
  ]),
  ...alike({ file: answer, noticedBy: takenOver }, [
    {
      defence: "ends a reader that speaks unasked",
      test: "a frame that comes when none is awaited breaks the channel",
      find: "if (awaited === undefined) return fail();",
      put: "if (awaited === undefined) return;",
    },
    {
      defence: "ends a reader that does not take its document",
      find: "answer === undefined || input.writableLength > 0 || input.destroyed",
      put: "answer === undefined",
    },
    { defence: "replaces a reader after 100 documents", find: "documents >= wornDocuments || " },
    {
      defence: "compares the number of an answer with that of the document",
      find: "answer?.number !== number ||",
      put: "answer === undefined ||",
    },
    { defence: "limits the characters of a text", find: "text.length > maxTextCharacters || " },
    { defence: "checks where the quoted history begins", find: " || quotesFrom > text.length" },
    { defence: "checks where pages begin", find: "return areInText && (gaps", put: "return (gaps" },
  ]),
  {
    defence: "takes refusals of a reader by name only",
    file: `${process}/protocol.ts`,
    find: "refusal: z.enum(refusalNames)",
    put: "refusal: z.string() as unknown as z.ZodType<RefusalName>",
    noticedBy: takenOver,
  },
  {
    defence: "reads on when a parser leaves a promise behind that rejects",
    file: `${process}/spawn-extractor.ts`,
    find: '"--unhandled-rejections=none",',
    noticedBy: [`${tests}/process/extractor-process.damaged-pdf`],
  },
  {
    defence: "ends a PDF that takes too long between pages",
    file: "workers/documents/formats/pdf/read-pdf.ts",
    find: "isSlow = number > pages.first && isTimeUp();",
    noticedBy: byPdfTime,
  },
  ...alike({ file: "workers/documents/formats/pdf/read-page.ts", noticedBy: byPdfTime }, [
    { defence: "ends a PDF that takes too long within a page", find: "!isLong && left.isTimeUp()", put: "false" },
    {
      defence: "ends a page of a PDF that has more text than a document may have",
      find: "characters > maxTextCharacters",
      put: "false",
    },
  ]),
  {
    defence: "has a reader end in time with what it has",
    file: `${process}/extractor-main.ts`,
    find: "performance.now() > until",
    put: "false",
    noticedBy: [`${tests}/process/extractor-process.slow-pdf`],
  },
  {
    defence: "takes what is missing of a document by name only",
    file: `${process}/protocol.ts`,
    find: "gaps: z.array(gapSchema)",
    put: "gaps: z.array(z.custom<z.output<typeof gapSchema>>())",
    noticedBy: takenOver,
  },
  {
    defence: "checks that missing pages are pages of the document",
    file: answer,
    find: " && (gaps ?? []).every((gap) => isGapOf(gap, pageCount ?? 0))",
    noticedBy: takenOver,
  },
  {
    defence: "has the kernel end a reader first when memory runs out",
    file: `${process}/spawn-extractor.ts`,
    find: '  "echo 1000 >/proc/self/oom_score_adj",\n',
    noticedBy: [`${tests}/process/extractor-process.taken-over`],
  },
  ...alike({ file: turns }, [
    {
      defence: "leaves a reader to others than one person",
      find: "if (reading.filter(isSamePerson(asker)).length >= perPerson) return false;",
    },
    {
      defence: "has one more reader for a tenant that has none",
      find: "reading.length === atOnce && !reading.some(isSameTenant(asker))",
      put: "false",
    },
    {
      defence: "keeps that one from a tenant that has readers",
      find: "reading.length === atOnce && !reading.some(isSameTenant(asker))",
      put: "reading.length === atOnce",
    },
  ]),
  { defence: "lets tenants take turns", file: turns, find: "byTurn(0)(one, other) || " },
  { defence: "lets the persons of a tenant take turns", file: turns, find: " || byTurn(1)(one, other)" },
  {
    defence: "limits the documents of a person",
    file: room,
    find: "ofPerson.length >= limits.maxDocumentsOfPerson || ",
  },
  {
    defence: "compares the pieces of a page only where they are few",
    file: "workers/documents/formats/pdf/page/page-text.ts",
    find: "pieces > maxPieces || ",
    noticedBy: [`${tests}/formats/pdf-order`],
  },
  ...alike({ file: scans, noticedBy: [`${tests}/formats/pdf-scans`] }, [
    {
      defence: "looks at so many pictures of a PDF",
      test: "a PDF with some scanned pages is looked through in time, even",
      find: "looks > maxLooks",
      put: "looks < 0",
    },
    {
      defence: "decodes no picture of bytes that is as large as one of bits may be",
      test: "a PDF with some scanned pages decodes no page of more than 16",
      find: "largest.bytes > maxPagePixels ? maxPagePixels : maxBitPixels",
      put: "maxBitPixels",
    },
  ]),
  {
    defence: "limits the bytes of a person's documents",
    file: room,
    find: " || sum(ofPerson) + bytes > limits.maxBytesOfPerson",
  },
  { defence: "limits the bytes of all documents", file: room, find: " || sum(held) + bytes > limits.maxBytes * share" },
  {
    defence: "keeps room for tenants that have no document",
    file: room,
    find: "ofTenant.length === 0 ? 1 : 1 - keptShare",
    put: "1",
  },
  ...alike({ file: `${process}/forbidden-syscalls.txt` }, [
    {
      defence: "refuses a reader the network",
      find: "socket\nsocketpair\nconnect\n",
      noticedBy: [`${tests}/process/reader-sandbox.system-calls`],
    },
    { defence: "refuses a reader to start a process by its newer name", find: "clone3\n", noticedBy: byFilter },
  ]),
  {
    defence: "leaves no dump of a reader to a program that collects them",
    file: `${process}/spawn-extractor.ts`,
    find: "prlimit --core=1 --pid $$ || ",
    noticedBy: [`${tests}/process/extractor-process.taken-over`],
  },
  ...alike({ file: `${process}/forbidden-syscalls.txt`, noticedBy: bySandbox }, [
    { defence: "refuses a reader memory that outlives it", find: "shmget\n" },
    { defence: "refuses a reader to open a file to others", find: "mq_unlink\nchmod\n", put: "mq_unlink\n" },
  ]),
  ...alike({ file: writeFilter, noticedBy: byFilter }, [
    { defence: "refuses a reader to start a process", find: ", ...ifNoneOf(0x1_0000)" },
    { defence: "refuses a reader a user namespace", find: "...ifAnyOf(0x7e02_0000), " },
    { defence: "refuses a reader a signal by way of a file", find: "[8, 10, 15].flatMap(ifEqual)", put: "[]" },
    { defence: "kills a reader that asks by x32 numbers", find: "    [jumpIfNotLess, 0, 1, x32Bit],\n    kill,\n" },
  ]),
  {
    defence: "ends a reader in its sandbox with its worker",
    test: "a process that reads documents in its sandbox ends with its",
    file: `${process}/find-sandbox.ts`,
    find: '"--pdeathsig", "KILL", setpriv, ',
    noticedBy: [`${tests}/process/reader-sandbox.system-calls`],
  },
  {
    defence: "ends with a reader what it has started",
    test: "a process that reads documents takes with it what it has",
    file: `${process}/spawn-extractor.ts`,
    find: "process.kill(-pid",
    put: "process.kill(pid",
    noticedBy: [`${tests}/process/extractor-process.taken-over`],
  },
  {
    defence: "starts no worker without the sandbox that it must have",
    test: "a worker that must have a sandbox for its document readers",
    file: "workers/start-workers.ts",
    find: 'if (lack && settings.READER_SANDBOX === "required")',
    put: "if (lack === null)",
    noticedBy: ["test/operations/start-problems"],
    project: "operations",
  },
  ...alike({ file: `${process}/find-sandbox.ts`, noticedBy: byFiles }, [
    {
      defence: "refuses a reader the memory and the environment of its worker",
      find: "const whole = [...filtered, ...limits];",
      put: "const whole = filtered;",
    },
    { defence: "refuses a reader files that are not the program's", find: '["/usr", ...programFolders]', put: '["/"]' },
  ]),
  ...alike({ noticedBy: byFiles }, [
    { defence: "refuses a reader to write", file: `${process}/find-sandbox.ts`, find: '"write-file", ' },
    { defence: "refuses a reader to empty a file", file: `${process}/forbidden-syscalls.txt`, find: "truncate\n" },
    {
      defence: "has a sandbox where there is no Landlock",
      file: `${process}/find-sandbox.ts`,
      find: "const worse = await problemOf(filtered);",
      put: "const worse = problem;",
    },
  ]),
  {
    defence: "limits the series of a chart",
    file: "workers/documents/ooxml/chart.ts",
    find: "all.length >= maxChartSeries",
    put: "false",
  },
  {
    defence: "cuts numbers of lists that are made to be long",
    file: "workers/documents/formats/docx/lists.ts",
    find: "    .slice(0, maxLabelCharacters)\n",
    noticedBy: [`${tests}/formats/docx-numbering`],
  },
  {
    defence: "reads no part of a document of too many files",
    file: "workers/documents/archive/zip-archive.ts",
    find: 'if (entry && directory.hasMore) throw new DocumentRefusal("tooManyFiles");',
    noticedBy: [`${tests}/formats/zip`],
  },
  {
    defence: "shows names in an archive as plain words",
    file: "workers/documents/formats/zip/read-zip.ts",
    find: 'cleanLine(name.replaceAll("\\\\", "/"))',
    put: 'name.replaceAll("\\\\", "/")',
    noticedBy: [`${tests}/formats/zip`],
  },
  {
    defence: "takes the rules of zones for no times of events",
    file: "workers/documents/vobject/read-calendar.ts",
    find: 'new Set(["VTIMEZONE", "VALARM"])',
    put: 'new Set([""])',
    noticedBy: [`${tests}/formats/icalendar`],
  },
  {
    defence: "gives a document's second try only what is left of its time",
    file: `${process}/extractor-pool.ts`,
    find: "leftMs: leftMs - (now() - start)",
    put: "leftMs",
  },
  {
    defence: "gives of a mail with too complex HTML its parts of plain text alone",
    file: "workers/documents/formats/eml/read-eml.ts",
    find: "bodyWithoutHtml(await plainPartsOf(bytes))",
    put: 'bodyWithoutHtml(email.text ?? "")',
    noticedBy: [`${tests}/formats/eml`],
  },
  {
    defence: "leaves out text of formulas in the colour of its background",
    file: "workers/documents/html/find-hidden.ts",
    find: 'formulaStyle(element, "mathcolor")',
    put: "undefined",
    noticedBy: [`${tests}/formula`],
  },
  {
    defence: "reads of deep formulas only the letters",
    file: "workers/documents/formula.ts",
    find: "|| openNodes.length > maxDepth",
    noticedBy: [`${tests}/formula`],
  },
  {
    defence: "leaves out the texts that a drawing hides",
    file: "workers/documents/formats/svg/read-svg.ts",
    find: "isAway: isAway || isHiding,",
    put: "isAway,",
    noticedBy: [`${tests}/formats/svg`],
  },
  {
    defence: "reads of a message no calendar that is not an invitation",
    file: "workers/documents/formats/eml/read-eml.ts",
    find: "|| entries.length > maxEntries",
    noticedBy: [`${tests}/formats/eml`],
  },
]);
