import type { Booking, Links } from "../api/types";
import { t } from "../i18n";
import { Icon } from "../ui/icon";

interface CalendarLinksProps {
  booking: Booking;
  links: Links;
}

/** Buttons that add the meeting to a calendar. */
export function CalendarLinks({ booking, links }: CalendarLinksProps) {
  return (
    <div class="done-actions" role="group" aria-label={t("done.calendar")}>
      <p class="muted">{t("done.calendar")}</p>
      <a class="button" href={links.google} target="_blank" rel="noopener noreferrer">
        Google
      </a>
      <a class="button" href={links.outlook} target="_blank" rel="noopener noreferrer">
        Outlook
      </a>
      <a class="button" href={links.ics} download={`${booking.reference}.ics`}>
        <Icon name="download" />
        {t("done.ics")}
      </a>
    </div>
  );
}
