import { shortMoment } from "../../time/format";
import { useAccount } from "../frame/account";
import type { BookingInFull } from "../frame/types";
import { named, t } from "../i18n";
import { Part } from "./history";

/** Times that were offered to the client, and what became of them. */
export function Offers({ data }: { data: BookingInFull }) {
  const { zone } = useAccount();
  if (data.offers.length === 0) return null;
  return (
    <Part id="offers" title={t("offer.title")}>
      <ul class="message-list">
        {data.offers.toReversed().map(({ offerId, starts, state, endsAt, isOff }) => (
          <li key={offerId}>
            <div>
              {starts.map(({ start, consultantId, consultantName: name }) => (
                <p key={start + consultantId}>
                  {shortMoment(start, zone)}
                  {name && `, ${name}`}
                </p>
              ))}
              {isOff && <p class="small">{t("offer.isOff")}</p>}
              {state === "open" && endsAt && (
                <p class="small muted">{t("offer.until", { time: shortMoment(endsAt, zone) })}</p>
              )}
            </div>
            <span class={`badge ${state === "taken" ? "good" : "plain"}`}>{named("offer.is", state)}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
