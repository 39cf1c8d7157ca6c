import { useAccount } from "../frame/account";
import { named, t } from "../i18n";
import { rowLabel } from "./labels";
import { evidence, listAddress, valueText } from "./measure";
import type { NumbersFigure, NumbersMeasure, NumbersReport, NumbersTable } from "./types";

/** The figures of a report. Each with a list is a link to it. */
export function Figures({ report }: { report: NumbersReport }) {
  if (report.figures.length === 0) return null;
  return (
    <dl class="number-cards" data-testid="figures">
      {report.figures.map((figure) => (
        <Figure key={figure.key} figure={figure} timezone={report.timezone} />
      ))}
    </dl>
  );
}

function Figure({ figure, timezone }: { figure: NumbersFigure; timezone: string }) {
  const { key, list, previous } = figure;
  const text = valueText(key, figure);
  const label = named("numbers.figure", key);
  return (
    <div class="panel padded" data-testid={`figure-${key}`}>
      <dt>{label}</dt>
      <dd class="figure-value">
        {list === undefined ? text : <Listed href={listAddress(list, timezone)} text={text} of={label} />}
      </dd>
      <dd class="muted small">{evidence(key, figure)}</dd>
      {previous && <dd class="muted small">{before(figure, previous)}</dd>}
    </div>
  );
}

/** The period before; a change only if it isn't chance that two small numbers differ. */
function before({ key, change }: NumbersFigure, previous: NumbersMeasure): string {
  const value = valueText(key, previous);
  if (!change) return t("numbers.before", { value });
  const isClear = change.low > 0 || change.high < 0;
  return t(isClear ? "numbers.beforeClear" : "numbers.beforeChance", { value });
}

function Listed({ href, text, of }: { href: string; text: string; of: string }) {
  return (
    <a href={href} aria-label={t("numbers.listOf", { text, of })}>
      {text}
    </a>
  );
}

/** The tables of a report. */
export function Tables({ report }: { report: NumbersReport }) {
  return (
    <>
      {report.tables.map((table) => (
        <Table key={table.key} table={table} timezone={report.timezone} />
      ))}
    </>
  );
}

function Table({ table, timezone }: { table: NumbersTable; timezone: string }) {
  const { consultants } = useAccount();
  const columns = table.columns.map((key) => ({ key, name: named("numbers.figure", key) }));
  return (
    <section class="panel padded" aria-labelledby={`table-${table.key}`} data-testid={`table-${table.key}`}>
      <h2 id={`table-${table.key}`}>{named("numbers.table", table.key)}</h2>
      {table.rows.length === 0 && <p class="muted">{t("numbers.noRows")}</p>}
      {table.rows.length > 0 && (
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{t("numbers.row")}</th>
              {columns.map(({ key, name }) => (
                <th key={key} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => {
              const label = rowLabel(table.key, row.label, consultants);
              return (
                <tr key={row.label}>
                  <th scope="row">
                    {row.list === undefined ? (
                      label
                    ) : (
                      <a class="link" href={listAddress(row.list, timezone)}>
                        {label}
                      </a>
                    )}
                  </th>
                  {row.cells.map((cell, at) => (
                    <Cell
                      key={columns[at]?.key}
                      name={columns[at]?.name ?? ""}
                      of={columns[at]?.key ?? ""}
                      cell={cell}
                    />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Cell({ name, of, cell }: { name: string; of: string; cell: NumbersMeasure }) {
  const more = evidence(of, cell);
  return (
    <td class="number" data-label={name}>
      {valueText(of, cell)}
      {more && <span class="muted small evidence"> {more}</span>}
    </td>
  );
}
