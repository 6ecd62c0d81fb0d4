import { Button } from 'antd';
import type { PointerEvent } from 'react';
import { useRef, useState } from 'react';
import type { Ink } from '../../server/visits/record/contract.ts';
import styles from './fieldwork.module.css';
import { useFieldTexts } from './texts.ts';

type Point = [number, number, number, number];
/** More points than a name needs; a hand that rests on the glass must not fill the record. */
const MAX_POINTS = 5000;
const PEN = '#0d2a35';

interface Props {
  readonly label: string;
  readonly onInk: (ink: Ink | undefined) => void;
}

/** Signing on glass: the strokes with time and pressure, and the picture of them. */
export function SignaturePad({ label, onInk }: Props) {
  const t = useFieldTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useRef<Point[][]>([]);
  const startMs = useRef(0);
  const [isEmpty, setEmpty] = useState(true);

  /** At the first touch, when the pad certainly has its size. Its own pixels would make a large picture and say no more. */
  function prepare(element: HTMLCanvasElement): void {
    element.width = element.clientWidth;
    element.height = element.clientHeight;
    const context = element.getContext('2d');
    if (context) Object.assign(context, { lineWidth: 3, lineCap: 'round', lineJoin: 'round', strokeStyle: PEN, fillStyle: PEN });
  }

  function point(event: PointerEvent<HTMLCanvasElement>): Point {
    const box = event.currentTarget.getBoundingClientRect();
    const pressure = event.pressure > 0 ? event.pressure : 0.5;
    return [Math.round(event.clientX - box.left), Math.round(event.clientY - box.top), Math.min(3_600_000, Math.round(event.timeStamp - startMs.current)), Math.round(Math.min(1, pressure) * 1000)];
  }

  function begin(event: PointerEvent<HTMLCanvasElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    if (strokes.current.length === 0) {
      startMs.current = event.timeStamp;
      prepare(event.currentTarget);
    }
    const first = point(event);
    strokes.current.push([first]);
    const context = canvas.current?.getContext('2d');
    context?.beginPath();
    context?.arc(first[0], first[1], 1.5, 0, 2 * Math.PI);
    context?.fill();
    context?.beginPath();
    context?.moveTo(first[0], first[1]);
    setEmpty(false);
  }

  function move(event: PointerEvent<HTMLCanvasElement>): void {
    const stroke = strokes.current.at(-1);
    if (!stroke || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    if (strokes.current.reduce((sum, one) => sum + one.length, 0) >= MAX_POINTS) return;
    const next = point(event);
    stroke.push(next);
    const context = canvas.current?.getContext('2d');
    context?.lineTo(next[0], next[1]);
    context?.stroke();
  }

  function end(event: PointerEvent<HTMLCanvasElement>): void {
    event.currentTarget.releasePointerCapture(event.pointerId);
    const element = canvas.current;
    if (!element || strokes.current.length === 0) return;
    onInk({ widthPx: element.width, heightPx: element.height, strokes: strokes.current.map((stroke) => [...stroke]), png: element.toDataURL('image/png').replace(/^data:image\/png;base64,/u, '') });
  }

  function clear(): void {
    strokes.current = [];
    const element = canvas.current;
    element?.getContext('2d')?.clearRect(0, 0, element.width, element.height);
    setEmpty(true);
    onInk(undefined);
  }

  return (
    <div className={styles.stepBar}>
      <div className={styles.pad}>
        <canvas ref={canvas} role="img" aria-label={label} data-testid="signature-pad" onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={end} />
        {isEmpty && <span aria-hidden>{t('pad.here')}</span>}
      </div>
      <Button type="text" disabled={isEmpty} onClick={clear}>{t('pad.clear')}</Button>
    </div>
  );
}
