import { t } from "../i18n";
import { day, sameWallTime, dateIn, isOutdated, shortDay, timeRange } from "../time/format";
import { zoneLabel } from "../time/zones";

interface WhenProps {
  start: string;
  end: string;
  zone: string;
  /** The consultant's own zone, where it is known, and first name. */
  theirs?: { zone: string; name: string } | undefined;
}

/** A time with its zone named, and the consultant's own where that differs. */
export function When({ start, end, zone, theirs }: WhenProps) {
  const isSameDay = theirs && dateIn(start, zone) === dateIn(start, theirs.zone);
  return (
    <div class="when" data-testid="when">
      <p>
        <strong>{day(start, zone)}</strong>
      </p>
      <p>
        {timeRange(start, end, zone)} <span class="muted">({zoneLabel(zone, start)})</span>
      </p>
      {theirs && !sameWallTime(start, zone, theirs.zone) && (
        <p class="muted">
          {t("summary.theirs", {
            name: theirs.name,
            time: `${isSameDay ? "" : `${shortDay(start, theirs.zone)}, `}${timeRange(start, end, theirs.zone)}`,
            zone: zoneLabel(theirs.zone, start),
          })}
        </p>
      )}
      {[zone, theirs?.zone ?? zone].some((one) => isOutdated(one, start)) && (
        <p class="muted small">{t("zone.outdated")}</p>
      )}
    </div>
  );
}

export const endOf = (start: string, minutes: number) => new Date(Date.parse(start) + minutes * 60_000).toISOString();
