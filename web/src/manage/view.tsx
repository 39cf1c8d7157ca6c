import { useEffect, useRef, useState } from "preact/hooks";

import { type ApiError, serverNow } from "../api/client";
import type { Booking, BookingAnswer, Consultant, Links, Site } from "../api/types";
import { pick, t } from "../i18n";
import { CalendarLinks } from "../meeting/calendar-links";
import { length, MEETING_TYPES, nameOf } from "../meeting/labels";
import { STATUS } from "../meeting/status";
import { When } from "../meeting/when";
import { shortMoment } from "../time/format";
import { browserZone, zoneLabel } from "../time/zones";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { Notice, words } from "../ui/notice";
import { Heading, Phone } from "../ui/page";
import { page } from "../ui/url";
import { type Access, type Action, isAhead, isChangeable, isLive, openOffer, type Wanted } from "./access";
import { Cancel } from "./cancel";
import { FeedbackForm } from "./feedback";
import { History } from "./history";
import { Move } from "./move";
import { Offer } from "./offer";
import { OwnDetails } from "./own-details";
import { Privacy } from "./privacy";

interface ViewProps {
  access: Access;
  action: Action | undefined;
  wanted: Wanted | undefined;
  site: Site;
  answer: BookingAnswer;
  consultants: Consultant[];
  reload: () => void;
}

/** The result of an action. */
interface Said {
  kind: "good" | "fault";
  words: string;
}

/** One booking, and its actions. */
export function BookingView({ access, action, wanted, site, answer: loaded, consultants, reload }: ViewProps) {
  // An action's answer is newer than the loaded booking, until that is loaded again.
  const [newer, setNewer] = useState<BookingAnswer>();
  const [open, setOpen] = useState<"reschedule" | "cancel" | undefined>(
    action === "feedback" || action === "offer" ? undefined : action,
  );
  const [said, setSaid] = useState<Said>();
  const [zone, setZone] = useState(browserZone);
  const [erased, setErased] = useState<"done" | "waiting">();
  const message = useRef<HTMLDivElement>(null);
  useEffect(() => setNewer(undefined), [loaded]);
  useEffect(() => {
    if (said) message.current?.focus();
  }, [said]);
  const { booking, links } = newer ?? loaded;
  const consultant = consultants.find(({ id }) => id === booking.consultantId);
  const say = (kind: Said["kind"], sentence: string) => {
    setSaid({ kind, words: sentence });
    setOpen(undefined);
    reload();
  };
  const changed = (answer: BookingAnswer, sentence: string) => {
    setNewer(answer);
    say("good", sentence);
  };
  if (erased) {
    return (
      <div class="narrow">
        <Heading>{t(erased === "done" ? "privacy.erased" : "privacy.waitingTitle")}</Heading>
        <p>{t(erased === "done" ? "privacy.erasedText" : "privacy.waiting")}</p>
      </div>
    );
  }
  const now = serverNow();
  const isComing = isAhead(booking, now);
  // A link in an old mail may ask for an action that isn't possible any more.
  const offer = openOffer(booking, now);
  const doing = open && isChangeable(booking, now) && allows(site, open) ? open : undefined;
  const wantsFeedback = booking.status === "completed" || (isLive(booking) && (!isComing || action === "feedback"));
  const onStale = (refusal: ApiError) => say("fault", words(refusal));
  const shared = { access, booking, zone, onStale, onChanged: changed, onClose: () => setOpen(undefined) };
  return (
    <div class={doing === "reschedule" ? "manage wide" : "manage narrow"}>
      <Heading>{t("manage.title")}</Heading>
      <div ref={message} tabIndex={-1} role="status">
        {said && (
          <Notice kind={said.kind}>
            <p>{said.words}</p>
          </Notice>
        )}
      </div>
      <Facts {...{ booking, consultant, zone }} />
      {offer && doing === undefined && (
        <Offer key={offer.id} {...shared} {...{ offer, wanted, consultants, consultant }} />
      )}
      {!offer && !said && action === "offer" && isComing && (
        <Notice title={t("offer.over")}>
          <p>{t("offer.overText")}</p>
        </Notice>
      )}
      {isComing && doing === undefined && <Actions {...{ booking, links, zone, site }} onOpen={setOpen} />}
      {doing === "reschedule" && <Move {...shared} {...{ consultants, consultant, site }} onZone={setZone} />}
      {doing === "cancel" && <Cancel {...shared} />}
      {wantsFeedback && <FeedbackForm {...{ access, booking }} onChanged={changed} isWanted={action === "feedback"} />}
      {!isLive(booking) && (
        <p>
          <a class="button primary" href={page("/book-consultation", { consultant: booking.consultantId })}>
            {t("done.again")}
          </a>
        </p>
      )}
      <History entries={loaded.history ?? []} zone={zone} />
      {isComing && (
        <OwnDetails
          {...{ access, booking }}
          onChanged={changed}
          onMoved={(moved) => {
            location.hash = new URLSearchParams({ ...moved }).toString();
          }}
        />
      )}
      <Privacy {...{ access, booking }} onErased={(isWaiting) => setErased(isWaiting ? "waiting" : "done")} />
    </div>
  );
}

