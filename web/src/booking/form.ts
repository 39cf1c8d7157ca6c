import type { Fault, MeetingType, Site } from "../api/types";
import { current, t } from "../i18n";
import { cleanLine, cleanLines, isVisible } from "../ui/clean";
import { isEmail } from "../ui/email";
import { international } from "./countries";
import { PERSONAL } from "./personal";

/** The client's input; kept in the tab until the booking is made. */
export interface Form {
  firstName: string;
  lastName: string;
  email: string;
  phoneCountry: string;
  phone: string;
  company: string;
  position: string;
  website: string;
  industry: string;
  companySize: string;
  subject: string;
  message: string;
  preparationNotes: string;
  /** One link a line. */
  materials: string;
  specialRequirements: string;
  /** Of our mails; empty: the page's, whichever that is when it is booked. */
  language: string;
  remindByEmail: boolean;
  remindBySms: boolean;
  /** Days before the meeting; empty: the usual reminders. */
  timing: number[];
  terms: boolean;
  privacy: boolean;
  marketing: boolean;
  recording: boolean;
}

export type FormField = keyof Form;
export type Errors = Partial<Record<FormField, string>>;

export const COMPANY_SIZES = ["1-10", "11-50", "51-200", "201-1000", "1001+"] as const;

export function emptyForm(phoneCountry: string): Form {
  return {
    firstName: "",
    lastName: "",
    email: "",
    phoneCountry,
    phone: "",
    company: "",
    position: "",
    website: "",
    industry: "",
    companySize: "",
    subject: "",
    message: "",
    preparationNotes: "",
    materials: "",
    specialRequirements: "",
    language: "",
    remindByEmail: true,
    remindBySms: false,
    timing: [],
    terms: false,
    privacy: false,
    marketing: false,
    recording: false,
  };
}

/** The name under which known data of the visitor wait for the form. */
export const PREFILL = "prefill";

/** Where a space can't be: a `+` that the link left unescaped is one. */
const WITHOUT_SPACES: readonly string[] = ["email", "phone", "website"];

/** The values that the page before knows already, from the fragment (which goes to no server). */
export function prefilled(fragment: string): Partial<Form> {
  const written = fragment.replace(/^#/, "");
  const [values, asWritten] = [written, written.replaceAll("+", "%2B")].map((text) => new URLSearchParams(text));
  // A link with spaces as %20 means every plus.
  const isPlain = written.includes("%20");
  return Object.fromEntries(
    PERSONAL.flatMap((name) => {
      const value = (isPlain || WITHOUT_SPACES.includes(name) ? asWritten : values)?.get(name);
      return value ? [[name, value]] : [];
    }),
  );
}

/** `rule`: the company's, for every booking. */
export function needsPhone(form: Form, meetingType: MeetingType, rule: Site["phone"] = "optional"): boolean {
  return meetingType === "phone" || form.remindBySms || rule === "required";
}

/** Lines of the links field that say something. */
export function links(materials: string): string[] {
  const lines = cleanLines(materials).split(/\s+/).filter(Boolean);
  return lines.map((line) => (/^https?:\/\//i.test(line) ? line : `https://${line}`));
}

/** Faults that the page can find itself; the API decides. */
export function check(form: Form, meetingType: MeetingType, phone?: Site["phone"]): Errors {
  const errors: Errors = {};
  for (const name of ["firstName", "lastName"] as const) {
    if (!isVisible(form[name])) errors[name] = t("fault.required");
  }
  if (!form.email.trim()) errors.email = t("fault.required");
  else if (!isEmail(cleanLine(form.email))) errors.email = t("fault.email");
  const digits = form.phone.replace(/\D/g, "").length;
  if (needsPhone(form, meetingType, phone) && !form.phone.trim()) errors.phone = t("fault.phoneRequired");
  else if (form.phone.trim() && digits < 4) errors.phone = t("fault.phone");
  if (links(form.materials).some((link) => !URL.canParse(link))) errors.materials = t("fault.link");
  if (!form.terms) errors.terms = t("fault.consent");
  if (!form.privacy) errors.privacy = t("fault.consent");
  return errors;
}

/** Where the API's pointers lead on this page. */
const POINTERS: Record<string, FormField> = {
  "/client/firstName": "firstName",
  "/client/lastName": "lastName",
  "/client/email": "email",
  "/client/phone": "phone",
  "/client/company": "company",
  "/client/position": "position",
  "/client/website": "website",
  "/client/industry": "industry",
  "/client/companySize": "companySize",
  "/consent/terms": "terms",
  "/consent/privacy": "privacy",
  "/preparationMaterials": "materials",
  "/subject": "subject",
  "/message": "message",
  "/preparationNotes": "preparationNotes",
  "/specialRequirements": "specialRequirements",
  "/language": "language",
};

/** The API's faults at their fields; those that belong to no field come as sentences. */
export function placed(faults: readonly Fault[]): { errors: Errors; others: string[] } {
  const errors: Errors = {};
  const others: string[] = [];
  for (const { pointer, message } of faults) {
    const field = POINTERS[pointer] ?? POINTERS[pointer.replace(/\/\d+$/, "")];
    if (field) errors[field] ??= message;
    else others.push(message);
  }
  return { errors, others };
}

/** The booking's slot and options, beside the client's input. */
export interface Choice {
  consultantId: string;
  start: string;
  duration: number;
  timezone: string;
  meetingType: MeetingType;
}

const SOURCES = ["website", "referral", "direct", "social"];

/** How the client came here, from the page's address. */
export function origin(query: URLSearchParams): { source: string; utm?: Record<string, string> } {
  const asked = query.get("source") ?? "";
  const names = ["source", "medium", "campaign"] as const;
  const utm = Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(`utm_${name}`)?.slice(0, 200);
      return value ? [[name, value]] : [];
    }),
  );
  return { source: SOURCES.includes(asked) ? asked : "website", ...(Object.keys(utm).length > 0 && { utm }) };
}

const OF_SEVERAL_LINES: readonly string[] = ["message", "preparationNotes", "specialRequirements"];

/** The filled fields only, without characters that show nowhere. */
function filled(values: Record<string, string>): Record<string, string> {
  const cleaned = Object.entries(values).map(
    ([name, value]) => [name, OF_SEVERAL_LINES.includes(name) ? cleanLines(value) : cleanLine(value)] as const,
  );
  return Object.fromEntries(cleaned.filter(([, value]) => value));
}

/** The body of `POST /v1/bookings`. `textVersion` is that of the consents' texts, unless the page shows its own. */
export function bodyOf(form: Form, choice: Choice, query: URLSearchParams, textVersion?: string) {
  const { firstName, lastName, email, company, position, website, industry, companySize } = form;
  const { subject, message, preparationNotes, specialRequirements } = form;
  const phone = international(form.phoneCountry, form.phone);
  const materials = links(form.materials);
  return {
    ...choice,
    client: filled({ firstName, lastName, email, phone, company, position, website, industry, companySize }),
    ...filled({ subject, message, preparationNotes, specialRequirements }),
    ...(materials.length > 0 && { preparationMaterials: materials }),
    language: form.language || current(),
    reminders: { email: form.remindByEmail, sms: form.remindBySms, timing: form.timing },
    consent: {
      terms: form.terms,
      privacy: form.privacy,
      marketing: form.marketing,
      recording: form.recording,
      ...(textVersion && { textVersion }),
    },
    ...origin(query),
  };
}
