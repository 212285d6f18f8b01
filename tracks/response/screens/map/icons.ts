import {
  type GradeNumber,
  gradeShapes,
  type Palette,
  palettes,
  type ThemeName,
  type UnitShape,
  unitStrokes,
  unitToken,
} from '@kuaiji/ui'

/** Icons are drawn at twice their size, for screens that show it. */
const ratio = 2

export interface Icon {
  readonly data: ImageData
  readonly pixelRatio: number
}

/** Draws an icon by its name: `grade/1/dark`, `unit/ready/light`, `station/dark`, `pick/dark`; undefined for others. */
export function drawIcon(name: string): Icon | undefined {
  const [kind, ...rest] = name.split('/')
  const theme = rest.at(-1) as ThemeName
  const p = palettes[theme]
  if (p === undefined) return undefined
  switch (kind) {
    case 'grade':
      return paint(26, context => drawGrade(context, Number(rest[0]) as GradeNumber, p))
    case 'unit':
      return paint(14, context => drawUnit(context, rest[0] as UnitShape, p))
    case 'station':
      return paint(9, context => drawStation(context, p))
    case 'pick':
      return paint(40, context => drawPick(context, p))
  }
  return undefined
}

/** A canvas of `size` pixels on which the 24 × 24 field of the shapes is drawn with a margin of 2. */
function paint(size: number, draw: (context: CanvasRenderingContext2D) => void): Icon {
  const canvas = document.createElement('canvas')
  canvas.width = size * ratio
  canvas.height = size * ratio
  const context = canvas.getContext('2d')!
  const scale = (size * ratio) / 28
  context.setTransform(scale, 0, 0, scale, 2 * scale, 2 * scale)
  draw(context)
  return { data: context.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: ratio }
}

function drawGrade(context: CanvasRenderingContext2D, grade: GradeNumber, p: Palette): void {
  const { path, numeralY } = gradeShapes[grade]
  const shape = new Path2D(path)
  context.lineJoin = 'round'
  context.lineWidth = 3.4
  context.strokeStyle = p.mapHalo
  context.stroke(shape)
  context.fillStyle = p[`grade${grade}`]
  context.fill(shape)
  context.lineWidth = 1.2
  context.strokeStyle = grade === 2 || grade === 3 ? p[`grade${grade}Edge`] : p[`grade${grade}`]
  context.stroke(shape)
  context.fillStyle = p[`grade${grade}Ink`]
  context.font = `700 ${grade === 2 ? 12 : 14}px "Inter Variable", sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(String(grade), 12, numeralY + 0.6)
}

function drawUnit(context: CanvasRenderingContext2D, shape: UnitShape, p: Palette): void {
  context.lineJoin = 'round'
  context.lineCap = 'round'
  for (const { path, fill } of unitStrokes[shape]) {
    const line = new Path2D(path)
    context.strokeStyle = p.mapHalo
    context.lineWidth = fill ? 5 : 7
    context.stroke(line)
    const colour = p[unitToken(shape)]
    context.strokeStyle = colour
    context.lineWidth = fill ? 1 : 3
    context.stroke(line)
    if (!fill) continue
    context.fillStyle = colour
    context.fill(line)
  }
}

function drawStation(context: CanvasRenderingContext2D, p: Palette): void {
  context.fillStyle = p.mapHalo
  context.fillRect(2, 2, 20, 20)
  context.strokeStyle = p.mapLabel
  context.lineWidth = 3.4
  context.strokeRect(3, 3, 18, 18)
}

/** Cross-hairs with an open middle, so that the spot itself stays visible. */
function drawPick(context: CanvasRenderingContext2D, p: Palette): void {
  const line = new Path2D('M12 0V8M12 16V24M0 12H8M16 12H24M12 6.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11Z')
  context.strokeStyle = p.mapHalo
  context.lineWidth = 3.6
  context.stroke(line)
  context.strokeStyle = p.accent
  context.lineWidth = 1.6
  context.stroke(line)
}
