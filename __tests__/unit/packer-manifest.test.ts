/**
 * A manifest as Packer itself writes it. Packer 1.16.0 with packer-plugin-amazon 1.8.2 built two images, one after the
 * other, against moto on 2026-11-30: the first play of `npm run conformance -- packer`, which has been played again since,
 * so that conformance/results/packer.txt tells of other images. The file is as it was; its ids are moto's, and belong to no
 * account.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { artifactsIn } from '../../src/inputs/packer.ts'
import { Wrong } from '../../src/inputs/parse.ts'

const text = readFileSync(new URL('packer-1.16.0.manifest.json', import.meta.url), 'utf8')

/** What stands in the file of the second run. */
const last = {
  id: 'ami-8fdc806be61ab725d',
  build: 'web',
  run: '34bc1933-c512-aa67-1d05-c405f2b09f5e',
  built: 1_796_061_311_000,
  commit: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c',
}

test.each([undefined, 'web', 'amazon-ebs', 'amazon-ebs.web'])('of two runs the image of the last, by %s', (name) => {
  expect(artifactsIn(text, 'eu-west-1', name)).toEqual([last])
})

test('another name, or another region, is answered with what there is', () => {
  expect(artifactsIn(text, 'eu-west-1', 'api')).toEqual(
    new Wrong('has no build api in its last run, only amazon-ebs.web'),
  )
  expect(artifactsIn(text, 'eu-central-1')).toBeInstanceOf(Wrong)
})
