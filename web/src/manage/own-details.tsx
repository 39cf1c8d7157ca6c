import { useState } from "preact/hooks";

import { ApiError, bookingPath, post } from "../api/client";
import type { Booking, BookingAnswer } from "../api/types";
import { current, LANGUAGES, t } from "../i18n";
import { languageName } from "../time/format";
import { useAttempt } from "../ui/attempt";
import { cleanLine } from "../ui/clean";
import { FieldFrame, TextField } from "../ui/field";
import { FaultNotice } from "../ui/notice";
import type { Access } from "./access";
import { OwnAddress } from "./own-address";

interface OwnDetailsProps {
  access: Access;
  booking: Booking;
  onChanged: (answer: BookingAnswer, sentence: string) => void;
  /** Another address is the booking's now, with another link. */
  onMoved: (access: Access) => void;
}

/** The members that a client corrects, as the API names them. */
const OWN = ["phone", "company", "position"] as const;

/** The client's own details: corrected at once, but the address by a code. */
export function OwnDetails({ access, booking, onChanged, onMoved }: OwnDetailsProps) {
  const { client } = booking;
  const [own, setOwn] = useState({
    phone: client.phone ?? "",
    company: client.company ?? "",
    position: client.position ?? "",
  });
  const [language, setLanguage] = useState<string>(booking.language === "unknown" ? current() : booking.language);
  const { attempt, failure, busy } = useAttempt();
  const faults = failure instanceof ApiError ? failure.faults : [];
  const errorOf = (name: string) => faults.find(({ pointer }) => pointer === `/client/${name}`)?.message;
  const isPlaced =
    faults.length > 0 && faults.every(({ pointer }) => OWN.some((name) => pointer === `/client/${name}`));
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const cleaned = Object.fromEntries(OWN.map((name) => [name, cleanLine(own[name]) || null]));
    void attempt(async () => {
      const path = bookingPath(access.reference, "contact");
      onChanged(await post(path, { client: cleaned, language }, { token: access.token }), t("own.saved"));
    });
  };
  return (
    <details class="privacy">
      <summary>{t("details.title")}</summary>
      <div class="privacy-body">
        <form class="privacy-body" onSubmit={onSubmit} noValidate>
          {OWN.map((name) => (
            <TextField
              key={name}
              id={name}
              label={t(LABELS[name])}
              value={own[name]}
              onValue={(value) => setOwn({ ...own, [name]: value })}
              maxLength={100}
              error={errorOf(name)}
            />
          ))}
          <FieldFrame id="language" label={t("field.language")}>
            <select id="language" value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
              {LANGUAGES.map((lang) => (
                <option key={lang} value={lang}>
                  {languageName(lang)}
                </option>
              ))}
            </select>
          </FieldFrame>
          {failure !== undefined && !isPlaced && <FaultNotice error={failure} />}
          <div class="card-actions">
            <button type="submit" class="button" disabled={busy} aria-busy={busy}>
              {t("own.save")}
            </button>
          </div>
        </form>
        <OwnAddress {...{ access, onMoved }} email={client.email} />
      </div>
    </details>
  );
}

const LABELS = { phone: "field.phone", company: "field.company", position: "field.position" } as const;
