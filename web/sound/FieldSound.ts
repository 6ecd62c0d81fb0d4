import { listMicrophones, preferredMicrophone, rememberedMicrophone, rememberMicrophone, soundConstraints } from './microphones.ts';
import type { Microphone } from './microphones.ts';
import type { SoundSnapshot } from './SoundCapture.ts';
import { SoundCapture } from './SoundCapture.ts';

export interface FieldSoundSnapshot extends SoundSnapshot {
  readonly microphones: readonly Microphone[];
  /** The one that is heard; undefined while none is. */
  readonly deviceId: string | undefined;
  /** It was changed without being asked: the other one went, or a better one came. */
  readonly changedTo: string | undefined;
}

/** Another try when no microphone could be opened, e.g. while a call still holds it. */
const RETRY_MS = 2000;

/**
 * The microphones of a phone and the sound of one of them. It owns the microphone's track: which one is heard follows
 * what the person chose, then what is plugged in, and a microphone that goes away is replaced at once.
 */
export class FieldSound {
  readonly #listeners = new Set<() => void>();
  readonly #capture: SoundCapture;
  readonly #stopListening: () => void;
  #microphones: readonly Microphone[] = [];
  #snapshot: FieldSoundSnapshot;
  #changedTo: string | undefined;
  #changing: Promise<void> = Promise.resolve();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  private constructor(capture: SoundCapture) {
    this.#capture = capture;
    this.#snapshot = this.#compose();
    this.#stopListening = capture.subscribe(() => { this.#changed(); });
    this.#guard(capture.snapshot().original);
    navigator.mediaDevices.addEventListener('devicechange', this.#devicesChanged);
  }

  /** Never rejects. @param microphone a live track; from now on it belongs to this */
  static async open(microphone: MediaStreamTrack): Promise<FieldSound> {
    const sound = new FieldSound(await SoundCapture.open(microphone));
    await sound.#follow();
    sound.#changedTo = undefined;
    return sound;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): FieldSoundSnapshot => this.#snapshot;

  /** The person's own choice: heard now, and again next time. Rejects as `getUserMedia` does. */
  async choose(microphone: Microphone): Promise<void> {
    rememberMicrophone(microphone);
    this.#changedTo = undefined;
    await this.#use(microphone.deviceId);
  }

  /** Stops the microphone. Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    navigator.mediaDevices.removeEventListener('devicechange', this.#devicesChanged);
    this.#stopListening();
    this.#capture.close();
    this.#capture.snapshot().original.stop();
  }

  readonly #devicesChanged = (): void => { void this.#follow(); };

  /** Goes to the preferred microphone, or to any when the present one is gone. */
  async #follow(): Promise<void> {
    this.#microphones = await listMicrophones().catch(() => []);
    const { original } = this.#capture.snapshot();
    const preferred = preferredMicrophone(this.#microphones, rememberedMicrophone());
    const gone = original.readyState === 'ended';
    if (gone || (preferred !== undefined && preferred.label !== original.label && preferred.deviceId !== original.getSettings().deviceId)) {
      try {
        await this.#use(preferred?.deviceId);
        this.#changedTo = this.#capture.snapshot().original.label;
      } catch {
        if (gone) this.#tryAgain();
      }
    }
    this.#changed();
  }

  /** One change after the other. */
  #use(deviceId: string | undefined): Promise<void> {
    const change = this.#changing.catch(() => undefined).then(() => this.#open(deviceId));
    this.#changing = change;
    return change;
  }

  async #open(deviceId: string | undefined): Promise<void> {
    if (this.#closed) return;
    const before = this.#capture.snapshot().original;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: soundConstraints(deviceId) });
    const [track] = stream.getAudioTracks();
    if (!track) throw new Error('a microphone was opened without a track');
    if (this.#wasClosed()) {
      track.stop();
      return;
    }
    this.#guard(track);
    this.#capture.changeMicrophone(track);
    before.stop();
  }

  /** The page may have gone while the browser opened the microphone. */
  #wasClosed(): boolean {
    return this.#closed;
  }

  #guard(track: MediaStreamTrack): void {
    track.addEventListener('ended', () => { if (track === this.#capture.snapshot().original) void this.#follow(); });
  }

  #tryAgain(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => { if (!this.#closed) void this.#follow(); }, RETRY_MS);
  }

  #compose(): FieldSoundSnapshot {
    const sound = this.#capture.snapshot();
    const { deviceId, groupId } = sound.original.getSettings();
    const { label } = sound.original;
    return {
      ...sound,
      microphones: this.#microphones,
      // A browser may open the device under an alias ("Default - …"); its name or its group tells which one it is.
      deviceId: (this.#microphones.find((one) => one.deviceId === deviceId)
        ?? this.#microphones.find((one) => one.label !== '' && label.endsWith(one.label))
        ?? this.#microphones.find((one) => one.groupId === groupId))?.deviceId,
      changedTo: this.#changedTo,
    };
  }

  #changed(): void {
    this.#snapshot = this.#compose();
    for (const listener of [...this.#listeners]) listener();
  }
}
