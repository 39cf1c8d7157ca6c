import { useEffect, useState } from "preact/hooks";

import { useLoad } from "../../ui/load";
import { request } from "../frame/api";
import { When } from "../frame/states";
import { complain, say } from "../frame/toast";
import { named, t } from "../i18n";
import { Choice } from "../kit/fields";
import type { Draft, TemplatePreview } from "./types";

/** How long typing pauses before the preview is asked for. */
const PAUSE_MS = 600;

interface PreviewProps {
  samples: readonly string[];
  path: string;
  draft: Draft;
  mayTest: boolean;
}

/** The draft as its reader would see it, for each kind of booking. */
export function PreviewPanel({ samples, path, draft, mayTest }: PreviewProps) {
  const [sample, setSample] = useState(samples[0] ?? "");
  const [isPlain, setPlain] = useState(false);
  const [busy, setBusy] = useState(false);
  const asked = usePaused(JSON.stringify({ ...draft, sample }));
  const found = useLoad(`${path} ${asked}`, (signal) =>
    request<TemplatePreview>("POST", `${path}/preview`, { body: JSON.parse(asked), signal }),
  );
  const test = () => {
    setBusy(true);
    request<{ to: string }>("POST", `${path}/test`, { body: { ...draft, sample } })
      .then(({ data }) => say(t("templates.tested", { address: data.to })), complain)
      .finally(() => setBusy(false));
  };
  return (
    <section class="panel padded mail-preview" aria-labelledby="mail-preview" aria-busy={found.loading}>
      <div class="section-line">
        <h2 id="mail-preview">{t("templates.preview")}</h2>
        <div class="tabs" role="group" aria-label={t("templates.form")}>
          {[false, true].map((plain) => (
            <button key={String(plain)} type="button" aria-pressed={plain === isPlain} onClick={() => setPlain(plain)}>
              {t(plain ? "templates.plain" : "templates.html")}
            </button>
          ))}
        </div>
      </div>
      <Choice
        label={t("templates.sample")}
        value={sample}
        choices={samples.map((one) => [one, named("templates.sample", one)] as const)}
        onValue={setSample}
      />
      <When of={found} lines={8}>
        {({ data }) => <Shown preview={data} isPlain={isPlain} />}
      </When>
      {mayTest && (
        <button type="button" class="button" data-testid="test-mail" disabled={busy} aria-busy={busy} onClick={test}>
          {t("templates.test")}
        </button>
      )}
    </section>
  );
}

function Shown({ preview, isPlain }: { preview: TemplatePreview; isPlain: boolean }) {
  const { faults, subject, text, previewUrl } = preview;
  if (faults.length > 0) {
    return (
      <ul class="notice fault" role="status" data-testid="mail-faults">
        {faults.map(({ pointer, message, line, column }) => (
          <li key={`${pointer} ${line} ${column}`}>
            {t("templates.fault", { part: partName(pointer), line: line ?? 1, column: column ?? 1 })} {message}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <>
      <p class="strong" data-testid="mail-subject">
        {subject}
      </p>
      {isPlain ? <pre>{text}</pre> : <iframe sandbox="" src={previewUrl} title={t("templates.preview")} />}
    </>
  );
}

/** `/sentences/lead/0` as "Beginning 1". */
function partName(pointer: string | undefined): string {
  const [first = "", second, at] = (pointer ?? "").split("/").slice(1);
  const name = named("templates.part", first === "sentences" ? (second ?? "") : first);
  return at === undefined ? name : `${name} ${Number(at) + 1}`;
}

/** A value that changes only after it rested a while. */
function usePaused(value: string): string {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return paused;
}
