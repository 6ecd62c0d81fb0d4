/** Something with the spectrum, the syllables and the pauses of a voice; 48 kHz, full scale at 1. */
export function voiceLike(seconds: number, peak: number): Float32Array {
  const samples = new Float32Array(seconds * 48_000);
  let most = 0;
  for (let n = 0; n < samples.length; n++) {
    const t = n / 48_000;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * t)) ** 2 * (t % 3 < 2.4 ? 1 : 0);
    const pitch = 130 + 20 * Math.sin(2 * Math.PI * 0.7 * t);
    let sum = 0;
    for (let harmonic = 1; harmonic <= 20; harmonic++) {
      const hz = pitch * harmonic;
      const formants = 1 / (1 + ((hz - 600) / 250) ** 2) + 0.5 / (1 + ((hz - 1500) / 350) ** 2) + 0.1;
      sum += formants * Math.sin(2 * Math.PI * hz * t);
    }
    samples[n] = syllable * sum;
    most = Math.max(most, Math.abs(samples[n]!));
  }
  return samples.map((sample) => (sample * peak) / most);
}

/** White noise that is the same in every run. */
export function noise(samples: number, rms: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: samples }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * Math.sqrt(3) * rms;
  });
}

export function mixed(one: Float32Array, other: Float32Array): Float32Array {
  return one.map((sample, n) => sample + (other[n] ?? 0));
}

/** Runs samples through anything that takes blocks, as an audio thread does. */
export function throughBlocks(samples: Float32Array, process: (input: Float32Array, output: Float32Array) => void): Float32Array {
  const out = new Float32Array(samples.length);
  const [input, output] = [new Float32Array(128), new Float32Array(128)];
  for (let start = 0; start + 128 <= samples.length; start += 128) {
    input.set(samples.subarray(start, start + 128));
    process(input, output);
    out.set(output, start);
  }
  return out;
}
