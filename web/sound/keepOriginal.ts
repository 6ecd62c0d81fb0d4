export interface Means {
  /** What congestion control thinks the line carries, bits a second; undefined while it does not know. */
  readonly availableBitsPerSecond: number | undefined;
  /** 0 to 1, and whether it is being filled; undefined where the browser does not tell. */
  readonly battery: { readonly level: number; readonly charging: boolean } | undefined;
  /** The person asked the browser to save data. */
  readonly saveData: boolean;
}

/** From here on the second track is sent, and below the other it ends, so that a line at the limit does not flutter. */
const ENOUGH_BITS_PER_SECOND = 1_000_000;
const TOO_FEW_BITS_PER_SECOND = 500_000;
const ENOUGH_BATTERY = 0.3;
const TOO_LITTLE_BATTERY = 0.15;

/** Whether the unprocessed sound is sent beside the processed one. Unknown is no: picture and voice come first. */
export function keepsOriginal({ availableBitsPerSecond, battery, saveData }: Means, kept: boolean): boolean {
  if (saveData || availableBitsPerSecond === undefined) return false;
  if (availableBitsPerSecond < (kept ? TOO_FEW_BITS_PER_SECOND : ENOUGH_BITS_PER_SECOND)) return false;
  return battery === undefined || battery.charging || battery.level >= (kept ? TOO_LITTLE_BATTERY : ENOUGH_BATTERY);
}
