import { useEffect, useState } from "preact/hooks";

import { get, post, ApiError } from "../api/client";
import type { Attendance } from "../api/types";
import { t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";
import { MEETING_TYPES } from "../meeting/labels";
import { When } from "../meeting/when";
import { Icon } from "../ui/icon";
import { useLoad } from "../ui/load";
import { FaultNotice, Notice } from "../ui/notice";
import { Heading, Page } from "../ui/page";
import type { AppProps } from "../ui/start";

type Outcome = "completed" | "no_show";

const BUTTONS: Record<Outcome, TextKey> = { completed: "attendance.yes", no_show: "attendance.no" };
const MARKED: Record<Outcome, TextKey> = { completed: "attendance.markedYes", no_show: "attendance.markedNo" };

const isOutcome = (value: string | null | undefined): value is Outcome => value === "completed" || value === "no_show";

/** The consultant's page behind the question in the mail. Opening it changes nothing: mail scanners open links too. */
export function App({ site, onLanguage }: AppProps) {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const changed = () => setFragment(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  useEffect(() => {
    document.title = [t("attendance.title"), site.company].filter(Boolean).join(" · ");
  });
  const values = new URLSearchParams(fragment.slice(1));
  const asked = values.get("outcome");
  return (
    <Page site={{ ...site, policies: {} }} home={false} onLanguage={onLanguage}>
      <div class="narrow">
        <Heading>{t("attendance.title")}</Heading>
        <Question
          key={fragment}
          reference={values.get("reference") ?? ""}
          token={values.get("token") ?? ""}
          asked={isOutcome(asked) ? asked : undefined}
        />
      </div>
    </Page>
  );
}

interface QuestionProps {
  reference: string;
  token: string;
  asked: Outcome | undefined;
}

function Question({ reference, token, asked }: QuestionProps) {
  const path = `/attendance/${encodeURIComponent(reference)}`;
  const loaded = useLoad(path, (signal) =>
    reference && token ? get<Attendance>(path, { token, signal }) : Promise.reject(new ApiError(401, {})),
  );
  const [newer, setNewer] = useState<Attendance>();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState<Outcome>();
  const meeting = newer ?? loaded.data;
  const mark = async (outcome: Outcome) => {
    setBusy(outcome);
    setFailure(undefined);
    try {
      setNewer(await post<Attendance>(path, { outcome }, { token }));
    } catch (error) {
      setFailure(error);
    }
    setBusy(undefined);
  };
  if (!meeting) {
    if (loaded.error === undefined) return <div class="skeleton card-size" aria-busy="true" />;
    const isLink = loaded.error instanceof ApiError && loaded.error.status === 401;
    return isLink ? (
      <Notice kind="fault">
        <p>{t("attendance.badLink")}</p>
      </Notice>
    ) : (
      <FaultNotice error={loaded.error} retry={loaded.reload} />
    );
  }
  const { client, start, end, timezone, meetingType, status } = meeting;
  const first = asked ?? "completed";
  const order: Outcome[] = first === "completed" ? ["completed", "no_show"] : ["no_show", "completed"];
  const isOpen = status === "confirmed" || status === "rescheduled";
  const isMarkedOtherwise = failure instanceof ApiError && failure.code === "booking_not_live";
  return (
    <div class="panel padded">
      <div>
        <p class="who-name">
          {client.firstName} {client.lastName}
        </p>
        {client.company && <p class="muted">{client.company}</p>}
      </div>
      <div class="fact">
        <Icon name="calendar" />
        <When start={start} end={end} zone={timezone} />
      </div>
      <p class="fact">
        <Icon name={meetingType} />
        <span>{t(MEETING_TYPES[meetingType])}</span>
      </p>
      <div role="status">
        {isOutcome(status) && (
          <Notice kind="good" title={t(MARKED[status])}>
            <p>{t("attendance.correct")}</p>
          </Notice>
        )}
        {status === "cancelled" && (
          <Notice>
            <p>{t("attendance.cancelled")}</p>
          </Notice>
        )}
      </div>
      {failure !== undefined &&
        (isMarkedOtherwise ? (
          <Notice kind="fault">
            <p>{failure.message}</p>
          </Notice>
        ) : (
          <FaultNotice error={failure} />
        ))}
      {isOpen && (
        <div class="big-choice">
          {order.map((outcome, at) => (
            <button
              key={outcome}
              type="button"
              class={at === 0 ? "button primary large" : "button large"}
              disabled={busy !== undefined}
              aria-busy={busy === outcome}
              onClick={() => void mark(outcome)}
            >
              {t(BUTTONS[outcome], { name: client.firstName })}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
