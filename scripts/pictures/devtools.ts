/** The DevTools protocol, as far as a picture needs it: commands and their answers in one tab. */

interface Answer {
  readonly id?: number
  readonly result?: object
  readonly error?: { readonly message: string }
}

/** One tab of a browser. */
export class DevTools {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, PromiseWithResolvers<object>>()
  #session: string | undefined
  #count = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data))))
    socket.addEventListener('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the browser is gone'))
    })
  }

  /** Opens a tab of the browser that listens there. */
  static async connect(url: string): Promise<DevTools> {
    const socket = new WebSocket(url)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', () => reject(new Error(`no browser answers at ${url}`)))
    })
    const tools = new DevTools(socket)
    const { targetId }: { targetId?: string } = await tools.send('Target.createTarget', { url: 'about:blank' })
    const attached: { sessionId?: string } = await tools.send('Target.attachToTarget', { targetId, flatten: true })
    tools.#session = attached.sessionId
    return tools
  }

  /** Sends a command to the tab and gives its answer. Rejects if the browser refuses it. */
  send(method: string, params: object = {}): Promise<object> {
    const id = ++this.#count
    const waiting = Promise.withResolvers<object>()
    this.#waiting.set(id, waiting)
    this.#socket.send(JSON.stringify({ id, method, params, ...(this.#session && { sessionId: this.#session }) }))
    return waiting.promise
  }

  /** The value of a JavaScript expression in the page, a promise's too, by way of JSON. Rejects with what the page throws. */
  async evaluate<T>(expression: string): Promise<T> {
    const wrapped = `Promise.resolve(${expression}).then((value) => JSON.stringify(value))`
    const answer: { result?: { value?: string }; exceptionDetails?: { exception?: { description?: string } } } =
      await this.send('Runtime.evaluate', { expression: wrapped, awaitPromise: true, returnByValue: true })
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'the page threw')
    return JSON.parse(answer.result?.value ?? 'null')
  }

  close(): void {
    this.#socket.close()
  }

  #hear({ id, result, error }: Answer): void {
    if (id === undefined) return
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result ?? {})
  }
}
