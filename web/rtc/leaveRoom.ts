import type { Link } from './Link.ts';
import type { LiveLine } from './LiveSocket.ts';

/** Tells the server that this page leaves the visit's room, and ends its link. Idempotent. */
export function leaveRoom(line: LiveLine, link: Link, visitId: string): void {
  if (link.state.at !== 'ended' && line.connected) {
    line.request('live:leave', { visitId }).catch(() => {
      // The server notices a socket that went silent by itself.
    });
  }
  link.end();
}
