import { useEffect, useRef, useState } from 'react';

/** Long enough for the next key, short enough that a closed page loses nothing that was finished. */
const SETTLE_MS = 900;

/** What is being typed: written when the fingers rest or leave the field, and following the record otherwise. */
export function useDraft(kept: string, write: (text: string) => void): { text: string; type: (text: string) => void; leave: () => void } {
  const [draft, setDraft] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ draft, kept, write });
  latest.current = { draft, kept, write };
  function flush(): void {
    clearTimeout(timer.current);
    const { draft: text, kept: before, write: send } = latest.current;
    if (text !== undefined && text !== before) send(text);
  }
  // Leaving the page is leaving the field.
  useEffect(() => flush, []);
  return {
    text: draft ?? kept,
    type(text) {
      setDraft(text);
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, SETTLE_MS);
    },
    leave() {
      flush();
      setDraft(undefined);
    },
  };
}
