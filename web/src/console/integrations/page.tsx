import { useLoad } from "../../ui/load";
import { useAccount } from "../frame/account";
import { newKey, read, request } from "../frame/api";
import { PageHead } from "../frame/shell";
import { Failure, When } from "../frame/states";
import { say } from "../frame/toast";
import { n, named, t } from "../i18n";
import { when } from "../kit/moment";
import { useSaving } from "../kit/save";
import type { Integrations as State, Schemas } from "../kit/types";
import { byIntegration, type Group, lasts } from "./groups";

/** Queues, what didn't get through, and work that is late. */
export default function Integrations() {
  const { zone } = useAccount();
  const state = useLoad("integrations", (signal) => read<State>("/admin/integrations", { signal }));
  return (
    <>
      <PageHead title={t("page.integrations")}>
        <button type="button" class="button" onClick={state.reload} disabled={state.loading}>
          {t("action.reload")}
        </button>
      </PageHead>
      <When of={state}>
        {(data) => (
          <>
            <p class="muted" role="status">
              {t("integrations.asOf", { time: when(data.asOf, zone) })}{" "}
              {data.queues.some(({ dead }) => dead > 0) ? "" : t("integrations.allWell")}
            </p>
            <Cards state={data} />
            <div class="stack">
              {byIntegration(data.queues).map((group) => (
                <OneIntegration key={group.name} group={group} onDone={state.reload} />
              ))}
            </div>
          </>
        )}
      </When>
    </>
  );
}

function Cards({ state: { jobs, mail, repairs } }: { state: State }) {
  const rate = (share: number | undefined) =>
    share === undefined ? "" : ` (${(share * 100).toFixed(1).replace(".0", "")} %)`;
  return (
    <dl class="figures">
      <div class={jobs.overdue > 0 ? "warn" : undefined}>
        <dt>{t("integrations.late")}</dt>
        <dd>
          {jobs.overdueIsLowerBound ? "≥ " : ""}
          {jobs.overdue}
          {jobs.overdue > 0 && <small>{t("integrations.oldest", { time: lasts(jobs.oldestSeconds) })}</small>}
        </dd>
      </div>
      <div>
        <dt>{n("integrations.delivered", mail.days)}</dt>
        <dd>{mail.delivered}</dd>
      </div>
      <div class={mail.bounced > 0 ? "warn" : undefined}>
        <dt>{t("integrations.bounced")}</dt>
        <dd>
          {mail.bounced}
          {rate(mail.bounceRate)}
        </dd>
      </div>
      <div class={mail.complained > 0 ? "warn" : undefined}>
        <dt>{t("integrations.complained")}</dt>
        <dd>
          {mail.complained}
          {rate(mail.complaintRate)}
        </dd>
      </div>
      <div>
        <dt>{t("integrations.repairs")}</dt>
        <dd>{repairs}</dd>
      </div>
    </dl>
  );
}

function OneIntegration({ group, onDone }: { group: Group; onDone: () => void }) {
  const { can, readOnly } = useAccount();
  const saving = useSaving();
  const redrive = () =>
    saving.run(async () => {
      let count = 0;
      for (let more = true; more;) {
        const path = `/admin/integrations/${encodeURIComponent(group.name)}/redrive`;
        const { data } = await request<Schemas["Redriven"]>("POST", path, { body: {}, key: newKey() });
        const put = data.queues.reduce((sum, { redriven }) => sum + redriven, 0);
        count += put;
        more = put > 0 && data.queues.some((queue) => queue.more);
      }
      say(n("integrations.redriven", count));
      onDone();
    });
  return (
    <section
      class="panel padded"
      aria-labelledby={`integration-${group.name}`}
      data-testid={`integration-${group.name}`}
    >
      <div class="section-line">
        <h2 id={`integration-${group.name}`}>{named("integrations.name", group.name)}</h2>
        {group.dead > 0 && can("redrive") && !readOnly && (
          <button type="button" class="button" disabled={saving.busy} aria-busy={saving.busy} onClick={redrive}>
            {n("integrations.redrive", group.dead)}
          </button>
        )}
      </div>
      {group.dead > 0 && <p class="notice fault">{n("integrations.dead", group.dead)}</p>}
      {saving.failure !== undefined && <Failure error={saving.failure} />}
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{t("integrations.queue")}</th>
            {(["waiting", "inFlight", "delayed", "dead"] as const).map((kind) => (
              <th key={kind} scope="col" class="number">
                {named("integrations.count", kind)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {group.queues.map((queue) => (
            <tr key={queue.name}>
              <th scope="row">{queue.name}</th>
              {(["waiting", "inFlight", "delayed", "dead"] as const).map((kind) => (
                <td key={kind} class="number" data-label={named("integrations.count", kind)}>
                  {queue[kind]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