interface FactsProps {
  booking: Booking;
  consultant: Consultant | undefined;
  zone: string;
}

function Facts({ booking, consultant, zone }: FactsProps) {
  const { meetingUrl, meetingId, meetingPassword, location: place, meetingType } = booking;
  const person = { ...booking.consultant, ...(consultant?.photo && { photo: consultant.photo }) };
  const isComing = isAhead(booking, serverNow());
  const isOff = booking.status === "cancelled" || booking.offer?.isOff;
  return (
    <section class="panel padded facts-panel" aria-label={t("manage.title")}>
      <p>
        <span class={`badge ${booking.status}`} data-testid="status">
          {t(STATUS[booking.status])}
        </span>
        <span class="muted reference-line">
          {t("done.reference")} <strong data-testid="reference">{booking.reference}</strong>
        </span>
      </p>
      <div class="who">
        <Avatar of={person} />
        <div>
          <p class="who-name">{nameOf(booking.consultant)}</p>
          <p class="muted">{pick(booking.consultant.title)}</p>
        </div>
      </div>
      <div class={isOff ? "fact struck" : "fact"}>
        <Icon name="calendar" />
        <When
          start={booking.start}
          end={booking.end}
          zone={zone}
          theirs={consultant && { zone: consultant.timezone, name: consultant.firstName }}
        />
      </div>
      <div class="fact">
        <Icon name={meetingType} />
        <div>
          <p>
            {t(MEETING_TYPES[meetingType])}, {length(booking.duration)}
          </p>
          {place && <p>{place}</p>}
          {isComing && meetingUrl && (
            <p>
              <a href={meetingUrl} rel="noopener noreferrer">
                {t("manage.join")}
              </a>
            </p>
          )}
          {isComing && meetingId && <p class="muted">{t("manage.meetingId", { id: meetingId })}</p>}
          {isComing && meetingPassword && (
            <p class="muted">{t("manage.meetingPassword", { password: meetingPassword })}</p>
          )}
        </div>
      </div>
      {booking.subject && (
        <p>
          <span class="muted">{t("field.subject")}:</span> {booking.subject}
        </p>
      )}
      {booking.cancellationReason && (
        <p>
          <span class="muted">{t("manage.reason")}:</span> {booking.cancellationReason}
        </p>
      )}
    </section>
  );
}

interface ActionsProps {
  booking: Booking;
  links: Links;
  zone: string;
  site: Site;
  onOpen: (what: "reschedule" | "cancel") => void;
}

/** Whether clients of the company may do this themselves. */
function allows({ changes }: Site, what: "reschedule" | "cancel"): boolean {
  return (what === "reschedule" ? changes?.allowRescheduling : changes?.allowCancellation) ?? true;
}

function Actions({ booking, links, zone, site, onOpen }: ActionsProps) {
  const isLate = !isChangeable(booking, serverNow());
  const { support = {} } = site;
  const [canMove, canCancel] = [allows(site, "reschedule"), allows(site, "cancel")];
  const until = `${shortMoment(booking.changeableUntil, zone)} (${zoneLabel(zone, booking.changeableUntil)})`;
  return (
    <section class="actions-panel" aria-label={t("manage.actions")}>
      {isLate || !(canMove || canCancel) ? (
        <Notice title={t(isLate ? "manage.tooLate" : "manage.notHere")}>
          <p>
            {isLate ? t("manage.tooLateText", { until }) : t("manage.notHereText")}{" "}
            {support.email && <a href={`mailto:${support.email}`}>{support.email}</a>}
            {support.email && support.phone && " · "}
            {support.phone && <Phone number={support.phone} />}
          </p>
        </Notice>
      ) : (
        <>
          <div class="card-actions">
            {canMove && (
              <button type="button" class="button primary" onClick={() => onOpen("reschedule")}>
                {t("manage.move")}
              </button>
            )}
            {canCancel && (
              <button type="button" class="button danger" onClick={() => onOpen("cancel")}>
                {t("manage.cancel")}
              </button>
            )}
          </div>
          <p class="muted small">{t("manage.until", { until })}</p>
        </>
      )}
      <CalendarLinks booking={booking} links={links} />
    </section>
  );
}
