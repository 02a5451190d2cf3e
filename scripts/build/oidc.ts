/**
 * Takes in the bundle the place of the OIDC client of `@actions/core`, with whose HTTP client and proxy tunnel every run would
 * start otherwise. The real one is a chunk of its own, loaded when a token is asked for (`role-to-assume`).
 */
export const OidcClient = {
  async getIDToken(audience?: string): Promise<string> {
    // The package exports no path to this file.
    const real = await import('../../node_modules/@actions/core/lib/oidc-utils.js')
    return real.OidcClient.getIDToken(audience)
  },
}
