import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { DeviceMediaView } from '../device/DeviceMedia.ts';
import { DeviceMedia } from '../device/DeviceMedia.ts';
import { actOutboxOf, ENDING_ACTS, holdActs } from '../device/actOutboxes.ts';
import { useSession } from '../people/useSession.ts';
import type { LinkState } from '../rtc/Link.ts';
import type { FieldMedia } from './openCamera.ts';

const MediaContext = createContext<DeviceMedia | undefined>(undefined);

/** What this phone recorded by itself goes on its way whichever of the investigator's pages is shown. */
export function DeviceMediaProvider({ children }: { readonly children: ReactNode }) {
  const ownerId = useSession().data?.account.id;
  const [deviceMedia, setDeviceMedia] = useState<DeviceMedia>();
  useEffect(() => {
    if (ownerId === undefined) return;
    const opened = new DeviceMedia(ownerId);
    setDeviceMedia(opened);
    const outbox = actOutboxOf(ownerId);
    const letGo = [
      outbox.subscribe(opened.poke),
      // A visit is not ended before the server knows what this phone still has of it.
      holdActs(ownerId, async ({ visitId, request }) => {
        if (ENDING_ACTS.has(request.act.act)) await opened.announce(visitId);
        return true;
      }),
    ];
    return () => {
      for (const one of letGo) one();
      setDeviceMedia(undefined);
      opened.close();
    };
  }, [ownerId]);
  return <MediaContext value={deviceMedia}>{children}</MediaContext>;
}

const NOTHING: DeviceMediaView = { keeping: 'stopped', unsent: { waiting: 0, sent: 0 } };
const never = (): (() => void) => () => undefined;

/** What may be said of the device's own recording. */
export function useDeviceMedia(): DeviceMediaView {
  const deviceMedia = useContext(MediaContext);
  return useSyncExternalStore(deviceMedia?.subscribe ?? never, deviceMedia?.view ?? (() => NOTHING));
}

/** Keeps on this device what is filmed for as long as the component is shown, and sends what the line lost once it is back. */
export function useKeptOnDevice(visitId: string, { camera, sound }: FieldMedia, link: LinkState): void {
  const deviceMedia = useContext(MediaContext);
  const isLive = link.at === 'live';
  // The sound that is sent: what was lost of it on the way is to be found here.
  const microphone = useSyncExternalStore(sound.subscribe, () => sound.snapshot().microphone);
  useEffect(() => {
    // Also when the line comes back: what was kept of the outage is then finished at once and can go.
    void deviceMedia?.keep(visitId, [camera, microphone]);
  }, [deviceMedia, visitId, camera, microphone, isLive]);
  useEffect(() => () => void deviceMedia?.stopKeeping(), [deviceMedia, visitId]);
}
