import { useEffect, useRef, useState } from 'react';
import type { DeviceCheck } from '../../../server/rules/contract.ts';
import { checkBattery, checkCamera, checkClock, checkLine, checkMicrophone, checkPosition, checkStorage } from './probes.ts';
import type { Found } from './probes.ts';

/** What is looked at, in the order of the page. The partner is not: the visit says that. */
export const LOOKED_AT = ['camera', 'microphone', 'storage', 'battery', 'network', 'clock', 'position'] as const;
export type LookedAt = (typeof LOOKED_AT)[number];

export interface CheckRun {
  readonly state: 'idle' | 'running' | 'done';
  readonly found: DeviceCheck;
  /** Not looked at yet. */
  readonly pending: ReadonlySet<LookedAt>;
  /** How loud it is, 0 to 1. */
  readonly level: number;
  /** An object URL of the phrase as it was heard. */
  readonly phrase: string | undefined;
  /** Looks at everything; resolves with what was found. One at a time. */
  readonly start: () => Promise<DeviceCheck>;
}

/** Looks at this device for ten seconds. What fails is a finding; nothing here rejects. */
export function useDeviceCheck(): CheckRun {
  const [state, setState] = useState<CheckRun['state']>('idle');
  const [found, setFound] = useState<DeviceCheck>({});
  const [pending, setPending] = useState<ReadonlySet<LookedAt>>(new Set());
  const [level, setLevel] = useState(0);
  const [phrase, setPhrase] = useState<string>();
  const kept = useRef<string>(undefined);
  const keepPhrase = (url: string | undefined): void => {
    if (kept.current !== undefined) URL.revokeObjectURL(kept.current);
    kept.current = url;
    setPhrase(url);
  };
  useEffect(() => () => { if (kept.current !== undefined) URL.revokeObjectURL(kept.current); }, []);

  async function start(): Promise<DeviceCheck> {
    let all: DeviceCheck = {};
    setState('running');
    setFound(all);
    keepPhrase(undefined);
    setPending(new Set(LOOKED_AT));
    const look = async (what: LookedAt, probe: () => Promise<Found>): Promise<void> => {
      const one = await probe().catch((): Found => ({ [what]: 'bad' }));
      all = { ...all, ...one };
      setFound(all);
      setPending((before) => new Set([...before].filter((other) => other !== what)));
    };
    await Promise.all([
      // One after the other: some phones give camera and microphone to one asker at a time.
      look('camera', checkCamera).then(() => look('microphone', async () => {
        const heard = await checkMicrophone(setLevel);
        keepPhrase(URL.createObjectURL(heard.phrase));
        return heard.found;
      })),
      look('storage', checkStorage), look('battery', checkBattery), look('position', checkPosition),
      // The clock is asked on a line that carries nothing else.
      look('clock', checkClock).then(() => look('network', checkLine)),
    ]);
    setState('done');
    return all;
  }
  return { state, found, pending, level, phrase, start };
}
