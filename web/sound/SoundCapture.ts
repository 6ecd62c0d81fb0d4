import type { SoundMaking, SoundMetric } from '../../server/visits/sound/contract.ts';
import captureWorkletUrl from './captureWorklet.ts?worker&url';
import type { ChainChoice } from './chooseChain.ts';
import { cheaperThan } from './chooseChain.ts';
import { CaptureChain, CEILING_DB, HIGH_PASS_HZ, TARGET_LUFS } from './dsp/CaptureChain.ts';
import type { ChainLevels } from './dsp/CaptureChain.ts';
import { isDead, judgeSound } from './judgeSound.ts';
import { loadSuppressor } from './loadSuppressor.ts';
import { deviceChain, keepChoice } from './measureBudget.ts';
import type { ChainOrder, WorkletMessage } from './worklet.ts';
import { WORKLET_NAME } from './worklet.ts';

/** What a phone sends of its sound, and how it fares. A new object with every change. */
export interface SoundSnapshot {
  /** Processed where the device can; the microphone itself where it can't. */
  readonly microphone: MediaStreamTrack;
  /** As the microphone gave it. The same track as `microphone` when nothing processes it. */
  readonly original: MediaStreamTrack;
  readonly making: SoundMaking;
  readonly metric: SoundMetric | undefined;
}

const SAMPLE_RATE = 48_000;
/** The audio thread tells levels four times a second; without word for this long it stands still. */
const STANDSTILL_MS = 1250;
/** Sound that is processed more slowly than it comes in over this long has too dear a suppressor. */
const PACE_MS = 5000;
const LEAST_PACE = 0.97;
/** What the audio graph around the chain holds back, by comparing both tracks in archives (README of this folder); ms. */
const GRAPH_MS = 35;

/**
 * The phone's sound from the microphone to the track that is sent. The microphone belongs to the caller; the track
 * of `snapshot().microphone` belongs to this. Another microphone is put in under the same track, so whoever sends it
 * notices nothing. Whatever fails here, there is sound: without a suppressor, or as the microphone gives it.
 */
export class SoundCapture {
  readonly #listeners = new Set<() => void>();
  #snapshot: SoundSnapshot;
  #context: AudioContext | undefined;
  #node: AudioWorkletNode | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  #processed: MediaStreamTrack | undefined;
  #choice: ChainChoice;
  #watch: ReturnType<typeof setInterval> | undefined;
  #toldAtMs = 0;
  #silentSinceMs: number | undefined;
  #shares: number[] = [];
  #pace: { readonly atMs: number; readonly samples: number } | undefined;
  #closed = false;

  private constructor(original: MediaStreamTrack, choice: ChainChoice) {
    this.#choice = choice;
    this.#snapshot = { microphone: original, original, making: unprocessed(original, 'unsupported'), metric: undefined };
  }

  /** Never rejects. @param original a live track of a microphone, with the browser's own processing off */
  static async open(original: MediaStreamTrack): Promise<SoundCapture> {
    const choice = await deviceChain();
    const capture = new SoundCapture(original, choice);
    try {
      await capture.#start();
    } catch {
      // No AudioWorklet, no second sample rate, no WebAssembly: the sound goes as it is, and the archive says so.
      capture.#stop();
    }
    return capture;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): SoundSnapshot => this.#snapshot;

  /** Goes on with another microphone. The old track is the caller's to stop. */
  changeMicrophone(original: MediaStreamTrack): void {
    if (this.#closed) return;
    this.#silentSinceMs = undefined;
    if (this.#context && this.#node) {
      const before = this.#source;
      this.#source = this.#context.createMediaStreamSource(new MediaStream([original]));
      this.#source.connect(this.#node);
      before?.disconnect();
    }
    this.#set({ original, microphone: this.#processed ?? original, making: this.#making(original), metric: this.#snapshot.metric });
  }

  /** Ends the processed track. The microphone stays as it is. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#stop();
  }

  async #start(): Promise<void> {
    const wasm = await loadSuppressor(this.#choice.suppressor);
    // A larger buffer lets the audio thread work in bursts, as suppressors do; nobody listens to themselves here.
    const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'playback' });
    this.#context = context;
    await context.audioWorklet.addModule(captureWorkletUrl);
    const order: ChainOrder = { suppressor: this.#choice.suppressor, wasm };
    const node = new AudioWorkletNode(context, WORKLET_NAME, {
      numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1], channelCount: 1, channelCountMode: 'explicit', processorOptions: order,
    });
    this.#node = node;
    node.port.onmessage = ({ data }: MessageEvent<WorkletMessage>) => { this.#hear(data); };
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    this.#source = context.createMediaStreamSource(new MediaStream([this.#snapshot.original]));
    this.#source.connect(node).connect(destination);
    const [processed] = destination.stream.getAudioTracks();
    if (!processed) throw new Error('the audio graph gave no track');
    this.#processed = processed;
    await context.resume();
    context.onstatechange = () => { this.#wake(); };
    document.addEventListener('visibilitychange', this.#wake);
    this.#toldAtMs = performance.now();
    this.#watch = setInterval(() => { this.#look(); }, 250);
    this.#set({ ...this.#snapshot, microphone: processed, making: this.#making(this.#snapshot.original) });
  }

  #stop(): void {
    clearInterval(this.#watch);
    document.removeEventListener('visibilitychange', this.#wake);
    if (this.#node) this.#node.port.onmessage = null;
    this.#source?.disconnect();
    this.#processed?.stop();
    if (this.#context) {
      this.#context.onstatechange = null;
      void this.#context.close().catch(() => undefined);
    }
    this.#context = undefined;
    this.#node = undefined;
    this.#processed = undefined;
  }

  /** A call or the system may put the audio to sleep; asking again costs nothing. */
  readonly #wake = (): void => {
    if (this.#context && this.#context.state !== 'running') void this.#context.resume().catch(() => undefined);
  };

  #hear(message: WorkletMessage): void {
    if (message.kind === 'failed') {
      this.#chose({ ...this.#choice, suppressor: 'none', reason: 'unsupported' });
      return;
    }
    const { levels, samples } = message;
    const nowMs = performance.now();
    this.#toldAtMs = nowMs;
    const dead = isDead(levels) || this.#snapshot.original.readyState === 'ended' || this.#snapshot.original.muted;
    this.#silentSinceMs = dead ? (this.#silentSinceMs ?? nowMs) : undefined;
    this.#shares = [...this.#shares.slice(-3), levels.speechShare];
    this.#judge(levels, nowMs);
    this.#keepPace(samples, nowMs);
  }

