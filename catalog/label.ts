/** What a code is called on the screen and in a report; Chinese first, both always present. */
export interface Label {
  readonly zh: string
  readonly en: string
}
