import sax from 'sax'
import { RoadInputError } from '../input-error.ts'
import { readText } from '../text-file.ts'
import type { OsmSink } from './sink.ts'

/** Reads OpenStreetMap XML (`.osm` or `.osm.gz`): nodes and ways; relations and authors are passed over. */
export async function readOsmXml(file: string, sink: OsmSink): Promise<void> {
  const parser = sax.parser(true)
  const fail = (fault: string) => new RoadInputError(file, `line ${parser.line + 1}`, fault)
  const elements = new Elements(sink, fail)
  parser.onopentag = tag => elements.open(tag.name, tag.attributes as Record<string, string>)
  parser.onclosetag = name => elements.close(name)
  parser.onerror = error => {
    throw fail(`the XML is broken (${error.message.split('\n')[0]})`)
  }
  const text = new TextDecoder()
  for await (const chunk of readText(file)) parser.write(text.decode(chunk, { stream: true }))
  parser.write(text.decode())
  if (!elements.ended) throw fail('the file is cut short')
}

/** Follows the elements of one document: `osm` with `node`, and `way` with `nd` and `tag`. */
class Elements {
  ended = false
  #started = false
  #inWay = false
  #refs: number[] = []
  #tags = new Map<string, string>()
  readonly #sink: OsmSink
  readonly #fail: (fault: string) => RoadInputError

  constructor(sink: OsmSink, fail: (fault: string) => RoadInputError) {
    this.#sink = sink
    this.#fail = fail
  }

  open(name: string, attributes: Record<string, string>): void {
    if (!this.#started && name !== 'osm')
      throw this.#fail(`is not OpenStreetMap XML: it begins with <${name}>`)
    this.#started = true
    if (name === 'node' && attributes.visible !== 'false') {
      const number = (key: string) => this.#number(name, key, attributes[key])
      this.#sink.node?.(number('id'), number('lon'), number('lat'))
    } else if (name === 'way') {
      this.#inWay = true
      this.#refs = []
      this.#tags = new Map()
    } else if (this.#inWay && name === 'nd') {
      this.#refs.push(this.#number(name, 'ref', attributes.ref))
    } else if (this.#inWay && name === 'tag') {
      this.#tags.set(attributes.k ?? '', attributes.v ?? '')
    }
  }

  close(name: string): void {
    if (name === 'osm') this.ended = true
    if (name !== 'way') return
    this.#inWay = false
    this.#sink.way?.(this.#refs, this.#tags)
  }

  #number(element: string, key: string, text: string | undefined): number {
    if (text !== undefined && /^-?\d+(\.\d+)?([eE]-?\d+)?$/.test(text)) return Number(text)
    throw this.#fail(`<${element}> has ${text === undefined ? 'no' : 'a wrong'} ${key}`)
  }
}
