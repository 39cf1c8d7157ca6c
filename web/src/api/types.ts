/** What the API sends and takes, as api.md and the OpenAPI document say. */

/** A text in several languages; any of them may be missing. */
export type Texts = Partial<Record<string, string>>;

export type MeetingType = "video" | "phone" | "in_person";
export type Status = "confirmed" | "rescheduled" | "cancelled" | "completed" | "no_show";

/** A time on offer. `start` and `end` are instants in UTC. */
export interface Slot {
  start: string;
  end: string;
  consultantId: string;
  consultantIds?: string[];
  available?: boolean;
  otherConsultant?: boolean;
}

/** A date in the zone that was asked for, with its free times. */
export interface Day {
  date: string;
  slots: Slot[];
}

export interface Availability {
  timezone: string;
  duration: number;
  days: Day[];
}

export interface Testimonial {
  text: Texts;
  author: string;
  company?: string;
  rating?: number;
  consultantId?: string;
}

export interface Consultant {
  id: string;
  firstName: string;
  lastName: string;
  title?: Texts;
  biography?: Texts;
  photo?: string;
  expertise?: string[];
  languages?: string[];
  experience?: "junior" | "mid" | "senior" | "expert";
  certifications?: { name: string; issuer?: string; year?: number }[];
  linkedinUrl?: string;
  timezone: string;
  durations: number[];
  meetingTypes: MeetingType[];
  responseTime?: Texts;
  acceptingBookings?: boolean;
  rating?: number | null;
  reviewCount?: number;
  completedBookings?: number;
  /** Null or absent: nothing free in the horizon, or not known. */
  nextAvailableSlot?: Slot | null;
  availabilityIndicator?: "online" | "busy" | "offline";
  testimonial?: Testimonial | null;
}

export interface Named {
  name: string;
  image?: string;
  url?: string;
}

export interface Consents {
  version: string;
  terms: { text: Texts; url?: string };
  privacy: { text: Texts; url?: string };
  marketing?: { text: Texts; url?: string };
  recording?: { text: Texts; url?: string };
}

/** What `GET /v1/site` says; every part may be missing. */
export interface Site {
  company?: string;
  branding?: { color?: string; logo?: string };
  languages?: string[];
  timezone?: string;
  hero?: { title?: Texts; text?: Texts };
  consents?: Consents;
  policies?: { privacy?: string; terms?: string; imprint?: string; cancellation?: Texts };
  changeDeadlineHours?: number;
  badges?: Named[];
  logos?: Named[];
  testimonials?: Testimonial[];
  statistics?: { consultants?: number; completedBookings?: number; averageRating?: number; reviewCount?: number };
  faq?: { question: Texts; answer: Texts }[];
  support?: { email?: string; phone?: string; url?: string };
  display?: { consultants?: "grid" | "list" | "carousel"; hideWeekends?: boolean };
  challenge?: boolean;
}

export interface Client {
  firstName: string;
  lastName: string;
  email: string;
  phone?: string;
  company?: string;
  website?: string;
  position?: string;
  industry?: string;
  companySize?: string;
}

export interface Feedback {
  rating: number;
  comment?: string;
  givenAt?: string;
  updatedAt?: string;
}

export interface Booking {
  id: string;
  reference: string;
  status: Status;
  consultantId: string;
  consultant: { id: string; firstName: string; lastName: string; title?: Texts };
  start: string;
  end: string;
  duration: number;
  timezone: string;
  meetingType: MeetingType;
  location?: string;
  meetingUrl?: string;
  meetingId?: string;
  meetingPassword?: string;
  client: Client;
  subject?: string;
  message?: string;
  reminders?: { email: boolean; sms: boolean };
  changeableUntil: string;
  cancelledAt?: string;
  cancellationReason?: string;
  feedback?: Feedback;
}

export interface HistoryEntry {
  type: string;
  time: string;
  actor: string;
  oldStart?: string;
  newStart?: string;
}

/** Addresses for the client; all but `google` and `outlook` open the booking. */
export interface Links {
  manage: string;
  reschedule: string;
  cancel: string;
  ics: string;
  google: string;
  outlook: string;
}

export interface BookingAnswer {
  booking: Booking;
  history?: HistoryEntry[];
  links: Links;
}

export interface BookedAnswer extends BookingAnswer {
  manageToken: string;
}

/** What the consultant's one-tap page shows. */
export interface Attendance {
  reference: string;
  status: Status;
  start: string;
  end: string;
  timezone: string;
  client: { firstName: string; lastName: string; company?: string };
  meetingType: MeetingType;
  markedAt?: string;
}

/** One fault of a request, where `pointer` is a JSON Pointer or `?name`. */
export interface Fault {
  pointer: string;
  code: string;
  message: string;
}

/** RFC 9457, as the API fills it. */
export interface Problem {
  title?: string;
  detail?: string;
  code?: string;
  reason?: string;
  alternatives?: Slot[];
  errors?: Fault[];
}
