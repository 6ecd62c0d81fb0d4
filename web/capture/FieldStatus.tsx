import { EyeInvisibleOutlined, EyeOutlined, MobileOutlined, WifiOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { WatcherView } from '../../server/visits/contract.ts';
import { useLanguage } from '../kit/language.ts';
import type { LinkState } from '../rtc/Link.ts';
import { useVisitTexts } from '../visits/texts.ts';
import { useDeviceMedia } from './DeviceMediaProvider.tsx';
import styles from './FieldStatus.module.css';
import { useCaptureTexts } from './texts.ts';

/** Too little to drive home and back; said before it is too late. */
const LITTLE_ROOM_MINUTES = 15;

interface Props {
  readonly link: LinkState;
  readonly watchers: readonly WatcherView[];
  /** More chips. */
  readonly children?: ReactNode;
}

/** The state of the line, and the names of everyone who watches: hidden watching does not exist. */
export function FieldStatus({ link, watchers, children }: Props) {
  const t = useCaptureTexts();
  const shared = useVisitTexts();
  const names = watchers.map(({ name }) => name).join(useLanguage() === 'en' ? ', ' : '、');
  // While the line is down nobody here can know who still watches.
  const known = link.at === 'live' || link.at === 'connecting';
  return (
    <div className={styles.chips}>
      <span className={`${styles.chip} ${link.at === 'live' ? styles.good : styles.weak}`} role="status" data-testid="network-state" data-state={link.at}>
        <WifiOutlined aria-hidden />
        {t(`net.${link.at}`)}
      </span>
      <span className={styles.chip} role="status" aria-label={t('watchers.label')} data-testid="watchers" data-count={known ? watchers.length : 0}>
        {known && watchers.length > 0 ? <EyeOutlined aria-hidden /> : <EyeInvisibleOutlined aria-hidden />}
        {!known ? t('watchers.unknown') : watchers.length > 0 ? shared('watching', { names }) : shared('watching.none')}
      </span>
      <DeviceChip link={link} />
      {children}
    </div>
  );
}

/** What this phone records by itself: said when it matters, because the line is down, something is on its way, or it can't. */
function DeviceChip({ link }: { readonly link: LinkState }) {
  const t = useCaptureTexts();
  const { keeping, unsent, roomMinutes } = useDeviceMedia();
  const short = keeping === 'keeping' && roomMinutes !== undefined && roomMinutes < LITTLE_ROOM_MINUTES;
  const fault = keeping === 'full' || keeping === 'unsupported' || short;
  const text = short ? t('device.short', { minutes: roomMinutes })
    : keeping === 'full' || keeping === 'unsupported' ? t(`device.${keeping}`)
    : unsent.waiting > 0 ? t('device.sending', { sent: unsent.sent, all: unsent.sent + unsent.waiting })
    : keeping === 'keeping' && (link.at === 'reconnecting' || link.at === 'connecting') ? (roomMinutes === undefined ? t('device.keeping') : t('device.keeping.room', { minutes: roomMinutes }))
    : undefined;
  if (text === undefined) return null;
  return (
    <span className={`${styles.chip} ${fault ? styles.weak : styles.good}`} role={fault ? 'alert' : 'status'} data-testid="device-media" data-keeping={keeping} data-waiting={unsent.waiting}>
      <MobileOutlined aria-hidden />
      {text}
    </span>
  );
}
