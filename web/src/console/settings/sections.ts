import type { Schemas } from "../kit/types";

/**
 * The sections of the settings and their fields, as docs/settings.md has them. Labels are the texts `settings.<label>`,
 * hints `settings.<label>.hint`.
 */

export type Settings = Schemas["Settings"];
export type SectionName = keyof Settings;

interface Common {
  /** The member's name. */
  name: string;
  /** Its text, if the name alone says too little. */
  label?: string;
  hint?: true;
}

export type Field = Common &
  (
    | { kind: "line"; type?: "text" | "email" | "url" | "tel"; max?: number }
    | { kind: "number"; min: number; max: number }
    /** Yes or no, and what holds without the member. */
    | { kind: "tick"; usual: boolean }
    /** One of several; `optional`: or none. */
    | { kind: "choice"; words: readonly string[]; optional?: true }
    | { kind: "language" | "consultant" }
    /** Any of several. */
    | { kind: "ticks"; words: readonly string[] }
    | { kind: "languages" }
    /** A text by language. */
    | { kind: "texts"; rows?: number }
    /** Words, one a line. `none`: an empty list and no list differ. */
    | { kind: "words"; none?: true }
    /** Roles by names of groups, one a line. */
    | { kind: "roles" }
    /** `optional`: absent while it is empty. */
    | { kind: "object"; fields: readonly Field[]; optional?: true }
    | { kind: "list"; of: readonly Field[] | "texts" }
  );

export interface Section {
  name: SectionName;
  /** Its fields. A section that is a list or a word is one field with the section's name. */
  fields: readonly Field[];
}

const CONSENT: readonly Field[] = [
  { name: "text", label: "consentText", kind: "texts", rows: 3 },
  { name: "url", label: "fullText", kind: "line", type: "url" },
];
const MARK: readonly Field[] = [
  { name: "name", kind: "line", max: 100 },
  { name: "image", kind: "line", type: "url" },
  { name: "url", kind: "line", type: "url" },
];
const number = (name: string, min: number, max: number): Field => ({ name, kind: "number", min, max });
const limit = (name: string) => number(name, 0, 1_000_000);
const tick = (name: string, usual: boolean): Field => ({ name, kind: "tick", usual });

const of = (name: SectionName, ...fields: Field[]): Section => ({ name, fields });

