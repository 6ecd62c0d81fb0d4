import { SoundOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { canSpeak, speak, stopSpeaking } from './speak.ts';
import { useFieldTexts } from './texts.ts';

/** Lets the device read; where it has no Chinese voice a person reads the large text. */
export function ReadAloud({ sentences }: { readonly sentences: readonly string[] }) {
  const t = useFieldTexts();
  const [reading, setReading] = useState(false);
  const [able, setAble] = useState(canSpeak);
  useEffect(() => {
    // Voices arrive some time after the page.
    const look = (): void => { setAble(canSpeak()); };
    if ('speechSynthesis' in window) speechSynthesis.addEventListener('voiceschanged', look);
    return () => {
      if ('speechSynthesis' in window) speechSynthesis.removeEventListener('voiceschanged', look);
      stopSpeaking();
    };
  }, []);
  if (!able) return null;
  return (
    <Button
      size="large"
      icon={<SoundOutlined />}
      onClick={() => {
        if (reading) stopSpeaking();
        else speak(sentences, () => { setReading(false); });
        setReading(!reading);
      }}
    >
      {t(reading ? 'read.stop' : 'read.aloud')}
    </Button>
  );
}
