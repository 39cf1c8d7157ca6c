import { useState } from "preact/hooks";

import { moment } from "../../time/format";
import { LANGUAGES } from "../../i18n";
import { TextArea, TextField } from "../../ui/field";
import { Refusal } from "../booking/refusal";
import type { Chosen } from "../booking/slots";
import { consultantName, useAccount } from "../frame/account";
import { newKey, request } from "../frame/api";
import type { BookingActed, Waiver } from "../frame/types";
import { named, t } from "../i18n";
import { type Draft, isComplete, requestOf, type Wish } from "./draft";

interface FormProps {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  chosen: Chosen | undefined;
  wish: Wish;
  onBooked: (reference: string) => void;
}

/** Sends the booking, with the same key until it is clear that nothing was done. */
function useBook({ draft, chosen, wish, onBooked }: FormProps) {
  const { zone } = useAccount();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);
  const book = async (waived: readonly Waiver[] = []) => {
    if (!chosen || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const body = requestOf(draft, wish, chosen, zone, waived);
      const { data } = await request<BookingActed>("POST", "/admin/bookings", { body, key });
      onBooked(data.booking.reference);
    } catch (refused) {
      setError(refused);
      setKey(newKey());
      setBusy(false);
    }
  };
  return { book, error, busy };
}

/** The client, what they want to talk about, where they agreed. */
export function BookingForm(props: FormProps) {
  const { draft, onDraft, chosen, wish } = props;
  const { can } = useAccount();
  const { book, error, busy } = useBook(props);
  const field = (name: "firstName" | "lastName" | "email" | "phone" | "company" | "subject" | "message") => ({
    id: name,
    label: name === "subject" || name === "message" ? t(`booking.${name}`) : t(`client.${name}`),
    value: draft[name],
    onValue: (value: string) => onDraft({ ...draft, [name]: value }),
    maxLength: name === "message" ? 2000 : 200,
  });
  return (
    <form onSubmit={(event) => (event.preventDefault(), void book())}>
      <div class="two">
        <TextField required {...field("firstName")} />
        <TextField required {...field("lastName")} />
        <TextField required type="email" {...field("email")} />
        <TextField required={wish.meetingType === "phone"} {...field("phone")} />
        <TextField {...field("company")} />
        <TextField {...field("subject")} />
      </div>
      <TextArea {...field("message")} rows={2} />
      <fieldset class="choice">
        <legend>{t("new.consent")}</legend>
        <div class="choices">
          {(["by_phone", "in_writing"] as const).map((given) => (
            <label key={given} class="chip">
              <input
                type="radio"
                name="given"
                value={given}
                checked={draft.given === given}
                onChange={() => onDraft({ ...draft, given })}
              />
              <span>{named("consent", given)}</span>
            </label>
          ))}
        </div>
        <p class="hint">{t("new.consentHint")}</p>
      </fieldset>
      <label class="filter">
        <span>{t("new.language")}</span>
        <select
          value={draft.language}
          onChange={(event) => onDraft({ ...draft, language: event.currentTarget.value as Draft["language"] })}
        >
          <option value="">{t("new.languageDefault")}</option>
          {LANGUAGES.map((language) => (
            <option key={language} value={language}>
              {named("language", language)}
            </option>
          ))}
        </select>
      </label>
      {can("change_many") && can("correct_outcomes") && (
        <label class="check">
          <input type="checkbox" checked={draft.notify} onChange={() => onDraft({ ...draft, notify: !draft.notify })} />
          <span>{t("new.notify")}</span>
        </label>
      )}
      <Summary chosen={chosen} wish={wish} />
      {error !== undefined && (
        <Refusal error={error} onReload={() => undefined} onWaive={(waive) => void book(waive)} />
      )}
      <button
        type="submit"
        class="button primary large"
        data-testid="book"
        aria-busy={busy}
        disabled={!chosen || !isComplete(draft, wish)}
      >
        {t("new.book")}
      </button>
    </form>
  );
}

function Summary({ chosen, wish }: { chosen: Chosen | undefined; wish: Wish }) {
  const { zone, consultants } = useAccount();
  if (!chosen) return <p class="muted">{t("new.noTime")}</p>;
  const whose = wish.consultantId === "any" ? t("move.anyone") : consultantName(consultants, wish.consultantId);
  return (
    <div class="change" data-testid="change">
      <p class="strong">{moment(chosen.start, chosen.end, zone)}</p>
      <p>{whose}</p>
      {chosen.waive.length > 0 && (
        <p class="small">{t("booking.waived", { rules: chosen.waive.map((it) => named("waiver", it)).join(", ") })}</p>
      )}
    </div>
  );
}
