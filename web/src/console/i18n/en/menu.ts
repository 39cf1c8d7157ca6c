/** The names of the pages that set the system up; their other texts come with them. */
export default {
  "page.accounts": "Accounts",
  "page.audit": "Audit",
  "page.numbers": "Numbers",
  "page.integrations": "Integrations",
  "page.consultants": "Consultants",
  "page.absences": "Absences",
  "page.whyNot": "Why not?",
  "page.templates": "Mail texts",
  "page.settings": "Settings",
} as const;
