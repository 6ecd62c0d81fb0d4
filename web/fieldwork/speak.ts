/** Whether this device can read Chinese aloud. */
export function canSpeak(): boolean {
  return 'speechSynthesis' in window && speechSynthesis.getVoices().some((voice) => voice.lang.toLowerCase().startsWith('zh'));
}

/** Reads these sentences aloud, slowly; what was being read stops. */
export function speak(sentences: readonly string[], onEnd: () => void): void {
  speechSynthesis.cancel();
  for (const [index, sentence] of sentences.entries()) {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.lang = 'zh-CN';
    utterance.rate = 0.9;
    if (index === sentences.length - 1) utterance.onend = onEnd;
    speechSynthesis.speak(utterance);
  }
}

export function stopSpeaking(): void {
  if ('speechSynthesis' in window) speechSynthesis.cancel();
}
