import type { BookedAnswer, Consultant, Site } from "../api/types";
import { n, t } from "../i18n";
import { CalendarLinks } from "../meeting/calendar-links";
import { nameOf } from "../meeting/labels";
import { Summary } from "../meeting/summary";
import { Icon } from "../ui/icon";
import { Heading, Support } from "../ui/page";
import { forget } from "../ui/session";
import { go } from "../ui/url";
import { embedded } from "./embed";
import { Steps } from "./steps";
import { DONE } from "./submit";
import { Faq } from "./trust";

interface DoneProps {
  site: Site;
  answer: BookedAnswer;
  zone: string;
  consultants: Consultant[];
}

/** Step 3: it is booked, and what follows. */
export function Done({ site, answer, zone, consultants }: DoneProps) {
  const { booking, links } = answer;
  const known = consultants.find(({ id }) => id === booking.consultantId);
  const consultant = known ?? { ...booking.consultant, timezone: zone };
  const hours = site.changeDeadlineHours;
  const isReminded = booking.reminders?.email || booking.reminders?.sms;
  const video = booking.meetingUrl
    ? t(isReminded ? "done.nextVideoTwice" : "done.nextVideo")
    : t("done.nextVideoFrom", { name: nameOf(consultant) });
  const { allowRescheduling = true, allowCancellation = true } = site.changes ?? {};
  const again = () => {
    forget(DONE);
    go({ step: null, consultant: null, start: null, date: null, duration: null, type: null });
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
            <Heading>{t("done.title")}</Heading>
            <p class="muted">{t("done.mail", { email: booking.client.email })}</p>
          </div>
        </div>
        <Summary
          consultant={consultant}
          start={booking.start}
          duration={booking.duration}
          meetingType={booking.meetingType}
          location={booking.location}
          zone={zone}
        />
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
      {!embedded && <Faq site={site} />}
    </div>
  );
}
