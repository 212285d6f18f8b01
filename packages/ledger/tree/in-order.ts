/** Results of load(0) … load(count − 1) in order, up to `ahead` of them under way or waiting. */
export async function* inOrder<T>(
  count: number,
  ahead: number,
  load: (i: number) => Promise<T>,
): AsyncGenerator<T> {
  const begun: Promise<T>[] = []
  for (let next = 0; next < count || begun.length > 0; ) {
    while (next < count && begun.length < Math.max(1, ahead)) {
      const loading = load(next++)
      // The first failure ends the walk; those of what was read ahead must not count as unhandled.
      loading.catch(() => {})
      begun.push(loading)
    }
    yield await begun.shift()!
  }
}
