/** Differences that a part has brought to light, and what came of each: for the table of docs/proof.md. */
export const found: Readonly<Record<string, string>> = {
  linters:
    'zizmor: no cooldown for Dependabot, a cache in the release job, no concurrency in the audit, jobs without a name; in the examples a computed index and permissions without a reason: changed. parliament: two reads on `*` that AWS can narrow: narrowed.',
  setup:
    'The module failed for a template without an instance profile, since Terraform puts no null into a text: changed.',
  'aws-cli':
    'Two commands that a message gave lacked what AWS requires: changed. A command over two lines of a summary was not found by this part: found now.',
  ansible:
    'Its group module sends back what it has read, and switches metrics off: the simulator refused both, and takes them now.',
  moto: 'What moto lacks or answers otherwise than AWS documents is filled in beside it, each gap one function with its sentence.',
  endpoint:
    'The note that scheduled actions cannot be listed advised a permission whatever the reason was: changed. floci lists one version of a template and knows no bake time: explained in the result, and measured there before each verdict.',
  runner:
    'GitHub’s identity token that stays away for 20 s, as on a busy machine, ended the job before its start: it is asked for once more now. A check whose role could not be assumed said that the group did not exist: changed. Five things that GitHub does otherwise than act are explained in the result, with their source.',
}
