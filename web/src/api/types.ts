/** Names for the API's schemas. schema.d.ts is generated from the contract, which documents them. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Texts = Schemas["Texts"];
export type MeetingType = Schemas["MeetingType"];
export type Status = Schemas["Status"];
export type Slot = Schemas["Slot"];
export type ZoneOffsets = Schemas["ZoneOffsets"];
export type Availability = Schemas["Availability"];
export type Day = Availability["days"][number];
export type Consultant = Schemas["Consultant"];
export type Client = Schemas["Client"];
export type Booking = Schemas["Booking"];
export type Offer = Schemas["Offer"];
export type OfferedTime = Schemas["OfferedTime"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type Links = Schemas["Links"];
export type Attendance = Schemas["Attendance"];
export type Fault = Schemas["Fault"];
export type ProofChallenge = Schemas["Challenge"];
export type FormChallenge = Schemas["FormChallenge"];

/** The settings of the site. The pages do without any that they couldn't load. */
export type Site = Partial<Schemas["Site"]>;
export type Consents = Schemas["Site"]["consents"];
export type Testimonial = Schemas["Site"]["testimonials"][number];
export type Named = Schemas["NamedMark"];

/** A booking as its own page gets it; only some answers contain the history. */
export type BookingAnswer = Schemas["BookingChanged"] & Partial<Pick<Schemas["BookingWithHistory"], "history">>;
export type BookedAnswer = Schemas["BookingWithToken"];
/** All bookings of an address. */
export type AddressBookings = Schemas["AddressBookings"];
export type ErasedAnswer = Schemas["Erased"];

/** A refusal. A gateway or proxy in front may answer without any of these. */
export type Problem = Partial<Schemas["Problem"]>;
