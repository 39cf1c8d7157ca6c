import type { Named, Site, Testimonial } from "../api/types";
import { n, pick, t } from "../i18n";
import { number } from "../time/format";
import { Icon } from "../ui/icon";

/** Numbers that speak for the company, where it shows them. */
export function Statistics({ site }: { site: Site }) {
  const { statistics } = site;
  if (!statistics) return null;
  const { averageRating, reviewCount = 0, completedBookings = 0, consultants = 0 } = statistics;
  // How many consultants there are is said above their cards; alone it proves nothing.
  if (!averageRating && !completedBookings) return null;
  return (
    <ul class="statistics">
      {averageRating ? (
        <li>
          <strong>★ {number(averageRating, 1)}</strong> {n("card.reviews", reviewCount)}
        </li>
      ) : null}
      {completedBookings > 0 && <li>{n("card.completed", completedBookings)}</li>}
      {consultants > 1 && <li>{n("landing.consultants", consultants)}</li>}
    </ul>
  );
}

function Sign({ of }: { of: Named }) {
  const sign = of.image ? <img src={of.image} alt={of.name} loading="lazy" referrerpolicy="no-referrer" /> : of.name;
  return of.url ? (
    <a href={of.url} rel="noopener">
      {sign}
    </a>
  ) : (
    <span>{sign}</span>
  );
}

export function Logos({ site }: { site: Site }) {
  if (!site.logos?.length) return null;
  return (
    <section class="logos" aria-label={t("trust.logos")}>
      <p class="muted">{t("trust.logos")}</p>
      <ul>
        {site.logos.map((logo) => (
          <li key={logo.name}>
            <Sign of={logo} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Quote({ of }: { of: Testimonial }) {
  return (
    <figure class="quote">
      {of.rating ? (
        <p class="stars">
          <span aria-hidden="true">{"★".repeat(Math.round(of.rating))}</span>
          <span class="unseen">{t("trust.stars", { stars: number(of.rating) })}</span>
        </p>
      ) : null}
      <blockquote>{pick(of.text)}</blockquote>
      <figcaption class="muted">{[of.author, of.company].filter(Boolean).join(", ")}</figcaption>
    </figure>
  );
}

export function Testimonials({ site }: { site: Site }) {
  if (!site.testimonials?.length) return null;
  return (
    <section class="testimonials" aria-labelledby="testimonials-title">
      <h2 id="testimonials-title">{t("trust.testimonials")}</h2>
      <div class="quotes">
        {site.testimonials.slice(0, 3).map((one) => (
          <Quote key={one.author + pick(one.text)} of={one} />
        ))}
      </div>
    </section>
  );
}

/** Badges, what happens with one's data, how to get out of it, and questions that others had. */
export function Trust({ site }: { site: Site }) {
  const { badges = [], policies = {}, changeDeadlineHours } = site;
  const cancellation =
    pick(policies.cancellation) ||
    (changeDeadlineHours ? n("trust.cancel", changeDeadlineHours) : t("trust.cancelAny"));
  return (
    <>
      <section class="trust" aria-labelledby="trust-title">
        <h2 id="trust-title">{t("trust.title")}</h2>
        <ul class="promises">
          <li>
            <Icon name="calendar" />
            <p>{cancellation}</p>
          </li>
          <li>
            <Icon name="shield" />
            <p>
              {t("trust.privacy")} {policies.privacy && <a href={policies.privacy}>{t("page.privacy")}</a>}
            </p>
          </li>
          <li>
            <Icon name="check" />
            <p>{t("trust.noAccount")}</p>
          </li>
        </ul>
        {badges.length > 0 && (
          <ul class="badges">
            {badges.map((badge) => (
              <li key={badge.name}>
                <Sign of={badge} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <Faq site={site} />
    </>
  );
}

export function Faq({ site }: { site: Site }) {
  if (!site.faq?.length) return null;
  return (
    <section class="faq" aria-labelledby="faq-title">
      <h2 id="faq-title">{t("trust.faq")}</h2>
      {site.faq.map(({ question, answer }) => (
        <details key={pick(question)}>
          <summary>{pick(question)}</summary>
          <p>{pick(answer)}</p>
        </details>
      ))}
    </section>
  );
}
