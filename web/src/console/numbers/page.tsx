import { useState } from "preact/hooks";

import { addDays } from "../../time/dates";
import { dateIn } from "../../time/format";
import { serverNow } from "../../api/client";
import { type Loaded, useLoad } from "../../ui/load";
import { go, useQuery } from "../../ui/url";
import { consultantName, useAccount } from "../frame/account";
import { read, readFile } from "../frame/api";
import { PageHead } from "../frame/shell";
import { Failure, When } from "../frame/states";
import { named, t } from "../i18n";
import { Choice, Line } from "../kit/fields";
import { when } from "../kit/moment";
import { Figures, Tables } from "./report";
import { type NumbersReport, type ReportName, reportPath, REPORTS } from "./types";

/** Days of a report without a period of its own, today among them. */
const USUAL_DAYS = 30;

interface Asked {
  report: ReportName;
  parameters: Record<string, string>;
}

/** The report that the address asks for. */
function askedOf(query: URLSearchParams, today: string): Asked {
  const report = REPORTS.find((name) => name === query.get("report")) ?? "dashboard";
  const to = query.get("to") ?? today;
  const from = query.get("from") ?? addDays(to, 1 - USUAL_DAYS);
  const consultantId = query.get("consultantId") ?? "";
  const by = query.get("by") ?? "day";
  const parameters = { from, to, ...(consultantId && { consultantId }), ...(report === "trends" && { by }) };
  return { report, parameters };
}

/** Numbers about bookings: each with its cases, its interval and its list. */
export default function Numbers() {
  const { site, zone } = useAccount();
  const asked = askedOf(useQuery(), dateIn(serverNow(), site.timezone ?? zone));
  const path = reportPath(asked.report);
  const found = useLoad(JSON.stringify(asked), (signal) =>
    read<NumbersReport>(path, { parameters: asked.parameters, signal }),
  );
  return (
    <>
      <PageHead title={t("page.numbers")} />
      <Asking asked={asked} />
      <When of={found}>{(report) => <Found found={found} report={report} asked={asked} />}</When>
    </>
  );
}

const set = (name: string) => (value: string) => go({ [name]: value }, "replace");

function Asking({ asked: { report, parameters } }: { asked: Asked }) {
  const { consultants } = useAccount();
  const names = consultants.map(({ id }) => [id, consultantName(consultants, id)] as const);
  return (
    <div class="filter-bar">
      <Choice
        label={t("numbers.report")}
        value={report}
        choices={REPORTS.map((name) => [name, named("numbers.report", name)] as const)}
        onValue={set("report")}
      />
      <Line label={t("bookings.from")} type="date" value={parameters.from ?? ""} onValue={set("from")} />
      <Line label={t("bookings.to")} type="date" value={parameters.to ?? ""} onValue={set("to")} />
      {names.length > 1 && (
        <Choice
          label={t("bookings.consultant")}
          value={parameters.consultantId ?? ""}
          choices={[["", t("bookings.all")], ...names]}
          onValue={set("consultantId")}
        />
      )}
      {report === "trends" && (
        <Choice
          label={t("numbers.by")}
          value={parameters.by ?? ""}
          choices={(["day", "week", "month"] as const).map((part) => [part, named("numbers.part", part)] as const)}
          onValue={set("by")}
        />
      )}
    </div>
  );
}

interface FoundProps {
  found: Loaded<NumbersReport>;
  report: NumbersReport;
  asked: Asked;
}

function Found({ found, report, asked }: FoundProps) {
  const { zone } = useAccount();
  const [failure, setFailure] = useState<unknown>();
  const save = () => {
    setFailure(undefined);
    download(asked).catch(setFailure);
  };
  return (
    <div class="stack" data-testid="report" aria-busy={found.loading}>
      <p class="muted small report-line">
        {t("numbers.asOf", { time: when(report.asOf, zone), zone: report.timezone })}
        <button type="button" class="quiet" onClick={found.reload}>
          {t("numbers.refresh")}
        </button>
        <button type="button" class="quiet" onClick={save}>
          {t("numbers.file")}
        </button>
      </p>
      {failure !== undefined && <Failure error={failure} />}
      {!report.exact && <p class="notice">{t("numbers.coarse")}</p>}
      <Figures report={report} />
      <Tables report={report} />
    </div>
  );
}

/** Saves a report as a file for spreadsheets. */
async function download({ report, parameters }: Asked) {
  const file = await readFile(reportPath(report), { ...parameters, format: "csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${report}-${parameters.from}-${parameters.to}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
