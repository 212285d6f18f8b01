import { useText } from '../text/text.ts'
import { toHex } from './bytes.ts'
import type { PathStep } from './path.ts'
import css from './proof.module.css'

const width = 640
const rowHeight = 17
const margin = 14

/**
 * The log from its first entry to its last, to scale, with the entry at its place. Each bar is one hash of the path
 * and spans the entries it vouches for: together they cover the whole log, which is why so few are enough.
 */
export function PathChart({
  path,
  index,
  size,
  holds,
}: {
  path: readonly PathStep[]
  index: number
  size: number
  holds: boolean
}) {
  const { t, language } = useText()
  const height = margin * 2 + 18 + path.length * rowHeight + 20
  const x = (entry: number) => margin + (entry / size) * (width - 2 * margin)
  const floor = height - 26
  const y = (level: number) => floor - 14 - level * rowHeight
  const middle = ([from, to]: readonly [number, number]) => x((from + to) / 2)
  let own: readonly [number, number] = [index, index + 1]
  const count = (n: number) => n.toLocaleString(language)
  return (
    <svg
      className={css.chart}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t('proof.chart', { index: count(index), size: count(size), hashes: path.length })}
      data-holds={holds}
    >
      <line className={css.axis} x1={x(0)} x2={x(size)} y1={floor} y2={floor} />
      {path.map((step, level) => {
        const before = own
        own = step.under
        return (
          <g key={step.vouches[0]}>
            <path
              className={css.climb}
              d={`M${middle(before)} ${y(level)}L${middle(step.under)} ${y(level + 1)}`}
            />
            <path
              className={css.joins}
              d={`M${middle(step.vouches)} ${y(level)}L${middle(step.under)} ${y(level + 1)}`}
            />
            <rect
              className={css.span}
              x={x(step.vouches[0])}
              width={Math.max(2, x(step.vouches[1]) - x(step.vouches[0]) - 1)}
              y={y(level) - 3}
              height={6}
            >
              <title>{`${t('proof.vouches', {
                from: count(step.vouches[0]),
                to: count(step.vouches[1] - 1),
              })}\n${toHex(step.sibling)}`}</title>
            </rect>
            <circle className={css.own} cx={middle(before)} cy={y(level)} r={level === 0 ? 4 : 2.6} />
          </g>
        )
      })}
      <circle className={css.root} cx={middle(own)} cy={y(path.length)} r={6} />
      <line className={css.drop} x1={x(index + 0.5)} x2={x(index + 0.5)} y1={y(0)} y2={floor + 4} />
      {index > size * 0.1 && (
        <text className={css.tick} x={x(0)} y={floor + 17}>
          #0
        </text>
      )}
      {index < size * 0.88 && (
        <text className={css.tick} x={x(size)} y={floor + 17} textAnchor="end">
          #{count(size - 1)}
        </text>
      )}
      <text
        className={css.here}
        x={x(index + 0.5)}
        y={floor + 17}
        textAnchor={index < size * 0.06 ? 'start' : index > size * 0.94 ? 'end' : 'middle'}
      >
        #{count(index)}
      </text>
    </svg>
  )
}
