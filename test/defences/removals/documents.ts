import type { Area } from "../removal.ts";

const process = "workers/documents/process";
const tests = "test/unit/workers/documents";
const takenOver = [`${tests}/process/t20-taken-over`];
const answer = `${process}/read-answer.ts`;
const turns = `${process}/reader-turns.ts`;
const byTurns = [`${tests}/process/reader-turns`];
const room = "workers/documents/document-room.ts";
const byRoom = [`${tests}/document-room`];

export const documents: Area = {
  name: "documents",
  removals: [
    {
      defence: "limits the length of what a reader says",
      file: `${process}/frame-collector.ts`,
      find: "headBytes > limits.maxHeadBytes || bodyBytes > limits.maxBodyBytes",
      put: "false",
      noticedBy: takenOver,
    },
    {
      defence: "limits in how many pieces a reader says it",
      file: `${process}/frame-collector.ts`,
      find: 'if (pieces > limits.maxPieces) throw new ChannelBroken("too many pieces");',
      put: "",
      noticedBy: takenOver,
    },
    {
      defence: "ends a reader that says more than it was asked for",
      file: `${process}/frame-collector.ts`,
      find: 'if (rest.length > 0) throw new ChannelBroken("more than a frame");',
      put: "",
      noticedBy: takenOver,
    },
    {
      defence: "ends a reader that speaks unasked",
      file: `${process}/answer-channel.ts`,
      find: "if (awaited === undefined) return fail();",
      put: "if (awaited === undefined) return;",
      noticedBy: takenOver,
    },
    {
      defence: "ends a reader that does not take its document",
      file: `${process}/extractor-process.ts`,
      find: "answer === undefined || input.writableLength > 0",
      put: "answer === undefined",
      noticedBy: takenOver,
    },
    {
      defence: "replaces a reader after 100 documents",
      file: `${process}/extractor-process.ts`,
      find: "documents >= wornDocuments || ",
      put: "",
      noticedBy: takenOver,
    },
    {
      defence: "compares the number of an answer with that of the document",
      file: answer,
      find: "answer?.number !== number ||",
      put: "answer === undefined ||",
      noticedBy: takenOver,
    },
    {
      defence: "limits the characters of a text",
      file: answer,
      find: "text.length > maxTextCharacters || ",
      put: "",
      noticedBy: takenOver,
    },
    {
      defence: "checks where the quoted history begins",
      file: answer,
      find: " || quotesFrom > text.length",
      put: "",
      noticedBy: takenOver,
    },
    {
      defence: "checks where pages begin",
      file: answer,
      find: "return areInText && isOfDocument",
      put: "return isOfDocument",
      noticedBy: takenOver,
    },
    {
      defence: "checks that a plan is one of the document",
      file: answer,
      find: "return areInText && isOfDocument",
      put: "return areInText",
      noticedBy: takenOver,
    },
    {
      defence: "believes no reader that parts of a whole document are missing",
      file: answer,
      find: "document.parts !== undefined && answer.missing.length > 0",
      put: "answer.missing.length > 0",
      noticedBy: takenOver,
    },
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
      put: "",
      noticedBy: [`${tests}/process/t20-damaged-pdf`],
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
      put: "",
      noticedBy: takenOver,
    },
    {
      defence: "has the kernel end a reader first when memory runs out",
      file: `${process}/spawn-extractor.ts`,
      find: "echo 1000 >/proc/self/oom_score_adj; ",
      put: "",
      noticedBy: [`${tests}/process/t20-reader-process`],
    },
    {
      defence: "leaves a reader to others than one person",
      file: turns,
      find: "if (reading.filter(isSamePerson(asker)).length >= perPerson) return false;",
      put: "",
      noticedBy: byTurns,
    },
    {
      defence: "has one more reader for a tenant that has none",
      file: turns,
      find: "reading.length === atOnce && !reading.some(isSameTenant(asker))",
      put: "false",
      noticedBy: byTurns,
    },
    {
      defence: "keeps that one from a tenant that has readers",
      file: turns,
      find: "reading.length === atOnce && !reading.some(isSameTenant(asker))",
      put: "reading.length === atOnce",
      noticedBy: byTurns,
    },
    {
      defence: "lets tenants take turns",
      file: turns,
      find: "byTurn(0)(one, other) || ",
      put: "",
      noticedBy: byTurns,
    },
    {
      defence: "lets the persons of a tenant take turns",
      file: turns,
      find: " || byTurn(1)(one, other)",
      put: "",
      noticedBy: byTurns,
    },
    {
      defence: "limits the documents of a person",
      file: room,
      find: "ofPerson.length >= limits.maxDocumentsOfPerson || ",
      put: "",
      noticedBy: byRoom,
    },
    {
      defence: "limits the bytes of a person's documents",
      file: room,
      find: " || sum(ofPerson) + bytes > limits.maxBytesOfPerson",
      put: "",
      noticedBy: byRoom,
    },
    {
      defence: "limits the bytes of all documents",
      file: room,
      find: " || sum(held) + bytes > limits.maxBytes * share",
      put: "",
      noticedBy: byRoom,
    },
    {
      defence: "keeps room for tenants that have no document",
      file: room,
      find: "ofTenant.length === 0 ? 1 : 1 - keptShare",
      put: "1",
      noticedBy: byRoom,
    },
    {
      defence: "limits the ranges that are loaded at a time",
      file: "workers/tools/resources/read-in-parts.ts",
      find: "lacking.length > maxRanges || ",
      put: "",
      noticedBy: ["test/unit/workers/tools/resources/read-in-parts"],
    },
    {
      defence: "refuses a reader the network",
      file: `${process}/forbidden-syscalls.txt`,
      find: "socket\nsocketpair\nconnect\n",
      put: "",
      noticedBy: [`${tests}/process/t20-reader-cage`],
    },
  ],
};
