/** Rows in COPY's binary form (PostgreSQL documentation, COPY § Binary Format), written into one growing buffer. */
export class CopyRows {
  #buffer: Buffer
  #end = 0

  constructor(bytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(bytes)
  }

  /** Signature, flags and an empty header extension: what every binary COPY begins with. */
  begin(): this {
    this.#room(19)
    this.#end += Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1').copy(this.#buffer, this.#end)
    return this
  }

  row(columns: number): this {
    this.#room(2)
    this.#end = this.#buffer.writeInt16BE(columns, this.#end)
    return this
  }

  /** Columns that were written before, e.g. those that begin every row of a record. */
  again(columns: Buffer): this {
    this.#room(columns.length)
    this.#end += columns.copy(this.#buffer, this.#end)
    return this
  }

  /** What was written since the last `take`, or since the beginning. Valid until the next row is. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#end)
    this.#end = 0
    return taken
  }

  text(value: string | null): this {
    if (value === null) return this.#null()
    this.#room(4 + 3 * value.length)
    const length = this.#buffer.write(value, this.#end + 4, 'utf8')
    this.#buffer.writeInt32BE(length, this.#end)
    this.#end += 4 + length
    return this
  }

  jsonb(value: string): this {
    this.#room(5 + 3 * value.length)
    const length = this.#buffer.write(value, this.#end + 5, 'utf8')
    this.#buffer.writeInt32BE(length + 1, this.#end)
    this.#buffer[this.#end + 4] = 1
    this.#end += 5 + length
    return this
  }

  bytes(value: Buffer): this {
    this.#room(4 + value.length)
    this.#end = this.#buffer.writeInt32BE(value.length, this.#end)
    this.#end += value.copy(this.#buffer, this.#end)
    return this
  }

  uuid(value: string | null): this {
    if (value === null) return this.#null()
    this.#room(20)
    this.#end = this.#buffer.writeInt32BE(16, this.#end)
    this.#end += this.#buffer.write(value.replaceAll('-', ''), this.#end, 16, 'hex')
    return this
  }

  integer(value: number): this {
    this.#room(8)
    this.#end = this.#buffer.writeInt32BE(4, this.#end)
    this.#end = this.#buffer.writeInt32BE(value, this.#end)
    return this
  }

  boolean(value: boolean): this {
    this.#room(5)
    this.#end = this.#buffer.writeInt32BE(1, this.#end)
    this.#buffer[this.#end++] = value ? 1 : 0
    return this
  }

  /** Microseconds since 2000-01-01, 64 bits; a double holds them exactly until the year 2285. */
  time(epochMs: number): this {
    const microseconds = (epochMs - epoch2000Ms) * 1000
    this.#room(12)
    this.#end = this.#buffer.writeInt32BE(8, this.#end)
    this.#end = this.#buffer.writeInt32BE(Math.floor(microseconds / 2 ** 32), this.#end)
    this.#end = this.#buffer.writeUInt32BE(microseconds >>> 0, this.#end)
    return this
  }

  /** The trailer, and all that was written. */
  finish(): Buffer {
    this.#room(2)
    this.#end = this.#buffer.writeInt16BE(-1, this.#end)
    return this.#buffer.subarray(0, this.#end)
  }

  #null(): this {
    this.#room(4)
    this.#end = this.#buffer.writeInt32BE(-1, this.#end)
    return this
  }

  #room(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(2 * this.#buffer.length + bytes)
    this.#buffer.copy(larger, 0, 0, this.#end)
    this.#buffer = larger
  }
}

const epoch2000Ms = Date.UTC(2000, 0, 1)
