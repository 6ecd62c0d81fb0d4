import type { LiveLine } from './LiveSocket.ts';

/**
 * Tells the server at once when this page is no longer on the screen, because a call came, another app was opened or the
 * phone was locked: a browser may stop camera and microphone then, and the ledger is to have the cause. Returns the function that stops.
 */
export function tellHidden(line: LiveLine, visitId: string): () => void {
  const tell = (): void => {
    if (!document.hidden || !line.connected) return;
    // Nobody is there to be told of a failure; the ledger then says what it saw itself.
    void line.request('live:hidden', { visitId }).catch(() => undefined);
  };
  document.addEventListener('visibilitychange', tell);
  return () => { document.removeEventListener('visibilitychange', tell); };
}
