/** The calendar. */
export default {
  "calendar.bookFor": "New booking: {label}",
  "calendar.date": "Date",
  "calendar.day": "Day",
  "calendar.earlier": "Earlier",
  "calendar.everybody": "All consultants",
  "calendar.later": "Later",
  "calendar.moveTitle": "Move {name}?",
  "calendar.moving": "{name} moves to {time}. Client and consultant will be told.",
  "calendar.nobody": "No consultants yet",
  "calendar.target": "{time}, {where}",
  "calendar.toldLater": "You have ten seconds to stop it. Then client and consultant are told.",
  "calendar.view": "View",
  "calendar.week": "Week",
  "reason.past": "In the past",
} as const;
