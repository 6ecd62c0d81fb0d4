import { DeviceStore } from './DeviceStore.ts';

let opening: Promise<DeviceStore | undefined> | undefined;

/** This device's one encrypted store, open for as long as the page is; undefined where the browser keeps nothing. */
export function deviceStore(): Promise<DeviceStore | undefined> {
  opening ??= DeviceStore.open().catch(() => undefined);
  return opening;
}
