import css from './calls.module.css'

/** Ringing: a receiver with waves; abandoned: an arrow going back; claimed: a receiver at rest. */
export function CallMark({ kind }: { kind: 'ringing' | 'abandoned' | 'claimed' }) {
  return (
    <svg
      className={css.mark}
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M5.2 3.6 7.6 3l1.5 3.6-1.7 1.3c.7 1.9 2 3.3 3.9 4.2l1.4-1.6 3.5 1.6-.7 2.4c-.3.9-1 1.4-1.9 1.3C8.300 15.300 4.600 11.300 4 5.600c-.1-.9.3-1.7 1.200-2Z" />
      {kind === 'ringing' && (
        <>
          <path className={css.wave1} d="M12.500 6.200a3 3 0 0 1 1.700 1.700" />
          <path className={css.wave2} d="M13 3a6.400 6.400 0 0 1 4.200 4.200" />
        </>
      )}
      {kind === 'abandoned' && <path d="M17 3.500 12.500 8M12.500 4.500V8H16" />}
    </svg>
  )
}
