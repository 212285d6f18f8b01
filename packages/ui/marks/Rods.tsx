/**
 * A number in counting rods (算筹), as reckoners laid it out: units upright, tens lying, hundreds upright and so on;
 * five is one rod across. An ornament beside the number in figures, which is what readers and machines get.
 */
export function Rods({ value, height = 28 }: { value: number; height?: number }) {
  const digits = [...String(Math.max(0, Math.floor(value)))].map(Number)
  const cell = 26
  const lines = digits.flatMap((digit, i) =>
    rodsOf(digit, (digits.length - 1 - i) % 2 === 0).map(
      ([x1, y1, x2, y2]): Line => [i * cell + x1, y1, i * cell + x2, y2],
    ),
  )
  return (
    <svg
      height={height}
      width={(height * digits.length * cell) / 28}
      viewBox={`0 0 ${digits.length * cell} 28`}
      aria-hidden="true"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="square"
    >
      {lines.map(([x1, y1, x2, y2]) => (
        <line key={`${x1} ${y1} ${x2} ${y2}`} x1={x1} y1={y1} x2={x2} y2={y2} />
      ))}
    </svg>
  )
}

type Line = readonly [number, number, number, number]

/** Lines of one digit on a field of 22 × 28; nought is an empty place. */
function rodsOf(digit: number, upright: boolean): readonly Line[] {
  if (digit === 0) return []
  const five = digit > 5
  const ones = five ? digit - 5 : digit
  const place = (i: number) => 11 + (i - (ones - 1) / 2) * 4.4
  if (upright) {
    const rods = Array.from({ length: ones }, (_, i): Line => [place(i), five ? 9 : 4, place(i), 24])
    return five ? [[2, 4.5, 20, 4.5], ...rods] : rods
  }
  const rods = Array.from({ length: ones }, (_, i): Line => {
    const y = five ? 24 - i * 3.8 : 14 + (i - (ones - 1) / 2) * 4.6
    return [2, y, 20, y]
  })
  return five ? [[11, 2, 11, 24 - (ones - 1) * 3.8 - 3], ...rods] : rods
}