  #judge(levels: ChainLevels, nowMs: number): void {
    const share = this.#shares.reduce((sum, one) => sum + one, 0) / this.#shares.length;
    const metric = judgeSound(levels, share, this.#silentSinceMs === undefined ? 0 : nowMs - this.#silentSinceMs);
    const { original } = this.#snapshot;
    // It ran again after a standstill.
    this.#set({ original, microphone: this.#processed ?? original, making: this.#making(original), metric });
  }

  #keepPace(samples: number, nowMs: number): void {
    this.#pace ??= { atMs: nowMs, samples };
    const ms = nowMs - this.#pace.atMs;
    if (ms < PACE_MS) return;
    const pace = ((samples - this.#pace.samples) / SAMPLE_RATE) * (1000 / ms);
    this.#pace = { atMs: nowMs, samples };
    if (pace >= LEAST_PACE || this.#choice.suppressor === 'none' || document.visibilityState !== 'visible') return;
    const suppressor = cheaperThan(this.#choice.suppressor);
    loadSuppressor(suppressor).then((wasm) => {
      this.#node?.port.postMessage({ suppressor, wasm } satisfies ChainOrder);
      this.#chose({ suppressor, reason: 'fellBehind', measuredAtMs: Date.now() });
    }, () => undefined);
  }

  #chose(choice: ChainChoice): void {
    this.#choice = choice;
    keepChoice(choice);
    this.#set({ ...this.#snapshot, making: this.#making(this.#snapshot.original) });
  }

  /** When the audio thread stands still, the microphone's own track takes over until it runs again. */
  #look(): void {
    const { original, microphone, metric } = this.#snapshot;
    if (performance.now() - this.#toldAtMs < STANDSTILL_MS) return;
    this.#wake();
    this.#pace = undefined;
    const gone = original.readyState === 'ended' || original.muted;
    if (microphone === original && (metric?.state === 'dead') === gone) return;
    this.#set({
      original, microphone: original, making: unprocessed(original, 'fellBehind'),
      metric: gone && metric ? { ...metric, state: 'dead' } : undefined,
    });
  }

  #making(original: MediaStreamTrack): SoundMaking {
    if (this.#processed === undefined) return unprocessed(original, 'unsupported');
    const { suppressor, reason, realTimeFactor } = this.#choice;
    return {
      ...unprocessed(original, reason),
      processing: suppressor === 'none' ? 'gain' : suppressor,
      ...(realTimeFactor !== undefined && { realTimeFactor: Math.round(realTimeFactor * 1000) / 1000 }),
      heldMs: Math.round((CaptureChain.latency * 1000) / SAMPLE_RATE) + GRAPH_MS,
      highPassHz: HIGH_PASS_HZ,
      targetLufs: TARGET_LUFS,
      ceilingDbtp: CEILING_DB,
    };
  }

  #set(snapshot: SoundSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** How an unprocessed track was made: by the microphone, and by what the browser did to it all the same. */
export function unprocessed(track: MediaStreamTrack, reason: SoundMaking['reason']): SoundMaking {
  const { echoCancellation, noiseSuppression, autoGainControl } = track.getSettings();
  return {
    processing: 'none',
    reason,
    heldMs: 0,
    device: track.label.slice(0, 200),
    // A browser may answer with the kind of cancellation; any kind is one.
    ...(echoCancellation !== undefined && { echoCancellation: echoCancellation !== false }),
    ...(noiseSuppression !== undefined && { noiseSuppression }),
    ...(autoGainControl !== undefined && { autoGainControl }),
  };
}
