import { DateTime } from "luxon";
import type { Plan, TodoList } from "#test/fake-tenant/data/tasks/task-store.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { NewPlan, NewPlannerTask, NewTask } from "../tasks/task-store.ts";
import type { Cast } from "./cast.ts";

const tokyo = "Asia/Tokyo";

/** Midnight in Tokyo, so many days from the cast's today. */
const dayFromNow = ({ world }: Cast, days: number) =>
  DateTime.fromMillis(world.now(), { zone: tokyo }).startOf("day").plus({ days }).toMillis();
/** Ten in the morning of that day in UTC, as Planner dates tasks. */
const plannerDay = ({ world }: Cast, days: number) =>
  DateTime.fromMillis(world.now(), { zone: "UTC" }).startOf("day").plus({ days }).set({ hour: 10 }).toMillis();

const todoOf =
  ({ world }: Cast) =>
  (list: TodoList, createdAt: number, key: string, title: string, more: Partial<NewTask> = {}) =>
    world.tasks.addTask(list, { createdAt, key, title, ...more });

type More = Partial<NewPlannerTask> & Pick<NewPlannerTask, "assignees">;
const plannedOf =
  ({ world }: Cast) =>
  (plan: Plan, createdAt: number, createdBy: UserRecord, key: string, title: string, more: More) =>
    world.tasks.addPlannerTask(plan, { createdAt, createdBy, key, title, ...more });

type Members = readonly UserRecord[];
const planOf =
  ({ world }: Cast) =>
  (createdAt: number, createdBy: UserRecord, key: string, title: string, members: Members, more?: Partial<NewPlan>) =>
    world.tasks.addPlan({ createdAt, createdBy, key, title, members, ...more });

/** What is to be done for the Kyoto roastery, and a task of everybody's own. */
export function addAozoraTasks(cast: Cast): void {
  const todo = todoOf(cast);
  for (const user of cast.world.directory.tenantUsers(cast.tenant.id)) {
    if (!user.hasMailbox || user.isSharedMailbox) continue;
    const [title = "none", note = "none"] = user.canaries;
    todo(cast.world.tasks.list(user, "Tasks"), cast.hoursAgo(90), "private", `Ask for a raise ${title}`, {
      note: { type: "text", content: `Before the review, reference ${note}.` },
    });
  }
  addTodo(cast);
  addPlans(cast);
}

function addTodo(cast: Cast): void {
  const { world, who, hoursAgo } = cast;
  const todo = todoOf(cast);
  const hana = who("hana.mori");
  const tasks = world.tasks.list(hana, "Tasks");
  todo(tasks, hoursAgo(120), "cupping-notes", "Send the cupping notes to Carlos", {
    note: { type: "html", content: "<html><body><p>Lots <b>7</b> and 9; the acidity of lot 9.</p></body></html>" },
    dueAt: dayFromNow(cast, -2),
    importance: "high",
    categories: ["Suppliers"],
    checklist: [
      ["Write down lot 7", true],
      ["Write down lot 9", false],
    ],
    links: [
      {
        displayName: "El Mirador: shipping dates",
        applicationName: "Outlook",
        webUrl: "https://outlook.office365.com/owa/?ItemID=AAMkADcupping",
      },
    ],
  });
  todo(tasks, hoursAgo(60), "visa", "Renew the visa for Colombia", { status: "waitingOnOthers", hasAttachments: true });
  todo(tasks, hoursAgo(200), "samples", "Order sample bags", { status: "completed", completedAt: hoursAgo(30) });
  const kyoto = world.tasks.list(hana, "京都開業");
  todo(kyoto, hoursAgo(70), "inspection", "消防署の検査の書類をそろえる", {
    note: { type: "text", content: "図面、許可証 2026-118、連絡先。" },
    dueAt: dayFromNow(cast, 5),
  });
  for (const [at, guest] of ["Carlos Restrepo", "Lena Vogt"].entries()) {
    todo(kyoto, hoursAgo(50 - at), `invite-${at}`, `Invite ${guest} to the opening`, {
      dueAt: dayFromNow(cast, 20 + at),
    });
  }
}

