import { addAt, powerOf, RATE, scaled, seeded } from './sound.ts';
import { speak } from './speak.ts';

export interface HouseholdNoise {
  readonly name: string;
  readonly kind: 'fridge' | 'television';
  /** How far the voice at eight metres is above it at the microphone, dB. */
  readonly ratioDb: number;
}

export const NOISES: readonly HouseholdNoise[] = [
  { name: 'fridge', kind: 'fridge', ratioDb: 15 },
  { name: 'television', kind: 'television', ratioDb: 10 },
  { name: 'loudTelevision', kind: 'television', ratioDb: 3 },
];

/** A fridge's compressor: the mains' harmonics, and a hiss that falls by 6 dB an octave. Power 1. */
export function fridge(samples: number): Float32Array {
  const random = seeded(11);
  const sound = new Float32Array(samples);
  let slow = 0;
  for (let n = 0; n < samples; n++) {
    slow = 0.985 * slow + (random() - 0.5);
    let hum = 0;
    for (let harmonic = 1; harmonic <= 8; harmonic++) hum += Math.sin((2 * Math.PI * 50 * harmonic * n) / RATE + harmonic) / harmonic;
    sound[n] = slow * 0.5 + hum * (0.9 + 0.1 * Math.sin((2 * Math.PI * 0.3 * n) / RATE));
  }
  return toPowerOne(sound);
}

const NEWS = [
  '今天白天到夜间，全省大部分地区多云，气温十二到二十度。观众朋友们晚上好，欢迎收看今天的新闻节目。',
  '市场里的蔬菜价格比上周有所下降，白菜每斤一块五毛，土豆每斤两块。下面请看详细报道。',
];

/** A television: two people talk in Mandarin, a band plays behind them. Power 1. */
export async function television(samples: number): Promise<Float32Array> {
  const sound = new Float32Array(samples);
  const texts = await Promise.all(NEWS.map(async (text, index) => speak(index === 0 ? 'cmn+f3' : 'cmn+m4', text, 0, 165)));
  for (let turn = 0, at = 0; at < samples; turn++) {
    const speech = texts[turn % texts.length]!;
    addAt(sound, speech, at);
    at += speech.length + RATE / 4;
  }
  const chords = [[220, 277, 330], [196, 247, 294], [174, 220, 262], [165, 208, 247]];
  for (let n = 0; n < samples; n++) {
    const beat = (n / RATE) * 2;
    const chord = chords[Math.floor(beat / 4) % chords.length]!;
    let note = 0;
    for (const pitch of chord) for (const overtone of [1, 2, 3]) note += Math.sin((2 * Math.PI * pitch * overtone * n) / RATE) / overtone;
    sound[n] = sound[n]! + note * 0.25 * Math.exp(-(beat % 1) * 1.5);
  }
  return toPowerOne(sound);
}

function toPowerOne(sound: Float32Array): Float32Array {
  return scaled(sound, -10 * Math.log10(powerOf(sound)));
}
