/** `npm run build`: makes `dist` again, from nothing. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle, root } from './build/bundle.ts'

const dist = join(root, 'dist')
const files = await bundle(join(root, 'src', 'index.ts'))
await rm(dist, { recursive: true, force: true })
await mkdir(dist)
for (const [name, contents] of files) await writeFile(join(dist, name), contents)

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`
const sizes = new Map([...files].map(([name, contents]) => [name, Buffer.byteLength(contents)]))
const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
process.stdout.write(
  `dist: ${files.size} files, ${kilobytes(total)}, main.js ${kilobytes(sizes.get('main.js') ?? 0)}\n`,
)
