export {
  allowSingleKeys,
  type Binding,
  moveInList,
  startKeys,
  useKeys,
  useSheets,
  useSingleKeys,
} from './keys/keys.ts'
export { GradeMark, UnitMark, Wordmark } from './marks/Marks.tsx'
export { Rods } from './marks/Rods.tsx'
export { Sign } from './marks/Sign.tsx'
export {
  type GradeNumber,
  gradeShapes,
  type UnitShape,
  unitShapeOf,
  unitShapes,
  unitStrokes,
  unitToken,
} from './marks/shapes.ts'
export { Button, Key } from './parts/Button.tsx'
export { Dialog } from './parts/Dialog.tsx'
export { Field } from './parts/Field.tsx'
export { Pane } from './parts/Pane.tsx'
export { Segments } from './parts/Segments.tsx'
export { Empty, Failed, Loaded, Loading } from './parts/States.tsx'
export { announce, dismiss, notify, useNotices, useSpoken } from './server/notice.ts'
export { isOffline, isProblem, Problem } from './server/problem.ts'
export { get, send } from './server/request.ts'
export { type Seat, SeatProvider, useSeat } from './server/seat.ts'
export { sentenceOf } from './server/sentence.ts'
export { type Connection, LiveStream, type StreamedEntry, useLive } from './server/stream.ts'
export {
  chooseLanguage,
  type Label,
  type Language,
  languageNow,
  languages,
  type Say,
  startText,
  type Translate,
  useText,
} from './text/text.ts'
export { type Palette, palettes, type ThemeName } from './theme/palette.ts'
export { chooseTheme, startTheme, themeChoices, useTheme, useThemeChoice } from './theme/theme.ts'
export { bureauClock, bureauNow, setZone, startClock, useBureauNow } from './time/clock.ts'
export { formatDuration, formatSpan, formatTime, secondsBetween } from './time/format.ts'
export { Age, When } from './time/Times.tsx'
