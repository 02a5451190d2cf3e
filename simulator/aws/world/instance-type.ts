/** The instance types that the simulated region offers. */

/** What decides whether an image launches on it. */
export interface InstanceType {
  readonly name: string
  readonly architectures: readonly ('i386' | 'x86_64' | 'arm64')[]
  readonly bootModes: readonly ('legacy-bios' | 'uefi')[]
  readonly ena: 'unsupported' | 'supported' | 'required'
  readonly hypervisor: 'nitro' | 'xen'
  readonly vcpus: number
  readonly memoryMiB: number
  readonly burstable: boolean
}

const nitro = (name: string, vcpus: number, memoryMiB: number): InstanceType => ({
  name,
  architectures: ['x86_64'],
  bootModes: ['legacy-bios', 'uefi'],
  ena: 'required',
  hypervisor: 'nitro',
  vcpus,
  memoryMiB,
  burstable: name.startsWith('t'),
})

/** Graviton types boot by UEFI only. */
const graviton = (name: string, vcpus: number, memoryMiB: number): InstanceType => ({
  ...nitro(name, vcpus, memoryMiB),
  architectures: ['arm64'],
  bootModes: ['uefi'],
})

const xen = (name: string, vcpus: number, memoryMiB: number): InstanceType => ({
  ...nitro(name, vcpus, memoryMiB),
  architectures: ['i386', 'x86_64'],
  bootModes: ['legacy-bios'],
  ena: 'unsupported',
  hypervisor: 'xen',
})

/** The type that a template without one launches, so that a scene need not say it. */
const ANY_TYPE = 't3.micro'

/** The instance type that a template's InstanceType means. */
export const typeName = (type: string | undefined): string => type ?? ANY_TYPE

/** By name, in the order in which they are described. */
export const instanceTypes: ReadonlyMap<string, InstanceType> = new Map(
  [
    xen('t2.micro', 1, 1024),
    nitro('t3.micro', 2, 1024),
    nitro('t3.medium', 2, 4096),
    nitro('m5.large', 2, 8192),
    nitro('c6i.large', 2, 4096),
    graviton('t4g.nano', 2, 512),
    graviton('t4g.micro', 2, 1024),
    graviton('m7g.large', 2, 8192),
    graviton('c7g.large', 2, 4096),
  ].map((type) => [type.name, type]),
)
