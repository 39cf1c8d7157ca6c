/** A new booking. */
export default {
  "new.book": "Book",
  "new.booked": "Booked.",
  "new.consent": "The client agreed to terms and privacy policy",
  "new.consentHint": "Read both out, or have it in a mail. It is kept with the booking.",
  "new.duration": "Duration",
  "new.find": "Find",
  "new.found": "Clients found",
  "new.language": "Language of the mails",
  "new.languageDefault": "As is usual",
  "new.minutes": "{count} minutes",
  "new.noTime": "Choose a time first.",
  "new.notify": "Send a confirmation to the client",
  "new.search": "Was the client here before? Name, company or address",
  "new.unknown": "Nobody of that name yet. Fill in the fields below.",
} as const;
