// Reads the invites that the end-to-end tests left in target/invites with ical.js, an independent parser. Run by `make
// invites`. tests/invites.py reads them with another parser.

import { readFileSync } from 'node:fs'
import ICAL from 'ical.js'

const FOLDER = new URL('../target/invites/', import.meta.url)
// RFC 5546, 3.2.2 and 3.2.5: required properties of REQUEST and CANCEL; calendars need the rest for updates.
const REQUIRED = ['uid', 'dtstamp', 'dtstart', 'dtend', 'summary', 'sequence', 'status', 'organizer', 'attendee']

const faults = []

function check(what, found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    faults.push(`${what}: ${JSON.stringify(found)}, and should be ${JSON.stringify(expected)}`)
  }
}

// The lines of an invite: unfolded (RFC 5545, 3.1), and a name that need not be quoted without quotes.
function lines(text) {
  const unquoted = (line) => line.replace(/="([^":;,]*)"/g, '=$1')
  return text.replace(/\r\n[ \t]/g, '').trimEnd().split('\r\n').map(unquoted)
}

function seconds(text) {
  return Date.parse(text) / 1000
}

function checkInvite(expected) {
  const { file } = expected
  const text = readFileSync(new URL(file, FOLDER), 'utf8')
  const parsed = ICAL.parse(text)
  // It tolerates invalid input: its own output shows whether it had to.
  const [written, read] = [lines(ICAL.stringify(parsed)), lines(text)]
  check(`${file}: read otherwise`, written.filter((line) => !read.includes(line)), [])
  check(`${file}: not read`, read.filter((line) => !written.includes(line)), [])
  const calendar = new ICAL.Component(parsed)
  const events = calendar.getAllSubcomponents('vevent')
  check(`${file}: events`, events.length, 1)
  const [event] = events
  const names = event.getAllProperties().map((property) => property.name)
  for (const name of REQUIRED) {
    check(`${file}: has ${name}`, names.includes(name), true)
  }
  // All but attendees stand once (RFC 5545, 3.6.1).
  const once = names.filter((name) => name !== 'attendee')
  check(`${file}: repeated`, once.filter((name, index) => once.indexOf(name) !== index), [])
  check(`${file}: version`, calendar.getFirstPropertyValue('version'), '2.0')
  check(`${file}: method`, calendar.getFirstPropertyValue('method'), expected.method)
  check(`${file}: uid`, event.getFirstPropertyValue('uid'), expected.uid)
  check(`${file}: sequence`, event.getFirstPropertyValue('sequence'), expected.sequence)
  check(`${file}: status`, event.getFirstPropertyValue('status'), expected.status)
  for (const [name, instant] of [['dtstart', expected.start], ['dtend', expected.end]]) {
    const time = event.getFirstPropertyValue(name)
    check(`${file}: ${name} is in UTC`, time.zone.tzid, 'UTC')
    check(`${file}: ${name}`, time.toUnixTime(), seconds(instant))
  }
  check(`${file}: organizer`, event.getFirstPropertyValue('organizer'), `mailto:${expected.organizer}`)
  const attendees = event.getAllProperties('attendee')
  check(`${file}: attendees`, attendees.map((it) => it.getFirstValue()), expected.attendees.map((it) => `mailto:${it}`))
  for (const attendee of attendees) {
    check(`${file}: partstat`, attendee.getParameter('partstat'), 'ACCEPTED')
  }
}

const expected = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8'))
expected.forEach(checkInvite)
console.log(faults.join('\n') || `${expected.length} invites read by ical.js`)
process.exitCode = faults.length > 0 ? 1 : 0
