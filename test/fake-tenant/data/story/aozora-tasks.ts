import { DateTime } from "luxon";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { Cast } from "./cast.ts";

const tokyo = "Asia/Tokyo";

/** Midnight in Tokyo, so many days from the cast's today. */
const dayFromNow = ({ world }: Cast, days: number) =>
  DateTime.fromMillis(world.now(), { zone: tokyo }).startOf("day").plus({ days }).toMillis();
/** Ten in the morning of that day in UTC, as Planner dates tasks. */
const plannerDay = ({ world }: Cast, days: number) =>
  DateTime.fromMillis(world.now(), { zone: "UTC" }).startOf("day").plus({ days }).set({ hour: 10 }).toMillis();

/** What is to be done for the Kyoto roastery, and a task of everybody's own. */
export function addAozoraTasks(cast: Cast): void {
  for (const user of cast.world.directory.tenantUsers(cast.tenant.id)) {
    if (!user.hasMailbox || user.isSharedMailbox) continue;
    const [title = "none", note = "none"] = user.canaries;
    cast.world.tasks.addTask(cast.world.tasks.list(user, "Tasks"), {
      key: "private",
      title: `Ask for a raise ${title}`,
      note: { type: "text", content: `Before the review, reference ${note}.` },
      createdAt: cast.hoursAgo(90),
    });
  }
  addTodo(cast);
  addPlans(cast);
}

function addTodo(cast: Cast): void {
  const { world, who, hoursAgo } = cast;
  const hana = who("hana.mori");
  const tasks = world.tasks.list(hana, "Tasks");
  world.tasks.addTask(tasks, {
    key: "cupping-notes",
    title: "Send the cupping notes to Carlos",
    note: { type: "html", content: "<html><body><p>Lots <b>7</b> and 9; the acidity of lot 9.</p></body></html>" },
    dueAt: dayFromNow(cast, -2),
    importance: "high",
    categories: ["Suppliers"],
    createdAt: hoursAgo(120),
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
  world.tasks.addTask(tasks, {
    key: "visa",
    title: "Renew the visa for Colombia",
    status: "waitingOnOthers",
    hasAttachments: true,
    createdAt: hoursAgo(60),
  });
  world.tasks.addTask(tasks, {
    key: "samples",
    title: "Order sample bags",
    status: "completed",
    completedAt: hoursAgo(30),
    createdAt: hoursAgo(200),
  });
  const kyoto = world.tasks.list(hana, "京都開業");
  world.tasks.addTask(kyoto, {
    key: "inspection",
    title: "消防署の検査の書類をそろえる",
    note: { type: "text", content: "図面、許可証 2026-118、連絡先。" },
    dueAt: dayFromNow(cast, 5),
    createdAt: hoursAgo(70),
  });
  for (const [at, guest] of ["Carlos Restrepo", "Lena Vogt"].entries()) {
    world.tasks.addTask(kyoto, {
      key: `invite-${at}`,
      title: `Invite ${guest} to the opening`,
      dueAt: dayFromNow(cast, 20 + at),
      createdAt: hoursAgo(50 - at),
    });
  }
}

function addPlans(cast: Cast): void {
  const { world, who, hoursAgo } = cast;
  const [hana, daniel, yuki, kenji] = ["hana.mori", "daniel.costa", "yuki.sato", "kenji.tanaka"].map(who);
  if (hana === undefined || daniel === undefined || yuki === undefined || kenji === undefined) return;
  const opening = world.tasks.addPlan({
    key: "opening",
    title: "Kyoto opening",
    createdBy: daniel,
    createdAt: hoursAgo(500),
    members: [hana, daniel, yuki],
    labels: ["Permits", null, "Supplier waits"],
  });
  world.tasks.addPlannerTask(opening, {
    key: "electrician",
    title: "Confirm the three-phase line",
    createdBy: daniel,
    createdAt: hoursAgo(300),
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
    world.tasks.addPlannerTask(opening, {
      key: `small-${at}`,
      title,
      createdBy: yuki,
      createdAt: hoursAgo(250 - at),
      bucket: at === 1 ? "People" : "Opening day",
      dueAt: plannerDay(cast, 8 + at),
      percentComplete: at === 3 ? 100 : 0,
      ...(at === 3 && { completedAt: hoursAgo(20) }),
      assignees: [hana],
    });
  }
  world.tasks.addPlannerTask(opening, {
    key: "yuki",
    title: "Clear customs for the roaster",
    createdBy: hana,
    createdAt: hoursAgo(200),
    bucket: "Building",
    labels: [3],
    assignees: [yuki],
  });
  world.tasks.addPlannerTask(opening, {
    key: "flowers",
    title: "Order flowers for the counter",
    createdBy: daniel,
    createdAt: hoursAgo(150),
    bucket: "Opening day",
    assignees: [],
  });
  const budget = world.tasks.addPlan({
    key: "budget",
    title: "Budget 2026",
    createdBy: kenji,
    createdAt: hoursAgo(900),
    members: [hana, kenji],
  });
  world.tasks.addPlannerTask(budget, {
    key: "forecast",
    title: "Forecast of green coffee prices",
    createdBy: kenji,
    createdAt: hoursAgo(400),
    dueAt: plannerDay(cast, -1),
    priority: 3,
    assignees: [hana],
  });
  addSourcingPlan(cast, { kenji, daniel });
  const old = world.tasks.addPlan({
    key: "old",
    title: "Roadmap 2024",
    createdBy: kenji,
    createdAt: hoursAgo(9_000),
    members: [hana],
    isDeleted: true,
  });
  world.tasks.addPlannerTask(old, {
    key: "ghost",
    title: "Plan of a plan that is gone",
    createdBy: kenji,
    createdAt: hoursAgo(8_000),
    assignees: [hana],
  });
}

/** A plan of a team, which is shared with nobody one by one, so that Planner lists it for none of its members. */
function addSourcingPlan({ world, hoursAgo }: Cast, { kenji, daniel }: Record<"kenji" | "daniel", UserRecord>): void {
  const team = world.teams.teams(kenji).find(({ displayName }) => displayName === "Sourcing");
  if (team === undefined) return;
  const harvest = world.tasks.addPlan({
    key: "harvest",
    title: "Harvest visits",
    groupId: team.id,
    createdBy: kenji,
    createdAt: hoursAgo(700),
    members: team.members,
    sharedWith: [],
    labels: ["Visa needed"],
  });
  const visits = [
    { key: "mirador", title: "Visit El Mirador", labels: [1], bucket: "Colombia", assignees: [daniel] },
    { key: "santos", title: "Cup the Santos lots", bucket: "Brazil", percentComplete: 50, assignees: [kenji, daniel] },
  ];
  for (const visit of visits)
    world.tasks.addPlannerTask(harvest, { createdBy: kenji, createdAt: hoursAgo(600), ...visit });
}
