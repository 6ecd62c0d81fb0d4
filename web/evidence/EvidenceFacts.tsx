import type { ReactNode } from 'react';
import type { EvidenceView } from '../../server/evidence/contract.ts';
import { placeOf } from '../../server/forms/definition/contract.ts';
import { formatBytes, formatDuration, formatMoment } from '../kit/formatTime.ts';
import type { Language } from '../kit/language.ts';
import { useLanguage } from '../kit/language.ts';
import styles from './EvidenceFacts.module.css';
import { useEvidenceTexts } from './texts.ts';

/** Everything that is known of an item, each claim beside what contradicts or confirms it. */
export function EvidenceFacts({ item }: { readonly item: EvidenceView }) {
  const t = useEvidenceTexts();
  const language = useLanguage();
  const { position, exif } = item;
  const facts: [string, ReactNode][] = [];
  const add = (name: string, value: ReactNode): void => { if (value !== undefined && value !== '') facts.push([name, value]); };
  add(t('field.type'), item.type && t(`type.${item.type}`));
  add(t('field.room'), item.room);
  add(t('field.person'), item.person);
  add(t('field.formItem'), item.formItemId !== undefined ? lineOf(item.formItemId, language) : undefined);
  add(t('field.request'), item.requestId);
  add(t('field.by'), item.takenBy);
  add(t('field.taken'), formatMoment(item.takenAtMs, language));
  add(t('field.device'), formatMoment(item.takenAtDeviceMs, language));
  add(t('field.offset'), item.clockOffsetMs !== undefined ? t('field.offset.value', { seconds: (-item.clockOffsetMs / 1000).toFixed(1) }) : undefined);
  add(t('field.received'), formatMoment(item.receivedAtMs, language));
  add(t('field.moment'), item.recordingMs !== undefined ? formatDuration(item.recordingMs) : undefined);
  add(t('field.position'), position
    ? t('field.position.value', { latitude: position.latitude.toFixed(5), longitude: position.longitude.toFixed(5), metres: Math.round(position.accuracyM) })
    : t('field.position.none'));
  add(t('field.exif'), exif
    ? [exif.takenAtLocal?.replace('T', ' '), exif.camera, exif.latitude !== undefined && exif.longitude !== undefined ? `${exif.latitude.toFixed(5)}, ${exif.longitude.toFixed(5)}` : undefined]
      .filter((part) => part !== undefined).join(' · ')
    : item.sm3 === undefined ? undefined : t('field.exif.none'));
  add(t('field.deviceName'), item.device);
  add(t('field.size'), [
    formatBytes(item.bytes), item.mimeType,
    item.widthPx !== undefined ? `${item.widthPx} × ${item.heightPx ?? 0}` : undefined,
    item.durationMs !== undefined ? formatDuration(item.durationMs) : undefined,
  ].filter((part) => part !== undefined).join(' · '));
  add('SHA-256', <code data-testid="evidence-sha256">{item.sha256}</code>);
  add('SM3', item.sm3 === undefined ? t('field.sm3.pending') : <code>{item.sm3}</code>);
  add(t('field.timestamp'), item.timestamp ? `${formatMoment(item.timestamp.atMs, language)} · ${item.timestamp.authority}` : undefined);
  return (
    <dl className={styles.facts} aria-label={t('view.details')}>
      {facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

/** A line in the form's own words; its id where this page's form no longer has it. */
function lineOf(formItemId: string, language: Language): string {
  const place = placeOf(formItemId);
  if (!place || place.item === 'removed') return formItemId;
  const word = language === 'en' ? 'en' : 'zh';
  return `${place.section.title[word]} · ${place.item.label[word]}`;
}
