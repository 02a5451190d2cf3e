/** How the actions of lifecycle hooks are completed in a scene. */

/** How an action is completed. An instance that is abandoned while launching is terminated; while terminating it makes no difference. */
export type HookResult = 'CONTINUE' | 'ABANDON'

/** Completes an action in a scene, `afterSeconds` after the instance began to wait. */
export interface HookAnswer {
  readonly afterSeconds: number
  readonly result: HookResult
}
