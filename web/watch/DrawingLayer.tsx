import type { PointerEvent, RefObject } from 'react';
import { useRef, useState } from 'react';
import type { SupervisorAct } from '../../server/supervision/contract.ts';
import { pictureArea, placeOn } from '../exchange/pictureArea.ts';
import styles from './DrawingLayer.module.css';

interface Props {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly onMark: (act: SupervisorAct) => void;
}

type Place = [number, number];
const MAX_POINTS = 400;
/** A stroke shorter than this share of the picture is a pointing finger. */
const TAP_SHARE = 0.012;

/** Over the picture while the officer marks something: a tap points, a stroke draws. */
export function DrawingLayer({ video, onMark }: Props) {
  const stroke = useRef<Place[]>([]);
  const [shown, setShown] = useState<string>();

  function take(event: PointerEvent<SVGSVGElement>): void {
    const area = video.current && pictureArea(video.current);
    const frame = event.currentTarget.getBoundingClientRect();
    const place = area && placeOn(area, event.clientX - frame.left, event.clientY - frame.top);
    if (!place || stroke.current.length >= MAX_POINTS) return;
    stroke.current.push([Math.round(place[0] * 1e4) / 1e4, Math.round(place[1] * 1e4) / 1e4]);
    setShown(stroke.current.map(([x, y]) => `${area.left + x * area.width},${area.top + y * area.height}`).join(' '));
  }

  function finish(): void {
    const points = stroke.current;
    stroke.current = [];
    setShown(undefined);
    const [first] = points;
    if (!first) return;
    const moved = points.some(([x, y]) => Math.hypot(x - first[0], y - first[1]) > TAP_SHARE);
    onMark(moved ? { kind: 'drawing', points } : { kind: 'point', x: first[0], y: first[1] });
  }

  return (
    <svg
      className={styles.layer}
      data-testid="drawing-layer"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        stroke.current = [];
        take(event);
      }}
      onPointerMove={(event) => { if (event.buttons > 0) take(event); }}
      onPointerUp={finish}
      onPointerCancel={() => { stroke.current = []; setShown(undefined); }}
    >
      {shown !== undefined && <polyline points={shown} />}
    </svg>
  );
}
