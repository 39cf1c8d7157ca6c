import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError } from "../api/client";
import type { BookedAnswer, Consultant, ProofChallenge, Site, Slot } from "../api/types";
import { current, n, t } from "../i18n";
import { Summary } from "../meeting/summary";
import { Taken } from "../meeting/taken";
import { endOf } from "../meeting/when";
import { Icon } from "../ui/icon";
import { FaultNotice, Notice } from "../ui/notice";
import { Heading, Support } from "../ui/page";
import { forget, recall, remember } from "../ui/session";
import { go, page } from "../ui/url";
import { countryOf, likelyCountry } from "./countries";
import { postToParent } from "./embed";
import { invalidate } from "./consultants";
import { bodyOf, check, emptyForm, type Errors, type Form, type FormField, placed, PREFILL } from "./form";
import { FormFields } from "./form-fields";
import { count, countAnew, visit } from "./funnel";
import { ProofOfWork, Trap, trapped, useFormChallenge } from "./proof";
import type { Route } from "./route";
import { Steps } from "./steps";
import { DONE, submit } from "./submit";

const DRAFT = "draft";

interface DetailsProps {
  site: Site;
  route: Route;
  consultants: Consultant[];
  consultant: Consultant | undefined;
}

function firstForm(): Form {
  const known = recall<Partial<Form>>(PREFILL);
  const likely = likelyCountry(navigator.languages, current());
  const country = countryOf(known?.phone ?? "", likely) ?? likely;
  return { ...emptyForm(country), ...known, ...recall<Partial<Form>>(DRAFT) };
}

/** Typed values and their faults. */
function useForm(route: Route, site: Site) {
  const [form, setForm] = useState<Form>(firstForm);
  const [left, setLeft] = useState<ReadonlySet<FormField>>(new Set());
  const [refused, setRefused] = useState<Errors>({});
  const found = check(form, route.meetingType, site.phone);
  const set = (change: Partial<Form>) => {
    const next = { ...form, ...change };
    setForm(next);
    remember(DRAFT, next);
    // The API's faults concern the old values.
    setRefused((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in change))));
  };
  return {
    form,
    set,
    /** Shows faults of fields that lost the focus; faults from the API at once. */
    errors: { ...only(found, left), ...refused } as Errors,
    isComplete: Object.keys(found).length === 0,
    wasChecked: left.size === Object.keys(form).length,
    leave: (name: FormField) => setLeft((before) => new Set([...before, name])),
    leaveAll: () => setLeft(new Set(Object.keys(form) as FormField[])),
    refuse: setRefused,
  };
}

/** A slot and its consultant. */
interface SlotRequest {
  start: string;
  consultantId: string;
}

/** Sends the form for the chosen slot or for an offered alternative; once more with a proof, if one is asked for. */
function useBooking(route: Route, form: Form, site: Site, refuse: (errors: Errors) => void) {
  const [failure, setFailure] = useState<unknown>();
  const [sending, setSending] = useState(false);
  const [tried, setTried] = useState<SlotRequest>({
    start: route.start ?? "",
    consultantId: route.consultantId ?? "any",
  });
  const element = useRef<HTMLFormElement>(null);
  const [challenge, setChallenge] = useState<ProofChallenge>();
  const proof = useFormChallenge(site, setChallenge);
  /** The booking that waits for its proof. */
  const waiting = useRef<SlotRequest | undefined>(undefined);
  const book = async (slotRequest: SlotRequest) => {
    if (sending) return;
    setSending(true);
    setFailure(undefined);
    if (challenge && !proof.current.challenge) {
      waiting.current = slotRequest;
      return;
    }
    await send(slotRequest);
  };
  const send = async (slotRequest: SlotRequest) => {
    setTried(slotRequest);
    const { duration, meetingType, zone: timezone } = route;
    const choice = { ...slotRequest, duration, timezone, meetingType };
    try {
      const fax = trapped(element.current);
      const beside = { visit: visit(), ...proof.current, ...(fax && { fax }) };
      const body = bodyOf(form, choice, new URLSearchParams(location.search), site.consents?.version);
      booked(await submit(body, beside));
    } catch (error) {
      if (error instanceof ApiError && error.challenge) {
        delete proof.current.challenge;
        waiting.current = slotRequest;
        setChallenge(error.challenge);
        return;
      }
      setSending(false);
      setFailure(error);
      if (error instanceof ApiError && error.faults.length) refuse(placed(error.faults).errors);
    }
  };
  const prove = (solution: string) => {
    proof.current.challenge = solution;
    const slotRequest = waiting.current;
    waiting.current = undefined;
    if (slotRequest) void send(slotRequest);
  };
  /** Without its proof it isn't sent; the notice says so. */
  const giveUp = () => {
    waiting.current = undefined;
    setSending(false);
  };
  return { book, failure, sending, tried, element, proof: { challenge, onSolved: prove, onFailed: giveUp } };
}

