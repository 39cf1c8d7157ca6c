import type { MeetingType } from "../../api/types";
import { isEmail } from "../../ui/email";
import type { Chosen } from "../booking/slots";
import type { CreateAdminBookingRequest, Waiver } from "../frame/types";

/** What is typed for a new booking. */
export interface Draft {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  company: string;
  subject: string;
  message: string;
  language: "en" | "de" | "ru" | "";
  /** Where the client said yes; empty until that is said. */
  given: "by_phone" | "in_writing" | "";
  notify: boolean;
}

export const EMPTY: Draft = {
  firstName: "",
  lastName: "",
  email: "",
  phone: "",
  company: "",
  subject: "",
  message: "",
  language: "",
  given: "",
  notify: true,
};

export interface Wish {
  consultantId: string;
  duration: number;
  meetingType: MeetingType;
}

/** Whether a booking can be tried. A phone meeting needs a number. */
export function isComplete(draft: Draft, wish: Wish): boolean {
  const named = draft.firstName.trim() !== "" && draft.lastName.trim() !== "" && isEmail(draft.email);
  return named && draft.given !== "" && (wish.meetingType !== "phone" || draft.phone.trim() !== "");
}

/** The request: empty fields are left out. */
export function requestOf(
  draft: Draft,
  wish: Wish,
  chosen: Chosen,
  timezone: string,
  waived: readonly Waiver[],
): CreateAdminBookingRequest {
  const text = (value: string) => value.trim() || null;
  const waive = [...new Set([...chosen.waive, ...waived])];
  return {
    ...wish,
    start: chosen.start,
    timezone,
    client: {
      firstName: draft.firstName.trim(),
      lastName: draft.lastName.trim(),
      email: draft.email.trim(),
      phone: text(draft.phone),
      company: text(draft.company),
    },
    subject: text(draft.subject),
    message: text(draft.message),
    language: draft.language || null,
    consent: { given: draft.given || "by_phone" },
    ...(waive.length && { waive }),
    ...(!draft.notify && { notify: false }),
  };
}
