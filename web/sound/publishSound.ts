import type { PublisherSession } from '../rtc/PublisherSession.ts';
import type { FieldSound } from './FieldSound.ts';
import type { Means } from './keepOriginal.ts';
import { keepsOriginal } from './keepOriginal.ts';
import { unprocessed } from './SoundCapture.ts';

const TELL_MS = 1000;
const DECIDE_MS = 5000;

interface Battery {
  readonly level: number;
  readonly charging: boolean;
}
/** What only some browsers tell (Battery Status API, Network Information API). */
type Telling = Navigator & { getBattery?: () => Promise<Battery>; connection?: { readonly saveData?: boolean } };

/**
 * Keeps what is sent in step with what is captured: the right tracks, how they are made, once a second how the room
 * sounds, and the unprocessed sound beside the processed one while line and battery allow. Returns the function that stops it.
 */
export function publishSound(session: PublisherSession, sound: FieldSound): () => void {
  let sent = sound.snapshot();
  let originalSent: MediaStreamTrack | undefined;
  let told = JSON.stringify(sent.making);
  const quietly = (work: Promise<unknown>): void => {
    // The link repairs itself, and the next round says it again.
    work.catch(() => undefined);
  };

  const follow = (): void => {
    const now = sound.snapshot();
    if (now.microphone !== sent.microphone) quietly(session.replaceTrack('microphone', now.microphone));
    if (originalSent !== undefined && now.original !== originalSent) {
      originalSent = now.original;
      quietly(session.replaceTrack('rawMicrophone', now.original));
      quietly(session.note('rawMicrophone', unprocessed(now.original, 'original')));
    }
    sent = now;
    const made = JSON.stringify(now.making);
    if (made === told) return;
    told = made;
    quietly(session.note('microphone', now.making));
  };

  const decide = async (): Promise<void> => {
    const { original, microphone } = sound.snapshot();
    // One that is not processed is its own original.
    const keeps = original !== microphone && keepsOriginal(await meansOf(session), originalSent !== undefined);
    if (keeps && originalSent === undefined) {
      originalSent = original;
      await session.begin('rawMicrophone', original, unprocessed(original, 'original'));
    } else if (!keeps && originalSent !== undefined) {
      originalSent = undefined;
      await session.end('rawMicrophone');
    }
  };

  const stopFollowing = sound.subscribe(follow);
  follow();
  const telling = setInterval(() => {
    const { metric } = sound.snapshot();
    if (metric) quietly(session.tellSound(metric));
  }, TELL_MS);
  const deciding = setInterval(() => { quietly(decide()); }, DECIDE_MS);
  return () => {
    stopFollowing();
    clearInterval(telling);
    clearInterval(deciding);
  };
}

async function meansOf(session: PublisherSession): Promise<Means> {
  const { getBattery, connection } = navigator as Telling;
  const battery = await getBattery?.call(navigator).catch(() => undefined);
  return {
    availableBitsPerSecond: await session.availableBitsPerSecond(),
    battery: battery && { level: battery.level, charging: battery.charging },
    saveData: connection?.saveData === true,
  };
}

