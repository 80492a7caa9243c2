import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { callTool } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const userId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const [hana, daniel, gone] = [userId(1), userId(2), userId(3)];
const refused = new ToolError("forbidden", "no access");
const limited = new ToolError("rate_limited", "slow down");

const assigned = (...ids: string[]) => ({ assignments: Object.fromEntries(ids.map((id) => [id, {}])) });
const opening = { id: "opening", title: "Kyoto opening" };
/** The first one has a name. */
const labels = { category1: true, category2: true, category3: false, category26: true };
/** What Graph answers of a plan with a board; paths that are not here have nothing. */
const board = {
  "/planner/plans/opening/tasks": {
    value: [
      { id: "t1", title: "Print menus", planId: "opening", bucketId: "b2", ...assigned(daniel) },
      { id: "t2", title: "Clear customs", planId: "opening", bucketId: "b1", ...assigned(daniel, gone) },
      { id: "t3", title: "Fire permit", planId: "opening", bucketId: "b1", dueDateTime: "2026-11-25T10:00:00Z" },
      { id: "t4", title: "Hire baristas", planId: "opening", bucketId: "lost", appliedCategories: labels },
      { id: "t5", title: "Sign the lease", planId: "opening", bucketId: "b1", percentComplete: 100 },
    ],
  },
  "/planner/plans/opening/buckets": {
    value: [
      { id: "b2", name: "Opening day", orderHint: "8586" },
      { id: "b1", name: "Build\u200bing", orderHint: "8585" },
    ],
  },
  "/planner/plans/opening/details": {
    sharedWith: { [hana]: true },
    categoryDescriptions: { category1: "Permits", category2: null },
  },
  "/users": { value: [{ id: daniel, displayName: "Daniel Costa" }] },
};

const ask = async (
  input: Record<string, unknown>,
  answers: Readonly<Record<string, unknown>>,
  options: FakeContextOptions = {},
) => {
  const context = fakeContext({
    scopes: ["Tasks.Read", "Team.ReadBasic.All", "User.ReadBasic.All"],
    nowIso: "2026-11-24T10:30:00Z",
    answers: (path) => answers[path] ?? (path.startsWith("/me/") ? { value: [] } : undefined),
    ...options,
  });
  const output = await callTool("tasks_search", input, context);
  return { ...output, calls: context.calls.map(({ url }) => url) };
};
const listed = { "/me/planner/plans": { value: [opening] }, ...board };
const list = "kyoto opening";

