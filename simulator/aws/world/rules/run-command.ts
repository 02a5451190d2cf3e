/** Rules of Run Command: which nodes a command reaches, how it ends on each, and what is shown of it. */
import { duration, record, rule, ruleSwitch, systemsManagerApi, systemsManagerGuide } from './rule.ts'

const STATUSES = 'monitor-commands'
const AT_SCALE = 'send-commands-multiple'

export const runCommandRules = {
  registrationTakes: duration(
    'So long after it runs an instance is a managed node; before, Systems Manager does not know it.',
    { likely: 30, alsoPlayed: 240 },
    systemsManagerGuide(
      'troubleshooting-remote-commands',
      'After you create, activate, reboot, or restart a managed node, install Run Command on a node, or attach an AWS Identity and Access Management (IAM) instance profile to a node, it can take a few minutes for the managed node to be added to the list.',
    ),
  ),
  oneUnmanagedNode: ruleSwitch(
    'refuses-all',
    {
      'refuses-all':
        'A command that names an instance which is not managed is refused whole, and the refusal names the account: nothing runs anywhere.',
      'is-left-out':
        'A command that names an instance which is not managed is sent to the others; it has no invocation there.',
    },
    record(
      'gravitational/teleport#24176',
      'InvalidInstanceId: Instances [[i-123]] not in a valid state for account 456',
    ),
  ),
  invocationKnownAfter: duration(
    'So long after SendCommand neither the command nor its invocations are listed, and GetCommandInvocation answers InvocationDoesNotExist.',
    { likely: 1, alsoPlayed: 6 },
    record('boto/boto3#2701', 'Waiter unable to access SSM Run Command ID right after send_command is invoked.'),
    record(
      'aws/aws-cli#3546',
      'This ends up returning a 200 and an empty list because the commandID was not found yet.',
    ),
  ),
  deliveryRampsUp: rule(
    'A command goes to one node first, then to two more, then to four, up to its concurrency.',
    systemsManagerGuide(
      AT_SCALE,
      'The queueing system delivers the command to a single node and waits until the system acknowledges the initial invocation before sending the command to two more nodes. The system exponentially sends commands to more nodes until the system meets the value of max-concurrency.',
    ),
  ),
  maxErrorsTerminate: rule(
    'Once more invocations than MaxErrors have failed, those that have not begun are Terminated; those that run go on.',
    systemsManagerGuide(
      AT_SCALE,
      'If you specify 0, then the system stops sending the command to additional managed nodes after the first error result is returned.',
    ),
    systemsManagerGuide(
      STATUSES,
      'Terminated: The parent command exceeded its max-errors limit and subsequent command invocations were canceled by the system.',
    ),
  ),
  executionTimeoutEnds: rule(
    'A script that runs longer than its execution timeout is killed: ExecutionTimedOut.',
    systemsManagerGuide(
      STATUSES,
      'Command automation started on the managed node, but the command wasn’t completed before the execution timeout expired.',
    ),
  ),
  totalTimeoutEnds: rule(
    'A command whose agent is out of touch stays in progress until the sum of both timeouts is over: DeliveryTimedOut.',
    systemsManagerGuide(
      STATUSES,
      'If a command reaches the command expiration limit (total timeout), it changes status to DeliveryTimedOut for all invocations that have the status InProgress, Pending or Delayed.',
    ),
  ),
  deliveryTimeout: ruleSwitch(
    'with-execution',
    {
      'with-execution': 'Only the sum of both timeouts ends a command that no agent has begun.',
      alone: 'A command that no agent has begun within its delivery timeout is DeliveryTimedOut, and never runs.',
    },
    systemsManagerApi(
      'API_SendCommand',
      "If this time is reached and the command hasn't already started running, it won't run.",
    ),
  ),
  rebootExit: rule(
    'Exit code 194 (Windows: 3010) is no failure: the node is rebooted, and then the script is run once more.',
    systemsManagerGuide(
      'send-commands-reboot',
      'The exit code instructs AWS Systems Manager Agent (SSM Agent) to reboot the managed node, and then restart the script after the reboot completed.',
    ),
  ),
  accessDeniedInTheResult: rule(
    'An instance that the caller may not send commands to is AccessDenied in the result; the command is accepted.',
    systemsManagerGuide(
      'run-command-setting-up',
      "If the user sends a command to a node that isn't tagged or that has any tag other than Finance: WebServer, the execution results show AccessDenied.",
    ),
  ),
  outputIsTheBeginning: rule(
    'GetCommandInvocation shows the first 24,000 characters of the output and the first 8,000 of the errors, ListCommandInvocations 2,500.',
    systemsManagerApi('API_GetCommandInvocation', 'The first 24,000 characters written by the plugin to stdout.'),
    systemsManagerApi('API_CommandPlugin', 'Output of the plugin execution.'),
  ),
  cancelOfRunning: ruleSwitch(
    'ends',
    {
      ends: 'CancelCommand ends a script that runs: Cancelled.',
      'goes-on': 'CancelCommand keeps a script from where it has not begun; one that runs keeps running.',
    },
    systemsManagerApi(
      'API_CancelCommand',
      'There is no guarantee that the command will be terminated and the underlying process stopped.',
    ),
  ),
  invocationOfEnded: ruleSwitch('in-progress', {
    'in-progress': 'A command on an instance that is gone stays in progress until its timeouts are over.',
    undeliverable: 'A command on an instance that is gone is Undeliverable.',
  }),
  statusBesideUndeliverable: ruleSwitch('Failed', {
    Failed: 'The Status beside the StatusDetails Undeliverable and Terminated is Failed.',
    Cancelled: 'The Status beside the StatusDetails Undeliverable and Terminated is Cancelled.',
  }),
  statusDetailsSpelling: ruleSwitch(
    'joined',
    {
      joined: 'StatusDetails are written without blanks: DeliveryTimedOut.',
      spaced: 'StatusDetails are written with blanks: Delivery Timed Out, In Progress.',
    },
    systemsManagerApi(
      'API_CommandInvocation',
      "Delivery Timed Out: The command wasn't delivered to the managed node before the delivery timeout expired.",
    ),
  ),
} as const
