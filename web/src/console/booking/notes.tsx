import { useState } from "preact/hooks";

import { shortMoment } from "../../time/format";
import { useAccount } from "../frame/account";
import { newKey } from "../frame/api";
import { useDraft } from "../frame/dirty";
import { complain } from "../frame/toast";
import type { BookingInFull, BookingNotes } from "../frame/types";
import { t } from "../i18n";
import { act } from "./act";

interface NotesProps {
  data: BookingInFull;
  mayWrite: boolean;
  onChanged: () => void;
}

/** Notes: they never leave the console. */
export function Notes({ data, mayWrite, onChanged }: NotesProps) {
  const { zone } = useAccount();
  const { reference } = data.booking;
  const [notes, setNotes] = useState(data.notes);
  const [text, setText, forget] = useDraft(`note ${reference}`, "");
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);
  const change = async (body: { text: string } | { noteId: string; delete: true }) => {
    setBusy(true);
    try {
      const { data: after } = await act<BookingNotes>(reference, "notes", body, { key });
      setNotes(after.notes);
      if ("text" in body) forget();
      onChanged();
    } catch (error) {
      complain(error);
    }
    setKey(newKey());
    setBusy(false);
  };
  return (
    <section class="panel part" aria-labelledby="notes">
      <h2 id="notes">{t("notes.title")}</h2>
      <ul class="note-list">
        {notes.map((note) => (
          <li key={note.id}>
            <p class="lines">{note.text}</p>
            <p class="small muted">
              {shortMoment(note.at, zone)}
              {mayWrite && (
                <button
                  type="button"
                  class="quiet"
                  disabled={busy}
                  aria-label={t("notes.deleteOne", { text: note.text.slice(0, 40) })}
                  onClick={() => void change({ noteId: note.id, delete: true })}
                >
                  {t("notes.delete")}
                </button>
              )}
            </p>
          </li>
        ))}
      </ul>
      {mayWrite && (
        <form
          class="note-form"
          onSubmit={(event) => (event.preventDefault(), text.trim() && void change({ text: text.trim() }))}
        >
          <label class="field">
            <span class="unseen">{t("notes.new")}</span>
            <textarea
              id="note"
              rows={3}
              maxLength={4000}
              placeholder={t("notes.new")}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="button" data-testid="add-note" disabled={busy || !text.trim()}>
            {t("notes.add")}
          </button>
        </form>
      )}
      <p class="hint">{t("notes.hint")}</p>
    </section>
  );
}
