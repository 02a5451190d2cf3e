/** Secrets in the log, masked as the runner does: each value, and what common encoders make of it. */

const base64From = (skip: number) => (value: string) => {
  const bytes = Buffer.from(value, 'utf8')
  return bytes.subarray(bytes.length > skip ? skip : 0).toString('base64')
}

const xmlEscapes: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '&': '&amp;',
}

const encoders: readonly ((value: string) => string)[] = [
  (value) => value,
  // A secret inside a longer text is encoded at any of three offsets.
  base64From(0),
  base64From(1),
  base64From(2),
  (value) => value.replaceAll('"', '\\"'),
  (value) => value.replaceAll("'", "''"),
  (value) => JSON.stringify(value).slice(1, -1),
  (value) => encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, percent),
  (value) => value.replace(/[<>"'&]/g, (character) => xmlEscapes[character] ?? character),
  (value) => (value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : ''),
]

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

/** Every text that must not be seen once `secret` is masked: the whole value and each of its lines, in every encoding. */
export function textsToHide(secret: string): readonly string[] {
  const values = [secret, ...secret.split(/[\r\n]+/)].filter((value) => value !== '')
  return [...new Set(values.flatMap((value) => encoders.map((encode) => encode(value))))].filter((text) => text !== '')
}

/** `text` with every occurrence hidden; overlapping and adjoining ones become one `***`. */
export function mask(text: string, hidden: readonly string[]): string {
  const spans = hidden.flatMap((secret) => occurrences(text, secret)).sort(([a], [b]) => a - b)
  let masked = ''
  let end = 0
  let open = false
  for (const [from, to] of spans) {
    if (!open || from > end) masked += `${text.slice(end, from)}***`
    open = true
    end = Math.max(end, to)
  }
  return masked + text.slice(end)
}

function occurrences(text: string, secret: string): readonly (readonly [from: number, to: number])[] {
  const found: [number, number][] = []
  // One character on, not one secret on: a secret may overlap itself.
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) found.push([at, at + secret.length])
  return found
}
