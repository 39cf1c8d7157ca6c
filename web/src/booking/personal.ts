/** Known data of the visitor that a site may pass on, by the names of the form's fields. */
export const PERSONAL = [
  "firstName",
  "lastName",
  "email",
  "phone",
  "company",
  "position",
  "website",
  "subject",
  "message",
] as const;
