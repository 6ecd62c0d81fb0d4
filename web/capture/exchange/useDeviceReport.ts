import { useEffect, useRef } from 'react';
import type { DeviceReport } from '../../../server/supervision/contract.ts';
import { serverNow } from '../../kit/serverClock.ts';
import type { LiveSocket } from '../../rtc/LiveSocket.ts';
import { useFieldPosition } from '../useFieldPosition.ts';
import { cameraAbilities } from './cameraControl.ts';

const REPORT_MS = 5_000;

/** Missing in TypeScript's library, in some browsers, or both. */
interface DeviceNavigator {
  getBattery?(): Promise<{ readonly level: number; readonly charging: boolean }>;
  readonly connection?: { readonly effectiveType?: string; readonly downlink?: number; readonly rtt?: number };
}

/** Tells the server every few seconds how this device fares, for as long as the component is shown. */
export function useDeviceReport(socket: LiveSocket | undefined, visitId: string, camera: MediaStreamTrack, earpiece: boolean): void {
  const position = useFieldPosition();
  const latest = useRef({ position, camera, earpiece });
  latest.current = { position, camera, earpiece };

  useEffect(() => {
    if (!socket) return;
    const tell = async (): Promise<void> => {
      const device = navigator as unknown as DeviceNavigator;
      const now = latest.current;
      const [battery, storage, abilities] = await Promise.all([
        device.getBattery?.().catch(() => undefined),
        (navigator.storage as StorageManager | undefined)?.estimate().catch(() => undefined),
        cameraAbilities(now.camera),
      ]);
      const atDeviceMs = Date.now();
      const { connection } = device;
      const report: DeviceReport = {
        atDeviceMs,
        clockOffsetMs: Math.round(serverNow() - atDeviceMs),
        ...(battery && { battery: { level: battery.level, charging: battery.charging } }),
        ...(storage?.quota !== undefined && storage.usage !== undefined && { storageFreeBytes: Math.max(0, Math.round(storage.quota - storage.usage)) }),
        ...(now.position && { position: now.position }),
        ...(connection && {
          network: {
            type: connection.effectiveType ?? '',
            ...(connection.downlink !== undefined && { downlinkMbps: connection.downlink }),
            ...(connection.rtt !== undefined && { rttMs: connection.rtt }),
          },
        }),
        camera: abilities,
        earpiece: now.earpiece,
        hidden: document.hidden,
      };
      // The next report says more than a repeated one.
      await socket.request('exchange:report', { visitId, report }).catch(() => undefined);
    };
    void tell();
    const timer = setInterval(() => void tell(), REPORT_MS);
    return () => { clearInterval(timer); };
  }, [socket, visitId, earpiece, camera]);
}
