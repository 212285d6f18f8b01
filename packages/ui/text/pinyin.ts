/** First character, in pinyin order, of each initial's block. */
const blocks = [...'阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀']
const letters = 'abcdefghjklmnopqrstwxyz'
const order = new Intl.Collator('zh-CN-u-co-pinyin')

/**
 * Pinyin initials of Chinese text by the collation that browsers and Node carry: 交通事故 → `jtsg`. A character
 * with several readings gets its commonest. Letters and digits stay, all else is left out.
 */
export function initialsOf(text: string): string {
  let initials = ''
  for (const character of text.toLowerCase()) {
    if (/[a-z0-9]/.test(character)) initials += character
    else if (/\p{Script=Han}/u.test(character)) initials += initialOf(character)
  }
  return initials
}

function initialOf(character: string): string {
  const next = blocks.findIndex(first => order.compare(first, character) > 0)
  const block = next < 0 ? blocks.length - 1 : next - 1
  return letters[Math.max(0, block)] ?? ''
}
