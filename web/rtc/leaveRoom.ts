import type { Link } from './Link.ts';
import type { LiveLine } from './LiveSocket.ts';

/** Tells the server that this page leaves one part of the visit's room, and ends its link. Idempotent. */
export function leaveRoom(line: LiveLine, link: Link, visitId: string, as: 'publisher' | 'watcher' | 'listener'): void {
  if (link.state.at !== 'ended' && line.connected) {
    line.request('live:leave', { visitId, as }).catch(() => {
      // The server notices a socket that went silent by itself.
    });
  }
  link.end();
}
