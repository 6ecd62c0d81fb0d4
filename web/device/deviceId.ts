const KEY = 'device-id';

/** Names this browser on this device, so that what came from it can be told from what came from another. */
export function deviceId(): string {
  const known = localStorage.getItem(KEY);
  if (known !== null) return known;
  const made = crypto.randomUUID();
  localStorage.setItem(KEY, made);
  return made;
}
