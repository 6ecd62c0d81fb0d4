export interface Microphone {
  readonly deviceId: string;
  readonly label: string;
  /** Shared by the parts and aliases of one device. */
  readonly groupId: string;
  /** Not built into the device: a headset, a conference pod. */
  readonly external: boolean;
}

const KEPT_AS = 'sound.microphone';
const EXTERNAL = /usb|bluetooth|airpods|headset|wireless|external|conference|jabra|poly|anker|yealink|蓝牙|外接|耳机|无线|会议/iu;
/** Android calls its own microphones "Speakerphone" and "Headset earpiece". */
const BUILT_IN = /built-?in|internal|内置|earpiece|听筒|^speakerphone$/iu;
/** Chromium's names for "whatever the system uses", beside the device itself. */
const ALIASES = new Set(['default', 'communications']);

/** The room as it sounds: processing made for phone calls removes distant voices. */
export function soundConstraints(deviceId?: string): MediaTrackConstraints {
  return {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    // Not in TypeScript's library: W3C Media Capture Extensions, "voiceIsolation".
    ...({ voiceIsolation: false } as object),
    channelCount: 1,
    ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
  };
}

/** Every microphone by its own name, without aliases. Empty names mean that the person has not allowed microphones yet. */
export async function listMicrophones(): Promise<Microphone[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind, deviceId }) => kind === 'audioinput' && !ALIASES.has(deviceId))
    .map(({ deviceId, label, groupId }) => ({ deviceId, label, groupId, external: isExternal(label) }));
}

/** Whether a microphone of this name is plugged in or paired, rather than part of the device. */
export function isExternal(label: string): boolean {
  return EXTERNAL.test(label) && !BUILT_IN.test(label);
}

/** The one the person chose before, else an external one, else whatever the system uses (undefined). */
export function preferredMicrophone(present: readonly Microphone[], remembered: string | undefined): Microphone | undefined {
  return present.find(({ deviceId, label }) => remembered !== undefined && (deviceId === remembered || label === remembered))
    ?? present.find(({ external }) => external);
}

/** The chosen microphone's id, or its name where the browser gives new ids. */
export function rememberedMicrophone(): string | undefined {
  try {
    return localStorage.getItem(KEPT_AS) ?? undefined;
  } catch {
    return undefined;
  }
}

export function rememberMicrophone({ label, deviceId }: Microphone): void {
  try {
    localStorage.setItem(KEPT_AS, label === '' ? deviceId : label);
  } catch {
    // A device that keeps nothing asks again.
  }
}
