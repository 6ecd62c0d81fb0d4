interface Props {
  readonly sizePx?: number;
}

/** The product's mark: a home with a lens in it. */
export function Mark({ sizePx = 36 }: Props) {
  return (
    <svg width={sizePx} height={sizePx} viewBox="0 0 48 48" aria-hidden focusable="false">
      <rect width="48" height="48" rx="12" fill="#0d2a35" />
      <rect x=".5" y=".5" width="47" height="47" rx="11.5" fill="none" stroke="#fff" strokeOpacity=".14" />
      <g fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round">
        <path d="M10 23.5 24 11l14 12.5" />
        <path d="M14 24v11.5h20V24" />
      </g>
      <circle cx="24" cy="27" r="4.5" fill="#5fd0c5" />
    </svg>
  );
}
