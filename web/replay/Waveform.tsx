import { useEffect, useRef } from 'react';
import { WAVE_STEP_MS } from '../../server/replay/contract.ts';
import styles from './Timeline.module.css';

interface Props {
  readonly levels: Uint8Array | undefined;
  /** The part that is shown, from the start of the recording. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly playedShare: number;
  readonly widthPx: number;
}

const HEIGHT_PX = 52;
const COLUMN_PX = 3;

/** The sound's picture: a column for each few pixels, as loud as its loudest tenth of a second. */
export function Waveform({ levels, fromMs, toMs, playedShare, widthPx }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || widthPx === 0) return;
    const scale = window.devicePixelRatio || 1;
    element.width = widthPx * scale;
    element.height = HEIGHT_PX * scale;
    context.scale(scale, scale);
    const { color, borderColor } = getComputedStyle(element);
    const columns = Math.floor(widthPx / COLUMN_PX);
    const stepsPerColumn = (toMs - fromMs) / WAVE_STEP_MS / columns;
    for (let column = 0; column < columns; column += 1) {
      const from = Math.floor(fromMs / WAVE_STEP_MS + column * stepsPerColumn);
      const to = Math.max(from + 1, Math.floor(fromMs / WAVE_STEP_MS + (column + 1) * stepsPerColumn));
      let level = 0;
      for (let step = from; step < to; step += 1) level = Math.max(level, levels?.[step] ?? 0);
      // A quarter of the scale is the room's own noise; what is above it is what a person looks for.
      const height = level === 0 ? 1 : 2 + Math.max(0, (level / 255 - 0.25) / 0.75) ** 1.4 * (HEIGHT_PX - 8);
      context.fillStyle = column / columns <= playedShare ? borderColor : color;
      context.fillRect(column * COLUMN_PX, (HEIGHT_PX - height) / 2, COLUMN_PX - 1, height);
    }
  }, [levels, fromMs, toMs, playedShare, widthPx]);
  return <canvas ref={canvas} className={styles.wave} aria-hidden data-testid="waveform" data-steps={levels?.length ?? 0} />;
}
