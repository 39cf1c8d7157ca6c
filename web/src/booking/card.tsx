import { useId, useState } from "preact/hooks";

import type { Consultant } from "../api/types";
import { n, pick, t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";
import { nameOf } from "../meeting/labels";
import { languageName, number, shortMoment } from "../time/format";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { useLoad } from "../ui/load";
import { FaultNotice } from "../ui/notice";
import { changed, go } from "../ui/url";
import { choose } from "./choose";
import { MAX_COMPARED } from "./compare";
import { loadProfile } from "./consultants";
import { embedded } from "./embed";
import { Quote } from "./trust";
import { isMet, labelOf, type Wish } from "./wishes";
import { EXPERIENCE } from "./words";

const INDICATORS: Record<NonNullable<Consultant["availabilityIndicator"]>, TextKey> = {
  online: "card.online",
  busy: "card.busy",
  offline: "card.offline",
};

/** Names stand one level below the heading of the list. */
export const Title = embedded ? "h2" : "h3";

interface CardProps {
  consultant: Consultant;
  wishes: readonly Wish[];
  zone: string;
  compared: string[];
  canCompare: boolean;
  /** Shows name and title at first, the rest on request. */
  isCompact: boolean;
}

/** A consultant: what decides at once, the rest one tap away. */
export function Card({ consultant, wishes, zone, compared, canCompare, isCompact }: CardProps) {
  const [open, setOpen] = useState(false);
  const more = useId();
  const { id, firstName } = consultant;
  const isOpen = consultant.acceptingBookings !== false;
  return (
    <li class="card" data-testid={`consultant-${id}`}>
      <div class="card-head">
        <Avatar of={consultant} />
        <div>
          <Title>{nameOf(consultant)}</Title>
          <p class="muted">{pick(consultant.title)}</p>
          <Indicator consultant={consultant} />
        </div>
      </div>
      <Met consultant={consultant} wishes={wishes} />
      {(!isCompact || open) && <Outline consultant={consultant} />}
      {open && <Profile id={more} consultant={consultant} />}
      <button type="button" class="quiet more" aria-expanded={open} aria-controls={more} onClick={() => setOpen(!open)}>
        {open ? t("card.less") : t("card.more", { name: firstName })}
        <Icon name="down" />
      </button>
      <NextFree consultant={consultant} zone={zone} />
      <div class="card-actions">
        {isOpen ? (
          <a
            class="button primary"
            href={changed({ consultant: id, step: "time" })}
            aria-label={t("card.chooseLabel", { name: nameOf(consultant) })}
            onClick={(event) => (event.preventDefault(), choose(id))}
          >
            {t("card.choose")}
          </a>
        ) : (
          <p class="muted">{t("card.notAccepting")}</p>
        )}
        {canCompare && <CompareBox consultant={consultant} compared={compared} />}
      </div>
    </li>
  );
}

/** Rating, expertise and languages. */
function Outline({ consultant }: { consultant: Consultant }) {
  return (
    <>
      <Rating consultant={consultant} />
      {consultant.expertise && consultant.expertise.length > 0 && (
        <ul class="tags" aria-label={t("card.expertise")}>
          {consultant.expertise.map((topic) => (
            <li key={topic}>{topic}</li>
          ))}
        </ul>
      )}
      <Facts consultant={consultant} />
    </>
  );
}

function Indicator({ consultant }: { consultant: Consultant }) {
  const indicator = consultant.availabilityIndicator;
  if (!indicator) return null;
  return (
    <p class="indicator">
      <span class={`dot ${indicator}`} aria-hidden="true" />
      {t(INDICATORS[indicator])}
    </p>
  );
}

/** Stars with how many gave them, and meetings held; nothing where there are none. */
export function Rating({ consultant }: { consultant: Consultant }) {
  const { rating, reviewCount = 0, completedBookings = 0 } = consultant;
  if (!rating && !completedBookings) return null;
  return (
    <p class="rating">
      {rating ? (
        <span>
          <span class="star" aria-hidden="true">
            ★
          </span>{" "}
          <span class="unseen">{t("card.rating")} </span>
          <strong>{number(rating, 1)}</strong> <span class="muted">({n("card.reviews", reviewCount)})</span>
        </span>
      ) : null}
      {completedBookings > 0 && <span class="muted">{n("card.completed", completedBookings)}</span>}
    </p>
  );
}

function Facts({ consultant }: { consultant: Consultant }) {
  const languages = (consultant.languages ?? []).map(languageName).join(", ");
  const response = pick(consultant.responseTime);
  return (
    <dl class="facts">
      {languages && (
        <div>
          <dt>{t("card.languages")}</dt>
          <dd>{languages}</dd>
        </div>
      )}
      {response && (
        <div>
          <dt>{t("card.response")}</dt>
          <dd>{response}</dd>
        </div>
      )}
    </dl>
  );
}

/** Which of several wishes are met. */
function Met({ consultant, wishes }: { consultant: Consultant; wishes: readonly Wish[] }) {
  const met = wishes.filter((wish) => isMet(wish, consultant));
  if (wishes.length < 2) return null;
  return (
    <p class="met" data-testid="met">
      <Icon name="check" />
      <span>
        {n("card.met", met.length, { all: number(wishes.length) })} <strong>{met.map(labelOf).join(", ")}</strong>
      </span>
    </p>
  );
}

/** The profile, once it is asked for: lists of many consultants come without texts. */
function Profile({ id, consultant }: { id: string; consultant: Consultant }) {
  const { data, error, reload } = useLoad(`profile ${consultant.id}`, (signal) => loadProfile(consultant.id, signal));
  if (data) return <More id={id} consultant={data} />;
  return (
    <div id={id} class="card-more" aria-busy={error === undefined}>
      {error === undefined ? (
        <>
          <span class="skeleton line" />
          <span class="unseen" role="status">
            {t("picker.loading")}
          </span>
        </>
      ) : (
        <FaultNotice error={error} retry={reload} />
      )}
    </div>
  );
}

/** Biography, certificates, experience, LinkedIn and a client's quote. */
function More({ id, consultant }: { id: string; consultant: Consultant }) {
  const { certifications = [], linkedinUrl, experience, testimonial } = consultant;
  return (
    <div id={id} class="card-more">
      {pick(consultant.biography) && <p>{pick(consultant.biography)}</p>}
      {experience && (
        <p>
          <span class="muted">{t("card.experience")}</span> {t(EXPERIENCE[experience])}
        </p>
      )}
      {certifications.length > 0 && (
        <>
          <p class="muted">{t("card.certifications")}</p>
          <ul class="plain">
            {certifications.map(({ name, issuer, year }) => (
              <li key={name}>{[name, issuer, year].filter(Boolean).join(", ")}</li>
            ))}
          </ul>
        </>
      )}
      {testimonial && <Quote of={testimonial} />}
      {linkedinUrl && (
        <p>
          <a href={linkedinUrl} target="_blank" rel="noopener noreferrer">
            {t("card.linkedin", { name: consultant.firstName })}
          </a>
        </p>
      )}
    </div>
  );
}

function NextFree({ consultant, zone }: { consultant: Consultant; zone: string }) {
  const slot = consultant.nextAvailableSlot;
  if (!slot) return null;
  return (
    <p class="next-free">
      <Icon name="clock" />
      <span>
        {t("card.nextFree")} <strong>{shortMoment(slot.start, zone)}</strong>
      </span>
    </p>
  );
}

function CompareBox({ consultant, compared }: { consultant: Consultant; compared: string[] }) {
  const { id } = consultant;
  const isIn = compared.includes(id);
  const change = () =>
    go({ compare: (isIn ? compared.filter((one) => one !== id) : [...compared, id]).join(",") }, "replace");
  return (
    <label class="check compare-box">
      <input type="checkbox" checked={isIn} disabled={!isIn && compared.length >= MAX_COMPARED} onChange={change} />
      <span>
        {t("compare.add")}
        <span class="unseen"> {nameOf(consultant)}</span>
      </span>
    </label>
  );
}