/** Goes on to the confirmation; the draft has served. */
function booked(answer: BookedAnswer) {
  const { reference, consultantId, start, end, duration, meetingType } = answer.booking;
  remember(DONE, answer);
  invalidate(answer.booking);
  forget(DRAFT);
  count("completed", consultantId);
  countAnew();
  postToParent({ type: "booked", reference, consultantId, start, end, duration, meetingType });
  go({ step: "done", start: null, date: null }, "replace");
}

/** Step 2: the client's details and topic. */
export function Details({ site, route, consultants, consultant }: DetailsProps) {
  const { form, set, errors, isComplete, wasChecked, leave, leaveAll, refuse } = useForm(route, site);
  const { book, failure, sending, tried, element, proof } = useBooking(route, form, site, refuse);
  const { start = "", duration, meetingType, zone } = route;
  const onSubmit = (event: Event) => {
    event.preventDefault();
    leaveAll();
    if (isComplete) void book({ start, consultantId: route.consultantId ?? "any" });
    else focusFirst(element.current);
  };
  useEffect(() => {
    if (failure instanceof ApiError && failure.faults.length) focusFirst(element.current);
  }, [failure, element]);
  const lost =
    failure instanceof ApiError && (failure.code === "slot_taken" || failure.code === "slot_not_offered")
      ? failure
      : undefined;
  return (
    <div class="step">
      <Steps at={2} />
      <Heading>{t("details.title")}</Heading>
      <div class="panel details-step">
        <aside class="about">
          <Summary isGone={lost !== undefined} {...{ consultant, start, duration, meetingType, zone }} />
          <button type="button" class="quiet" onClick={otherTime}>
            <Icon name="left" />
            {t("details.otherTime")}
          </button>
        </aside>
        <div class="details-main">
          {lost && (
            <Taken
              refusal={lost}
              lost={{ start: tried.start, end: endOf(tried.start, duration) }}
              {...{ consultant, consultants, zone }}
              busy={sending}
              action={t("taken.book")}
              onChoose={(slot: Slot) => void book({ start: slot.start, consultantId: slot.consultantId })}
              onSeeAll={() => go({ step: "time", start: null, date: null })}
            />
          )}
          {/* The browser's own bubbles would speak before the field is left, and in the browser's language. */}
          <form ref={element} onSubmit={onSubmit} noValidate>
            <FormFields {...{ form, set, site, errors, meetingType }} onLeave={leave} />
            <Trap />
            <div class="submit">
              {proof.challenge && <ProofOfWork {...proof} challenge={proof.challenge} />}
              <Faults count={Object.keys(errors).length} isShown={wasChecked} />
              <Failure failure={lost ? undefined : failure} site={site} onRetry={() => void book(tried)} />
              <button
                type="submit"
                class="button primary large"
                disabled={sending || lost !== undefined}
                aria-busy={sending}
              >
                {sending ? t("details.sending") : t("details.book")}
              </button>
              <p class="muted small">{t("details.promise")}</p>
            </div>
          </form>
        </div>
      </div>
    </div>
  );
}

/** Back to the times: of all consultants chosen from, if there were several. */
function otherTime() {
  const among = new URLSearchParams(location.search).get("among");
  go({ step: "time", ...(among && { consultant: among, among: null }) });
}

/** How many fields need another look: said when it was tried, so that nobody searches in vain. */
function Faults({ count: faults, isShown }: { count: number; isShown: boolean }) {
  return (
    <p class="error" role="status">
      {isShown && faults > 0 ? n("details.faults", faults) : ""}
    </p>
  );
}

/** Faults of the fields that were left already. */
function only(errors: Errors, left: ReadonlySet<FormField>): Errors {
  return Object.fromEntries(Object.entries(errors).filter(([name]) => left.has(name as FormField)));
}

function focusFirst(form: HTMLFormElement | null) {
  // The marks appear with the next drawing.
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

/** The address has enough live bookings, or one at that time: the answer never says which. */
function ClientLimit({ site }: { site: Site }) {
  return (
    <Notice kind="fault" title={t("refusal.clientLimit")}>
      <p>{t("refusal.clientLimitText")}</p>
      {site.support && <Support support={site.support} />}
      <p>
        <a href={page("/manage")}>{t("page.manage")}</a>
      </p>
    </Notice>
  );
}

function Failure({ failure, site, onRetry }: { failure: unknown; site: Site; onRetry: () => void }) {
  if (failure === undefined) return null;
  if (failure instanceof ApiError && failure.code === "client_limit") return <ClientLimit site={site} />;
  if (failure instanceof ApiError && failure.faults.length) {
    const { others } = placed(failure.faults);
    return others.length ? (
      <Notice kind="fault">
        {others.map((message) => (
          <p key={message}>{message}</p>
        ))}
      </Notice>
    ) : null;
  }
  return <FaultNotice error={failure} retry={failure instanceof ApiError && failure.passing ? onRetry : undefined} />;
}
