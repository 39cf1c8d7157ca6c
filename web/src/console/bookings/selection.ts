import { useEffect, useState } from "preact/hooks";

import type { BookingRow } from "../frame/types";

/** The selected bookings. They survive paging; another filter clears them, so that an action meets what was meant. */
export interface Selection {
  rows: ReadonlyMap<string, BookingRow>;
  toggle: (row: BookingRow) => void;
  /** Selects or clears several rows. */
  set: (rows: readonly BookingRow[], selected: boolean) => void;
  clear: () => void;
}

export function useSelection(view: string): Selection {
  const [rows, setRows] = useState<ReadonlyMap<string, BookingRow>>(new Map());
  useEffect(() => setRows(new Map()), [view]);
  const set = (some: readonly BookingRow[], selected: boolean) =>
    setRows((before) => {
      const after = new Map(before);
      for (const row of some) {
        if (selected) after.set(row.reference, row);
        else after.delete(row.reference);
      }
      return after;
    });
  return {
    rows,
    set,
    toggle: (row) => set([row], !rows.has(row.reference)),
    clear: () => setRows(new Map()),
  };
}
