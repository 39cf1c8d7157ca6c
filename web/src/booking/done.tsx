import type { BookedAnswer, Consultant, Site } from "../api/types";
import { n, pick, t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";
import { CalendarLinks } from "../meeting/calendar-links";
import { nameOf } from "../meeting/labels";
import { Summary } from "../meeting/summary";
import { Icon } from "../ui/icon";
import { Heading, Support } from "../ui/page";
import { forget } from "../ui/session";
import { go } from "../ui/url";
import { embedded } from "./embed";
import { Agreed } from "./agreed";
import { Ease } from "./ease";
import { Steps } from "./steps";
import { DONE } from "./submit";
import { Faq } from "./trust";

interface DoneProps {
  site: Site;
  answer: BookedAnswer;
  zone: string;
  consultants: Consultant[];
}

/** How to prepare, where the company says nothing of its own. */
const PREPARATION: Record<BookedAnswer["booking"]["meetingType"], TextKey> = {
  video: "done.prepareVideo",
  phone: "done.preparePhone",
  in_person: "done.prepareInPerson",
  unknown: "done.prepareInPerson",
};

/** Step 3: the booking, and the next steps. */
export function Done({ site, answer, zone, consultants }: DoneProps) {
  const { booking, links } = answer;
  const known = consultants.find(({ id }) => id === booking.consultantId);
  const consultant = known ?? { ...booking.consultant, timezone: zone };
  const hours = site.changeDeadlineHours;
  const thanks = pick(site.confirmation?.thanks);
  const isReminded = booking.reminders?.email || booking.reminders?.sms;
  const video = booking.meetingUrl
    ? t(isReminded ? "done.nextVideoTwice" : "done.nextVideo")
    : t("done.nextVideoFrom", { name: nameOf(consultant) });
  const { allowRescheduling = true, allowCancellation = true } = site.changes ?? {};
  const again = () => {
    forget(DONE);
    go({ step: null, consultant: null, among: null, start: null, date: null, duration: null, type: null });
  };
  // A link that leaves a frame opens beside it.
  const target = embedded ? "_blank" : undefined;
  return (
    <div class="step done-step">
      <Steps at={3} />
      <div class="panel">
        <div class="done-head">
          <span class="done-mark" aria-hidden="true">
            <Icon name="check" />
          </span>
          <div>
            <Heading>{t("done.titleNamed", { name: booking.client.firstName })}</Heading>
            <p class="muted">{t("done.mail", { email: booking.client.email })}</p>
          </div>
        </div>
        {thanks && <p class="thanks">{thanks}</p>}
        <Summary
          consultant={consultant}
          start={booking.start}
          duration={booking.duration}
          meetingType={booking.meetingType}
          location={booking.location}
          zone={zone}
        />
        <Agreed booking={booking} name={nameOf(consultant)} />
        <p class="reference">
          {t("done.reference")} <strong data-testid="reference">{booking.reference}</strong>
        </p>
        <CalendarLinks booking={booking} links={links} />
      </div>
      <section class="panel next" aria-labelledby="next-title">
        <h2 id="next-title">{t("done.next")}</h2>
        <ol>
          <li>{t("done.nextMail")}</li>
          {isReminded && <li>{t("done.nextReminder")}</li>}
          <li>
            {booking.meetingType === "video"
              ? video
              : booking.meetingType === "phone"
                ? t("done.nextPhone", { name: nameOf(consultant) })
                : t("done.nextInPerson")}
          </li>
        </ol>
        <h3>{t("done.prepare")}</h3>
        <p>{pick(site.confirmation?.preparation) || t(PREPARATION[booking.meetingType])}</p>
        {allowRescheduling && allowCancellation && <p>{hours ? n("done.changeHours", hours) : t("done.change")}</p>}
        <p class="card-actions">
          <a class="button primary" href={links.manage} target={target} rel="noopener">
            {t("done.manage")}
          </a>
          <button type="button" class="button" onClick={again}>
            {t("done.again")}
          </button>
        </p>
        {site.support && <Support support={site.support} />}
      </section>
      <Ease />
      {!embedded && <Faq site={site} />}
    </div>
  );
}