/** The sections by the page that shows them, in the order of the tabs. */
export const GROUPS = {
  company: [
    of(
      "company",
      { name: "name", label: "companyName", kind: "line", max: 100 },
      { name: "timezone", kind: "line", hint: true },
      { name: "staffLanguage", kind: "language" },
      { name: "imprint", label: "address", hint: true, kind: "line" },
    ),
    of(
      "branding",
      { name: "color", kind: "line", max: 7, hint: true },
      { name: "logo", label: "image", kind: "line", type: "url" },
    ),
    of("languages", { name: "languages", label: "pageLanguages", kind: "languages" }),
    of(
      "support",
      { name: "email", kind: "line", type: "email" },
      { name: "phone", label: "phoneNumber", kind: "line", type: "tel" },
      { name: "url", kind: "line", type: "url" },
    ),
  ],
  page: [
    of("hero", { name: "title", kind: "texts" }, { name: "text", kind: "texts", rows: 3 }),
    of(
      "display",
      { name: "consultants", label: "layout", kind: "choice", words: ["grid", "list", "carousel"] },
      { name: "cardLayout", kind: "choice", words: ["detailed", "compact"] },
      { name: "photoShape", kind: "choice", words: ["circle", "rounded", "square"] },
      {
        name: "filters",
        kind: "ticks",
        words: ["expertise", "language", "timeframe", "preferredTime", "meetingType", "minRating", "experience"],
      },
      tick("hideWeekends", false),
      tick("showPhotos", true),
      tick("showBios", true),
      tick("showRatings", true),
      tick("showAvailability", true),
      { name: "valueProposition", kind: "list", of: "texts" },
    ),
    of("confirmation", { name: "thanks", kind: "texts", rows: 3 }, { name: "preparation", kind: "texts", rows: 3 }),
    of("badges", { name: "badges", kind: "list", of: MARK }),
    of("logos", { name: "logos", kind: "list", of: MARK }),
    of("testimonials", {
      name: "testimonials",
      kind: "list",
      of: [
        { name: "text", label: "quote", kind: "texts", rows: 3 },
        { name: "author", kind: "line", max: 100 },
        { name: "company", kind: "line", max: 100 },
        number("rating", 1, 5),
        { name: "consultantId", kind: "consultant" },
      ],
    }),
    of("showsStatistics", tick("showsStatistics", false)),
    of("faq", {
      name: "faq",
      kind: "list",
      of: [
        { name: "question", kind: "texts" },
        { name: "answer", kind: "texts", rows: 3 },
        { name: "onlyWith", kind: "choice", words: ["meetingLink", "changes"], optional: true },
      ],
    }),
  ],
  consents: [
    of(
      "consents",
      { name: "version", kind: "line", max: 100, hint: true },
      { name: "terms", kind: "object", fields: CONSENT },
      { name: "privacy", kind: "object", fields: CONSENT },
      { name: "marketing", kind: "object", fields: CONSENT, optional: true },
      { name: "recording", kind: "object", fields: CONSENT, optional: true },
    ),
    of("recording", { name: "recording", label: "asksForRecording", kind: "choice", words: ["ask", "never"] }),
    of(
      "policies",
      { name: "terms", kind: "line", type: "url" },
      { name: "privacy", kind: "line", type: "url" },
      { name: "imprint", kind: "line", type: "url" },
      { name: "cancellation", kind: "texts", rows: 3 },
    ),
    of("refundPolicy", { name: "refundPolicy", label: "refundText", kind: "texts", rows: 3 }),
  ],
  rules: [
    of("changes", tick("allowRescheduling", true), tick("allowCancellation", true), number("deadlineHours", 0, 168)),
    of("phone", { name: "phone", label: "phoneRule", kind: "choice", words: ["optional", "required"] }),
    of("meetings", { name: "url", label: "meetingUrl", kind: "line", hint: true }),
    of(
      "reminders",
      number("clientHours", 3, 720),
      number("consultantHours", 1, 720),
      number("attendanceCheckMinutes", 0, 10_080),
      number("autoCompleteHours", 0, 8_760),
      number("followUpHours", 0, 8_760),
      number("noShowFollowUpMinutes", 0, 10_080),
      tick("feedbackWithoutConsent", true),
    ),
    of("textMessages", { name: "countries", kind: "words", none: true, hint: true }),
  ],
  protection: [
    of(
      "protection",
      { name: "challenge", kind: "choice", words: ["under_pressure", "always", "never"] },
      number("challengeEffort", 100, 100_000),
      number("minimumFillSeconds", 0, 60),
      { name: "blockedNetworks", kind: "words", hint: true },
      { name: "blockedEmailDomains", kind: "words", hint: true },
    ),
    of(
      "limits",
      limit("bookingsPerClient"),
      limit("bookingsPerPhone"),
      limit("bookingsPerNetwork"),
      limit("lookupsPerNetwork"),
      limit("lookupFailuresPerHour"),
      limit("lookupFailuresPerDay"),
      limit("movesPerDay"),
      limit("movesPerBooking"),
      limit("pressurePerNetwork"),
      limit("pressurePerConsultant"),
      limit("pressureInAll"),
    ),
    of("sharedAddresses", { name: "sharedAddresses", label: "addresses", kind: "words", hint: true }),
    of("retention", { ...number("days", 30, 36_500), hint: true }),
  ],
  access: [
    of(
      "access",
      tick("consultantsMayEditSchedule", true),
      tick("consultantsMayReassign", true),
      tick("consultantsSeeTeamTotals", false),
      tick("managersMayExport", false),
    ),
    of("singleSignOn", { name: "groups", kind: "roles", hint: true }),
  ],
} as const satisfies Record<string, readonly Section[]>;

export type GroupName = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as GroupName[];

/** Whether any of the fields is a text by language. */
export const hasTexts = (fields: readonly Field[]): boolean =>
  fields.some((field) => {
    if (field.kind === "object") return hasTexts(field.fields);
    if (field.kind === "list") return field.of === "texts" || hasTexts(field.of);
    return field.kind === "texts";
  });
