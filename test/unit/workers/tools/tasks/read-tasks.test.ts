import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { lacking } from "#test/support/tool-error-of.ts";
import { callTool } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const todoUri = "todo:///lists/AAMkL%3D/tasks/AAMkT%3D";
const plannerUri = "planner:///tasks/01gzSlKkIUSUl6DF_EilrmQAKDhh";
const refused = new ToolError("forbidden", "no access");

async function read(uri: string, answers: (path: string) => unknown, scopes = ["Tasks.Read"]) {
  const context = fakeContext({ scopes, timeZone: "America/New_York", answers });
  const output = await callTool("read_resource", { uri }, context);
  return { ...output, calls: context.calls.map(({ url }) => url) };
}

const todo = {
  id: "AAMkT=",
  title: "Renew\u200b the visa",
  status: "inProgress",
  body: { contentType: "html", content: "<p>By <b>Friday</b></p>" },
  dueDateTime: { dateTime: "2020-08-25T04:00:00.0000000", timeZone: "UTC" },
  linkedResources: [{ displayName: "From the task", applicationName: "Outlook" }],
};
const todoAnswers = (parts: Record<string, unknown>) => (path: string) =>
  parts[path.split("/").at(-1) ?? ""] ?? (path.endsWith("AAMkT=") ? todo : { value: [] });

describe("a task of To Do", () => {
  it("is read with its note, checklist and links, by three requests", async () => {
    const links = [
      { displayName: "The mail", applicationName: "Outlook", webUrl: "https://outlook.office365.com/owa/?ItemID=1" },
      { displayName: "Odd", webUrl: "javascript:alert(1)" },
      { displayName: "Posing", webUrl: "mail:///messages/AAMk" },
    ];
    const { task, body, calls, incomplete } = await read(
      todoUri,
      todoAnswers({
        checklistItems: { value: [{ displayName: "Photo", isChecked: true }, { displayName: "Form" }] },
        linkedResources: { value: links },
      }),
    );
    expect(calls).toEqual([
      "/me/todo/lists/AAMkL=/tasks/AAMkT=",
      "/me/todo/lists/AAMkL=/tasks/AAMkT=/checklistItems",
      "/me/todo/lists/AAMkL=/tasks/AAMkT=/linkedResources",
    ]);
    expect(task).toMatchObject({
      title: "Renew the visa",
      due: "2020-08-25",
      checklist: [
        { title: "Photo", isDone: true },
        { title: "Form", isDone: false },
      ],
    });
    expect(task?.links).toEqual([
      { name: "The mail", app: "Outlook", url: "https://outlook.office365.com/owa/?ItemID=1" },
      { name: "Odd" },
      { name: "Posing" },
    ]);
    expect(body).toMatchObject({ contentType: "text/markdown" });
    expect(incomplete).toBeUndefined();
  });

  it("has the links that it names itself where their list is refused, and says what else is missing", async () => {
    const { task, incomplete } = await read(
      todoUri,
      todoAnswers({ linkedResources: refused, checklistItems: refused }),
    );
    expect(task).toMatchObject({ links: [{ name: "From the task", app: "Outlook" }] });
    expect(incomplete?.reason).toBe("The checklist could not be read.");
  });

  it("says that its files can't be read, and that a hundred entries of a checklist are listed", async () => {
    const value = Array.from({ length: 150 }, (_, at) => ({ displayName: `entry ${at}` }));
    const parts = { "AAMkT=": { ...todo, hasAttachments: true }, checklistItems: { value } };
    const { task, incomplete } = await read(todoUri, todoAnswers(parts));
    expect(task?.checklist).toHaveLength(100);
    expect(incomplete?.reason).toContain("Only 100 entries");
    expect(incomplete?.reason).toContain("attached files");
  });

  it.each([todoUri, plannerUri])("needs Tasks.Read: %s", async (uri) => {
    await expect(read(uri, () => ({}), ["Mail.Read"])).rejects.toEqual(lacking("Tasks.Read"));
  });
});

describe("a task of Planner", () => {
  const task = { id: "01gzSlKkIUSUl6DF_EilrmQAKDhh", title: "Line", planId: "plan", percentComplete: 50, priority: 3 };
  const details = {
    description: "63 amperes\nat 200 volts ![x](https://evil.example)",
    checklist: {
      b: { title: "second", orderHint: "8587P" },
      a: { title: "first", isChecked: true, orderHint: "8586P" },
      c: null,
    },
    references: { "https%3A//contoso%2Esharepoint%2Ecom/a%2520b": { alias: "Drawing", type: "Other" } },
  };
  const answers = (parts: Record<string, unknown>) => (path: string) =>
    parts[path.split("/").at(-1) ?? ""] ?? (path.endsWith("details") ? details : task);

  it("is read with its description, and its checklist in Planner's order", async () => {
    const read1 = await read(plannerUri, answers({ plan: { id: "plan", title: "Opening" } }));
    expect(read1.task).toEqual({
      title: "Line",
      list: "Opening",
      status: "inProgress",
      importance: "important",
      checklist: [
        { title: "first", isDone: true },
        { title: "second", isDone: false },
      ],
      links: [{ name: "Drawing", app: "Other", url: "https://contoso.sharepoint.com/a%20b" }],
    });
    expect(read1.body?.contentType).toBe("text/plain");
  });

  it("is read with its bucket, its labels and those who have it, by one more round trip", async () => {
    const user = "fbab97d0-4932-4511-b675-204639209557";
    const full = { ...task, bucketId: "b", appliedCategories: { category2: true }, assignments: { [user]: {} } };
    const parts: Record<string, unknown> = {
      [`/planner/tasks/${task.id}`]: full,
      [`/planner/tasks/${task.id}/details`]: details,
      "/planner/plans/plan": { id: "plan", title: "Opening" },
      "/planner/plans/plan/buckets": {
        value: [
          { id: "a", name: "Later" },
          { id: "b", name: "Building" },
        ],
      },
      "/planner/plans/plan/details": { categoryDescriptions: { category1: "Permits", category2: "Electricity" } },
      "/users": { value: [{ id: user, displayName: "Hana Mori" }] },
    };
    const scopes = ["Tasks.Read", "User.ReadBasic.All"];
    const { task: shown, incomplete, calls } = await read(plannerUri, (path) => parts[path], scopes);
    expect(shown).toMatchObject({
      list: "Opening",
      bucket: "Building",
      categories: ["Electricity"],
      assignees: ["Hana Mori"],
    });
    expect(incomplete).toBeUndefined();
    expect(calls).toHaveLength(6);
    const isRefused = (path: string) => /^\/planner\/plans\/plan\/(?:buckets|details)$/.test(path);
    const refusedParts = await read(plannerUri, (path) => (isRefused(path) ? refused : parts[path]));
    expect(refusedParts.task).toMatchObject({ list: "Opening", categories: ["category2"], assignees: 1 });
    expect(refusedParts.incomplete?.reason).toBe("The names of buckets and labels could not be read.");
  });

  it("is read without what is refused, and says so", async () => {
    const { task: shown, incomplete } = await read(plannerUri, answers({ plan: refused, details: refused }));
    expect(shown).not.toHaveProperty("list");
    expect(incomplete?.reason).toContain("description, checklist and references");
  });
});
