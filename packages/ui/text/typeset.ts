const fullWidth: Readonly<Record<string, string>> = {
  ',': '，',
  ':': '：',
  ';': '；',
  '!': '！',
  '?': '？',
  '(': '（',
  ')': '）',
}

/**
 * Chinese text with Chinese punctuation: marks that touch a Han character, or stand between such and a number, become
 * full-width ones. Times (`14:03`), numbers (`1,022`) and Latin text keep theirs.
 */
export function typesetChinese(text: string): string {
  if (!/\p{Script=Han}/u.test(text)) return text
  return text
    .replace(
      /(?<=[\p{Script=Han}）」》])\s?[,:;!?()]|[,;:!?()](?=\p{Script=Han})/gu,
      mark => fullWidth[mark.trim()] ?? mark,
    )
    .replace(/(（[^（）()]*)\)/gu, '$1）')
}
