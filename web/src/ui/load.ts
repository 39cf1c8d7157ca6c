import { useCallback, useEffect, useState } from "preact/hooks";

export interface Loaded<T> {
  data?: T;
  error?: unknown;
  loading: boolean;
  reload: () => void;
}

/**
 * Loads something whenever `key` changes. The old data stay until the new arrive, so that nothing jumps; an
 * answer that comes too late is ignored.
 */
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ data?: T; error?: unknown; of?: string }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal).then(
      (data) => !stop.signal.aborted && setState({ data, of: key }),
      (error: unknown) =>
        !stop.signal.aborted && setState(({ data }) => ({ ...(data !== undefined && { data }), error, of: key })),
    );
    return () => stop.abort();
    // `key` says everything that `load` depends on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, round]);
  const reload = useCallback(() => {
    setState(({ data }) => (data !== undefined ? { data } : {}));
    setRound((now) => now + 1);
  }, []);
  return { ...state, loading: state.of !== key, reload };
}