function addPlans(cast: Cast): void {
  const { who, hoursAgo } = cast;
  const [plan, planned] = [planOf(cast), plannedOf(cast)];
  const [hana, daniel, yuki, kenji] = [who("hana.mori"), who("daniel.costa"), who("yuki.sato"), who("kenji.tanaka")];
  const opening = plan(hoursAgo(500), daniel, "opening", "Kyoto opening", [hana, daniel, yuki], {
    labels: ["Permits", null, "Supplier waits"],
  });
  planned(opening, hoursAgo(300), daniel, "electrician", "Confirm the three-phase line", {
    dueAt: plannerDay(cast, 3),
    percentComplete: 50,
    priority: 1,
    bucket: "Building",
    labels: [1, 2],
    assignees: [hana, daniel],
    description: "63 amperes at 200 volts. The electrician needs the drawing first.",
    checklist: [
      ["Send the drawing", true],
      ["Fix the date", false],
    ],
    references: {
      "https://aozora-coffee.sharepoint.com/sites/kyoto-roastery/Shared Documents/General/Opening plan.md": {
        alias: "Opening plan",
        type: "Other",
      },
    },
  });
  for (const [at, title] of ["Print menus", "Hire two baristas", "Book the ribbon", "Test the till"].entries()) {
    planned(opening, hoursAgo(250 - at), yuki, `small-${at}`, title, {
      bucket: at === 1 ? "People" : "Opening day",
      dueAt: plannerDay(cast, 8 + at),
      percentComplete: at === 3 ? 100 : 0,
      ...(at === 3 && { completedAt: hoursAgo(20) }),
      assignees: [hana],
    });
  }
  planned(opening, hoursAgo(200), hana, "yuki", "Clear customs for the roaster", {
    bucket: "Building",
    labels: [3],
    assignees: [yuki],
  });
  planned(opening, hoursAgo(150), daniel, "flowers", "Order flowers for the counter", {
    bucket: "Opening day",
    assignees: [],
  });
  const budget = plan(hoursAgo(900), kenji, "budget", "Budget 2026", [hana, kenji]);
  planned(budget, hoursAgo(400), kenji, "forecast", "Forecast of green coffee prices", {
    dueAt: plannerDay(cast, -1),
    priority: 3,
    assignees: [hana],
  });
  addSourcingPlan(cast, { kenji, daniel });
  const old = plan(hoursAgo(9_000), kenji, "old", "Roadmap 2024", [hana], { isDeleted: true });
  planned(old, hoursAgo(8_000), kenji, "ghost", "Plan of a plan that is gone", { assignees: [hana] });
}

/** A plan of a team, which is shared with nobody one by one, so that Planner lists it for none of its members. */
function addSourcingPlan(cast: Cast, { kenji, daniel }: Record<"kenji" | "daniel", UserRecord>): void {
  const { world, hoursAgo } = cast;
  const [plan, planned] = [planOf(cast), plannedOf(cast)];
  const team = world.teams.teams(kenji).find(({ displayName }) => displayName === "Sourcing");
  if (team === undefined) return;
  const harvest = plan(hoursAgo(700), kenji, "harvest", "Harvest visits", team.members, {
    groupId: team.id,
    sharedWith: [],
    labels: ["Visa needed"],
  });
  const visits = [
    { key: "mirador", title: "Visit El Mirador", labels: [1], bucket: "Colombia", assignees: [daniel] },
    { key: "santos", title: "Cup the Santos lots", bucket: "Brazil", percentComplete: 50, assignees: [kenji, daniel] },
  ];
  for (const visit of visits) planned(harvest, hoursAgo(600), kenji, visit.key, visit.title, visit);
}
