import { useState } from "preact/hooks";

import type { AddressBookings } from "../api/types";
import { t } from "../i18n";
import { Privacy } from "../manage/privacy";
import { nameOf } from "../meeting/labels";
import { STATUS } from "../meeting/status";
import { When } from "../meeting/when";
import { Notice } from "../ui/notice";
import { Rights } from "./rights";

type Listed = AddressBookings["bookings"][number];

interface BookingsProps {
  token: string;
  found: AddressBookings;
  reload: () => void;
}

/** The bookings of an address, latest first, and what its owner may do about all of them. */
export function Bookings({ token, found, reload }: BookingsProps) {
  const [said, setSaid] = useState("");
  const [isRenewed, setRenewed] = useState(false);
  const done = (sentence: string) => {
    setSaid(sentence);
    reload();
  };
  if (isRenewed) {
    return (
      <div role="status">
        <Notice kind="good">
          <p>{t("data.renewed")}</p>
        </Notice>
      </div>
    );
  }
  return (
    <>
      <p class="muted">{found.email ? t("data.of", { email: found.email }) : t("data.none")}</p>
      <div role="status">
        {said && (
          <Notice kind="good">
            <p>{said}</p>
          </Notice>
        )}
      </div>
      {found.bookings.map((listed) => (
        <Card
          key={listed.booking.reference}
          listed={listed}
          onErased={(isWaiting) => done(t(isWaiting ? "privacy.waiting" : "privacy.erased"))}
        />
      ))}
      {found.isPartial && <p class="muted">{t("data.partial")}</p>}
      <Rights {...{ token, found }} onDone={done} onRenewed={() => setRenewed(true)} />
    </>
  );
}

function Card({ listed, onErased }: { listed: Listed; onErased: (isWaiting: boolean) => void }) {
  const { booking, manageToken, links, isOpen, isErasing } = listed;
  return (
    <section class="panel padded facts-panel" aria-label={booking.reference} data-testid="booking">
      <p>
        <span class={`badge ${booking.status}`}>{t(STATUS[booking.status])}</span>
        <span class="muted reference-line">
          {t("done.reference")} <strong>{booking.reference}</strong>
        </span>
      </p>
      <When start={booking.start} end={booking.end} zone={booking.timezone} />
      <p>{nameOf(booking.consultant)}</p>
      {isOpen && (
        <p>
          <a class="button" href={links.manage} aria-label={`${t("data.open")}: ${booking.reference}`}>
            {t("data.open")}
          </a>
        </p>
      )}
      {isErasing ? (
        <p class="muted">{t("privacy.waiting")}</p>
      ) : (
        <Privacy access={{ reference: booking.reference, token: manageToken }} {...{ booking, onErased }} />
      )}
    </section>
  );
}
