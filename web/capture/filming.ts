/**
 * Which visit this tab was filming, so that a page that was reloaded, or that the system killed and brought back, goes on
 * by itself. It is the tab's own memory: a page opened anew films nobody without being asked.
 */
const KEPT_AS = 'capture.filming';

export function rememberFilming(visitId: string): void {
  sessionStorage.setItem(KEPT_AS, visitId);
}

export function forgetFilming(): void {
  sessionStorage.removeItem(KEPT_AS);
}

export function wasFilming(visitId: string): boolean {
  return sessionStorage.getItem(KEPT_AS) === visitId;
}
