/** Two rising tones: somebody is about to speak. One soft tone for an earpiece. */
export function chime(mode: 'talk' | 'whisper'): void {
  const context = new AudioContext();
  const tones = mode === 'talk' ? [660, 880] : [660];
  tones.forEach((hertz, index) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const startS = context.currentTime + index * 0.16;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, startS);
    volume.gain.linearRampToValueAtTime(mode === 'talk' ? 0.25 : 0.08, startS + 0.02);
    volume.gain.linearRampToValueAtTime(0, startS + 0.15);
    tone.connect(volume).connect(context.destination);
    tone.start(startS);
    tone.stop(startS + 0.16);
  });
  setTimeout(() => void context.close(), 1_000);
}
