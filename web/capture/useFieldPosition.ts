import { useEffect, useState } from 'react';
import type { Position } from '../../server/evidence/contract.ts';

/** Where the device believes to be while the component is shown; undefined without permission or signal. */
export function useFieldPosition(): Position | undefined {
  const [position, setPosition] = useState<Position>();
  useEffect(() => {
    const { geolocation } = navigator as { geolocation?: Geolocation };
    if (!geolocation) return;
    const watch = geolocation.watchPosition(
      ({ coords }) => { setPosition({ latitude: coords.latitude, longitude: coords.longitude, accuracyM: coords.accuracy }); },
      // Refused or not found: evidence is taken without a place rather than not at all.
      () => undefined,
      { enableHighAccuracy: true, maximumAge: 30_000 },
    );
    return () => { geolocation.clearWatch(watch); };
  }, []);
  return position;
}
