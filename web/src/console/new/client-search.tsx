import { useState } from "preact/hooks";

import { request } from "../frame/api";
import { Failure } from "../frame/states";
import type { BookingList, BookingRow } from "../frame/types";
import { t } from "../i18n";
import type { Draft } from "./draft";

type Known = Pick<Draft, "firstName" | "lastName" | "email" | "phone" | "company">;

/** The clients of some bookings, each address once; the newest booking has the right company. */
export function clientsOf(rows: readonly Pick<BookingRow, "client">[]): Known[] {
  const found = new Map<string, Known>();
  for (const { client } of rows) {
    if (!("email" in client) || !client.email) continue;
    const { firstName, lastName, email, phone = "", company = "" } = client;
    if (!found.has(email)) found.set(email, { firstName, lastName, email, phone, company });
  }
  return [...found.values()];
}

/** Finds somebody who was here before: the words travel in the body, an address stands in no log. */
export function ClientSearch({ onFound }: { onFound: (client: Known) => void }) {
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<Known[]>();
  const [error, setError] = useState<unknown>();
  const search = async () => {
    setError(undefined);
    try {
      const body = { q: typed.trim(), sort: "-start", pageSize: 25 };
      const { data } = await request<BookingList>("POST", "/admin/bookings/search", { body });
      setFound(clientsOf(data.items).slice(0, 6));
    } catch (failed) {
      setError(failed);
    }
  };
  return (
    <div class="client-search">
      <form
        class="client-search-form"
        onSubmit={(event) => (event.preventDefault(), typed.trim().length > 1 && void search())}
      >
        <label class="field">
          <span class="field-label">{t("new.search")}</span>
          <input
            id="client-search"
            maxLength={200}
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button">
          {t("new.find")}
        </button>
      </form>
      {error !== undefined && <Failure error={error} />}
      {found && found.length === 0 && <p class="muted">{t("new.unknown")}</p>}
      {found && found.length > 0 && (
        <ul class="found-clients" aria-label={t("new.found")}>
          {found.map((client) => (
            <li key={client.email}>
              <button
                type="button"
                class="button"
                data-testid="known-client"
                onClick={() => (onFound(client), setFound(undefined))}
              >
                <span class="strong">
                  {client.firstName} {client.lastName}
                </span>
                <span class="sub">{[client.company, client.email].filter(Boolean).join(" · ")}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
