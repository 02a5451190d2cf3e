/** Rules of rolling back and cancelling an instance refresh. */
import { autoScalingApi, autoScalingGuide, rule, ruleSwitch } from './rule.ts'

const ROLLBACK = 'instance-refresh-rollback'

export const rollbackRules = {
  rollbackNeedsDesired: rule(
    'A refresh without a desired configuration cannot be rolled back.',
    autoScalingGuide(
      ROLLBACK,
      'The rollback option is only available if you specify a desired configuration as part of starting an instance refresh.',
    ),
  ),
  rollbackNeedsNumber: rule(
    'A refresh of a group that has saved $Latest, $Default or a parameter for its image cannot be rolled back.',
    autoScalingGuide(
      ROLLBACK,
      'The rollback option is not available if the Auto Scaling group is configured to use the $Latest or $Default launch template version.',
    ),
  ),
  rollbackReplacesDeployed: rule(
    'A rollback replaces the instances that its refresh has launched, by what the group has saved.',
    autoScalingGuide(
      ROLLBACK,
      'When rolling back, Amazon EC2 Auto Scaling replaces the instances that have been deployed so far. The new instances match the configuration that you last saved on the Auto Scaling group before starting the instance refresh.',
    ),
  ),
  rollbackWhileBaking: ruleSwitch('accepted', {
    accepted: 'RollbackInstanceRefresh is accepted while the refresh is Baking.',
    refused: 'RollbackInstanceRefresh is refused while the refresh is Baking.',
  }),
  cancelWhileRollingBack: ruleSwitch(
    'accepted',
    {
      accepted: 'CancelInstanceRefresh is accepted while the refresh is RollbackInProgress.',
      refused: 'CancelInstanceRefresh is refused while the refresh is RollbackInProgress.',
    },
    autoScalingApi(
      'API_CancelInstanceRefresh',
      'Cancels an instance refresh or rollback that is in progress. If an instance refresh or rollback is not in progress, an ActiveInstanceRefreshNotFound error occurs.',
    ),
  ),
  cancelWaits: rule(
    'A cancel waits for the launches and terminations that are under way, unless it is asked not to.',
    autoScalingApi(
      'API_CancelInstanceRefresh',
      'this indicates whether to wait for in-flight launches and terminations to complete. The default is true.',
    ),
  ),
  rollbackOfProtected: ruleSwitch('as-forward', {
    'as-forward':
      'A rollback treats protected instances as the preferences of its refresh say: under Ignore they stay on the new version.',
    always: 'A rollback replaces protected instances too.',
  }),
}
