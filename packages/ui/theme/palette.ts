/** Every colour of the console; CSS variables, the antd theme and the map style are all made from these. */
export interface Palette {
  /** Behind everything, and between panes. */
  readonly ground: string
  readonly surface: string
  readonly raised: string
  readonly hover: string
  readonly selected: string
  /** Inside of a field. */
  readonly well: string
  readonly line: string
  readonly lineStrong: string
  /** Edge of a control: 3:1 against every ground it stands on (WCAG 1.4.11). */
  readonly field: string
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  /** Celadon: the one accent. It means ready, proved, yours. */
  readonly accent: string
  readonly accentHover: string
  readonly accentInk: string
  readonly accentWash: string
  readonly bad: string
  readonly badWash: string
  readonly warn: string
  readonly warnWash: string
  /** Grades 1 to 4: red, orange, yellow, blue, as warnings are coloured by national rule; always with shape and numeral. */
  readonly grade1: string
  readonly grade2: string
  readonly grade3: string
  readonly grade4: string
  readonly grade1Ink: string
  readonly grade2Ink: string
  readonly grade3Ink: string
  readonly grade4Ink: string
  /** Outline of the light-coloured grades where the ground is light too. */
  readonly grade2Edge: string
  readonly grade3Edge: string
  /** Beyond the city's border. */
  readonly mapOutside: string
  readonly mapLand: string
  readonly mapUrban: string
  readonly mapWater: string
  readonly mapRoadMinor: string
  readonly mapRoadMajor: string
  readonly mapRoadTrunk: string
  readonly mapBorder: string
  readonly mapLabel: string
  readonly mapHalo: string
}

export type ThemeName = 'dark' | 'light'

/** Dark: the control room at night. Light: an office with daylight, on the tone of paper. */
export const palettes: Readonly<Record<ThemeName, Palette>> = {
  dark: {
    ground: '#090d10',
    surface: '#0f1519',
    raised: '#161e24',
    hover: '#151d23',
    selected: '#17272a',
    well: '#090d10',
    line: '#1e2930',
    lineStrong: '#35444f',
    field: '#647683',
    ink: '#dfe7eb',
    ink2: '#a4b3bd',
    ink3: '#80919d',
    accent: '#7fc7b6',
    accentHover: '#9ad8c9',
    accentInk: '#06120f',
    accentWash: '#142824',
    bad: '#ff8a80',
    badWash: '#331a1b',
    warn: '#e9bd55',
    warnWash: '#2c2412',
    grade1: '#d93a3f',
    grade2: '#ee8d2f',
    grade3: '#e6c229',
    grade4: '#5d9fe0',
    grade1Ink: '#ffffff',
    grade2Ink: '#140a00',
    grade3Ink: '#141000',
    grade4Ink: '#04111f',
    grade2Edge: '#ee8d2f',
    grade3Edge: '#e6c229',
    mapOutside: '#090d10',
    mapLand: '#0e1418',
    mapUrban: '#121a1f',
    mapWater: '#16293a',
    mapRoadMinor: '#1c272f',
    mapRoadMajor: '#2a3842',
    mapRoadTrunk: '#3c4e5a',
    mapBorder: '#4a5d69',
    mapLabel: '#8b9ca8',
    mapHalo: '#0c1216',
  },
  light: {
    ground: '#eceae3',
    surface: '#f8f7f3',
    raised: '#ffffff',
    hover: '#f0eee7',
    selected: '#e3ede8',
    well: '#ffffff',
    line: '#dedbd1',
    lineStrong: '#b9b5a8',
    field: '#85826f',
    ink: '#1b2326',
    ink2: '#475257',
    ink3: '#5b666b',
    accent: '#1a6a5d',
    accentHover: '#12564b',
    accentInk: '#ffffff',
    accentWash: '#dfece7',
    bad: '#b3261e',
    badWash: '#fbe9e7',
    warn: '#7d5700',
    warnWash: '#f8efd9',
    grade1: '#c62a2f',
    grade2: '#ea8420',
    grade3: '#e3b90f',
    grade4: '#2a6fb5',
    grade1Ink: '#ffffff',
    grade2Ink: '#1c0e00',
    grade3Ink: '#1c1600',
    grade4Ink: '#ffffff',
    grade2Edge: '#a14f00',
    grade3Edge: '#846700',
    mapOutside: '#e6e3da',
    mapLand: '#f3f1ea',
    mapUrban: '#ebe8de',
    mapWater: '#c5d8e2',
    mapRoadMinor: '#e0ddd3',
    mapRoadMajor: '#ffffff',
    mapRoadTrunk: '#d3c9b1',
    mapBorder: '#8d9a94',
    mapLabel: '#59656a',
    mapHalo: '#f5f4ef',
  },
}

export function paint(root: HTMLElement, name: ThemeName): void {
  root.dataset.theme = name
  root.style.colorScheme = name
  for (const [token, colour] of Object.entries(palettes[name])) {
    const variable = token.replace(/[A-Z]|\d+/g, part => `-${part.toLowerCase()}`)
    root.style.setProperty(`--${variable}`, colour)
  }
}
