/** Yes, no and cannot-tell, drawn: no font is asked for a glyph it may lack. */
export function Sign({ says, size = 14 }: { says: 'yes' | 'no' | 'unknown' | 'note'; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[says]} />
    </svg>
  )
}

const paths = {
  yes: 'M2.500 7.500 5.700 10.700 11.500 3.600',
  no: 'M3 3 11 11M11 3 3 11',
  unknown: 'M4.500 4.800a2.500 2.500 0 1 1 3.600 2.200c-.8.400-1.100.8-1.100 1.600M7 11.600v.1',
  note: 'M7 2.500v6M7 11.400v.1',
} as const
