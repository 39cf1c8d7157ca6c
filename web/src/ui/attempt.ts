import { useState } from "preact/hooks";

/** Runs one action at a time and keeps what went wrong with the last one. */
export function useAttempt() {
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const attempt = async (action: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await action();
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  return { attempt, failure, busy };
}