describe("tasks_search of a plan by its name", () => {
  /** Plans of one name, each with two tasks in two buckets. */
  const plansNamed = (title: string, ids: readonly string[]) => {
    const parts = ids.flatMap((id) => {
      const value = ["1", "2"].map((at) => ({
        id: id + at,
        title: `${id} ${at}`,
        planId: id,
        bucketId: `${id}b${at}`,
      }));
      const buckets = ["1", "2"].map((at) => ({ id: `${id}b${at}`, name: at, orderHint: at }));
      return [
        [`/planner/plans/${id}/tasks`, { value }],
        [`/planner/plans/${id}/buckets`, { value: buckets }],
        [`/planner/plans/${id}/details`, {}],
      ];
    });
    return { "/me/planner/plans": { value: ids.map((id) => ({ id, title })) }, ...Object.fromEntries(parts) };
  };

  it("keeps plans of one name apart, asks which is meant, and reads three boards of them", async () => {
    const two = await ask({ list: "Launch" }, plansNamed("Launch", ["A", "B"]));
    expect(two.tasks.map(({ title }) => title)).toEqual(["A 1", "A 2", "B 1", "B 2"]);
    expect(two.unclear).toContain("ask which one is meant");
    const four = await ask({ list: "Launch" }, plansNamed("Launch", ["A", "B", "C", "D"]));
    expect(four.tasks.map(({ title }) => title)).toEqual(["A 1", "A 2", "B 1", "B 2", "C 1", "C 2"]);
    expect(four.incomplete?.reason).toBe("Of 4 plans named so, 3 were read.");
  });

  it("is not content with a name that is like it while a team has a plan of that name", async () => {
    const team = userId(9);
    const answers = {
      "/me/planner/plans": { value: [{ id: "old", title: "Launch 2024 retro" }] },
      "/me/joinedTeams": { value: [{ id: team, displayName: "Launch" }] },
      [`/groups/${team}/planner/plans`]: { value: [{ id: "new", title: "Launch" }] },
      "/planner/plans/new/tasks": { value: [{ id: "n1", title: "Ship", planId: "new" }] },
    };
    const { tasks } = await ask({ list: "Launch" }, answers);
    expect(tasks.map(({ title }) => title)).toEqual(["Ship"]);
  });

  it("says that no plan has the name where it could not look everywhere", async () => {
    const { tasks, hint } = await ask({ list: "Premium roadmap" }, listed, { scopes: ["Tasks.Read"] });
    expect(tasks).toEqual([]);
    expect(hint).toMatch(/^No list or plan of this name was found\. /);
  });

  it("gives everybody's open tasks by bucket in the board's order, each bucket by urgency", async () => {
    const { tasks, totalResultCount, incomplete, calls } = await ask({ list }, listed);
    expect(tasks.map(({ title, bucket }) => [title, bucket])).toEqual([
      ["Fire permit", "Building"],
      ["Clear customs", "Building"],
      ["Print menus", "Opening day"],
      ["Hire baristas", undefined],
    ]);
    expect(totalResultCount).toBe(4);
    expect(incomplete).toBeUndefined();
    expect(calls).toEqual([
      "/me/todo/lists?$top=100",
      "/me/planner/tasks",
      "/me/planner/plans",
      "/planner/plans/opening/tasks",
      "/planner/plans/opening/buckets",
      "/planner/plans/opening/details",
      `/users?$filter=(id eq '${daniel}' or id eq '${gone}')&$select=id,displayName&$top=15`,
    ]);
  });

  it("names those who have a task, its labels or their numbers, and counts whom nobody knows any more", async () => {
    const { tasks } = await ask({ list }, listed);
    const found = (title: string) => tasks.find((task) => task.title === title);
    expect(found("Print menus")).toMatchObject({ list: "Kyoto opening", assignees: ["Daniel Costa"] });
    expect(found("Clear customs")).toMatchObject({ assignees: ["Daniel Costa", "1 more"] });
    expect(found("Fire permit")).not.toHaveProperty("assignees");
    expect(found("Hire baristas")).toMatchObject({ categories: ["Permits", "category2", "category26"] });
  });

  it("finds words in labels and buckets too, and asks for the names of those alone who are shown", async () => {
    const ofLabel = await ask({ list, query: "permits" }, listed);
    expect(ofLabel.tasks.map(({ title }) => title)).toEqual(["Hire baristas"]);
    expect(ofLabel.calls.filter((url) => url.startsWith("/users"))).toEqual([]);
    const ofBucket = await ask({ list, query: "building", limit: 1, offset: 1 }, listed);
    expect(ofBucket.tasks.map(({ title }) => title)).toEqual(["Clear customs"]);
  });

  it("counts those who have the tasks where the directory fails, or isn't granted, which it says", async () => {
    const failed = await ask({ list }, { ...listed, "/users": limited });
    expect(failed.tasks.map(({ assignees }) => assignees)).toEqual([undefined, 2, 1, undefined]);
    const { tasks, incomplete, calls } = await ask({ list }, listed, { scopes: ["Tasks.Read"] });
    expect(tasks.map(({ assignees }) => assignees)).toEqual([undefined, 2, 1, undefined]);
    expect(incomplete).toMatchObject({ missingScopes: ["User.ReadBasic.All"] });
    expect(calls.filter((url) => url.startsWith("/users"))).toEqual([]);
  });

  it("asks for the names of 45 people at most, 15 at a time, and of nobody by what is no id", async () => {
    const value = Array.from({ length: 50 }, (_, at) => ({
      id: `t${at}`,
      title: `task ${at}`,
      ...assigned(userId(at)),
    }));
    value.unshift({ id: "odd", title: "odd", ...assigned("' or 1 eq 1") });
    const { calls } = await ask({ list, limit: 50 }, { ...listed, "/planner/plans/opening/tasks": { value } });
    const asked = calls.filter((url) => url.startsWith("/users"));
    expect(asked.map((url) => url.split(" or ").length)).toEqual([15, 15, 15]);
    expect(asked.join()).not.toContain("1 eq 1");
  });

  it("says what of the board is refused, and gives the tasks", async () => {
    const without = { "/planner/plans/opening/buckets": refused, "/planner/plans/opening/details": limited };
    const { tasks, incomplete } = await ask({ list }, { ...listed, ...without });
    expect(tasks).toHaveLength(4);
    expect(tasks[0]).not.toHaveProperty("bucket");
    expect(incomplete?.reason).toBe("The names of buckets and labels could not be read.");
  });

  it("gives the person's own tasks of a plan whose board is refused, and says so", async () => {
    const own = { value: [{ id: "t1", title: "Print menus", planId: "opening" }] };
    const answers = { ...listed, "/me/planner/tasks": own, "/planner/plans/opening/tasks": refused };
    const { tasks, incomplete } = await ask({ list }, answers);
    expect(tasks.map(({ title }) => title)).toEqual(["Print menus"]);
    expect(incomplete?.reason).toBe("The board of a plan could not be read: no access");
  });

  it.each(["/planner/plans/opening/details", "/users"])("ends where the sign-in does: %s", async (path) => {
    const ended = new ToolError("sign_in_required", "sign in again");
    expect((await toolErrorOf(ask({ list }, { ...listed, [path]: ended }))).code).toBe("sign_in_required");
  });

  it("reads pages of a board as far as there is room, and says how far", async () => {
    const next = "https://graph.microsoft.com/v1.0/next";
    const first = { value: [{ id: "t0", title: "first" }], "@odata.nextLink": `${next}1` };
    const pages = Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [
        `${next}${at + 1}`,
        { value: [{ id: `t${at + 1}`, title: `page ${at + 1}` }], "@odata.nextLink": `${next}${at + 2}` },
      ]),
    );
    const { tasks, incomplete } = await ask({ list }, { ...listed, "/planner/plans/opening/tasks": first }, { pages });
    expect(tasks).toHaveLength(5);
    expect(incomplete?.reason).toBe("Only 5 tasks of the plan were read.");
  });

  it("finds a plan that Planner doesn't list by a task that the person has in it", async () => {
    const own = { value: [{ id: "t1", title: "Print menus", planId: "opening" }] };
    const { tasks } = await ask({ list }, { ...board, "/me/planner/tasks": own, "/planner/plans/opening": opening });
    expect(tasks).toHaveLength(4);
  });
});

