import { useEffect, useState } from "preact/hooks";

import { bookingPath, get, ApiError } from "../api/client";
import type { BookingAnswer, Consultant } from "../api/types";
import { t } from "../i18n";
import { useLoad } from "../ui/load";
import { FaultNotice } from "../ui/notice";
import { Heading, Page } from "../ui/page";
import type { AppProps } from "../ui/start";
import { type Access, accessOf, type Action, type Wanted } from "./access";
import { Lookup } from "./lookup";
import { BookingView } from "./view";

/** View, move or cancel a booking without an account. */
export function App({ site, onLanguage }: AppProps) {
  const [link, setLink] = useState(() => accessOf(location.hash));
  useEffect(() => {
    const changed = () => setLink(accessOf(location.hash));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  useEffect(() => {
    document.title = [t("manage.title"), site.company].filter(Boolean).join(" · ");
  });
  const open = (access: Access) => {
    // As in the mail's link: it survives reload, and going back leads to the search.
    location.hash = new URLSearchParams({ ...access }).toString();
  };
  return (
    <Page site={site} onLanguage={onLanguage}>
      {link.access ? (
        <Opened
          key={link.access.reference + link.access.token}
          access={link.access}
          action={link.action}
          wanted={link.wanted}
          site={site}
          onFound={open}
        />
      ) : (
        <div class="narrow">
          <Heading focus={false}>{t("manage.findTitle")}</Heading>
          <Lookup onFound={open} />
        </div>
      )}
    </Page>
  );
}

interface OpenedProps {
  access: Access;
  action: Action | undefined;
  wanted: Wanted | undefined;
  site: AppProps["site"];
  onFound: (access: Access) => void;
}

function Opened({ access, action, wanted, site, onFound }: OpenedProps) {
  const { reference, token } = access;
  const booking = useLoad("booking", (signal) => get<BookingAnswer>(bookingPath(reference), { token, signal }));
  // Only for names and zones: without them the page is still right.
  const consultants = useLoad("consultants", (signal) =>
    get<{ consultants: Consultant[] }>("/consultants", { signal }),
  );
  if (booking.data) {
    return (
      <BookingView
        {...{ access, action, wanted, site }}
        answer={booking.data}
        consultants={consultants.data?.consultants ?? []}
        reload={booking.reload}
      />
    );
  }
  if (booking.error === undefined) return <ViewSkeleton />;
  const isRefused = booking.error instanceof ApiError && [401, 404, 410].includes(booking.error.status);
  return (
    <div class="narrow">
      <Heading>{isRefused ? t("manage.findTitle") : t("manage.title")}</Heading>
      <FaultNotice error={booking.error} retry={isRefused ? undefined : booking.reload} />
      {isRefused && <Lookup onFound={onFound} />}
    </div>
  );
}

function ViewSkeleton() {
  return (
    <div class="narrow" aria-busy="true">
      <h1 tabIndex={-1}>{t("manage.title")}</h1>
      <div class="skeleton card-size" aria-hidden="true" />
      <p class="unseen" role="status">
        {t("picker.loading")}
      </p>
    </div>
  );
}
