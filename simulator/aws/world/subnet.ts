/** The subnets of the simulated network: one in each zone. */

/** The id of a zone's subnet. */
export const subnetOf = (zone: string): string => `subnet-0${zone.replaceAll('-', '').padEnd(16, '0')}`

/** The zones that the simulated region has. */
export const zonesOf = (region: string): readonly string[] => ['a', 'b', 'c'].map((letter) => `${region}${letter}`)
