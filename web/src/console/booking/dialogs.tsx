import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { TextArea, TextField } from "../../ui/field";
import { isEmail } from "../../ui/email";
import { newKey, type Answer } from "../frame/api";
import { Dialog } from "../frame/dialog";
import type { BookingInFull, StaffAction, StaffActionRequest } from "../frame/types";
import { named, t } from "../i18n";
import { act } from "./act";
import { MoveDialog } from "./move";
import { OfferDialog } from "./offer";
import { ReassignDialog } from "./reassign";
import { Refusal } from "./refusal";

const WITH_DIALOG = ["reschedule", "reassign", "offer", "cancel", "contact", "erase"] as const;
type DialogAction = (typeof WITH_DIALOG)[number];

export const isDialogAction = (action: StaffAction): action is DialogAction =>
  (WITH_DIALOG as readonly string[]).includes(action);

export interface ActionDialogProps {
  answer: Answer<BookingInFull>;
  onClose: () => void;
  /** Loads the newest state under the dialog, whose fields stay. */
  onReload: () => void;
  onDone: () => void;
}

/** The dialog of an action. */
export function ActionDialog({ action, ...rest }: ActionDialogProps & { action: DialogAction }) {
  switch (action) {
    case "reschedule":
      return <MoveDialog {...rest} />;
    case "reassign":
      return <ReassignDialog {...rest} />;
    case "offer":
      return <OfferDialog {...rest} />;
    case "cancel":
      return <CancelDialog {...rest} />;
    case "contact":
      return <ContactDialog {...rest} />;
    case "erase":
      return <EraseDialog {...rest} />;
  }
}

/** Sends an action, with one key for each attempt that may have been done. */
export function useAct(action: StaffAction, { answer, onDone }: ActionDialogProps) {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);
  const { data, etag } = answer;
  // The new state is here: the refusal was about the old one.
  useEffect(() => setError(undefined), [etag]);
  const send = async (body: StaffActionRequest) => {
    setBusy(true);
    setError(undefined);
    try {
      await act(data.booking.reference, action, body, { ifMatch: etag, key });
      onDone();
    } catch (refused) {
      setError(refused);
      setKey(newKey());
      setBusy(false);
    }
  };
  return { send, error, busy };
}

interface FormProps {
  action: StaffAction;
  busy: boolean;
  mayDo: boolean;
  danger?: boolean;
  onClose: () => void;
  onSubmit: () => void;
  children: ComponentChildren;
}

/** Fields, and the two buttons of an action. */
export function ActionForm({ action, busy, mayDo, danger = false, onClose, onSubmit, children }: FormProps) {
  return (
    <form onSubmit={(event) => (event.preventDefault(), mayDo && !busy && onSubmit())}>
      {children}
      <div class="box-actions">
        <button type="button" class="button" onClick={onClose}>
          {t("action.back")}
        </button>
        <button
          type="submit"
          class={danger ? "button danger" : "button primary"}
          data-testid={`commit-${action}`}
          aria-busy={busy}
          disabled={!mayDo || busy}
        >
          {named("do", action)}
        </button>
      </div>
    </form>
  );
}

function CancelDialog(props: ActionDialogProps) {
  const [reason, setReason] = useState("");
  const { send, error, busy } = useAct("cancel", props);
  return (
    <Dialog title={named("do", "cancel")} onClose={props.onClose}>
      <ActionForm
        action="cancel"
        danger
        busy={busy}
        mayDo={reason.trim() !== ""}
        onClose={props.onClose}
        onSubmit={() => void send({ reason: reason.trim() })}
      >
        <p>{t("cancel.told")}</p>
        <TextArea
          id="cancel-reason"
          label={t("cancel.reason")}
          hint={t("cancel.reasonHint")}
          value={reason}
          onValue={setReason}
          maxLength={500}
        />
        {error !== undefined && <Refusal error={error} onReload={props.onReload} />}
      </ActionForm>
    </Dialog>
  );
}

function ContactDialog(props: ActionDialogProps) {
  const { client } = props.answer.data.booking;
  const known = "email" in client ? client : undefined;
  const [fields, setFields] = useState({
    firstName: known?.firstName ?? "",
    lastName: known?.lastName ?? "",
    email: known?.email ?? "",
    phone: known?.phone ?? "",
    company: known?.company ?? "",
  });
  const { send, error, busy } = useAct("contact", props);
  const changed = Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([name, value]) => value !== ((known as Record<string, string> | undefined)?.[name] ?? "")),
  );
  const isComplete = fields.firstName.trim() && fields.lastName.trim() && isEmail(fields.email);
  const field = (name: keyof typeof fields) => ({
    id: `contact-${name}`,
    label: t(`client.${name}`),
    value: fields[name],
    onValue: (value: string) => setFields({ ...fields, [name]: value }),
    maxLength: 200,
  });
  return (
    <Dialog title={named("do", "contact")} onClose={props.onClose}>
      <ActionForm
        action="contact"
        busy={busy}
        mayDo={Boolean(isComplete) && Object.keys(changed).length > 0}
        onClose={props.onClose}
        onSubmit={() => void send({ client: changed as never })}
      >
        <div class="two">
          <TextField required {...field("firstName")} />
          <TextField required {...field("lastName")} />
          <TextField required type="email" {...field("email")} />
          <TextField {...field("phone")} />
          <TextField {...field("company")} />
        </div>
        {("email" in changed || "phone" in changed) && <p class="hint">{t("contact.told")}</p>}
        {error !== undefined && <Refusal error={error} onReload={props.onReload} />}
      </ActionForm>
    </Dialog>
  );
}

function EraseDialog(props: ActionDialogProps) {
  const { reference } = props.answer.data.booking;
  const [typed, setTyped] = useState("");
  const { send, error, busy } = useAct("erase", props);
  return (
    <Dialog title={named("do", "erase")} onClose={props.onClose}>
      <ActionForm
        action="erase"
        danger
        busy={busy}
        mayDo={typed.trim().toUpperCase() === reference}
        onClose={props.onClose}
        onSubmit={() => void send({ confirm: reference })}
      >
        <p>{t("erase.what")}</p>
        <TextField
          id="erase-reference"
          required
          label={t("erase.type", { reference })}
          value={typed}
          onValue={setTyped}
        />
        {error !== undefined && <Refusal error={error} onReload={props.onReload} />}
      </ActionForm>
    </Dialog>
  );
}
