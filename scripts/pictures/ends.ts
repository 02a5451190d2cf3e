/** Every kind of end, with the golden summary that shows it: what docs/ends.md and its pictures are made from. */

/** One kind of end. `summary`: a key of `goldenSummaries`; `name`: of its pictures. */
export interface End {
  readonly name: string
  readonly summary: string
  readonly says: string
}

/** A group of ends that a reader has to do the same about. */
export interface Ends {
  readonly title: string
  readonly ends: readonly End[]
}

/** In the order of the page: what is well first, then who has least to do. */
export const allEnds: readonly Ends[] = [
  {
    title: 'It went well',
    ends: [
      { name: 'succeeded', summary: 'good-image.good-image', says: 'A good image.' },
      { name: 'left-out', summary: 'succeeded-one-left-out', says: 'A good image; one instance is protected.' },
      { name: 'alias-kept', summary: 'alias-kept', says: 'A good image; the alias is still to be given back.' },
      { name: 'unchanged', summary: 'unchanged', says: 'The group ran the image already.' },
      { name: 'rolled-back', summary: 'rollback.two-in-a-row', says: '`mode: rollback` arrived.' },
      { name: 'planned', summary: 'plan.as-in-the-demo', says: '`mode: plan`.' },
      { name: 'in-sync', summary: 'check.in-sync', says: '`mode: check` found no drift.' },
    ],
  },
  {
    title: 'It did not start',
    ends: [
      { name: 'invalid-input', summary: 'invalid-inputs', says: 'The inputs cannot be taken.' },
      { name: 'preflight', summary: 'refused.many-at-once', says: 'The plan found several errors.' },
      { name: 'conflict', summary: 'refused.another-refresh', says: 'Somebody else’s refresh is in progress.' },
      { name: 'access-denied', summary: 'start-denied', says: 'AWS refused to start the refresh.' },
      { name: 'drift', summary: 'check.moved-by-hand', says: '`mode: check` found a difference.' },
    ],
  },
  {
    title: 'It failed, and was rolled back',
    ends: [
      {
        name: 'target-health',
        summary: 'guard.never-healthy-in-one-of-two-target-groups-ec2-health-checks',
        says: 'New instances are not healthy.',
      },
      { name: 'launch-failures', summary: 'guard.cannot-launch', says: 'The image cannot be launched.' },
      { name: 'alarm', summary: 'alarm.alarm-fires', says: 'A CloudWatch alarm fired.' },
      {
        name: 'aws-rolled-back',
        summary: 'rolled-back-by-AWS',
        says: 'AWS rolled back, which the job did not ask for.',
      },
      { name: 'cancelled', summary: 'cancelled-job', says: 'The job was cancelled: the page of the step.' },
      { name: 'cancelled-post', summary: 'post-step', says: 'The job was cancelled: the page of its post step.' },
    ],
  },
  {
    title: 'It failed, and somebody has to act',
    ends: [
      { name: 'left', summary: 'rolled-back.on-failure-leave', says: '`on-failure: leave`: AWS goes on.' },
      { name: 'stopped', summary: 'rolled-back.on-failure-cancel', says: '`on-failure: cancel`: the fleet is mixed.' },
      { name: 'after-success', summary: 'target-health', says: 'AWS was done, and targets are not healthy.' },
      { name: 'rollback-failed', summary: 'rolled-back.old-image-gone', says: 'The rollback failed, too.' },
      { name: 'rollback-refused', summary: 'rollback-failed', says: 'AWS refused the rollback.' },
      { name: 'hook', summary: 'guard.stalled-hook', says: 'A lifecycle hook that nobody answers.' },
      { name: 'cancelled-elsewhere', summary: 'cancelled-elsewhere', says: 'Somebody else cancelled the refresh.' },
    ],
  },
  {
    title: 'AWS goes on without this job',
    ends: [
      { name: 'watched', summary: 'watch.failing', says: '`mode: watch`: somebody else’s refresh is failing.' },
      { name: 'handed-over', summary: 'handed-over', says: 'The rollout is longer than its job.' },
      { name: 'timeout', summary: 'rolled-back.time-is-up-in-the-bake', says: 'Time is up, and all is replaced.' },
      { name: 'lost-contact', summary: 'trouble.lost-contact', says: 'AWS does not answer any more.' },
      { name: 'credentials-expired', summary: 'credentials-expired', says: 'The session ended first.' },
      { name: 'killed', summary: 'killed-in-the-middle', says: 'The runner was killed.' },
    ],
  },
]
