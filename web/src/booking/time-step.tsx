import { useState } from "preact/hooks";

import { serverNow } from "../api/client";
import type { Consultant, Site, Slot } from "../api/types";
import { pick, t } from "../i18n";
import { length, MEETING_TYPES, nameOf } from "../meeting/labels";
import { Picker } from "../picker/picker";
import { ZonePicker } from "../picker/zone";
import { sameWallTime } from "../time/format";
import { zoneLabel, timeNow } from "../time/zones";
import { AnyoneAvatar, Avatar } from "../ui/avatar";
import { Display } from "../ui/display";
import { Icon } from "../ui/icon";
import { Heading } from "../ui/page";
import { changed, go } from "../ui/url";
import { embedded } from "./embed";
import { offerOf, type Route } from "./route";
import { Steps } from "./steps";

interface TimeProps {
  site: Site;
  route: Route;
  consultants: Consultant[];
  consultant: Consultant | undefined;
}

/** Step 1: how long, how, and when. */
export function TimeStep({ site, route, consultants, consultant }: TimeProps) {
  const offer = offerOf(consultants, route.consultantId);
  const ids = route.consultantId?.split(",") ?? [];
  const several = ids.length > 1 ? consultants.filter(({ id }) => ids.includes(id)) : undefined;
  const choose = (slot: Slot) =>
    go({
      ...(several && { consultant: slot.consultantId, among: route.consultantId }),
      step: "details",
      start: slot.start,
      tz: route.zone,
      duration: String(route.duration),
      type: route.meetingType,
    });
  return (
    <div class="step">
      <Steps at={1} />
      <Heading>{t("time.title")}</Heading>
      <div class="panel time-step">
        <aside class="about">
          {several ? <Several consultants={several} /> : <Who consultant={consultant} />}
          <Choice
            label={t("time.length")}
            name="duration"
            value={String(route.duration)}
            choices={offer.durations.map((minutes) => [String(minutes), length(minutes, "short")])}
            onChange={(duration) => go({ duration, start: null }, "replace")}
          />
          <Choice
            label={t("time.how")}
            name="type"
            value={route.meetingType}
            choices={offer.meetingTypes.map((type) => [type, t(MEETING_TYPES[type])])}
            onChange={(type) => go({ type, start: null }, "replace")}
          />
          <div class="field">
            <span class="field-label">{t("zone.yours")}</span>
            <ZonePicker
              zone={route.zone}
              onZone={(tz) => go({ tz, date: null }, "replace")}
              suggested={consultant ? [consultant.timezone] : site.timezone ? [site.timezone] : []}
            />
            <TheirZone consultant={consultant} zone={route.zone} />
            {embedded && <Display />}
          </div>
        </aside>
        <Picker
          query={{
            consultantId: route.consultantId ?? "any",
            duration: route.duration,
            meetingType: route.meetingType,
            zone: route.zone,
          }}
          consultant={consultant}
          several={several}
          date={route.date}
          onDate={(date) => go({ date }, "replace")}
          view={route.view}
          onView={(view) => go({ view: view === "month" ? null : view }, "replace")}
          hideWeekends={site.display?.hideWeekends ?? false}
          picked={route.start}
          onPick={choose}
        />
      </div>
    </div>
  );
}

/** Back to the choice of a consultant, without later choices. */
const ANEW = { step: null, consultant: null, among: null, start: null, date: null, duration: null, type: null };

function SomeoneElse() {
  const [back] = useState(() => changed({ step: null, consultant: null, among: null, start: null, date: null }));
  return (
    <a href={back} onClick={(event) => (event.preventDefault(), go(ANEW))}>
      {t("time.someoneElse")}
    </a>
  );
}

/** Several consultants: their times are shown together. */
function Several({ consultants }: { consultants: Consultant[] }) {
  return (
    <div class="several" data-testid="several">
      <ul>
        {consultants.map((one) => (
          <li key={one.id} class="who">
            <Avatar of={one} size="small" />
            <span class="who-name">{nameOf(one)}</span>
          </li>
        ))}
      </ul>
      <SomeoneElse />
    </div>
  );
}

/** The chosen consultant, with a way to change the choice. */
function Who({ consultant }: { consultant: Consultant | undefined }) {
  return (
    <div class="who">
      {consultant ? <Avatar of={consultant} /> : <AnyoneAvatar />}
      <div>
        <p class="who-name">{nameOf(consultant)}</p>
        <p class="muted">{consultant ? pick(consultant.title) : t("anyone.note")}</p>
        <SomeoneElse />
      </div>
    </div>
  );
}

/** The consultant's own zone, where it differs from the reader's. */
function TheirZone({ consultant, zone }: { consultant: Consultant | undefined; zone: string }) {
  const now = serverNow();
  if (!consultant || sameWallTime(new Date(now).toISOString(), zone, consultant.timezone)) return null;
  const where = zoneLabel(consultant.timezone, now);
  return (
    <p class="their-zone">
      <Icon name="clock" />
      {t("time.theirZone", { name: consultant.firstName, zone: where, time: timeNow(consultant.timezone, now) })}
    </p>
  );
}

interface ChoiceProps {
  label: string;
  name: string;
  value: string;
  choices: (readonly [string, string])[];
  onChange: (value: string) => void;
}

/** One of a few, all of them visible. */
function Choice({ label, name, value, choices, onChange }: ChoiceProps) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div class="choices">
        {choices.map(([key, text]) => (
          <label key={key} class="chip">
            <input type="radio" name={name} value={key} checked={key === value} onChange={() => onChange(key)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
