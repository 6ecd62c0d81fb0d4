import { AudioOutlined, CameraOutlined, FilePdfOutlined, PictureOutlined, VideoCameraOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { EvidenceKind } from '../../server/evidence/kinds/contract.ts';
import { Sheet } from '../kit/Sheet.tsx';
import styles from './AddSheet.module.css';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly open: boolean;
  readonly onCancel: () => void;
  readonly onFile: (file: File, kind: EvidenceKind) => void;
  readonly onNote: (kind: 'clip' | 'audio') => void;
}

/** Everything but the shutter: the phone's own camera, files, a clip, a spoken note. The live picture goes on behind it. */
export function AddSheet({ open, onCancel, onFile, onNote }: Props) {
  const t = useCaptureTexts();
  return (
    <Sheet open={open} title={t('add.title')} onClose={onCancel}>
      <ul className={styles.choices}>
        <li><File icon={<CameraOutlined />} text={t('photo.file')} accept="image/jpeg,image/png,image/webp" camera testId="photo-file" onFile={(file) => { onFile(file, 'photo'); }} /></li>
        <li><File icon={<PictureOutlined />} text={t('add.picture')} accept="image/jpeg,image/png,image/webp" testId="picture-file" onFile={(file) => { onFile(file, 'photo'); }} /></li>
        <li><File icon={<FilePdfOutlined />} text={t('add.document')} accept="application/pdf" testId="document-file" onFile={(file) => { onFile(file, 'document'); }} /></li>
        <li>
          <button type="button" className={styles.choice} data-testid="record-clip" onClick={() => { onNote('clip'); }}>
            <VideoCameraOutlined aria-hidden /> {t('add.clip')}
          </button>
        </li>
        <li>
          <button type="button" className={styles.choice} data-testid="record-audio" onClick={() => { onNote('audio'); }}>
            <AudioOutlined aria-hidden /> {t('add.audio')}
          </button>
        </li>
      </ul>
    </Sheet>
  );
}

interface FileProps {
  readonly icon: ReactNode;
  readonly text: string;
  readonly accept: string;
  readonly camera?: boolean;
  readonly testId: string;
  readonly onFile: (file: File) => void;
}

function File({ icon, text, accept, camera = false, testId, onFile }: FileProps) {
  return (
    <label className={styles.choice}>
      <input
        className="visuallyHidden"
        type="file"
        accept={accept}
        {...(camera && { capture: 'environment' as const })}
        data-testid={testId}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = '';
        }}
      />
      <span aria-hidden>{icon}</span> {text}
    </label>
  );
}