describe("tasks_search of a plan of a team, which Planner doesn't list for its members", () => {
  const teams = (count: number) => ({
    "/me/joinedTeams": {
      value: Array.from({ length: count }, (_, at) => ({ id: `g${at}`, displayName: `Team ${at}` })),
    },
  });

  it("finds it by the plans of the person's teams", async () => {
    const ofTeams = { ...teams(3), "/groups/g0/planner/plans": refused, "/groups/g1/planner/plans": { value: [] } };
    const { tasks, incomplete, calls } = await ask(
      { list },
      { ...board, ...ofTeams, "/groups/g2/planner/plans": { value: [opening] } },
    );
    expect(tasks).toHaveLength(4);
    expect(incomplete).toBeUndefined();
    expect(calls).toContain("/me/joinedTeams");
  });

  it("asks no team where To Do or Planner has a list of this name", async () => {
    const todo = { "/me/todo/lists": { value: [{ id: "l", displayName: "Kyoto opening" }] } };
    for (const answers of [listed, { ...todo, "/me/todo/lists/l/tasks": { value: [] } }]) {
      expect((await ask({ list }, answers)).calls).not.toContain("/me/joinedTeams");
    }
  });

  it("asks twenty teams at most, those first whose names are alike, and says how many are left", async () => {
    const all = teams(30)["/me/joinedTeams"].value;
    const groups = Object.fromEntries(all.map(({ id }) => [`/groups/${id}/planner/plans`, { value: [] }]));
    const alike = { id: "alike", displayName: "The Kyoto opening team" };
    const answers = {
      ...board,
      ...groups,
      "/me/joinedTeams": { value: [...all, alike] },
      "/groups/alike/planner/plans": { value: [opening] },
    };
    const { tasks, incomplete, calls } = await ask({ list }, answers);
    expect(tasks).toHaveLength(4);
    expect(calls.filter((url) => url.startsWith("/groups/"))).toHaveLength(20);
    expect(incomplete?.reason).toBe("The plans of 11 of the user's teams were not looked through.");
  });

  it("says where teams can't be asked, and by which permission they can", async () => {
    const without = await ask({ list }, board, { scopes: ["Tasks.Read", "User.ReadBasic.All"] });
    expect(without.incomplete).toEqual({
      reason: "Plans of teams were not looked through.",
      missingScopes: ["Team.ReadBasic.All"],
    });
    const failing = await ask({ list }, { ...board, "/me/joinedTeams": limited });
    expect(failing.incomplete?.reason).toBe("Plans of teams could not be read: slow down");
    const oneFails = await ask({ list }, { ...board, ...teams(1), "/groups/g0/planner/plans": limited });
    expect(oneFails.incomplete?.reason).toBe("The plans of 1 of the user's teams were not looked through.");
  });

  it("refuses a name that no list and no plan has, and says that it may be a premium plan", async () => {
    const ofTeam = { ...teams(1), "/groups/g0/planner/plans": { value: [{ id: "p", title: "X" }] } };
    expect(await toolErrorOf(ask({ list: "Garden" }, { ...listed, ...ofTeam }))).toMatchObject({
      code: "invalid_input",
      message:
        'list: no list of To Do is named "Garden", and no plan of the user or of their teams. ' +
        `Premium plans can't be read: Microsoft gives those to no app. There are "Kyoto opening", "X".`,
    });
  });
});
