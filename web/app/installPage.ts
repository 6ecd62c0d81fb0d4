/** Pages during which nothing may be reloaded under a person's hands. */
const IN_USE = /^\/visits\/./u;

/**
 * Lets this page start without a network from now on, and be put on the home screen. A newer version waits until a page is
 * opened outside a visit; a visit is never reloaded by it.
 */
export function installPage(): void {
  if (!import.meta.env.PROD) return;
  // Missing outside secure contexts, whatever the type says.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return;
  const hadWorker = workers.controller !== null;
  workers.register('/serviceWorker.js').then((registration) => {
    if (!registration.waiting || !hadWorker || IN_USE.test(location.pathname)) return;
    workers.addEventListener('controllerchange', () => { location.reload(); }, { once: true });
    registration.waiting.postMessage({ type: 'SKIP_WAITING' });
  }, () => undefined);
}
