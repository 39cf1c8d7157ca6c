import type { ComponentType } from "preact";

import type { SignName } from "./frame/sign";
import type { Capability } from "./frame/types";
import { type ConsoleText, loadMoreTexts } from "./i18n";

/** The props of every page. */
export interface PageProps {
  /** The parts of the address after the page's own: `/console/bookings/VLT-…` gives `["VLT-…"]`. */
  rest: readonly string[];
}

export interface PageEntry {
  /** The part of the address after `/console/`; empty for the first page. */
  path: string;
  /** Its name in the menu, in commands and as the title of the tab. */
  label: ConsoleText;
  sign: SignName;
  /** Without this right the page isn't in the menu, and says so at its address. */
  right: Capability;
  /** `main`: in the bar of a phone as well; `more`: under "More" there; absent: reached by links alone. */
  menu?: "main" | "more";
  /** Loaded when it is first opened. */
  load: () => Promise<{ default: ComponentType<PageProps> }>;
}

/** A page that sets the system up: its texts come with it. */
async function setUp<T>(page: Promise<T>): Promise<T> {
  await loadMoreTexts("setup");
  return page;
}

/** A page of what the company says and decides, which is opened once a month. */
async function ofCompany<T>(page: Promise<T>): Promise<T> {
  await loadMoreTexts("setup", "company");
  return page;
}

/** Every page of the console, in the order of the menu. docs/CONTRIBUTING.md says what else a page needs. */
export const PAGES: readonly PageEntry[] = [
  {
    path: "",
    label: "page.today",
    sign: "today",
    right: "see_bookings",
    menu: "main",
    load: () => import("./today/page"),
  },
  {
    path: "bookings",
    label: "page.bookings",
    sign: "list",
    right: "see_bookings",
    menu: "main",
    load: () => import("./bookings/page"),
  },
  {
    path: "calendar",
    label: "page.calendar",
    sign: "calendar",
    right: "see_bookings",
    menu: "main",
    load: () => import("./calendar/page"),
  },
  { path: "new", label: "page.new", sign: "plus", right: "change_bookings", load: () => import("./new/page") },
  {
    path: "consultants",
    label: "page.consultants",
    sign: "people",
    right: "see_profiles",
    menu: "more",
    load: () => setUp(import("./consultants/page")),
  },
  {
    path: "absences",
    label: "page.absences",
    sign: "absence",
    right: "change_many",
    menu: "more",
    load: () => setUp(import("./absences/page")),
  },
  {
    path: "why-not",
    label: "page.whyNot",
    sign: "question",
    right: "see_schedules",
    menu: "more",
    load: () => setUp(import("./why-not/page")),
  },
  {
    path: "templates",
    label: "page.templates",
    sign: "template",
    right: "see_templates",
    menu: "more",
    load: () => ofCompany(import("./templates/page")),
  },
  {
    path: "numbers",
    label: "page.numbers",
    sign: "chart",
    right: "see_numbers",
    menu: "more",
    load: () => ofCompany(import("./numbers/page")),
  },
  {
    path: "integrations",
    label: "page.integrations",
    sign: "plug",
    right: "see_integrations",
    menu: "more",
    load: () => setUp(import("./integrations/page")),
  },
  {
    path: "settings",
    label: "page.settings",
    sign: "settings",
    right: "see_settings",
    menu: "more",
    load: () => ofCompany(import("./settings/page")),
  },
  {
    path: "accounts",
    label: "page.accounts",
    sign: "shield",
    right: "manage_accounts",
    menu: "more",
    load: () => setUp(import("./accounts/page")),
  },
  {
    path: "audit",
    label: "page.audit",
    sign: "audit",
    right: "see_booking_audit",
    menu: "more",
    load: () => setUp(import("./audit/page")),
  },
];

/** The page at a path, and what of it follows. */
export function pageAt(path: string): { entry: PageEntry; rest: readonly string[] } | undefined {
  const [first = "", ...rest] = path
    .replace(/^\/console\/?/, "")
    .split("/")
    .filter(Boolean)
    .map(decodeURIComponent);
  const entry = PAGES.find((it) => it.path === first);
  return entry && { entry, rest };
}

/** The address of a page, or of something on it. */
export function pathOf(page: string, ...rest: string[]): string {
  return ["/console", page, ...rest.map(encodeURIComponent)].filter(Boolean).join("/");
}
