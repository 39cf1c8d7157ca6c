import { useEffect, useState } from "preact/hooks";

import { ApiError, get } from "../api/client";
import type { AddressBookings } from "../api/types";
import { t } from "../i18n";
import { useLoad } from "../ui/load";
import { FaultNotice, Notice } from "../ui/notice";
import { Heading, Page } from "../ui/page";
import type { AppProps } from "../ui/start";
import { Ask } from "./ask";
import { Bookings } from "./bookings";

const tokenOf = () => new URLSearchParams(location.hash.slice(1)).get("token") ?? "";

/** All bookings of an address and what is kept on them, by the link that was mailed there. */
export function App({ site, onLanguage }: AppProps) {
  const [token, setToken] = useState(tokenOf);
  useEffect(() => {
    const changed = () => setToken(tokenOf());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  useEffect(() => {
    document.title = [t("data.title"), site.company].filter(Boolean).join(" · ");
  });
  return (
    <Page site={site} onLanguage={onLanguage}>
      <div class="narrow">
        <Heading focus={false}>{t("data.title")}</Heading>
        {token ? <Opened key={token} token={token} /> : <Ask />}
      </div>
    </Page>
  );
}

function Opened({ token }: { token: string }) {
  const found = useLoad("bookings", (signal) => get<AddressBookings>("/privacy/bookings", { token, signal }));
  if (found.data) return <Bookings token={token} found={found.data} reload={found.reload} />;
  if (found.error === undefined) {
    return (
      <div aria-busy="true">
        <div class="skeleton card-size" aria-hidden="true" />
        <p class="unseen" role="status">
          {t("picker.loading")}
        </p>
      </div>
    );
  }
  const isRefused = found.error instanceof ApiError && found.error.status === 401;
  if (!isRefused) return <FaultNotice error={found.error} retry={found.reload} />;
  return (
    <>
      <Notice kind="fault">
        <p>{t("data.badLink")}</p>
      </Notice>
      <Ask />
    </>
  );
}
