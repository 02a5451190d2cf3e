export const id = 2330;
export const ids = [2330];
export const modules = {

/***/ 2330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  $: () => (/* binding */ refusedBy),
  A: () => (/* binding */ commandsByHand),
  B: () => (/* binding */ checksFact),
  C: () => (/* binding */ reportTrialConsole),
  D: () => (/* binding */ access),
  E: () => (/* binding */ readable),
  F: () => (/* binding */ annotationReporter),
  G: () => (/* binding */ estimate),
  H: () => (/* binding */ waitsOf),
  I: () => (/* binding */ jsonReporter),
  J: () => (/* binding */ drift),
  K: () => (/* binding */ deletions),
  L: () => (/* binding */ logReporter),
  M: () => (/* binding */ readFleetStatus),
  N: () => (/* binding */ unknownFleet),
  O: () => (/* binding */ isUnseen),
  P: () => (/* binding */ report$1),
  Q: () => (/* binding */ endedByFailedPolls),
  R: () => (/* binding */ outputReporter),
  S: () => (/* binding */ reportEvidence),
  T: () => (/* binding */ watchableMixed),
  U: () => (/* binding */ revision),
  V: () => (/* binding */ ec2Fact),
  W: () => (/* binding */ preview),
  X: () => (/* binding */ findings),
  Y: () => (/* binding */ course),
  Z: () => (/* binding */ fleetStatus),
  _: () => (/* binding */ watchRollback),
  _t: () => (/* binding */ retiredCommand),
  a: () => (/* binding */ forgetHandOver),
  at: () => (/* binding */ cleanUp),
  b: () => (/* binding */ nothingTried),
  bt: () => (/* binding */ withRegion),
  c: () => (/* binding */ notStarted),
  ct: () => (/* binding */ startedAs),
  d: () => (/* binding */ succeeded),
  dt: () => (/* binding */ asMarkdown),
  et: () => (/* binding */ fleetStatusOf),
  f: () => (/* binding */ unresolved$1),
  ft: () => (/* binding */ blocks),
  g: () => (/* binding */ watchRequested),
  gt: () => (/* binding */ endTrialCommand),
  h: () => (/* binding */ replaceProtected),
  ht: () => (/* binding */ cancelCommandCommand),
  i: () => (/* binding */ execute),
  it: () => (/* binding */ runLink),
  j: () => (/* binding */ goneVersions),
  k: () => (/* binding */ refusalCode),
  l: () => (/* binding */ refusal),
  lt: () => (/* binding */ rowOf),
  m: () => (/* binding */ rollBack),
  mt: () => (/* binding */ withoutAccount),
  n: () => (/* binding */ healthyIn),
  nt: () => (/* binding */ commits),
  o: () => (/* binding */ deleteUnused),
  ot: () => (/* binding */ nativeRollbackOf),
  p: () => (/* binding */ nothingUndone),
  pt: () => (/* binding */ md),
  q: () => (/* binding */ head),
  r: () => (/* binding */ resolveConflict),
  rt: () => (/* binding */ runFacts),
  s: () => (/* binding */ failed),
  st: () => (/* binding */ rolloutOf),
  t: () => (/* binding */ plan),
  tt: () => (/* binding */ running$1),
  u: () => (/* binding */ refusedLater),
  ut: () => (/* binding */ instanceWords),
  v: () => (/* binding */ watch),
  vt: () => (/* binding */ setParameterCommand),
  w: () => (/* binding */ readableMixed),
  x: () => (/* binding */ endClaim),
  y: () => (/* binding */ findOurs),
  yt: () => (/* binding */ versionsCommand),
  z: () => (/* binding */ summaryReporter)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);


// src/report/command.ts
const WIDTH = 100;
const part = /(?:'[^']*'|\\.|(?! --)[^'\\])+/g;
function folded(command) {
	const lines = [];
	for (const each of command.match(part) ?? []) {
		const last = lines.at(-1);
		const longer = `${last} ${each}`;
		if (last !== void 0 && longer.length <= WIDTH) lines[lines.length - 1] = longer;
		else lines.push(last === void 0 ? each : `  ${each}`);
	}
	return lines.flatMap(foldedList).flatMap((line, i, all) => foldedJson(i < all.length - 1 ? `${line} \\` : line));
}
const list$1 = /^ *[\w.:;&/=,-]+(?: [\w.:;&/=,-]+){2,}$/;
function foldedList(line) {
	if (line.length <= WIDTH || !list$1.test(line)) return [line];
	const lines = [];
	for (const each of line.match(/^ *\S+|\S+/g) ?? []) {
		const last = lines.at(-1);
		if (last !== void 0 && last.length + each.length < WIDTH) lines[lines.length - 1] = `${last} ${each}`;
		else lines.push(last === void 0 ? each : `    ${each}`);
	}
	return lines;
}
const LONGEST_JSON = 106;
const member = /(?:[^,"]|"[^"]*")+,?/g;
function foldedJson(line) {
	if (line.length <= LONGEST_JSON || !/^ *--[a-z-]+ '\{/.test(line)) return [line];
	const lines = [];
	for (const each of line.match(member) ?? []) {
		const last = lines.at(-1);
		if (last !== void 0 && last.length + each.length <= WIDTH) lines[lines.length - 1] = last + each;
		else lines.push(last === void 0 ? each : `    ${each}`);
	}
	return lines;
}
const commandLine = (command, longest) => command.length + 2 > longest ? "The command is too long for here: the summary has it." : `$ ${command}`;
const call$1 = /(?<=^|\$\(|; |\bdo )aws [a-z0-9-]+ (?:wait )?[a-z0-9-]+/g;
const inRegion = (command, region) => region && /^[a-z0-9-]+$/.test(region) ? command.replaceAll(call$1, `$& --region ${region}`) : command;
const command = /(?<=`|<code>)aws [^`<]+|(?<=^ *\$ )aws .+/gm;
const withRegion = (text, region) => text.replaceAll(command, (each) => inRegion(each, region));
// src/rollout/measure.ts
const SECOND$1 = 1e3;
const MINUTE$2 = 60 * SECOND$1;
const HOUR$1 = 60 * MINUTE$2;
const DAY = 24 * HOUR$1;
function duration(length) {
	const ms = Math.max(0, Math.round(length / SECOND$1) * SECOND$1);
	if (ms < MINUTE$2) return `${ms / SECOND$1} s`;
	if (ms < HOUR$1) return pair$1(ms, MINUTE$2, "min", SECOND$1, "s");
	if (ms < DAY) return pair$1(ms, HOUR$1, "h", MINUTE$2, "min");
	return pair$1(ms, DAY, "d", HOUR$1, "h");
}
function pair$1(ms, large, largeUnit, small, smallUnit) {
	const rest = Math.floor(ms % large / small);
	return `${Math.floor(ms / large)} ${largeUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ""}`;
}
const clock = (at) => new Date(at).toISOString().slice(11, 19);
const moment$1 = (at) => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
function list(items, most = 3) {
	if (items.length > most) return `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
	return items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${items.at(-1)}` : items[0] ?? "";
}
const targetGroupName = (arn) => /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
// src/rollout/manual-commands.ts
const quote = (word) => /^[\w.:/=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
const filter = (name, value) => /^[\w.:/ -]+$/.test(value) ? quote(`Name=${name},Values=${value}`) : quote(JSON.stringify({
	Name: name,
	Values: [value]
}));
const saveCommand = (on, choices) => {
	const [only] = choices;
	const update = `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quote(on.group)}`;
	return on.mixed ? `${update} --mixed-instances-policy ${policyWith(on.group, choices, ".")}` : `${update} --launch-template 'LaunchTemplateId=${only?.id},Version=${only?.version}'`;
};
const detachCommand = (group, targetGroup) => {
	const named = `aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names ${quote(group)}`;
	const query = `AutoScalingGroups[0].TargetGroupARNs[?contains(@, '/${targetGroupName(targetGroup)}/')]`;
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ut)(targetGroup) ? `aws autoscaling detach-load-balancers --auto-scaling-group-name ${quote(group)} --load-balancer-names ${quote(targetGroup)}` : `aws autoscaling detach-load-balancer-target-groups --auto-scaling-group-name ${quote(group)} --target-group-arns $(${named} --query "${query}" --output text)`;
};
const endTrialCommand = (instances) => `aws ec2 terminate-instances --instance-ids ${instances.map(quote).join(" ")}`;
const cancelCommandCommand = (id) => `aws ssm cancel-command --command-id ${quote(id)}`;
const instanceCommandsCommand = (instance) => `aws ssm list-command-invocations --instance-id ${quote(instance)} --details --max-items 5`;
const MOST_INSTANCES$1 = 3;
const terminateCommand = (instances) => {
	const end = (instance) => `aws autoscaling terminate-instance-in-auto-scaling-group --instance-id ${instance} --no-should-decrement-desired-capacity`;
	const all = instances.map(quote);
	return all.length <= MOST_INSTANCES$1 ? all.map(end).join(" ; ") : `for instance in ${all.join(" ")}; do ${end("\"$instance\"")}; done`;
};
const refreshCommand = (on, choices, protection = "Ignore") => {
	const [only] = choices;
	const preferences = {
		SkipMatching: true,
		MinHealthyPercentage: 100,
		MaxHealthyPercentage: 200,
		ScaleInProtectedInstances: protection,
		StandbyInstances: "Ignore"
	};
	const configuration = on.mixed ? policyWith(on.group, choices, "{MixedInstancesPolicy: .}") : `'${JSON.stringify({ LaunchTemplate: {
		LaunchTemplateId: only?.id,
		Version: String(only?.version)
	} })}'`;
	return `aws autoscaling start-instance-refresh --auto-scaling-group-name ${quote(on.group)} --desired-configuration ${configuration} --preferences '${JSON.stringify(preferences)}'`;
};
function policyWith(group, choices, form) {
	const versions = Object.fromEntries(choices.map(({ id, version }) => [id, String(version)]));
	return `"$(${`aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names ${quote(group)} --query 'AutoScalingGroups[0].MixedInstancesPolicy' --output json`} | jq -c '${`${JSON.stringify(versions)} as $to | walk(if type == "object" and has("LaunchTemplateId") then del(.LaunchTemplateName) | .Version = ($to[.LaunchTemplateId] // .Version) else . end) | ${form}`}')"`;
}
const defaultCommand = (template, version) => `aws ec2 modify-launch-template --launch-template-id ${template} --default-version ${version}`;
const aliasTagCommand = (group) => `aws autoscaling describe-tags --filters ${filter("auto-scaling-group", group)} ${filter("key", _action_js__WEBPACK_IMPORTED_MODULE_0__.tn)}`;
const rollbackCommand = ({ group }) => `aws autoscaling rollback-instance-refresh --auto-scaling-group-name ${quote(group)}`;
const cancelCommand = ({ group }) => `aws autoscaling cancel-instance-refresh --auto-scaling-group-name ${quote(group)}`;
const MOST_HOOKS = 3;
const completeHookCommands = (group, { instance, at, hooks }) => {
	const complete = (hook) => `aws autoscaling complete-lifecycle-action --auto-scaling-group-name ${quote(group)} --instance-id ${quote(instance)} --lifecycle-hook-name ${hook} --lifecycle-action-result CONTINUE`;
	if (hooks.length > 0 && hooks.length <= MOST_HOOKS) return hooks.map((hook) => complete(quote(hook)));
	const query = `LifecycleHooks[?LifecycleTransition=='${transitions[at]}'].LifecycleHookName`;
	return [`for hook in $(${`aws autoscaling describe-lifecycle-hooks --auto-scaling-group-name ${quote(group)} --query "${query}" --output text`}); do ${complete("\"$hook\"")}; done`];
};
const transitions = {
	launch: "autoscaling:EC2_INSTANCE_LAUNCHING",
	termination: "autoscaling:EC2_INSTANCE_TERMINATING"
};
const lookUpCommand = (call) => `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=${call}`;
const describeCommand = ({ group }) => `aws autoscaling describe-instance-refreshes --auto-scaling-group-name ${quote(group)} --max-records 1`;
const untagCommand = (group, key) => `aws autoscaling delete-tags --tags ${quote(JSON.stringify([{
	ResourceType: "auto-scaling-group",
	ResourceId: group,
	Key: key
}]))}`;
const tagCommand = (group, key, value) => `aws autoscaling create-or-update-tags --tags ${quote(JSON.stringify([{
	ResourceType: "auto-scaling-group",
	ResourceId: group,
	Key: key,
	Value: value,
	PropagateAtLaunch: false
}]))}`;
const versionsCommand = (template) => `aws ec2 describe-launch-template-versions --launch-template-id ${template} --query 'LaunchTemplateVersions[].[VersionNumber,VersionDescription]'`;
const retiredCommand = (template) => `aws ec2 describe-images --owners self --include-deprecated --include-disabled --filters Name=tag:ami-rollout:retired,Values=${template} --query 'Images[].[ImageId,Name,State,DeprecationTime]'`;
const setParameterCommand = ({ name, dataType }, image) => `aws ssm put-parameter --name ${quote(name)} --value ${image} --type String --data-type ${dataType} --overwrite`;
// src/report/clean-output.ts
const LONGEST = 4e3;
const REPLACEMENT = "ACCOUNT";
const inArn = /\b(arn:[\w-]+:[\w-]*:[\w-]*:)\d{12}(?=:)/g;
const cleanOutput = (text, account) => withoutAccount((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wt)(text, LONGEST), account);
function withoutAccount(text, account) {
	const outside = text.replace(inArn, `$1${REPLACEMENT}`);
	return /^\d{12}$/.test(account) ? outside.replace(new RegExp(`(?<!\\d)${account}(?!\\d)`, "g"), REPLACEMENT) : outside;
}
const cleanPath = (path) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wt)(path, Number.POSITIVE_INFINITY);
// src/report/markdown.ts
var Markdown = class {
	#source;
	constructor(source) {
		this.#source = source;
	}
	toString() {
		return this.#source;
	}
};
const md = (texts, ...holes) => new Markdown(texts.map((text, i) => text + (i < holes.length ? sourceOf(holes[i] ?? "") : "")).join(""));
const sourceOf = (hole) => hole instanceof Markdown ? String(hole) : escaped(String(hole));
const join = (pieces, separator = md` `) => new Markdown(pieces.map(sourceOf).join(String(separator)));
const blocks = (pieces) => join(pieces, md`\n\n`);
function escaped(text) {
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wt)(text).replace(/ +/g, " ").replace(/(#|\bGH-)(?=\d)/gi, "$1⁠").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/[\\`*_[\]|~]/g, "\\$&").replaceAll("$", "&#36;").replaceAll("://", ":&#47;/").replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`).replaceAll("@", "@⁠").replace(/^ ?(?=[#+=:-])/, "\\").replace(/^( ?\d+)(?=[.)])/, "$1\\");
}
function code(text) {
	const shown = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wt)(text).trim();
	if (shown === "") return md`–`;
	if (shown.includes("|")) return new Markdown(`<code>${shown.replace(/[^\w .,/()-]|_/gu, entity)}</code>`);
	const fence = "`".repeat(longestRun(shown) + 1);
	const room = /^`|`$/.test(shown) ? " " : "";
	return new Markdown(`${fence}${room}${shown}${room}${fence}`);
}
const entity = (character) => `&#${character.codePointAt(0)};`;
const longestRun = (text) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
function codeBlock(lines, language) {
	const body = lines.map((line) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wt)(line)).join("\n");
	const fence = "`".repeat(Math.max(3, longestRun(body) + 1));
	return new Markdown(`${fence}${language}\n${body}\n${fence}`);
}
const prose = (text) => join(text.split(/(`aws [^`]+`|`[\w .,:="'/()[\]{}-]+`)/).map((part, i) => i % 2 === 1 ? code(part.slice(1, -1)) : i === 0 ? part : afterCode(part)), md``);
const afterCode = (text) => new Markdown(escaped(text).replace(/^( ?)\\(?=[#+=:-])/, "$1"));
function table(head, rows, right = []) {
	const line = (cells) => `| ${cells.map((cell) => sourceOf(cell).replaceAll("\n", " ")).join(" | ")} |`;
	const rule = `|${head.map((_, column) => right.includes(column) ? "---:" : "---").join("|")}|`;
	return new Markdown([
		line(head),
		rule,
		...rows.map(line)
	].join("\n"));
}
const details = (title, body) => new Markdown(`<details><summary>${inHtml(title)}</summary>\n\n${body}\n\n</details>`);
const inHtml = (text) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wt)(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("@", "@⁠");
const alert = (kind, body) => new Markdown([`[!${kind}]`, ...String(body).split("\n")].map((line) => `> ${line}`.trimEnd()).join("\n"));
const link = (label, address) => new Markdown(`[${sourceOf(label)}](${address.href.replace(/[()<>\s|\\]/g, encodeURIComponent).replaceAll("(", "%28").replaceAll(")", "%29")})`);
const lineBreak = md`  \n  `;
const bullets = (items) => join(items.map((item) => md`- ${item}`), md`\n`);
// src/report/pages.ts
const page = /(?<![\w./-])docs\/[a-z-]+\.(?:md|json)\b/g;
const asText = (text, { actionRoot, region }) => {
	const complete = withRegion(text, region);
	return actionRoot === "" ? complete : complete.replace(page, (path) => actionRoot + path);
};
const asMarkdown = (markdown, { actionRoot, region }) => {
	const complete = withRegion(markdown, region);
	return actionRoot === "" ? complete : complete.replace(page, (path) => `[${path}](${actionRoot}${path})`);
};
// src/rollout/environment.ts
const rows$1 = {
	"no-credentials": ({ profile }) => profile === void 0 ? {
		says: "This job has no AWS credentials: neither the environment, nor a profile, nor the machine gives any",
		remedy: "Set `role-to-assume` and give the job `permissions: id-token: write`; or run aws-actions/configure-aws-credentials before this step, in the same job; or give the self-hosted runner an instance profile or a task role."
	} : {
		says: `The AWS profile "${profile}" (AWS_PROFILE) gives no credentials on this machine`,
		remedy: "Unset AWS_PROFILE for this step, or make the profile exist where the job runs: GitHub-hosted runners have no AWS profiles."
	},
	"credentials-silent": () => ({
		says: "The source of the AWS credentials did not answer, so AWS was not called",
		remedy: "In a container on EC2 allow two hops to the instance metadata service (`HttpPutResponseHopLimit` of the instance), or set `role-to-assume`, or fetch credentials in a step before."
	}),
	clock: ({ behindMs }) => ({
		says: `This machine's clock is ${span(Math.abs(behindMs))} ${behindMs < 0 ? "ahead of" : "behind"} AWS's, and AWS refuses requests that are signed more than 5 minutes off`,
		remedy: "Set the clock of the runner (NTP or chrony), then run the job again."
	}),
	"name-unknown": ({ host }) => ({
		says: `The name ${host} cannot be resolved on this machine`,
		remedy: "Check `aws-region` and AWS_ENDPOINT_URL for a typing error. Where the network reaches AWS only by a proxy, set HTTPS_PROXY; inside a VPC without internet access, create the interface endpoint of the service with private DNS names."
	}),
	certificate: ({ host, code }) => ({
		says: `The TLS certificate that ${host} shows is not trusted on this machine (${code})`,
		remedy: "Where a proxy or firewall inspects TLS, set NODE_EXTRA_CA_CERTS for this step to a file with its CA certificate; Node does not read AWS_CA_BUNDLE. Or list amazonaws.com in NO_PROXY. Else check AWS_ENDPOINT_URL."
	}),
	proxy: ({ host, status }) => ({
		says: status === void 0 ? `The proxy ${host} (HTTPS_PROXY) cannot be reached` : `The proxy ${host} (HTTPS_PROXY) refuses to connect to AWS: HTTP ${status}`,
		remedy: status === 407 ? "The proxy asks for a user and a password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded, from a secret." : "Check HTTPS_PROXY, allow the hosts of AWS in this region on the proxy, or list amazonaws.com in NO_PROXY."
	}),
	unreachable: ({ host, code }) => ({
		says: `${host} cannot be reached from this machine (${code})`,
		remedy: "Check the network of the runner: HTTPS_PROXY and NO_PROXY, its firewall, AWS_ENDPOINT_URL, and the security group of an interface endpoint."
	}),
	"foreign-answer": ({ host, status, contentType, excerpt }) => ({
		says: `Somebody other than AWS answered for ${host}: HTTP ${status}${contentType === "" ? "" : `, ${contentType}`}${excerpt === "" ? ", an empty answer" : `, which begins "${excerpt}"`}`,
		remedy: "If it goes on, check what lies between the runner and AWS: HTTPS_PROXY and NO_PROXY, a captive portal or firewall, AWS_ENDPOINT_URL. https://health.aws.amazon.com shows outages."
	}),
	"no-identity-token": () => ({
		says: "GitHub gives this job no identity token, which `role-to-assume` needs",
		remedy: "Add `id-token: write` to the `permissions` of the job (of the calling job too, for a reusable workflow). A pull request from a fork never gets a token."
	}),
	"identity-token-refused": () => ({
		says: "GitHub did not give the identity token that `role-to-assume` needs",
		remedy: "Run the job again; https://www.githubstatus.com shows outages of GitHub Actions."
	}),
	"identity-provider": ({ issuer, audience }) => ({
		says: `The AWS account of the role has no identity provider for the issuer ${issuer}, or that provider does not accept the audience "${audience}"`,
		remedy: `Create an OpenID Connect identity provider with the URL ${issuer} in the account of the role, with "${audience}" among its audiences (client ids). Or set \`audience\` to one that it has. docs/oidc.md has the commands.`
	}),
	trust: ({ subject, audience, issuer }) => ({
		says: `The role in \`role-to-assume\` does not exist, or its trust policy does not accept this job: issuer ${issuer}, subject "${subject}", audience "${audience}"`,
		remedy: `Compare them with the role's trust policy: the principal is the account's identity provider of that issuer, the action sts:AssumeRoleWithWebIdentity. The condition on \`sub\` matches the subject letter by letter (an environment changes it), that on \`aud\` the audience.`
	}),
	role: ({ arn }) => ({
		says: `AWS does not accept the role ${arn} as it is written in \`role-to-assume\`, or the name in \`role-session-name\``,
		remedy: "Check both inputs."
	}),
	"region-disabled": ({ region }) => ({
		says: `The Security Token Service is switched off in ${region}`,
		remedy: `Activate STS for ${region} in the settings of the account (IAM, account settings).`
	})
};
const diagnosisOf = (fault) => rows$1[fault.type](fault);
const span = (ms) => ms >= 12e4 ? `${Math.round(ms / 6e4)} minutes` : `${Math.round(ms / 1e3)} s`;
// src/rollout/failures/row.ts
const none = () => [];
// src/rollout/failures/words.ts
const quoted = (text) => text ? ` AWS says: “${text}”` : "";
const countedWords = (counted) => counted.map(({ text, count: times }) => `“${text}”${times > 1 ? ` (×${times})` : ""}`).join("; ");
function problemWords({ kind, operation, code, message, fault }) {
	if (fault) return `${diagnosisOf(fault).says} (${operation}: ${code}).${quoted(message)}`;
	return `${problemKinds[kind].replace("%", operation)} (${code}).${quoted(message)}`;
}
const problemKinds = {
	throttled: "AWS throttled %, after several tries: too many requests of this account and region",
	passing: "% was not answered, after several tries",
	lost: "The answer to % was lost; it may have taken effect",
	denied: "The role may not call %, or lacks a permission that AWS checks with it",
	expired: "The credentials have expired: % was refused",
	missing: "% found nothing of that name",
	conflict: "% was refused: another instance refresh is in progress",
	idle: "% was refused: no instance refresh is in progress",
	irreversible: "% was refused: this instance refresh cannot be rolled back",
	environment: "% could not be sent to AWS from this machine",
	rejected: "AWS refused %"
};
const GONE = "The new instances are gone: what AWS said of them is above. To see it again, launch one from the image, or set `trial: true` with `verify`. Fix the image or its health check, then deploy again.";
const hookList = (waits) => {
	const names = [...new Set(waits.flatMap(({ hooks }) => hooks))];
	if (names.length === 0) return "a lifecycle hook";
	return names.length === 1 ? `the lifecycle hook ${names[0]}` : `one of the lifecycle hooks ${list(names)}`;
};
const answerHooks = (waits) => `See why nobody answers ${hookList(waits)}, then run again.`;
const askWho = (did, call) => `Ask who ${did} and why (CloudTrail: ${call}), then run again.`;
const activities = (group) => [`aws autoscaling describe-scaling-activities --auto-scaling-group-name ${quote(group)} --max-records 20`];
const healthCommand = (targetGroup) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ut)(targetGroup) ? `aws elb describe-instance-health --load-balancer-name ${quote(targetGroup)}` : `aws elbv2 describe-target-health --target-group-arn "$(aws elbv2 describe-target-groups --names ${quote(targetGroupName(targetGroup))} --query 'TargetGroups[0].TargetGroupArn' --output text)"`;
// src/rollout/failures/calls.ts
function calling(failure, nextSteps) {
	switch (failure.reason) {
		case "refused-later": return lateRefusal(failure);
		case "refused": return refusedCall(failure, nextSteps.refused);
		case "out-of-sight": return {
			...again,
			sentence: failedPollsWords(failure),
			nextStep: nextSteps["out-of-sight"]
		};
	}
}
const refusedCall = ({ problem }, nextStep) => ({
	...again,
	sentence: problemWords(problem),
	nextStep: problem.fault ? diagnosisOf(problem.fault).remedy : nextStep
});
const again = {
	action: "leave",
	runAgain: true,
	commands: none
};
const failedPollsWords = ({ polls, problem }) => polls > 1 ? `${problem.kind === "throttled" ? "AWS throttles every poll" : "AWS does not answer any more"}: ${polls} polls in a row failed. ${problemWords(problem)}` : problemWords(problem);
function lateRefusal({ findings }) {
	const errors = findings.filter(({ level }) => level === "error");
	return {
		action: "leave",
		sentence: `Another instance refresh had to end first; what was found then blocks the rollout: ${errors.map(({ says }) => says).join(" ")}`,
		nextStep: `${errors[0]?.remedy ?? ""} Then run again.`,
		runAgain: false,
		commands: none
	};
}
// src/rollout/failures/access-denied.ts
const accessDenied = (failure) => calling(failure, {
	"out-of-sight": "Give the role the permissions in docs/iam-policy.json, then run again: the run takes up its own refresh.",
	refused: "Give the role the permissions in docs/iam-policy.json, and those that AWS checks behind them (ec2:RunInstances, iam:PassRole), then run again."
});
// src/rollout/failures/alarm.ts
const alarm = ({ alarms, status }) => ({
	action: "on-failure",
	sentence: `${alarmsIn(alarms)}, and AWS stopped the instance refresh (${status}).`,
	nextStep: "See what the alarm saw. Fix the image or the alarm, then deploy again.",
	runAgain: false,
	commands: () => [`aws cloudwatch describe-alarms --alarm-names ${alarms.map(({ name }) => quote(name)).join(" ")}`]
});
function alarmsIn(alarms) {
	const firing = alarms.filter(({ isOver }) => !isOver);
	const these = firing.length > 0 ? firing : alarms;
	const names = list(these.map(({ name }) => `“${name}”`));
	const fired = these.length === 1 ? `The alarm ${names} fired` : `The alarms ${names} fired`;
	return firing.length > 0 ? fired : `${fired} (OK again)`;
}
// src/rollout/failures/refresh-ended.ts
const refreshEnded = ({ status, statusReason, requested, hookWaits }) => ({
	action: "on-failure",
	sentence: `${endWords$1(status)}${requested ? ": somebody else did, since `AutoRollback` was off" : ""}.${hookWaits ? ` ${heldWords(hookWaits)}` : ""}${quoted(statusReason)}`,
	nextStep: requested ? askWho("rolled it back", "RollbackInstanceRefresh") : hookWaits ? answerHooks(hookWaits) : nextStep$1(status, statusReason),
	runAgain: false,
	commands: (group) => hookWaits ? activities(group) : causes$1(status, group)
});
const heldWords = (waits) => `Nobody answered ${hookList(waits)}, which held ${list(waits.map(({ instance }) => instance))}.`;
const nextStep$1 = (status, statusReason) => {
	const see = "The scaling activities show why AWS stopped.";
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nn)(status)) return `${see} Fix that, then roll back again.`;
	const fix = `${see} Fix the image or the template, then run again.`;
	if (!(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tn)(status)) return fix;
	return statusReason ? `${fix} If AWS’s reason names a request, CloudTrail shows who made it (RollbackInstanceRefresh).` : `${fix} AWS gave no reason: CloudTrail shows whether somebody asked for it (RollbackInstanceRefresh).`;
};
const causes$1 = (status, group) => [...activities(group), ...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tn)(status) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nn)(status) ? [lookUpCommand("RollbackInstanceRefresh")] : []];
const endWords$1 = (status) => ends$1.get(status) ?? `The instance refresh became ${status}, which is no success`;
const ends$1 = /* @__PURE__ */ new Map([
	["Failed", "AWS ended the instance refresh as Failed"],
	["Cancelled", "The instance refresh was cancelled before its end"],
	["Successful", "AWS ended the instance refresh as Successful, but this rollback waited for another end"],
	["RollbackInProgress", "AWS began to roll the instance refresh back, which this job did not ask for"],
	["RollbackSuccessful", "AWS has rolled the instance refresh back, which this job did not ask for"],
	["RollbackFailed", "AWS could not roll the instance refresh back: it ended as RollbackFailed"],
	[_action_js__WEBPACK_IMPORTED_MODULE_0__.Cn, "AWS does not list the instance refresh any more"]
]);
// src/rollout/failures/aws-failed.ts
function awsFailed(failure) {
	switch (failure.reason) {
		case "ended": return refreshEnded(failure);
		case "refused": return refusedCall(failure, "Fix what AWS names, then run again.");
		case "not-on-version": return {
			...left,
			sentence: `AWS is done, but ${count(failure.instances.length, "instance")} (${list(failure.instances)}) did not run the version and image asked for, for longer than ${duration(failure.limitMs)}.`,
			nextStep: "See whether somebody changed the group or the instances meanwhile, then run again.",
			runAgain: true,
			commands: activities
		};
		case "nothing-proven": return {
			...left,
			sentence: "AWS reports Successful, but the group has no instance in service any more: nothing shows that the new version works, and the next scale-out launches it.",
			nextStep: "Scale the group out and deploy again, which proves the version; or save the version before on the group, so that the next scale-out launches that.",
			commands: activities
		};
		case "altered": return {
			...left,
			sentence: alteredWords(failure.differences),
			nextStep: "No instance was touched. Make the version from its source by hand to see the difference, and report it to this action."
		};
		case "moved-away": return {
			...left,
			sentence: `Somebody has moved the group meanwhile to ${list(failure.ids) || "no launch template"}, which this rollout did not start from: what it should launch is to be chosen by hand.`,
			nextStep: "Choose a launch template version for the group by hand, then run again."
		};
		case "protected-left": return {
			...left,
			sentence: `AWS's rollback has ended and left ${count(failure.instances.length, "instance")} of the new version (${list(failure.instances)}) in service, because ${failure.instances.length === 1 ? "it is" : "they are"} protected from scale-in.`,
			nextStep: "Take the protection away or replace these instances; whatever else is protected stays as it is."
		};
		case "version-gone": return {
			...left,
			sentence: `${list(failure.versions.map(({ id, version }) => `Version ${version} of ${id}`))} ${failure.versions.length === 1 ? "was" : "were"} deleted meanwhile: the instances run it, but the group can launch no other from it.`,
			nextStep: "Set the group’s launch template back to a version that exists, such as the one before, so that it can launch again. Then deploy again."
		};
	}
}
const left = {
	action: "leave",
	runAgain: false,
	commands: none
};
const alteredWords = (differences) => differences.length > 0 ? `The new template version differs from its source in more than the image: ${list(differences.map(({ path, from, to }) => `${path} (${from ?? "nothing"} → ${to ?? "nothing"})`))}.` : "The new template version does not have the image that was asked for.";
const isAwsFailed = (failure, reason) => failure.code === "aws-failed" && failure.reason === reason;
// src/rollout/failures/target-health.ts
const targetHealth = (failure) => ({
	action: "on-failure",
	sentence: failure.reason === "flapping" ? `${failure.instance} was healthy and then was not, ${failure.flapCount} times (limit ${failure.limit}).` : `${late[failure.reason]} for longer than ${duration(failure.limitMs)}: ${shortWords(failure.short)}.`,
	nextStep: healthSteps[failure.reason],
	...goneStep(failure.reason),
	runAgain: failure.reason === "not-registered",
	commands: () => failure.reason === "flapping" ? [] : failure.short.map(({ targetGroup }) => healthCommand(targetGroup))
});
const late = {
	unhealthy: "Not healthy",
	"not-judged": "Not used by the load balancer, so not healthy,",
	"not-registered": "Not registered with the load balancer"
};
const FIX_HEALTH = "The target groups show why instances are not healthy. Fix the image or its health check, then deploy again.";
const healthSteps = {
	unhealthy: FIX_HEALTH,
	flapping: FIX_HEALTH,
	"not-judged": "This is not the image’s doing: the load balancer has stopped judging these targets. Give the target group its listener or rule back, enable the zone for the load balancer, or switch its health checks on again; then deploy again.",
	"not-registered": "This is not the image’s doing: the load balancer has not begun to check these targets. See whether the group registers new instances (its process AddToLoadBalancer) and whether somebody takes them out; then run again."
};
const goneStep = (reason) => reason === "unhealthy" || reason === "flapping" ? { onceGone: GONE } : {};
const shortWords = (short) => short.map(({ targetGroup, instances, states, healthy, judged }) => {
	const instead = [list(instances, 2), ...states.length > 0 ? [list(states)] : []].join("; ");
	const total = Math.max(judged, instances.length);
	return `${instances.length} of ${count(total, "instance")} in ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ut)(targetGroup) ? "load balancer" : "target group"} ${targetGroupName(targetGroup)} (${instead}); ${healthy} ${healthy === 1 ? "is" : "are"} healthy`;
}).join("; ");
// src/rollout/failures/below-minimum.ts
const belowMinimum = ({ units, healthy, minimum, short, cause, limitMs }) => ({
	action: "on-failure",
	sentence: `Only ${healthy} ${units ?? "instances"} are healthy (minimum ${minimum}), for longer than ${duration(limitMs)}.${short.length > 0 ? ` Not healthy: ${shortWords(short)}.` : ""}`,
	nextStep: healthSteps[cause],
	...short.length > 0 && goneStep(cause),
	runAgain: false,
	commands: (group) => short.length > 0 ? short.map(({ targetGroup }) => healthCommand(targetGroup)) : activities(group)
});
// src/rollout/failures/cancelled.ts
const cancelled$2 = ({ signal }) => ({
	action: "on-cancel",
	sentence: `This job was cancelled (${signal}).`,
	nextStep: "Run the job again when the rollout is wanted.",
	runAgain: true,
	commands: none
});
// src/rollout/failures/cancelled-elsewhere.ts
const cancelledElsewhere = ({ statusReason }) => ({
	action: "leave",
	sentence: `Somebody else cancelled the instance refresh.${quoted(statusReason)}`,
	nextStep: "Ask first who cancelled it and why (CloudTrail: CancelInstanceRefresh).",
	runAgain: true,
	commands: () => [lookUpCommand("CancelInstanceRefresh")]
});
// src/rollout/failures/conflict.ts
function conflict(failure) {
	switch (failure.reason) {
		case "refused": return refusedCall(failure, "Wait for the other refresh and run again, or set `on-conflict`: `wait` waits for it, `replace` cancels it.");
		case "moved": return {
			...beforeTheStart,
			sentence: `Somebody has changed the group just before the start: it has ${failure.saved.length > 0 ? `version ${list(failure.saved)}` : "no launch template version"} saved, which this rollout was not planned for.`,
			nextStep: "See who changed it, then run again: the plan is then made for what is saved."
		};
		case "claimed": return {
			...beforeTheStart,
			sentence: `Run ${failure.run} of this action has claimed the group just before the start.`,
			nextStep: "Wait for that run, then run again."
		};
		case "refused-later": return lateRefusal(failure);
	}
}
const beforeTheStart = {
	action: "leave",
	runAgain: true,
	commands: none
};
// src/rollout/failures/credentials-expired.ts
const RENEW = "Set `role-to-assume`: then this step renews its credentials before they expire.";
const credentialsExpired = (failure) => calling(failure, {
	"out-of-sight": `Run the job again: it takes up its own refresh. ${RENEW}`,
	refused: `Run the job again with new credentials. ${RENEW}`
});
// src/rollout/failures/earlier-attempt.ts
const codes = [
	"launch-failures",
	"instances-died",
	"target-health",
	"below-minimum",
	"alarm",
	"verify",
	"stalled",
	"timeout",
	"aws-failed",
	"cancelled"
];
const failedEarlier = (noted) => ({
	code: codes.find((code) => code === noted) ?? "aws-failed",
	reason: "earlier-attempt"
});
const earlierAttempt = ({ code }) => ({
	action: "rollback",
	sentence: `An earlier attempt of this run failed (${code}) and began this rollback.`,
	nextStep: "See what the earlier attempt reported and fix that, then deploy again.",
	runAgain: false,
	commands: none
});
// src/rollout/failures/handed-over.ts
const handedOver$1 = ({ refreshId, original }) => ({
	action: "leave",
	sentence: original === void 0 ? `The time of this job is over (\`hand-over\`): the instance refresh ${refreshId} goes on in AWS, and nobody watches it until a later job takes it up.` : `The time of this job is over (\`hand-over\`): AWS goes on rolling back, and nobody watches it until a later job takes it up. The rollout failed (${original.code}): ${original.sentence}`,
	nextStep: "The same step in a later job of this run takes it up (docs/longer-than-a-job.md), or run this job again.",
	runAgain: true,
	commands: (group) => [describeCommand({ group })]
});
// src/rollout/failures/instances-died.ts
const instancesDied = (failure) => failure.reason === "ended" ? ended$1(failure) : statusChecks(failure);
const ended$1 = ({ instances, lived, unhealthyIn }) => ({
	action: "on-failure",
	sentence: `${count(instances.length, "new instance")} came into service and ended again (${list(instances)}), the longest after ${duration(lived)}${unhealthyIn.length > 0 ? `; not healthy before in ${list(unhealthyIn.map(targetGroupName))}` : ""}.`,
	nextStep: "The instance’s console and system log show why it ended. Fix the image, then deploy again.",
	runAgain: false,
	commands: activities
});
const statusChecks = ({ reason, instances, states, limitMs }) => ({
	action: reason === "hosts-failed" ? "leave" : "on-failure",
	sentence: `EC2’s status checks of ${list(instances)} did not pass for longer than ${duration(limitMs)} (${list(states)}).`,
	nextStep: reason === "hosts-failed" ? "The hosts of these instances have failed: that is EC2’s own fault, not the image’s. Auto Scaling replaces the instances after the group’s health check grace period; then run again." : "The console and the system log of the instance show how far it booted. Fix the image, then deploy again. A system check that fails is EC2’s own fault: run again.",
	...reason === "status-checks" && { onceGone: `The new instances are gone: what AWS said of them is above. To see it again, launch one from the image, or set \`trial: true\` with \`verify\`. Fix the image or its health check, then deploy again. A system check that failed was EC2’s own fault: run again.` },
	runAgain: reason === "hosts-failed",
	commands: () => [`aws ec2 describe-instance-status --include-all-instances --instance-ids ${instances.slice(0, 5).join(" ")}`]
});
// src/rollout/failures/launch-failures.ts
const NO_ROOM$1 = " Only if that is room for one more instance (a quota, addresses, an interface, a reservation): let old instances go first, by `max-healthy-percentage: 100` with a lower `min-healthy-percentage`.";
const launchFailures = ({ seen, limit, messages, isLaunchFirst }) => ({
	action: "on-failure",
	sentence: `${seen === 1 ? "1 launch" : `${seen} launches`} failed and none succeeded (limit ${limit}): ${countedWords(messages)}.`,
	nextStep: `Fix what AWS names above, then deploy again.${isLaunchFirst ? NO_ROOM$1 : ""}`,
	runAgain: false,
	commands: activities
});
// src/rollout/failures/lost-contact.ts
const afterRefusal = {
	lost: "See whether it took effect, then run the job again: it takes up its own refresh.",
	throttled: "Run the job again later, or fewer jobs at once: it takes up its own refresh."
};
const lostContact = (failure) => {
	const kind = "problem" in failure ? failure.problem.kind : void 0;
	return calling(failure, {
		"out-of-sight": "Run the job again: it takes up its own refresh.",
		refused: kind === "lost" || kind === "throttled" ? afterRefusal[kind] : "AWS did not answer: run the job again."
	});
};
// src/rollout/failures/preflight.ts
const preflight = (failure) => lateRefusal(failure);
// src/rollout/failures/rollback-failed.ts
const rollbackFailed = (failure) => refreshEnded(failure);
// src/rollout/failures/stalled.ts
const stalled = ({ limitMs, waitingFor }) => ({
	action: "on-failure",
	sentence: `Nothing has changed for ${duration(limitMs)}: ${waitingFor.map(blockerWords).join("; ")}.`,
	nextStep: nextStepFor$1(waitingFor),
	runAgain: true,
	commands: activities
});
function nextStepFor$1(waitingFor) {
	const waits = waitingFor.flatMap((each) => each.by === "lifecycle-hook" ? each.waits : []);
	if (waits.length > 0) return answerHooks(waits);
	return waitingFor.some(({ by }) => by === "scale-in-protection" || by === "standby") ? "Take the protection or the Standby away, or choose by `scale-in-protected-instances` and `standby-instances` what becomes of these instances. Then run again." : "The scaling activities show what AWS waits for. Resolve it, then run again.";
}
function blockerWords(blocker) {
	if (blocker.by === "lifecycle-hook") {
		const { waits } = blocker;
		return `${list(waits.map(({ instance }) => instance))} ${waits.length === 1 ? "waits" : "wait"} for ${hookList(waits)}`;
	}
	const { by, instances } = blocker;
	return `${blockers$1[by]}${instances.length > 0 ? ` (${list(instances)})` : ""}`;
}
const blockers$1 = {
	"scale-in-protection": "scale-in protection keeps instances of the old version",
	standby: "instances of the old version are in Standby",
	launches: "launches keep failing",
	drain: "instances do not finish terminating",
	unknown: "what AWS waits for cannot be seen"
};
// src/rollout/failures/timeout.ts
function timeout({ reason, limitMs, status, percent }) {
	const late = `Not done within ${duration(limitMs)}, the time limit: the instance refresh was ${status}${percent === void 0 ? "" : ` at ${percent} %`}.`;
	return reason === "unfinished" ? {
		action: "on-failure",
		sentence: late,
		nextStep: "The scaling activities show what took so long. Raise `timeout` if this is how long it takes.",
		runAgain: false,
		commands: activities
	} : {
		action: "leave",
		sentence: `${late} Every instance runs the new version and is healthy, so nothing is undone: AWS goes on by itself.`,
		nextStep: "Run the job again once AWS is done: it confirms what AWS has finished. Raise `timeout` if this is how long it takes.",
		runAgain: true,
		commands: activities
	};
}
// src/rollout/instance-words.ts
const instanceWords = ({ facts }) => facts.map(factWords).join(", ");
const instanceLines = (instances) => [...Map.groupBy(instances, instanceWords)].map(([words, these]) => `${list(these.map(({ id }) => id))} (${words})`);
function factWords(fact) {
	switch (fact.type) {
		case "member": return [
			fact.lifecycle,
			...fact.healthy ? [] : ["unhealthy"],
			...fact.protectedFromScaleIn ? ["protected"] : []
		].join(", ");
		case "ec2": return `${fact.state}${fact.reason ? `: “${fact.reason}”` : ""}`;
		case "not-listed": return "EC2 does not list it";
		case "status-checks": return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.st)(fact.checks).join(", ") || "status checks passed";
		case "not-checked": return "EC2 has no status checks yet";
		case "target": return `in ${targetGroupName(fact.target.targetGroup)} ${targetWords(fact.target)}`;
		case "script": return `verify-on-instance: ${fact.finding.says}`;
	}
}
function targetWords(target) {
	const { state, reason, description } = target;
	const isQuoted = ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ft)(target) || reason === "Target.ResponseCodeMismatch") && description;
	const why = reason?.replace(/^(Target|Elb)\.(?=[A-Z])/, "");
	return `${state}${why ? `: ${why}` : ""}${isQuoted ? ` (“${description}”)` : ""}`;
}
// src/rollout/failures/verify.ts
const reasons = {
	script: "on-instance",
	command: "on-instance",
	late: "on-instance",
	unmanaged: "unmanaged",
	refused: "not-sent"
};
const verifyFailure = (verified) => verified.on ? {
	code: "verify",
	reason: reasons[verified.on.cause],
	verified
} : {
	code: "verify",
	verified
};
const verify = ({ verified }) => ({
	action: "on-failure",
	sentence: verifyWords$1(verified),
	nextStep: `${verifyNextStep(verified)}, then deploy again.`,
	runAgain: false,
	commands: verified.on ? () => verifyCommands(verified) : none
});
function verifyWords$1({ result, exit, tail, on, ...of }, trials = []) {
	const last = tail.at(-1);
	const said = last === void 0 ? "" : ` Its last line: “${last}”`;
	const step = trials.length > 0 ? " on the trial" : ` (${of.step})`;
	if (on) return `verify-on-instance ${onInstanceWords({
		result,
		exit
	}, on, step)}.${said}`;
	const where = trials.length > 0 ? `${step} (${list(trials)})` : step;
	if (result === "timed-out") return `verify gave no verdict in time${where}.${said}`;
	return `verify failed${where}${exit === void 0 ? "" : ` with exit code ${exit}`}.${said}`;
}
const onInstanceWords = ({ result, exit }, { instance, cause, says }, step) => result === "timed-out" ? `gave no verdict in time${step}. On ${instance}: ${says}` : cause === "script" && exit !== void 0 && says === "Failed" ? `failed${step} on ${instance} with exit code ${exit}` : `failed${step} on ${instance}: ${says}`;
function verifyNextStep({ on }) {
	switch (on?.cause) {
		case void 0: return "The output of verify is in the log. Fix the image or the check";
		case "script":
		case "command":
		case "late": return `The end of the script’s output is in the log. Fix the image or the check`;
		case "unmanaged": return "Give the image the SSM Agent, the instances a role that lets it register (AmazonSSMManagedInstanceCore), and a way to Systems Manager’s endpoints";
		case "refused": return "See that Systems Manager accepts the command (the permissions: docs/iam-policy-on-instance.json)";
	}
}
const verifyCommands = ({ on }) => on && on.cause !== "refused" ? [instanceCommandsCommand(on.instance)] : [];
// src/rollout/failures/trial.ts
const trial = (failure) => ({
	action: "leave",
	sentence: sentence(failure),
	nextStep: nextStepFor(failure),
	runAgain: failure.reason === "no-room",
	commands: none
});
function sentence(failure) {
	switch (failure.reason) {
		case "no-room": return `The trial found no room: ${count(failure.places, "place")} tried. ${problemWords(failure.problem)}`;
		case "not-launched": return `The trial did not launch. ${problemWords(failure.problem)}`;
		case "ended":
		case "impaired":
		case "not-in-time": return `${ends[failure.reason]}: ${instanceLines(failure.known).join("; ")}.`;
		case "unverified": return verifyWords$1(failure.verified, failure.instances);
	}
}
const ends = {
	ended: "The trial did not stay alive",
	impaired: "The trial fails EC2’s status checks",
	"not-in-time": "The trial did not pass within trial-timeout"
};
function nextStepFor(failure) {
	switch (failure.reason) {
		case "no-room": return "Run it again later, or give the group another subnet or instance type.";
		case "not-launched": return "The launch template and this image do not launch: fix what EC2 names, then deploy again.";
		case "ended":
		case "impaired":
		case "not-in-time": return "The console of the trial shows how far it booted; where the summary has none, launch the image by hand. Fix the image, then deploy again.";
		case "unverified": return `${verifyNextStep(failure.verified)}, then deploy again.`;
	}
}
// src/rollout/failures/index.ts
const rows = {
	cancelled: cancelled$2,
	"cancelled-elsewhere": cancelledElsewhere,
	"launch-failures": launchFailures,
	"instances-died": instancesDied,
	"target-health": targetHealth,
	"below-minimum": belowMinimum,
	alarm,
	verify,
	trial,
	stalled,
	timeout,
	"aws-failed": awsFailed,
	"rollback-failed": rollbackFailed,
	conflict,
	preflight,
	"access-denied": accessDenied,
	"credentials-expired": credentialsExpired,
	"lost-contact": lostContact,
	"handed-over": handedOver$1
};
function rowOf(failure) {
	if ("reason" in failure && failure.reason === "earlier-attempt") return earlierAttempt(failure);
	const row = rows[failure.code];
	return row(failure);
}
// src/rollout/model/operation.ts
const refreshIdOf = (operation) => "refreshId" in operation ? operation.refreshId : void 0;
const changesVersions = ({ from, to }) => from.templates.some(({ id, version }) => !to.templates.some((each) => each.id === id && each.version === version));
const isTimed = ({ from, to }) => from.since !== void 0 || to.since !== void 0;
const rolloutOf = (operation) => operation.undoes ?? operation;
const startedAs = (refreshId, start) => ({
	...start,
	type: "refresh",
	refreshId
});
const nativeRollbackOf = (refresh) => ({
	...refresh,
	type: "native-rollback",
	from: refresh.to,
	to: refresh.from,
	isRollback: true,
	undoes: rolloutFrom(refresh)
});
const rolloutFrom = ({ group, mixed, from, to, isRollback, aliasTag, former }) => ({
	group,
	...mixed && { mixed },
	from,
	to,
	isRollback,
	...aliasTag !== void 0 && { aliasTag },
	...former !== void 0 && { former }
});
const cancellationOf = (refresh) => ({
	...refresh,
	type: "cancel"
});
// src/rollout/plan/plan.ts
const revisionOf = (versions) => ({ templates: versions.map(({ id, name, version, image }) => ({
	id,
	name,
	version,
	image
})) });
// src/rollout/launch-template/template.ts
function differences$2(from, to) {
	const before = valuesByPath(from);
	const after = valuesByPath(to);
	return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort().map((path) => ({
		path,
		from: shown(path, before.get(path)),
		to: shown(path, after.get(path))
	}));
}
const shown = (path, value) => path === "UserData" && value !== void 0 ? `${value.length} characters, not shown` : value;
const alterations = (source, made) => differences$2(source, made).filter(({ path, to }) => path !== "ImageId" && !(to === void 0 && /^BlockDeviceMappings\[\d+\]\.Ebs\.SnapshotId$/.test(path)));
function valuesByPath(value, path = "", found = /* @__PURE__ */ new Map()) {
	if (Array.isArray(value)) for (const [i, item] of value.entries()) valuesByPath(item, `${path}[${i}]`, found);
	else if (typeof value === "object" && value !== null && !(value instanceof Date)) for (const [key, item] of Object.entries(value)) valuesByPath(item, path ? `${path}.${key}` : key, found);
	else if (value !== void 0 && value !== null) found.set(path, value instanceof Date ? value.toISOString() : String(value));
	return found;
}
// src/rollout/plan/planned-version.ts
const isPlanned = (version) => "source" in version;
const isMadeFrom = (version, source, image) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(version.description)?.source === source.version && version.image === image && alterations(source.data, version.data).length === 0;
function withImage(source, image, on) {
	const made = on.versions.find((each) => isMadeFrom(each, source, image));
	const before = on.before && on.before.version !== source.version ? on.before : void 0;
	return made ?? {
		...source,
		version: on.template.latest + 1,
		image,
		description: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bn)((before ?? source).version, image, {
			...on.run,
			source: source.version
		}),
		data: {
			...source.data,
			ImageId: image
		},
		source,
		...before && { before }
	};
}
function draftOf({ image }, { source, before = source }, run) {
	const { id: template, version } = source;
	return {
		template,
		source: version,
		image,
		description: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bn)(before.version, image, {
			...run,
			source: version
		}),
		token: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Sn)(template, version, image, run)
	};
}
// src/rollout/plan/bindings.ts
const isToBeMade = ({ from, to }) => isPlanned(to) && to !== from;
const readyTargets = (changes) => changes.filter((change) => !isToBeMade(change)).map(({ to }) => to);
const keyOf = ({ id, version }) => `${id} ${version}`;
const bind = (bindings, planned, made) => new Map([...bindings, [keyOf(planned), made]]);
const resolve = (bindings, version) => bindings.get(keyOf(version)) ?? version;
const resolveAll = (bindings, versions) => revisionOf(versions.map((each) => resolve(bindings, each)));
function withBindings(plan, bindings) {
	const from = resolveAll(bindings, plan.from.templates);
	if (plan.action === "roll") {
		const changes = plan.changes.map((change) => ({
			...change,
			from: resolve(bindings, change.from),
			to: resolve(bindings, change.to)
		}));
		return {
			...plan,
			from,
			changes
		};
	}
	return plan.action === "nothing" ? {
		...plan,
		from,
		to: resolveAll(bindings, plan.to.templates)
	} : {
		...plan,
		from
	};
}
// src/report/facts.ts
function watchedOperations({ milestones, operations }) {
	const rollback = milestones.findIndex(({ type }) => type === "rolling-back");
	const before = rollback < 0 ? operations.length : milestones.slice(0, rollback).filter(({ type }) => type === "underway").length;
	return operations.map((each, i) => ({
		...each,
		isRollback: i >= before || each.how === "rollback" || each.operation.undoes !== void 0
	}));
}
function mainOperation(timeline) {
	const { milestones, operations } = timeline;
	const planned = milestones.slice(Math.max(0, milestones.findLastIndex(({ type }) => type === "surveyed")));
	return watchedOperations(timeline).find(({ isRollback }) => !isRollback)?.operation ?? planned.find((milestone) => milestone.type === "rolling-back" || milestone.type === "starting")?.operation ?? operations[0]?.operation;
}
function rolloutIn(timeline) {
	const operation = mainOperation(timeline);
	return operation && rolloutOf(operation);
}
const isRollback = (timeline) => timeline.settings?.to !== void 0 || (rolloutIn(timeline)?.isRollback ?? false);
const isWatching = ({ settings }) => settings?.mode === "watch";
function knownVersions(timeline) {
	const { survey, drift, operations } = timeline;
	const all = [
		...toOf(timeline),
		...fromOf(timeline),
		...operations.flatMap(({ operation }) => [...operation.from.templates, ...operation.to.templates]),
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(survey?.templates ?? []).flatMap(({ saved, versions }) => [saved, ...versions]),
		...drift?.saved ?? []
	];
	return all.filter(({ id, version }, i) => i === all.findIndex((each) => each.id === id && each.version === version));
}
const groupOf = (timeline) => timeline.settings?.group ?? rolloutIn(timeline)?.group ?? "";
const addresseeOf = (timeline) => {
	const mixed = timeline.survey?.group?.mixed !== void 0 || rolloutIn(timeline)?.mixed;
	return {
		group: groupOf(timeline),
		...mixed && { mixed: true }
	};
};
function fromOf(timeline) {
	const { plan, survey, drift } = timeline;
	if (drift) return drift.moved?.left ?? [];
	if (plan && "from" in plan) return plan.from.templates;
	return rolloutIn(timeline)?.from.templates ?? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(survey?.templates ?? []).map(({ saved }) => saved);
}
function toOf(timeline) {
	const { plan, to, drift } = timeline;
	if (to.length > 0) return to;
	return drift?.saved ?? some$1(rolloutIn(timeline)?.to) ?? planned(plan);
}
const some$1 = (revision) => revision && revision.templates.length > 0 ? revision.templates : void 0;
function planned(plan) {
	if (plan?.action === "nothing" || plan?.action === "adopt" || plan?.action === "revert") return plan.to.templates;
	if (plan?.action === "resume-rollback") return plan.rollout.to.templates;
	return plan?.action === "roll" ? readyTargets(plan.changes) : [];
}
function imagesOf$1(timeline) {
	const { survey, settings, drift } = timeline;
	const targets = drift ? [] : survey?.templates.map(_action_js__WEBPACK_IMPORTED_MODULE_0__.R) ?? [];
	return [
		targets.every((image) => image) ? targets.flatMap((image) => image?.id ?? []) : [],
		settings?.images.flatMap((ref) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.H)(ref) ?? []) ?? [],
		toOf(timeline).map(({ image }) => image)
	].find((ids) => ids.length > 0) ?? [];
}
const imageOf$1 = (timeline) => oneOf(imagesOf$1(timeline));
const oneOf = (images) => [...new Set(images)].join(" or ");
const refreshOf = (timeline) => {
	const operation = mainOperation(timeline);
	return (operation && refreshIdOf(operation)) ?? "";
};
const isLeftToPost = ({ survey }, { type, rollback }) => type === "cancelled" && rollback.end === "under-way" && survey !== void 0;
const lastSeen = ({ operations }) => operations.findLast(({ last }) => last !== void 0)?.last;
function rolloutStoppedAt(timeline) {
	const { milestones, outcome } = timeline;
	const rollouts = watchedOperations(timeline).filter(({ isRollback }) => !isRollback);
	if (rollouts.length === 0) return void 0;
	const reported = milestones.find(({ type }) => type === "evidence" || type === "rolling-back");
	const isBad = outcome?.type === "failed" || outcome?.type === "cancelled";
	return reported?.at ?? (isBad ? rollouts.at(-1)?.points.at(-1)?.at : void 0);
}
const leadsTo = ({ to }, versions) => to.templates.length > 0 && to.templates.every(({ id, version }) => versions.some((each) => each.id === id && each.version === version));
function versionChanges(timeline) {
	const [before, after] = [fromOf(timeline), toOf(timeline)];
	const added = after.filter(({ id }) => !before.some((each) => each.id === id));
	return [...before, ...added].map(({ id, name }) => {
		const [from, to] = [before, after].map((versions) => versions.find((each) => each.id === id));
		const template = timeline.survey?.templates.find(({ named }) => named.id === id);
		const image = to?.image ?? (template && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(template)?.id) ?? imageOf$1(timeline);
		return {
			id,
			name,
			...from && { from },
			...to && { to },
			image
		};
	});
}
function sourceNumber(timeline, template) {
	const { plan } = timeline;
	const to = plan?.action === "roll" ? plan.changes.find((change) => change.template.id === template)?.to : void 0;
	return to && isPlanned(to) && to.before ? to.source.version : fromOf(timeline).find(({ id }) => id === template)?.version;
}
function versionNumbers(versions) {
	if (new Set(versions.map(({ id }) => id)).size > 1) return versions.map(({ name, version }) => `${name} version ${version}`).join(", ");
	const numbers = [...new Set(versions.map(({ version }) => String(version)))];
	return numbers.length === 0 ? "the new version" : `${numbers.length > 1 ? "versions" : "version"} ${list(numbers)}`;
}
function runningVersions(timeline, { runs }) {
	const known = knownVersions(timeline);
	return runs.flatMap(({ template }) => template ? [{
		...template,
		name: known.find(({ id }) => id === template.id)?.name ?? template.id
	}] : []);
}
const versionsWords = (versions) => versions.map(({ name, version, image }) => `${image} (${versions.length > 1 ? `${name} ` : ""}version ${version})`).join(", ");
function newFindings(plan, { milestones }) {
	const plans = milestones.flatMap((milestone) => milestone.type === "planned" ? [milestone.plan] : []);
	const own = plans.indexOf(plan);
	const reported = new Set((own < 0 ? plans : plans.slice(0, own)).flatMap(({ findings }) => findings.map(({ says }) => says)));
	return plan.findings.filter(({ says }) => !reported.has(says));
}
// src/report/words/fleet.ts
const waitingWords = {
	"first-poll": "the first poll",
	start: "AWS to begin the instance refresh",
	replacement: "instances to be replaced, to warm up and to get healthy",
	bake: "the bake time to pass: AWS can still roll back",
	rollback: "AWS to finish its rollback",
	cancel: "AWS to finish cancelling",
	"steady-health": "every instance to be healthy on its version, several checks in a row"
};
const refreshWords = ({ id, status, percent }) => `${id} ${status}${percent === void 0 ? "" : ` ${percent} %`}`;
const progressWords = (point, to) => [
	`${point.onTarget} of ${point.expected} ${onTargetWords(to)}`,
	...point.starting > 0 ? [`${point.starting} starting`] : [],
	...point.leaving > 0 ? [`${point.leaving} leaving`] : [],
	...point.retained > 0 ? [`${point.retained} retained`] : [],
	point.healthy === point.expected ? "all healthy" : `${point.healthy} of ${point.expected} healthy`,
	...point.percent === void 0 ? [] : [`AWS: ${point.percent} %`]
].join(" · ");
const onTargetWords = ({ templates, since }) => since ? "new" : `on ${versionNumbers(templates)}`;
const MOST_KINDS$1 = 4;
function fleetStatusWords(status, known) {
	const { fleet, warmPool, withoutTraffic, launching } = status;
	if (fleet === "unknown") return "what the instances run could not be seen";
	const pool = warmPool.length > 0 ? `; its warm pool: ${runningWords(warmPool)}` : "";
	return `${shareWords(status, known)}${trafficWords(withoutTraffic)}${launchingWords(launching)}${pool}`;
}
const runningWords = (runs) => runs.map(({ template, instances }) => `${count(instances, "instance")} on ${versionWords$1(template, [])}`).join(", ");
const trafficWords = (kept) => kept.length === 0 ? "" : `; ${count(kept.length, "healthy instance")} ${kept.length === 1 ? "gets" : "get"} no traffic (${[...new Set(kept.map(({ by }) => by))].join(", ")})`;
const launchingWords = (ids) => ids.length === 0 ? "" : `; ${count(ids.length, "instance")} of the new version ${ids.length === 1 ? "is" : "are"} still launching (${list(ids)})`;
const newWords = ({ isRenewal, onTarget, covered }) => {
	if (!isRenewal || covered === 0) return "";
	return `, ${onTarget === covered ? "all" : onTarget === 0 ? "none" : onTarget} of them new`;
};
function shareWords(status, known) {
	const { fleet, covered, runs, leftOut } = status;
	const total = covered + leftOut.length;
	if (total === 0) return `the group is empty; its template launches the ${fleet} image`;
	const kinds = runs.slice(0, MOST_KINDS$1).map(({ template, instances }, i) => {
		return `${instances}${i === 0 ? ` of ${total}` : ""} ${instances === 1 ? "runs" : "run"} ${versionWords$1(template, known)}`;
	});
	const more = runs.length - kinds.length;
	return `${[...kinds, ...more > 0 ? [`${more} more versions`] : []].join(", ") || `none of ${total} is in service`}${newWords(status)}${leftOut.length > 0 ? `; ${leftOutWords(leftOut)}` : ""}`;
}
function versionWords$1(template, known) {
	if (!template) return "no launch template";
	const its = known.find(({ id, version }) => id === template.id && version === template.version);
	const name = known.find(({ id }) => id === template.id)?.name ?? template.id;
	const isAlone = known.every(({ id }) => id === template.id);
	return `version ${template.version}${isAlone ? "" : ` of ${name}`}${its ? ` (${its.image})` : ""}`;
}
const leftOutWords = (leftOut) => [...Map.groupBy(leftOut, ({ why }) => why)].map(([why, these]) => `${these.length} left out (${why === "warming up" ? "not in service yet" : why})`).join(", ");
// src/report/words/images.ts
const isPreview = ({ settings }) => settings?.mode === "plan" || settings?.mode === "check";
const imageList = (images) => `${images.length === 1 ? "image" : "images"} ${list(images, 10)}`;
function imageCleanUpWords({ template, archive, archived, kept }, isForetold) {
	const { how } = archive;
	const stay = `${count(kept.length, "image")} ${kept.length === 1 ? "stays" : "stay"}`;
	if (archived.length === 0) return isForetold ? `Clean-up after a success would ${how} no image of ${template}: ${stay}` : `Clean-up: no image of ${template} is past use; ${stay}`;
	const which = `${imageList(archived.map(({ id }) => id))} of ${template}`;
	return isForetold ? `Clean-up after a success would ${how} ${which}; ${stay}` : `Clean-up: ${how === "disable" ? "disabling" : "deprecating"} ${which}; ${stay}`;
}
function keptWords(because, { keep }, now) {
	switch (because.why) {
		case "newest": return `fewer than ${keep} that proved themselves are newer`;
		case "rollback-target": return `a rollback returns to version ${because.version}`;
		case "version": return `version ${because.version} of ${because.name} names it`;
		case "instance": return `${because.instance} was launched from it`;
		case "override": return `an override of the group ${because.group} names it`;
		case "launch-configuration": return `the launch configuration ${because.name} names it`;
		case "unproven": return "AWS’s history no longer shows its rollout";
		case "owner": return "another account owns it";
		case "state": return `it is ${because.state}`;
		case "public": return "it is public";
		case "shared": return "it is shared with others";
		case "launched": return because.last === void 0 ? "EC2 does not say when it was launched last" : `it was launched ${duration(now - because.last)} ago, and a disabled image launches nothing`;
		case "reference": return `EC2 names a user of it: ${because.type} ${because.resource}`;
	}
}
// src/report/words/final-steps.ts
function rollbackWords({ how, end, failure }, isLeftToPost = false) {
	if (isLeftToPost) return `${underWay$2[how]}.`;
	switch (end) {
		case "none": return "Nothing was undone.";
		case "arrived": return arrivals[how];
		case "under-way": return `${underWay$2[how]}, unwatched from here.${failure && failure.code !== "cancelled" ? ` ${rowOf(failure).sentence}` : ""}`;
		case "failed": return `${failures[how]}${failure ? `: ${rowOf(failure).sentence}` : "."}`;
	}
}
const arrivals = {
	"native-rollback": "AWS rolled the instance refresh back.",
	"new-refresh": "A second instance refresh put the old version back.",
	cancel: "The instance refresh was cancelled; what it had replaced stays replaced.",
	leave: "Nothing was undone."
};
const underWay$2 = {
	"native-rollback": "AWS goes on rolling the instance refresh back",
	"new-refresh": "AWS goes on with a second instance refresh to the old version",
	cancel: "AWS goes on cancelling the instance refresh",
	leave: "AWS goes on by itself"
};
const failures = {
	"native-rollback": "The rollback did not work",
	"new-refresh": "The second instance refresh, to the old version, did not work",
	cancel: "The instance refresh could not be cancelled",
	leave: "How AWS left it could not be seen"
};
function finalStepWords(finalStep) {
	const of = "of" in finalStep ? ` of ${finalStep.of}` : "";
	switch (finalStep.did) {
		case "given-back": return `The group follows ${finalStep.alias}${of} again.`;
		case "restored": return `The group has version ${finalStep.version} saved again, as before this run.`;
		case "moved": return `The group stays on version ${finalStep.version}, the one before. Whoever saved ${finalStep.believed} on it (Terraform, CloudFormation or a person) believes that it still has that: their next run puts it back.`;
		case "set": return `Version ${finalStep.version} is the template's default now${of}.`;
		case "noted": return `Noted on the group for a later job of this run: instance refresh ${finalStep.refreshId}.`;
		case "forgotten": return `Instance refresh ${finalStep.refreshId} is taken up and has ended: the note of it is off the group.`;
		case "kept": return `The group stays on version ${finalStep.version}${of}: ${finalStep.alias} means version ${finalStep.means}, which is not the one that proved itself here. Only when ${finalStep.alias} means a proven version, let the group follow it again.`;
		case "written": return `The parameter ${finalStep.name} holds ${finalStep.image} now.`;
		case "overtaken": return `Somebody else has written the parameter ${finalStep.name} since this run began, so it is left as it is. If it is to hold ${finalStep.image}, write it.`;
		case "unconfirmed": return `The parameter ${finalStep.name} did not hold ${finalStep.image} within a minute after it was written: AWS validates an image first, and keeps what was there if it does not accept it.`;
		case "unread": return `The job was cancelled before the parameter ${finalStep.name} showed ${finalStep.image}, which was written: AWS validates an image first. Read it, and write it again if need be.`;
		case "removed": return `Deleted ${versionList(finalStep.versions)} of ${finalStep.template}, ${endWords(finalStep.end, finalStep.versions.length)}, so that nothing launches ${finalStep.versions.length === 1 ? "it" : "them"}.`;
		case "stays": return `Version ${finalStep.version}, ${endWords(finalStep.end, 1)}, is kept: ${obstacles[finalStep.why]}. While it is the newest, $Latest means it. Once nothing needs it, delete it.`;
		case "same-image": return `${finalStep.versions.length === 1 ? "Version" : "Versions"} ${list(finalStep.versions.map(String), 10)}, which this action did not make, ${finalStep.versions.length === 1 ? "launches" : "launch"} the image that failed: see that nobody rolls ${finalStep.versions.length === 1 ? "it" : "them"}.`;
		case "deleted": return `Deleted ${versionList(finalStep.versions)} of ${finalStep.template}, made by this action and past use.`;
		case "retired": return `Tagged ${imageList(finalStep.images)} with ami-rollout:retired: only versions of ${finalStep.template} that are deleted now name ${finalStep.images.length === 1 ? "it" : "them"}.`;
		case "archived": return `${finalStep.how === "disable" ? "Disabled" : "Deprecated"} ${imageList(finalStep.images)}.`;
		case "unarchived": return unarchivedWords(finalStep.left);
		case "stale": return `The warm pool still holds other versions: ${runningWords(finalStep.stale)}. The next scale-out draws them. An instance refresh with SkipMatching renews them and leaves all others alone.`;
		case "left": return `${count(finalStep.instances.length, "instance")} (${list(finalStep.instances)}) ${finalStep.instances.length === 1 ? "has" : "have"} left the group and ${finalStep.instances.length === 1 ? "runs" : "run"} on (Terminating:Retained): yours to end, and still billed.`;
		case "undeleted": return undeletedWords(finalStep.undeleted);
		case "failed": return `${undone[finalStep.what]}: ${finalStep.problem}`;
	}
}
function endWords(end, versions) {
	const were = versions === 1 ? "was" : "were";
	switch (end) {
		case "rollout-failed": return "whose rollout failed";
		case "trial-failed": return `which ${were} not rolled out because the trial failed`;
		case "trial-passed": return `which passed the trial but ${were} not rolled out`;
		case "not-begun": return `which ${were} not rolled out`;
	}
}
const obstacles = {
	default: "it is the template’s default",
	saved: "the group has it saved",
	instances: "instances of the group run it",
	refresh: "an instance refresh in progress leads to it",
	group: "another Auto Scaling group uses this launch template",
	trial: "another trial of it goes on",
	origin: "a newer version names it as the one to roll back to",
	copied: "another tool has copied its description"
};
const undeletedWords = (undeleted) => [...Map.groupBy(undeleted, ({ code, message }) => `(${code}).${quoted(message)}`)].map(([why, these]) => `EC2 did not delete ${versionList(these.map(({ version }) => version))} ${why}`).join(" ");
const unarchivedWords = (left) => [...Map.groupBy(left, ({ code, message }) => `(${code}).${quoted(message)}`)].map(([why, these]) => `EC2 did not archive ${imageList(these.map(({ image }) => image))} ${why}`).join(" ");
const undone = {
	alias: "The group's alias could not be given back",
	"saved-version": "What the group had saved before could not be given back",
	"default-version": "The template's default version could not be set",
	"failed-version": "What failed or was not rolled out could not be deleted, so $Latest may mean it",
	parameter: "The parameter could not be set",
	"clean-up": "Old template versions could not be cleaned up",
	images: "No image was archived, because who uses them could not be read",
	"hand-over": "That the rollout is handed over could not be noted on the group"
};
function cleanUpWords({ versions, template, keep }, isPreview) {
	const rest = `the newest ${keep} that this action made stay, and all that is in use`;
	if (versions.length === 0) return `Clean-up after a success would delete nothing of ${template}: ${rest}`;
	const which = `${versionList(versions.map(({ version }) => version))} of ${template}`;
	return isPreview ? `Clean-up after a success would delete ${which}: ${rest}` : `Clean-up: deleting ${which}; ${rest}`;
}
const versionList = (versions) => `${versions.length === 1 ? "version" : "versions"} ${list(versions.map(String), 10)}`;
// src/report/summary/clean-up.ts
const cleanUp = ({ timeline }) => {
	const parts = [...new Map(timeline.milestones.flatMap((milestone) => milestone.type === "deleting-versions" ? [[milestone.cleanUp.template, milestone.cleanUp]] : [])).values()].flatMap((done) => partsOf$2(timeline, done));
	return parts.length > 0 ? blocks([md`### Clean-up of template versions`, ...parts]) : void 0;
};
function partsOf$2(timeline, done) {
	const isPreview = timeline.settings?.mode === "plan";
	const deleted = isPreview ? done.versions.map(({ version }) => version) : deletedIn(timeline, done.template);
	const stays = done.versions.filter(({ version }) => !deleted.includes(version)).map(({ image }) => image);
	const left = done.images.filter(({ id }) => !stays.includes(id));
	return [
		...isPreview ? [md`${cleanUpWords(done, isPreview)}.`] : [],
		...done.versions.length > 0 ? [versions(timeline, done, (version) => deletionWords(deleted.includes(version), isPreview))] : [],
		...left.length > 0 ? [images(timeline, {
			...done,
			images: left
		}, isPreview)] : []
	];
}
const deletedIn = ({ milestones }, template) => milestones.flatMap((milestone) => milestone.type === "final-step" && milestone.finalStep.did === "deleted" && milestone.finalStep.template === template ? milestone.finalStep.versions : []);
const deletionWords = (gone, isPreview) => {
	if (isPreview) return "would go";
	return gone ? "deleted" : "still there";
};
const versions = ({ now }, { versions: gone }, fate) => table([
	"version",
	"image",
	"made",
	"clean-up"
], gone.map(({ version, image, created }) => [
	version,
	code(image),
	`${duration(now - created)} ago`,
	fate(version)
]), [0]);
const images = ({ now }, { images: left, template }, isPreview) => details(`${count(left.length, "image")} that ${template} ${isPreview ? "would not name" : "does not name"} any more`, blocks([md`This action deletes no image. Before you deregister one, see that no other template, group or account uses it.`, table([
	"image",
	"name",
	"built"
], left.map(({ id, name, created }) => [
	code(id),
	code(name),
	created === void 0 ? "–" : `${duration(now - created)} ago`
]))]));
// src/report/words/commits.ts
const shortCommit = (sha) => sha.slice(0, 12);
const LONGEST_TITLE = 100;
const titleOf = ({ title }) => title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE).toWellFormed()}…` : title;
function comparisonWords({ answer }) {
	if ("problem" in answer) return void 0;
	const { status, aheadBy, behindBy } = answer;
	switch (status) {
		case "ahead": return `${count(aheadBy, "commit")} more`;
		case "behind": return `${count(behindBy, "commit")} fewer: the image in use has what the new one lacks`;
		case "diverged": return `${count(aheadBy, "commit")} more and ${behindBy} fewer: the two have diverged`;
		case "identical": return "the same commit";
	}
}
function earlierWords({ aheadBy, commits }, shown) {
	const left = aheadBy - Math.min(shown, commits.length);
	return left > 0 ? `… and ${count(left, "earlier commit")}` : void 0;
}
// src/report/summary/links.ts
const runFacts = ({ timeline, run }) => {
	const { now, outcome } = timeline;
	const group = groupOf(timeline);
	const failure = outcome ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.i)(outcome) : "";
	return join([
		md`${outcome ? "Ended" : "As of"} ${moment$1(now)} after ${lengthWords(timeline)}`,
		...run.region !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.K)(run.region) ? [md`${run.region}`] : [],
		...run.actor === "" ? [] : [md`started by ${run.actor}`],
		...failure === "" ? [] : [md`failure-code ${code(failure)}`],
		...commitRanges(timeline, run),
		...linked("AWS console", group === "" ? void 0 : consoleAddress(group, run.region))
	], md` · `);
};
function lengthWords({ began, now, plan, operations }) {
	const estimate = plan?.action === "roll" && operations.length > 0 ? plan.estimate.length : 0;
	return `${duration(now - began)}${estimate > 0 ? ` (estimate ${duration(estimate)})` : ""}`;
}
const commitRanges = ({ survey }, run) => (survey?.comparisons ?? []).flatMap(({ base, head, answer }) => {
	const address = "problem" in answer ? void 0 : compareAddress(run, base, head);
	return address ? [link(`${shortCommit(base).slice(0, 7)}…${shortCommit(head).slice(0, 7)}`, address)] : [];
});
const runLink = ({ run }) => {
	const [to] = linked("The workflow run", runAddress(run));
	return to && md`${to}`;
};
const linked = (label, address) => address ? [link(label, address)] : [];
function consoleAddress(group, region = "") {
	const host = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.K)(region)?.console?.(region);
	const page = `ec2/home?region=${region}#AutoScalingGroupDetails:id=${encoded(group)};view=instanceRefresh`;
	return host === void 0 ? void 0 : new URL(`https://${host}/${page}`);
}
function runAddress({ server, repository, runId }) {
	const address = `${server}/${repository.split("/").map(encoded).join("/")}/actions/runs/${encoded(runId)}`;
	return repository !== "" && runId !== "" && /^https?:/.test(server) && URL.canParse(address) ? new URL(address) : void 0;
}
function compareAddress({ server, repository }, base, head) {
	const address = `${server}/${repository.split("/").map(encoded).join("/")}/compare/${encoded(base)}...${encoded(head)}`;
	return repository !== "" && /^https?:/.test(server) && URL.canParse(address) ? new URL(address) : void 0;
}
const encoded = (part) => encodeURIComponent(part.toWellFormed());
// src/report/summary/commits.ts
const COMMITS_SHOWN = 8;
const COMMITS_LISTED = 60;
const commits = ({ timeline, run }) => {
	const compared = (timeline.survey?.comparisons ?? []).flatMap((each) => partsOf$1(each, run));
	return compared.length > 0 ? blocks([md`### What ${hasChangedNothing(timeline) ? "was to go" : "goes"} out`, ...compared]) : void 0;
};
const hasChangedNothing = ({ outcome }) => outcome?.type === "failed" || outcome?.type === "cancelled" || outcome?.type === "refused";
function partsOf$1(of, run) {
	const { base, head, answer } = of;
	const words = comparisonWords(of);
	if ("problem" in answer || words === void 0) return [];
	const address = compareAddress(run, base, head);
	const range = md`${code(shortCommit(base))} → ${code(shortCommit(head))}`;
	const lines = answer.commits.slice(0, COMMITS_LISTED).map((each) => md`${code(shortCommit(each.sha))} ${titleOf(each)}`);
	const [first, more] = [lines.slice(0, COMMITS_SHOWN), lines.slice(COMMITS_SHOWN)];
	const earlier = earlierWords(answer, COMMITS_LISTED);
	return [
		md`${range}: ${words}${address ? md` (${link("compare", address)})` : md``}`,
		...first.length > 0 ? [bullets(first)] : [],
		...more.length > 0 ? [details(`${more.length} more`, blocks([bullets(more), ...earlier === void 0 ? [] : [md`${earlier}`]]))] : []
	];
}
// src/report/chart.ts
const MOST_BARS = 24;
const STEPS = [
	5,
	10,
	15,
	20,
	30,
	45,
	60,
	90,
	120,
	180,
	300,
	600,
	900,
	1200,
	1800,
	2700,
	3600,
	5400,
	7200,
	10800,
	21600
];
const LEAST_HEIGHT = 8;
const colours$1 = {
	all: "#e3b341",
	healthy: "#58a6ff",
	fresh: "#2da44e",
	floor: "#8c959f"
};
function chartOf(timeline) {
	const samples = samplesOf(timeline);
	const from = samples[0]?.at;
	const to = samples.at(-1)?.at;
	if (from === void 0 || to === void 0 || samples.length < 3 || to <= from) return void 0;
	const axis = axisOf(from, to);
	const bars = axis.times.map((time, i) => worst(samples, axis.times[i - 1], time));
	const marks = marksOf(timeline);
	const settings = {
		themeVariables: { xyChart: {
			backgroundColor: "transparent",
			plotColorPalette: Object.values(colours$1).join(", ")
		} },
		xyChart: {
			width: 900,
			height: 240,
			xAxis: {
				labelFontSize: 12,
				showTick: false
			},
			yAxis: { labelFontSize: 12 }
		}
	};
	const lines = [
		`%%{init: ${JSON.stringify(settings)}}%%`,
		"xychart-beta",
		`  x-axis "${axis.name}" [${labels(axis, marks).join(", ")}]`,
		`  y-axis "instances" 0 --> ${Math.max(LEAST_HEIGHT, ...bars.map(({ total }) => total))}`,
		`  bar ${numbers$1(bars.map(({ total }) => total))}`,
		`  bar ${numbers$1(bars.map(({ healthy }) => healthy))}`,
		`  bar ${numbers$1(bars.map(({ fresh }) => fresh))}`,
		`  bar ${numbers$1(bars.map(() => 0))}`
	];
	return md`${codeBlock(lines, "mermaid")}\n\n${legend(timeline, axis, marks)}`;
}
const numbers$1 = (of) => `[${of.join(", ")}]`;
function legend(timeline, { step }, marks) {
	const [old, fresh] = [fromOf(timeline), toOf(timeline)].map((versions) => versions.length > 0 ? versionNumbers(versions) : void 0);
	const colour = [
		md`🟩 ${fresh ?? "the new version"}`,
		md`🟦 ${old === void 0 || old === fresh ? "any other version" : `${old}, or any other`}`,
		md`🟨 not healthy, or not yet`,
		...marks.map(({ sign, says }) => md`${sign} ${says}`),
		md`each bar shows the worst poll in ${duration(step)}, above a grey base line`
	];
	return join(colour, md` · `);
}
function samplesOf(timeline) {
	const to = toOf(timeline);
	return watchedOperations(timeline).flatMap(({ operation, points }) => {
		const isRollout = leadsTo(operation, to);
		return points.map((point) => sampleOf(point, isRollout));
	});
}
const sampleOf = ({ at, total, healthy, healthyOnTarget }, isRollout) => ({
	at,
	total,
	healthy,
	fresh: isRollout ? healthyOnTarget : healthy - healthyOnTarget
});
function worst(samples, after, until) {
	const nothing = {
		at: until,
		total: 0,
		healthy: 0,
		fresh: 0
	};
	const past = samples.filter(({ at }) => at <= until);
	const these = past.filter(({ at }) => after === void 0 || at > after);
	const unhealthySince = ({ total, healthy }) => total - healthy;
	return these.length > 0 ? these.reduce((one, other) => unhealthySince(other) >= unhealthySince(one) ? other : one) : past.at(-1) ?? nothing;
}
function axisOf(from, to) {
	const length = to - from;
	const step = (STEPS.find((step) => length <= step * 1e3 * 23) ?? Math.ceil(length / 1e3 / MOST_BARS)) * 1e3;
	const times = Array.from({ length: Math.ceil(length / step) + 1 }, (_, i) => from + i * step);
	return {
		name: length < 36e5 ? "min:s" : "h:min",
		step,
		times
	};
}
const labels = ({ name, step, times }, marks) => times.map((time, i) => {
	const isLast = i === times.length - 1;
	return `"${marks.findLast(({ at }) => at > time - step && (at <= time || isLast))?.sign ?? pair(i * step / (name === "min:s" ? 1e3 : 6e4))}"`;
});
const pair = (small) => `${Math.floor(small / 60)}:${String(Math.floor(small % 60)).padStart(2, "0")}`;
function marksOf(timeline) {
	const all = watchedOperations(timeline);
	const rollouts = all.filter(({ isRollback }) => !isRollback);
	const began = all[0]?.points[0]?.at ?? timeline.began;
	const checkpoints = (timeline.settings?.checkpoints ?? []).flatMap((percent) => {
		const reached = rollouts.flatMap(({ points }) => points).find((point) => (point.percent ?? 0) >= percent);
		if (percent >= 100 || !reached) return [];
		return [{
			at: reached.at,
			sign: `⏸${percent}`,
			says: `checkpoint of ${percent} %`
		}];
	});
	const bake = rollouts.flatMap(({ statuses }) => statuses).find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(status));
	const failed = rolloutStoppedAt(timeline);
	return [
		...checkpoints,
		...bake ? [{
			at: bake.at,
			sign: "⏳",
			says: "bake"
		}] : [],
		...failed === void 0 ? [] : [{
			at: failed,
			sign: "❌",
			says: `stopped after ${duration(failed - began)}`
		}]
	];
}
// src/rollout/model/fleet-status.ts
function fleetOf({ covered, onTarget }, savedIsNew) {
	if (covered.length === 0) return savedIsNew ? "new" : "previous";
	if (onTarget.length === covered.length) return "new";
	return onTarget.length === 0 ? "previous" : "mixed";
}
const fleetStatusOf = (covers, savedIsNew, back = false) => ({
	fleet: back ? reversed[fleetOf(covers, savedIsNew)] : fleetOf(covers, savedIsNew),
	covered: covers.covered.length,
	onTarget: covers.onTarget.length,
	runs: running$1(covers.covered),
	leftOut: covers.leftOut,
	warmPool: [],
	withoutTraffic: [],
	isProtected: false,
	launching: [],
	byHand: []
});
const running$1 = (instances) => [...Map.groupBy(instances, ({ template }) => template && `${template.id} ${template.version}`).values()].map((same) => ({
	...same[0]?.template && { template: same[0].template },
	instances: same.length
})).toSorted((a, b) => b.instances - a.instances);
const reversed = {
	new: "previous",
	previous: "new",
	mixed: "mixed",
	unknown: "unknown"
};
function keptFromTraffic(instances, targets) {
	const serving = new Set(instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt).map(({ id }) => id));
	const kept = targets.flatMap(({ instance, state, withoutTraffic: by }) => by !== void 0 && state === "healthy" && serving.has(instance) ? [{
		instance,
		by
	}] : []);
	return kept.filter(({ instance }, i) => kept.findIndex((each) => each.instance === instance) === i);
}
// src/report/drift.ts
function inSyncWords(drift) {
	const { saved, compared, active } = drift;
	const right = compared - (active?.onTarget ?? 0);
	return `In sync: ${compared === 0 ? `the group is empty; its template is ${driftedVersionWords(saved)}` : `${right} of ${count(compared, "instance")} ${right === 1 ? "runs" : "run"} ${driftedVersionWords(saved)}`}.${activeWords(drift)}`;
}
const driftWords = (drift) => `Drifted: ${differs(drift)}`;
function differs(drift) {
	const { saved, compared, drifted, moved, aliasesToRestore, trials } = drift;
	const when = moved?.ended === void 0 ? "" : ` (${moment$1(moved.ended)})`;
	return `${[
		...moved ? [`the group’s template is ${driftedVersionWords(saved)}, where the last rollout left ${driftedVersionWords(moved.left)}${when}`] : [],
		...drifted.length > 0 ? [`${drifted.length} of ${count(compared, "instance")} ${drifted.length === 1 ? "does" : "do"} not run ${driftedVersionWords(saved)}`] : [],
		...aliasesToRestore.map((each) => `the group should follow ${each.alias}${ofTemplate$2(each.saved, saved)} (now version ${each.means}), which a rollout has not given back`),
		...trials.map(({ instance, run }) => `${instance} is a trial that run ${run} has left`)
	].map((part, i) => i === 0 ? part : sentenceCase(part)).join(". ")}.${activeWords(drift)}`;
}
const sentenceCase = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const driftedVersionWords = (versions) => list(versions.map(({ name, version, image }) => `${versions.length > 1 ? `${name} ` : ""}version ${version} with ${image}`), versions.length);
const ofTemplate$2 = ({ name }, all) => all.length > 1 ? ` of ${name}` : "";
const ownOf = (template, saved) => saved.find(({ id }) => id === template?.id) ?? saved[0];
function activeWords({ active }) {
	if (!active) return "";
	const { refresh, onTarget } = active;
	const there = onTarget > 0 ? `: ${count(onTarget, "instance")} ${onTarget === 1 ? "runs" : "run"} what it leads to` : "";
	return ` An instance refresh is in progress, ${refreshWords(refresh)}${there}.`;
}
function driftedWords({ instance, lifecycle, differs, template, image, age, leftOut }, saved) {
	const where = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)({ lifecycle }) ? leftOut ? ` (${leftOut})` : "" : ` (${lifecycle})`;
	const since = age === void 0 ? "" : `, launched ${duration(age)} ago`;
	return `${instance}${where} ${{
		version: `runs ${templateWords$1(template, saved)}${image === void 0 ? "" : ` with ${image}`}`,
		image: `was launched from version ${ownOf(template, saved)?.version}, but runs ${image}`,
		unknown: "is not listed by EC2"
	}[differs]}${since}`;
}
const templateWords$1 = (template, saved) => {
	if (!template) return "no launch template";
	const own = saved.find(({ id }) => id === template.id);
	return `version ${template.version}${own ? ofTemplate$2(own, saved) : ` of ${template.id}`}`;
};
const MOST_NAMED$1 = 3;
function driftNow({ saved, compared, drifted, active }) {
	const right = compared - drifted.length - (active?.onTarget ?? 0);
	const others = Map.groupBy(drifted, ({ template, image }) => [templateWords$1(template, saved), ...image === void 0 ? [] : [image]].join(" with "));
	const kinds = [...right > 0 ? [[driftedVersionWords(saved), right]] : []].concat([...others].map(([what, these]) => [what, these.length]));
	if (kinds.length === 0) return "";
	return `${list(kinds.map(([what, number], i) => `${number}${i === 0 ? ` of ${compared}` : ""} ${number === 1 ? "runs" : "run"} ${what}`), MOST_KINDS)}.`;
}
const MOST_KINDS = 4;
function driftedList({ drifted, saved }) {
	if (drifted.length === 0) return [];
	const named = drifted.slice(0, MOST_NAMED$1).map((each) => driftedWords(each, saved));
	const more = drifted.length - named.length;
	return [`${[...named, ...more > 0 ? [`${more} more`] : []].join("; ")}.`];
}
function driftStep(on, drift) {
	const aliasesToRestore = drift.aliasesToRestore.map((each) => aliasRestorationStep(on, each));
	const steps = [
		movedStep(drift),
		...drift.moved ? [] : [driftedStep(drift)],
		...aliasesToRestore,
		trialsStep(drift)
	];
	return {
		says: steps.flatMap((step) => step?.says ?? []).join(" "),
		commands: [...steps.flatMap((step) => step?.commands ?? []), ...drift.drifted.length > 0 ? [describeInstancesCommand(on)] : []]
	};
}
const trialsStep = ({ trials }) => trials.length === 0 ? void 0 : {
	says: "End what is left of the trial; the next deploy does it too.",
	commands: [endTrialCommand(trials.map(({ instance }) => instance))]
};
const imageWords$1 = (versions) => list([...new Set(versions.map(({ image }) => image))], versions.length);
function choiceWords({ saved, moved, drifted, compared }) {
	const [left, now] = [imageWords$1(moved?.left ?? []), imageWords$1(saved)];
	return drifted.length === compared && drifted.every(({ image }) => image === left) ? `${left} to keep what runs, or ${now} to replace every instance` : `${left}, which the last rollout left, or ${now}, which the group has saved now`;
}
const movedStep = (drift) => drift.moved && {
	says: `Find out who moved the group. Then deploy ${choiceWords(drift)}.`,
	commands: [lookUpCommand("UpdateAutoScalingGroup")]
};
function driftedStep({ saved, drifted }) {
	if (drifted.length === 0) return void 0;
	const wishes = [
		...drifted.some(({ differs }) => differs === "image") ? ["`skip-matching: false`"] : [],
		...drifted.some(({ leftOut }) => leftOut === "protected") ? ["`scale-in-protected-instances: refresh`"] : [],
		...drifted.some(({ leftOut }) => leftOut === "standby") ? ["`standby-instances: terminate`"] : []
	];
	const by = wishes.length > 0 ? ` with ${list(wishes)}` : "";
	const what = drifted.some(({ differs }) => differs === "image") ? "every instance, since AWS skips by version" : "what differs";
	return {
		says: `Deploy ${imageWords$1(saved)} to this group${by}: that replaces ${what}.`,
		commands: []
	};
}
function aliasRestorationStep(on, { saved, alias, means }) {
	const back = saveCommand(on, [{
		id: saved.id,
		version: alias
	}]);
	if (means === saved.version) return {
		says: `Give ${alias} back: it means the version that the group has saved.`,
		commands: [back]
	};
	return alias === "$Default" ? {
		says: `Make version ${saved.version} the template’s default, then give ${alias} back (\`set-default-version: true\` has a rollout do both).`,
		commands: [defaultCommand(saved.id, saved.version), back]
	} : {
		says: `Deploy the image of version ${means}, which ${alias} means now: when it has proved itself, the alias is given back.`,
		commands: []
	};
}
const describeInstancesCommand = ({ group }) => `aws ec2 describe-instances --filters ${filter("tag:aws:autoscaling:groupName", group)} --query 'Reservations[].Instances[].[InstanceId,ImageId,LaunchTime]' --output table`;
// src/rollout/failures/from-problem.ts
function refusedBy(problem) {
	const refused = {
		reason: "refused",
		problem
	};
	switch (problem.kind) {
		case "denied": return {
			code: "access-denied",
			...refused
		};
		case "expired": return {
			code: "credentials-expired",
			...refused
		};
		case "conflict": return {
			code: "conflict",
			...refused
		};
		case "throttled":
		case "passing":
		case "lost":
		case "environment": return {
			code: "lost-contact",
			...refused
		};
		case "missing":
		case "idle":
		case "irreversible":
		case "rejected": return {
			code: "aws-failed",
			...refused
		};
	}
}
function tooManyFailedPolls({ polls, since, problem }) {
	const unseen = {
		reason: "out-of-sight",
		polls,
		since,
		problem
	};
	switch (problem.kind) {
		case "denied": return {
			code: "access-denied",
			...unseen
		};
		case "expired": return {
			code: "credentials-expired",
			...unseen
		};
		default: return {
			code: "lost-contact",
			...unseen
		};
	}
}
const endedByFailedPolls = (failure) => "reason" in failure && failure.reason === "out-of-sight";
// src/report/words/watching.ts
function watchingWords(search) {
	if (search.did === "asking-again") return `No instance refresh is in progress (${newestWords(search.newest)}). AWS lists a new one some seconds late: asking again for a minute`;
	const { watched } = search;
	switch (watched.type) {
		case "active": return `Watching somebody else’s instance refresh ${refreshWords(watched.refresh)}, ${timesOf(watched.refresh)}. Nothing is sent to AWS`;
		case "ended": return `Somebody else’s instance refresh ${refreshWords(watched.refresh)}, ${timesOf(watched.refresh)}, has ended: its result is judged`;
		case "none": return `No instance refresh to watch (${newestWords(watched.newest)}): the group is only confirmed`;
	}
}
const newestWords = (newest) => newest ? `the newest, ${refreshWords(newest)}, ${timesOf(newest)}` : "AWS lists none";
const timesOf = ({ began, ended }) => [began === void 0 ? "not begun yet" : `began ${moment$1(began)}`, ...ended === void 0 ? [] : [`ended ${moment$1(ended)}`]].join(", ");
function nothingSent(timeline) {
	const its = lastSeen(timeline)?.refresh;
	return its ? `Nothing was sent to AWS: instance refresh ${its.id} is somebody else’s (${timesOf(its)}).` : "Nothing was sent to AWS.";
}
// src/report/verdict.ts
function verdictOf$1(timeline, outcome) {
	switch (outcome.type) {
		case "succeeded": return `Succeeded: ${fleetStatusWords(outcome.fleetStatus, knownVersions(timeline))}${unwatchedWords(timeline)}.${isWatching(timeline) ? ` ${nothingSent(timeline)}` : ""}`;
		case "unchanged":
			if (isWatching(timeline)) return `No instance refresh to watch: ${fleetStatusWords(outcome.fleetStatus, knownVersions(timeline))}${unwatchedWords(timeline)}.`;
			return `Nothing to do: ${fleetStatusWords(outcome.fleetStatus, knownVersions(timeline))} already${unwatchedWords(timeline)}.`;
		case "planned": return timeline.plan ? `Planned: ${planSummary(timeline.plan)}.` : "Planned.";
		case "in-sync": return timeline.drift ? inSyncWords(timeline.drift) : "In sync.";
		case "drifted": return timeline.drift ? driftWords(timeline.drift) : "Drifted.";
		case "refused": return refusal$2(outcome);
		case "failed": return `Failed: ${rowOf(outcome.failure).sentence}`;
		case "cancelled": return `Cancelled: ${rowOf(outcome.failure).sentence}`;
	}
}
const unwatchedWords = ({ survey }) => {
	const unwatched = survey?.group?.unwatched.length ?? 0;
	if (unwatched === 0) return "";
	return `; ${count(unwatched, "VPC Lattice target group")} ${unwatched === 1 ? "was" : "were"} not watched`;
};
const refusal$2 = ({ findings }) => {
	const errors = findings.filter(({ level }) => level === "error");
	const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
	return `Refused, nothing was changed: ${errors[0]?.says ?? "see the findings."}${others}`;
};
function planSummary(plan) {
	switch (plan.action) {
		case "refuse": return "a deploy would be refused";
		case "nothing": return "a deploy would find nothing to do";
		case "adopt": return `a deploy would take up its instance refresh ${refreshWords(plan.refresh)}`;
		case "wait": return `a deploy would first wait for the instance refresh ${refreshWords(plan.refresh)}`;
		case "replace": return `a deploy would first cancel the instance refresh ${refreshWords(plan.refresh)}`;
		case "resume-rollback": return `a deploy would take up its own rollback ${refreshWords(plan.refresh)}`;
		case "revert": return `a rollback would have AWS roll back the instance refresh ${refreshWords(plan.refresh)}`;
		case "roll":
			if (plan.isRollback) return `a rollback would replace ${rollWords(plan)}`;
			return plan.isTemplateOnly ? "a deploy would replace no instance, only move the group’s template" : `a deploy would replace ${rollWords(plan)}`;
	}
}
const rollWords = ({ estimate }) => {
	const { replaced, batches, size, length, hooks } = estimate;
	if (replaced === 0) return `no instance, in about ${duration(length)}`;
	const pace = batches === 1 ? " at once" : size === 1 ? ", one at a time" : ` in ${batches} batches of up to ${size}`;
	const more = hooks > 0 ? `, plus what its lifecycle hooks take, up to ${duration(hooks)}` : "";
	return `${count(replaced, "instance")}${pace}, in about ${duration(length)}${more}`;
};
const rollbackSentence = (timeline, outcome) => {
	const { failure, rollback } = outcome;
	if (isWatching(timeline)) return `${rollback.end === "none" ? "" : `${rollbackWords(rollback)} `}${nothingSent(timeline)}${endedByFailedPolls(failure) ? " AWS goes on by itself." : ""}`;
	if (rollback.end !== "none") return rollbackWords(rollback, isLeftToPost(timeline, outcome));
	if (refreshOf(timeline) === "") return "No instance was touched: no instance refresh was started.";
	if (endedByFailedPolls(failure)) return `${rollbackWords(rollback)} AWS goes on by itself.`;
	const { status } = lastSeen(timeline)?.refresh ?? {};
	return status !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(status) ? "Nothing was undone: AWS had finished already." : rollbackWords(rollback);
};
function fleetNow(timeline, fleetStatus) {
	const words = `${fleetStatusWords(fleetStatus, knownVersions(timeline))}${desiredWords(timeline, fleetStatus)}`;
	const atWork = fleetStatus.active ? ` Still in progress: instance refresh ${refreshWords(fleetStatus.active)}.` : "";
	return `${words.charAt(0).toUpperCase()}${words.slice(1)}.${atWork}`;
}
function desiredWords({ survey, operations }, { fleet, covered, leftOut }) {
	const { desired, instances } = operations.findLast(({ last }) => last)?.last ?? survey?.group ?? {};
	if (desired === void 0 || fleet === "unknown" || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xt)(instances ?? []) !== "instances") return "";
	return covered + leftOut.length < desired ? `; the desired capacity is ${desired}` : "";
}
function outcomeSentences(timeline, outcome) {
	const verdict = verdictOf$1(timeline, outcome);
	if (outcome.type === "drifted" && timeline.drift) return [verdict, ...driftedList(timeline.drift)];
	if (outcome.type !== "failed" && outcome.type !== "cancelled") return [verdict];
	return [
		verdict,
		rollbackSentence(timeline, outcome),
		fleetNow(timeline, outcome.fleetStatus)
	];
}
// src/report/words/trial.ts
function trialWords(trial) {
	switch (trial.did) {
		case "launching": return `Trial: launching an instance of version ${trial.launch.version}${ofTemplate$1(trial)} outside the group${placeWords(trial.launch.place)}`;
		case "launched": return `Trial: ${trial.instance} of version ${trial.launch.version}${ofTemplate$1(trial)} is launched${trial.isSpot ? ". EC2 has kept the Spot options of the launch template: it may be interrupted" : ""}`;
		case "no-room": return `Trial: no room${placeWords(trial.place)} (${trial.problem.code})${trial.isLast ? "" : ", trying elsewhere"}`;
		case "not-launched": return `Trial: EC2 refused the launch${placeWords(trial.place)} (${trial.problem.code})`;
		case "checking": return `Trial: ${trial.known.id} is not ready: ${instanceWords(trial.known)}`;
		case "verifying": return `Trial: ${list(trial.instances)} passed EC2’s status checks; verify runs`;
		case "passed": return `Trial: ${list(trial.instances)} passed`;
		case "outdated": return `Since the plan was made, somebody has saved version ${list(trial.saved)} on the group: planning again`;
		case "skipped": return `Trial: ${trial.versions.length === 1 ? "version" : "versions"} ${list(trial.versions.map(String))} passed already in this run`;
		case "ending": return `Trial: terminating ${list(trial.instances)}`;
		case "ended": return `Trial: ${list(trial.instances)} ${trial.instances.length === 1 ? "is" : "are"} terminated`;
		case "left": return `The trial ${trial.instances.length === 1 ? "instance" : "instances"} ${list(trial.instances)} may still run, and cost: ${trial.problem ? `${trial.problem.operation} failed (${trial.problem.code}: ${trial.problem.message})` : "EC2 did not show the end"}. Terminate by hand.`;
	}
}
const ofTemplate$1 = ({ of }) => of === void 0 ? "" : ` of ${of}`;
const placeWords = ({ subnet, type }) => `${type === void 0 ? "" : ` as ${type}`}${subnet === void 0 ? "" : ` in ${subnet}`}`;
// src/report/milestones.ts
function milestoneWords(milestone, timeline) {
	switch (milestone.type) {
		case "surveyed": return surveyWords(milestone);
		case "planned": return planWords(milestone, timeline);
		case "waiting": return `Waiting for another instance refresh: ${refreshWords(milestone.refresh)}`;
		case "watching": return watchingWords(milestone.search);
		case "pinning-image": return `Version ${milestone.source.version} of ${milestone.source.id} names its image by a parameter: a version is made from it with ${milestone.image}`;
		case "pinned-image": return `Version ${milestone.version.version}${ofTemplate(milestone.version, timeline)} is made`;
		case "pinning": return milestone.pins.map((pin) => pinWords(pin, milestone.pins.length > 1)).join("; ");
		case "prepared": return preparedWords(milestone, timeline);
		case "trial": return trialWords(milestone.trial);
		case "starting": return milestone.operation.type === "native-rollback" ? "Asking AWS to roll the instance refresh back" : void 0;
		case "underway": return underwayWords(milestone);
		case "rolling-back": return `↩ ${rollbackReports[milestone.how]}${milestone.failure.code === "cancelled" ? `: ${rowOf(milestone.failure).sentence}` : ""}`;
		case "deleting-versions": return cleanUpWords(milestone.cleanUp, isPreview(timeline));
		case "archiving-images": return imageCleanUpWords(milestone.cleanUp, isPreview(timeline));
		case "final-step": return finalStepWords(milestone.finalStep);
		case "preparing":
		case "checked":
		case "claiming":
		case "noted":
		case "pinned":
		case "evidence":
		case "concluded": return;
	}
}
function pinWords(pin, isOneOfSeveral) {
	const { name, version } = pin;
	const of = isOneOfSeveral ? ` of ${name}` : "";
	if ("former" in pin) return `The group has version ${pin.former} saved, and a failed rollout could not return to it: it is set to version ${version} for the rollout`;
	return "alias" in pin ? `The group follows ${pin.alias}${of}: it is pinned to version ${version}, which that means now` : `The group is pinned to version ${version}${of} with ${pin.image}, and does not follow the parameter ${pin.parameter} any more`;
}
const ofTemplate = ({ name }, { survey }) => survey && survey.templates.length > 1 ? ` of ${name}` : "";
function surveyWords({ survey, settings }) {
	const { group, templates, warmPool } = survey;
	if (!group) return `Read ${settings.group}`;
	const saved = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).map((each) => each.saved);
	const template = saved.length > 0 ? `, template ${driftedVersionWords(saved)}` : "";
	const targets = [...Map.groupBy(group.targetGroups, _action_js__WEBPACK_IMPORTED_MODULE_0__.mt)].map(([noun, of]) => count(of.length, noun)).join(", ") || "no target group";
	const weighed = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xt)(group.instances) === "instances" ? "" : " units of capacity";
	const pool = warmPool.length > 0 ? `; its warm pool: ${runningWords(running$1(warmPool))}` : "";
	return `${group.name}: ${count(group.instances.length, "instance")} (desired ${group.desired}${weighed}, ${group.min} to ${group.max})${template}, ${targets}${pool}`;
}
function planWords({ plan }, timeline) {
	if (plan.action === "refuse") return void 0;
	const pace = plan.action === "roll" && !plan.isTemplateOnly ? `: ${rollWords(plan)}` : "";
	return `${intent(plan)}: ${versionChangeWords(timeline)}${pace}`;
}
const intent = (plan) => {
	switch (plan.action) {
		case "nothing": return "Nothing to roll";
		case "adopt": return "Taking up this run’s own refresh";
		case "wait": return "Another refresh first";
		case "replace": return "Cancelling another refresh first";
		case "resume-rollback": return "Taking up this run’s own rollback";
		case "revert": return plan.isSent ? "AWS is rolling back already" : "Rolling back what is in flight";
		case "roll":
			if (plan.isRollback) return "Rollback";
			return plan.isTemplateOnly ? "Moving the group’s template" : "Plan";
	}
};
function versionChangeWords(timeline) {
	const changes = versionChanges(timeline);
	if (changes.length === 0) return `an unknown image → ${imageOf$1(timeline)} (a new version)`;
	return changes.map((change) => `${changes.length > 1 ? `${change.name} ` : ""}${templateWords(change, timeline)}`).join(", ");
}
function templateWords({ from, to, image }, { plan }) {
	if (from && from.version === to?.version) return versionsWords([from]);
	if (!to && plan?.action !== "roll") return from ? `${versionsWords([from])} → ${image}` : image;
	const target = to ? versionsWords([to]) : `${image} (a new version)`;
	if (!from && plan && "settings" in plan) return `${target}, and no version to roll back to`;
	return `${from ? versionsWords([from]) : "an unknown image"} → ${target}`;
}
function preparedWords({ to, how }, timeline) {
	const source = sourceNumber(timeline, to.id);
	const from = source === void 0 ? "" : ` from version ${source}`;
	return `Version ${to.version} of ${to.id} with ${to.image} ${how === "made" ? `is made${from}` : "already exists"}`;
}
const underwayWords = ({ how, operation }) => {
	switch (how) {
		case "started": return `Instance refresh ${refreshIdOf(operation)} to ${versionNumbers(operation.to.templates)} started`;
		case "found": return `Instance refresh ${refreshIdOf(operation)} found: the answer to its start was lost`;
		case "adopted": return `Instance refresh ${refreshIdOf(operation)} of an earlier attempt of this run taken up`;
		case "confirming": return "The group runs this image already: nothing is started, its state is confirmed";
		case "watched": return;
		case "rollback": return operation.type === "refresh" ? `Rollback started: instance refresh ${refreshIdOf(operation)}` : void 0;
	}
};
const rollbackReports = {
	"native-rollback": "Asking AWS to roll the instance refresh back",
	"new-refresh": "Rolling back by a second instance refresh",
	cancel: "Asking AWS to cancel the instance refresh",
	leave: "Leaving it as it is"
};
const statusWords = (status) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.An)(status) ? statuses[status] : `AWS’s status is ${status}`;
const statuses = {
	Pending: "Pending: AWS accepted the instance refresh",
	InProgress: "InProgress: AWS replaces instances",
	Baking: "Baking: AWS has replaced what it had to; until the bake time has passed it can still roll back",
	Successful: `AWS reports Successful. Confirming: every instance healthy, 3 checks in a row`,
	Failed: "Failed: AWS has given up",
	Cancelling: "Cancelling: AWS finishes what is in flight",
	Cancelled: "Cancelled: what was replaced stays replaced",
	RollbackInProgress: "RollbackInProgress: AWS puts the old version back",
	RollbackSuccessful: "RollbackSuccessful: AWS has put the old version back",
	RollbackFailed: "RollbackFailed: AWS could not put the old version back"
};
// src/report/events.ts
function eventsOf(timeline) {
	const operations = watchedOperations(timeline).values();
	const isBad = timeline.outcome?.type === "failed" || timeline.outcome?.type === "cancelled";
	const rollout = watchedOperations(timeline).filter(({ isRollback }) => !isRollback).at(-1);
	return timeline.milestones.flatMap((milestone) => {
		const words = milestoneWords(milestone, timeline);
		const events = words === void 0 ? [] : [{
			at: milestone.at,
			says: words
		}];
		if (milestone.type !== "underway") return events;
		const watched = operations.next().value;
		if (!watched) return events;
		return [
			...events,
			...seenOf(watched),
			...isBad && watched.operation === rollout?.operation ? broken$1(timeline) : []
		];
	}).toSorted((a, b) => a.at - b.at);
}
function seenOf({ operation, statuses, points }) {
	const changes = points.filter((point, i) => i === 0 || pictureOf(point) !== pictureOf(points[i - 1]));
	return [...statuses.map(({ at, status }) => ({
		at,
		says: statusWords(status)
	})), ...changes.map((point) => ({
		at: point.at,
		says: progressWords(point, operation.to)
	}))].toSorted((a, b) => a.at - b.at);
}
const pictureOf = (point) => JSON.stringify({
	...point,
	at: 0
});
function broken$1(timeline) {
	const { outcome } = timeline;
	const at = rolloutStoppedAt(timeline);
	return outcome && "failure" in outcome && at !== void 0 ? [{
		at,
		says: `✖ ${rowOf(outcome.failure).sentence}`
	}] : [];
}
// src/report/phases.ts
function phasesOf(timeline) {
	const marks = [
		{
			name: "Read and plan",
			from: timeline.began
		},
		...timeline.milestones.flatMap(milestoneMark),
		...watchedOperations(timeline).flatMap(operationMarks)
	].toSorted((a, b) => a.from - b.from);
	const starts = marks.filter(({ name }, i) => name !== marks[i - 1]?.name);
	return starts.map(({ name, from }, i) => ({
		name,
		from,
		to: starts[i + 1]?.from ?? timeline.now
	})).filter(({ from, to }) => to > from).map((phase, i, all) => ({
		...phase,
		isBroken: endsIn(phase, rolloutStoppedAt(timeline)) || i === all.length - 1 && isStuck(timeline)
	}));
}
const endsIn = ({ from, to }, end) => end !== void 0 && from < end && end <= to;
const isStuck = ({ outcome }) => outcome !== void 0 && "rollback" in outcome && outcome.rollback.end === "failed";
function milestoneMark(milestone) {
	const { at } = milestone;
	switch (milestone.type) {
		case "waiting": return [{
			name: "Wait for another refresh",
			from: at
		}];
		case "surveyed": return [{
			name: "Read and plan",
			from: at
		}];
		case "claiming":
		case "pinning-image":
		case "pinning":
		case "preparing":
		case "starting": return [{
			name: "Prepare",
			from: at
		}];
		case "trial": return milestone.trial.did === "launching" ? [{
			name: "Trial",
			from: at
		}] : [];
		case "rolling-back": return [{
			name: "Roll back",
			from: at
		}];
		case "planned":
		case "checked":
		case "deleting-versions":
		case "archiving-images":
		case "watching":
		case "noted":
		case "pinned-image":
		case "pinned":
		case "prepared":
		case "underway":
		case "evidence":
		case "final-step":
		case "concluded": return [];
	}
}
function operationMarks({ at, operation, isRollback, statuses }) {
	const moving = isRollback ? "Roll back" : "Replace";
	return [{
		name: operation.type === "verify-only" ? "Confirm" : moving,
		from: at
	}, ...statuses.flatMap(({ at: from, status }) => {
		if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(status)) return [{
			name: "Bake",
			from
		}];
		if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Pn)(status)) return [{
			name: "Confirm",
			from
		}];
		return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(status) ? [{
			name: "Roll back",
			from
		}] : [];
	})];
}
// src/report/words/evidence.ts
const evidenceWords = ({ launches, causes, instances }) => [
	...launches.map(({ text, count: times }) => `${times === 1 ? "1 launch" : `${times} launches`} failed: “${text}”`),
	...causes.map(({ text, count: times }) => `${count(times, "instance")}: “${text}”`),
	...instanceLines(instances)
];
// src/report/summary/course.ts
const course = ({ timeline }) => {
	const drawn = [chartOf(timeline) ?? [], phases(timeline) ?? []].flat();
	return drawn.length > 0 ? blocks([md`### How it went`, ...drawn]) : void 0;
};
function phases(timeline) {
	const gone = phasesOf(timeline);
	if (timeline.operations.length === 0 || gone.length === 0) return void 0;
	const steps = gone.map(({ name, from, to, isBroken }) => md`${isBroken ? "❌ " : ""}${name} ${duration(to - from)}`);
	return md`${join(steps, md` → `)} · in all **${duration(timeline.now - timeline.began)}**`;
}
const FIRST_EVENTS = 60;
const LAST_EVENTS = 240;
const events = ({ timeline }) => {
	if (timeline.operations.length === 0) return void 0;
	const all = eventsOf(timeline);
	const row = ({ at, says }) => [clock(at), says];
	const left = all.length - FIRST_EVENTS - LAST_EVENTS;
	const rows = left > 0 ? [
		...all.slice(0, FIRST_EVENTS).map(row),
		["…", `Cut here: ${count(left, "event")}, not listed.`],
		...all.slice(-240).map(row)
	] : all.map(row);
	return details(`What happened, in ${count(all.length, "event")}`, table(["UTC", "event"], rows));
};
const found$1 = ({ timeline }) => {
	const milestone = timeline.milestones.findLast(({ type }) => type === "evidence");
	if (milestone?.type !== "evidence") return void 0;
	const { console: its } = milestone.evidence;
	const lines = evidenceWords(beyond(milestone.evidence, timeline));
	if (lines.length === 0 && !its) return void 0;
	return blocks([
		md`### What was found`,
		...lines.length > 0 ? [bullets(lines.map(prose))] : [],
		...its ? [details(`Console of ${its.instance}, its last ${its.lines.length} lines`, codeBlock(its.lines, "text"))] : []
	]);
};
function beyond(evidence, { outcome }) {
	if (!outcome || !("failure" in outcome) || !("messages" in outcome.failure)) return evidence;
	const said = outcome.failure.messages.map(({ text }) => text);
	return {
		...evidence,
		launches: evidence.launches.filter(({ text }) => !said.includes(text))
	};
}
const findings = ({ timeline: { plan, outcome } }) => {
	const found = (outcome?.type === "refused" ? outcome.findings : plan?.findings ?? []).filter(({ level }) => level === "warning");
	if (found.length === 0) return void 0;
	return blocks([md`### Found before the start: ${count(found.length, "warning")}`, bullets(found.map(({ says, remedy }) => md`${prose(says)} ${prose(remedy)}`))]);
};
const fleetStatus = ({ timeline }) => {
	const { outcome, milestones } = timeline;
	if (outcome?.type === "planned") return void 0;
	const made = milestones.flatMap((milestone) => milestone.type === "prepared" && milestone.how === "made" ? [milestone.to] : []);
	const pins = milestones.flatMap((milestone) => milestone.type === "pinned" ? milestone.pins : []);
	const done = milestones.flatMap((milestone) => milestone.type === "final-step" && !("command" in milestone.finalStep) ? [milestone.finalStep] : []);
	const lines = [
		...refreshes(timeline),
		...made.map(({ id, version }) => md`Version ${version} of ${code(id)}, made by this run from version ${sourceNumber(timeline, id) ?? "–"}`),
		...savedVersions(timeline),
		...pins.map((pin) => pinned$1(pin, pins.length > 1)),
		...done.map((finalStep) => md`${finalStepWords(finalStep)}`)
	];
	return lines.length > 0 ? blocks([md`### State in AWS`, bullets(lines)]) : void 0;
};
function refreshes(timeline) {
	const { outcome, operations } = timeline;
	const active = outcome && "fleetStatus" in outcome ? outcome.fleetStatus.active : void 0;
	const ours = [.../* @__PURE__ */ new Set([refreshOf(timeline), ...operations.map(({ operation }) => refreshIdOf(operation) ?? "")])].filter((id) => id !== "");
	const status = (id) => active?.id === id ? active.status : lastStatus(timeline, id);
	return [...ours.map((id) => md`Instance refresh ${code(id)}: ${status(id)}${active?.id === id ? ", still in progress" : ""}`), ...active && !ours.includes(active.id) ? [md`Another instance refresh, ${code(active.id)}: ${active.status}, still in progress`] : []];
}
const lastStatus = ({ operations }, id) => operations.findLast(({ last }) => last?.refresh?.id === id)?.last?.refresh?.status ?? "not seen";
function savedVersions(timeline) {
	const saved = lastSeen(timeline)?.saved.map(({ version }) => version) ?? [];
	return saved.length === 0 ? [] : [md`The group’s saved template version at the last poll: ${code(saved.join(", "))}`];
}
function pinned$1(pin, several) {
	const of = several ? ` of ${pin.name}` : "";
	if ("former" in pin) return md`The group had version ${pin.former} saved and was set to version ${pin.version} for the rollout, so that it can be rolled back`;
	return "alias" in pin ? md`The group followed ${pin.alias}${of} and was pinned to version ${pin.version} for the rollout` : md`The group${of} named its image by the parameter ${code(pin.parameter)} and was pinned to version ${pin.version} with ${code(pin.image)}`;
}
// src/report/summary/drift.ts
const MOST_LISTED = 1e3;
const drift = ({ timeline }) => {
	const found = timeline.drift;
	if (!found || found.drifted.length === 0) return void 0;
	const { drifted, saved } = found;
	const left = drifted.length - MOST_LISTED;
	return blocks([
		md`### ${count(drifted.length, "instance")} not on ${saved.length > 1 ? "the versions" : md`version ${saved[0]?.version ?? ""} with ${code(saved[0]?.image ?? "")}`}${saved.length > 1 ? " that the group has saved" : ""}`,
		table([
			"instance",
			"lifecycle",
			"template version",
			"image (EC2)",
			"launched"
		], drifted.slice(0, MOST_LISTED).map(({ instance, lifecycle, template, image, age, leftOut }) => [
			code(instance),
			leftOut === "protected" ? `${lifecycle}, protected` : lifecycle,
			template ? `${template.version}${template.id === saved[0]?.id && saved.length === 1 ? "" : ` of ${template.id}`}` : "none",
			image === void 0 ? "not listed" : code(image),
			age === void 0 ? "–" : `${duration(age)} ago`
		])),
		...left > 0 ? [md`Cut here: ${left} more, not listed.`] : []
	]);
};
// src/report/headline.ts
function headlineOf(timeline) {
	const { outcome, plan, drift } = timeline;
	const group = groupOf(timeline);
	switch (outcome?.type) {
		case void 0: return underWay$1(timeline);
		case "succeeded": return {
			sign: "✅",
			says: `${group} ${arrived(timeline, outcome.fleetStatus)}${share(outcome.fleetStatus)}`
		};
		case "unchanged": return {
			sign: "✅",
			says: `${group} ${isOn(timeline, outcome.fleetStatus)} already${share(outcome.fleetStatus)}`
		};
		case "planned": return {
			sign: "🔍",
			says: `Plan for ${group}${plan ? `: ${planSummary(plan)}` : ""}`
		};
		case "in-sync": return {
			sign: "✅",
			says: `${group} is in sync${drift ? ` with ${versionNumbers(drift.saved)}` : ""}`
		};
		case "drifted": return {
			sign: "❌",
			says: `${group} has drifted${drifted(timeline)}`
		};
		case "refused": return {
			sign: "⛔",
			says: refused$1(group, outcome)
		};
		case "failed":
		case "cancelled": return broken(timeline, outcome);
	}
}
function underWay$1(timeline) {
	const watched = watchedOperations(timeline).at(-1);
	const point = watched?.points.at(-1);
	const group = groupOf(timeline);
	if (!watched || !point) return {
		sign: "⏳",
		says: `${group}: no instance is touched so far`
	};
	const { to } = watched.operation;
	const counts = `${point.onTarget} of ${point.expected} ${to.since ? "are new" : `run ${versionNumbers(to.templates)}`}`;
	return watched.isRollback ? {
		sign: "↩️",
		says: `${group} is rolling back: ${counts}`
	} : {
		sign: "⏳",
		says: `${group} is under way: ${counts}`
	};
}
function isOn(timeline, fleetStatus) {
	const { fleet, covered, leftOut, runs } = fleetStatus;
	if (fleet === "unknown") return "could not be seen";
	if (covered + leftOut.length === 0) return fleet === "new" ? `is empty, and launches ${versionNumbers(toOf(timeline))}` : "is empty";
	if (runs.length === 0) return "has no instance in service";
	const on = fleetStatus.isRenewal && fleet === "new" ? " on new instances" : "";
	return `runs ${versionNumbers(runningVersions(timeline, fleetStatus))}${on}`;
}
const arrived = (timeline, fleetStatus) => isRollback(timeline) && fleetStatus.runs.length > 0 ? `was rolled back to ${versionNumbers(runningVersions(timeline, fleetStatus))}` : isOn(timeline, fleetStatus);
function share({ covered, onTarget, leftOut }) {
	const total = covered + leftOut.length;
	const others = leftOut.length > 0 ? `, ${leftOutWords(leftOut)}` : "";
	return total === 0 ? "" : `: ${onTarget} of ${count(total, "instance")}${others}`;
}
function drifted({ drift }) {
	if (!drift) return "";
	const { drifted, compared, moved, aliasesToRestore, saved } = drift;
	if (drifted.length > 0) return `: ${drifted.length} of ${count(compared, "instance")} ${drifted.length === 1 ? "is" : "are"} not on ${versionNumbers(saved)}`;
	return moved ? `: its template is not what the last rollout left` : `: it should follow ${aliasesToRestore[0]?.alias ?? "an alias"}`;
}
function refused$1(group, { code, findings }) {
	if (code === "invalid-input") return "Refused: the inputs of this step cannot be taken";
	const errors = findings.filter(({ level }) => level === "error").length;
	return `Not started: ${group} was not changed${errors > 1 ? ` (${errors} reasons)` : ""}`;
}
function broken(timeline, outcome) {
	const { type, rollback } = outcome;
	const happened = isWatching(timeline) ? watchEnd(timeline, outcome) : `${attempt$1(timeline)} ${type === "cancelled" ? "was cancelled" : isUnconfirmed(outcome) ? "was not confirmed in time" : "failed"}`;
	const says = `${groupOf(timeline)} ${state(timeline, outcome)}: ${happened}`;
	if (endedByFailedPolls(outcome.failure) && timeline.operations.length > 0) return {
		sign: "❌",
		says: `${groupOf(timeline)} is out of sight: ${attempt$1(timeline)} goes on in AWS, unwatched`
	};
	if (outcome.failure.code === "handed-over") return {
		sign: "⏳",
		says: `${groupOf(timeline)} ${state(timeline, outcome)}: ${attempt$1(timeline)} is handed over to a later job`
	};
	if (rollback.end === "failed") return {
		sign: isAllBack(outcome) ? "❌" : "🚨",
		says: `${says}, and the rollback failed`
	};
	return {
		sign: hasRolledBack(timeline, outcome) || isRollbackUnderWay(timeline, outcome) ? "↩️" : "❌",
		says
	};
}
function watchEnd(timeline, { type, failure, fleetStatus: { active } }) {
	if (type === "cancelled") return "watching it was cancelled";
	if (failure.code === "timeout") return `${attempt$1(timeline)} did not end in time`;
	return `${attempt$1(timeline)} ${active && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(active.status) ? "is failing" : "failed"}`;
}
const isUnconfirmed = ({ failure }) => failure.code === "timeout" && failure.reason === "all-replaced";
const isAllBack = ({ fleetStatus: { fleet, active } }) => fleet === "previous" && active === void 0;
const hasRolledBack = (timeline, { fleetStatus }) => fleetStatus.fleet === "previous" && !fleetStatus.isRenewal && !fleetStatus.active && watchedOperations(timeline).some((each) => each.isRollback);
const isRollbackUnderWay = (timeline, { fleetStatus }) => fleetStatus.active !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(fleetStatus.active.status) && !isRollback(timeline);
function state(timeline, outcome) {
	const { fleetStatus } = outcome;
	const { fleet, runs, covered, leftOut, onTarget, active } = fleetStatus;
	const numbers = versionNumbers(runningVersions(timeline, fleetStatus));
	if (fleetStatus.isRenewal && fleet === "previous") return `keeps its instances on ${numbers}`;
	if (hasRolledBack(timeline, outcome) && outcome.rollback.end !== "failed") return runs.length > 0 ? `was rolled back to ${numbers}` : "is empty";
	if (fleet === "previous" && timeline.operations.length === 0 && runs.length > 0) return `stays on ${numbers}`;
	if (isRollbackUnderWay(timeline, outcome)) return `is being rolled back to ${versionNumbers(fromOf(timeline))}`;
	const atWork = active ? `, AWS goes on (${active.status})` : "";
	const where = fleetStatus.isRenewal ? "new" : `on ${versionNumbers(toOf(timeline))}`;
	const share = `${onTarget} of ${covered + leftOut.length} ${where}`;
	return fleet === "mixed" ? `is mixed, ${share}${atWork}` : `${isOn(timeline, fleetStatus)}${atWork}`;
}
function attempt$1(timeline) {
	const to = toOf(timeline);
	if (isWatching(timeline)) return refreshOf(timeline) === "" ? "the watch" : `somebody else’s instance refresh${to.length === 0 ? "" : ` to ${versionNumbers(to)}`}`;
	const [what, where] = isRollback(timeline) ? ["the rollback", "to"] : ["the rollout", "of"];
	return to.length === 0 ? what : `${what} ${where} ${versionNumbers(to)}`;
}
// src/rollout/model/hook-wait.ts
const hookNamesOf = (hooks = []) => {
	const names = (at) => hooks.filter((hook) => hook.at === at).map(({ name }) => name);
	return {
		launch: names("launch"),
		termination: names("termination")
	};
};
const hookWaitsIn = (instances, names) => instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.en).map(({ id, lifecycle }) => {
	const at = lifecycle === "Pending:Wait" ? "launch" : "termination";
	return {
		instance: id,
		at,
		hooks: names[at]
	};
});
// src/report/next-step.ts
function nextStep(timeline, outcome) {
	if (outcome.type === "refused") {
		const remedies = outcome.findings.filter(({ level }) => level === "error").map(({ remedy }) => remedy);
		return {
			says: [...new Set(remedies)].join(" "),
			commands: [],
			diagnostics: []
		};
	}
	if (outcome.type === "drifted") return timeline.drift && {
		...driftStep(addresseeOf(timeline), timeline.drift),
		diagnostics: []
	};
	if (outcome.type !== "failed" && outcome.type !== "cancelled") return void 0;
	const row = rowOf(outcome.failure);
	if (isLeftToPost(timeline, outcome)) return {
		says: `The post step of this job watches it and adds a page with its end. ${row.nextStep}`,
		commands: [],
		diagnostics: []
	};
	const byHand = isOldImageGone(timeline) && !outcome.fleetStatus.active ? [] : outcome.fleetStatus.byHand;
	const group = groupOf(timeline);
	const cause = hasFailedRollback(outcome) && byHand.length > 0 ? activities(group) : [];
	const wait = firstHookWait(timeline, outcome);
	const hook = wait === void 0 ? [] : completeHookCommands(group, wait);
	const gone = isGone(outcome) ? row.onceGone : void 0;
	const commands = [
		...cause,
		...byHand,
		...hook
	];
	const diagnostics = gone === void 0 ? row.commands(group).filter((each) => !commands.includes(each)) : [];
	const says = `${stateStep(timeline, outcome, commands.length > 1 ? "the first command" : "the command below")}${wait === void 0 ? "" : hookStep(wait)}${isWatching(timeline) && watchOn[outcome.failure.code] || (gone ?? row.nextStep)}`;
	return commands.length > 0 ? {
		says,
		commands,
		diagnostics
	} : {
		says,
		commands: diagnostics,
		diagnostics: []
	};
}
const isGone = ({ fleetStatus: { fleet, onTarget, active } }) => fleet !== "unknown" && onTarget === 0 && active === void 0;
const WATCH_ON = "Run the job again: it watches on, or reports how the refresh has ended.";
const watchOn = {
	cancelled: WATCH_ON,
	timeout: `${WATCH_ON} Raise \`timeout\` if this is how long it takes.`,
	"handed-over": "The same step in a later job watches on, or run this job again.",
	"lost-contact": WATCH_ON,
	"access-denied": "Give the role the permissions in docs/iam-policy-plan.json and docs/iam-policy-watch.json, then run again.",
	"credentials-expired": "Run the job again: it watches on. Set `role-to-assume`: then this step renews its credentials before they expire."
};
const isOldImageGone = ({ plan }) => plan?.findings.some(({ rule }) => rule === "way-back-gone") ?? false;
const byHook = /* @__PURE__ */ new Set([
	"stalled",
	"timeout",
	"aws-failed",
	"rollback-failed"
]);
const firstHookWait = (timeline, { failure }) => byHook.has(failure.code) ? hookWaitsIn(lastSeen(timeline)?.instances ?? [], hookNamesOf(timeline.survey?.launchEnvironment?.hooks))[0] : void 0;
const hookStep = ({ instance, hooks: [hook, ...others] }) => hook === void 0 || others.length > 0 ? `Complete the actions of the lifecycle hooks that still hold ${instance}; AWS refuses those that are complete. ` : `Complete the action of the lifecycle hook ${hook}, which still holds ${instance}. `;
const hasFailedRollback = ({ rollback, fleetStatus: { active, fleet } }) => rollback.end === "failed" && !active && (fleet === "mixed" || fleet === "new");
function stateStep(timeline, outcome, first) {
	const { failure, fleetStatus } = outcome;
	const { byHand, active } = fleetStatus;
	const to = toOf(timeline);
	if (active && byHand.length > 1) return byHand[0] === cancelCommand(addresseeOf(timeline)) ? `AWS goes on${to.length > 0 ? ` to ${versionNumbers(to)}` : ""}, unwatched. Stop it where it is with the first command, or watch it with the second. ` : "Roll it back with the first command, or watch it with the second. ";
	if (active) return byHand.length > 0 ? `Watch it with ${first}. ` : "";
	if (byHand.length === 0 || isAwsFailed(failure, "version-gone")) return "";
	const old = fromOf(timeline);
	if (isOldImageGone(timeline)) return `The image of ${versionNumbers(old)} is gone, so that no rollback can succeed: deploy another image. `;
	const back = old.length === 0 ? "roll back" : `roll back to ${versionNumbers(old)}`;
	if (hasFailedRollback(outcome)) return `See by the first command why the rollback failed, fix that, then ${back} with the second. `;
	if (isAwsFailed(failure, "nothing-proven")) return `If it is not wanted, save ${versionNumbers(old)} with ${first}. `;
	const by = isRollback(timeline) ? `with ${first}` : `with ${first} or \`mode: rollback\``;
	switch (fleetStatus.fleet) {
		case "unknown": return `First check with ${first} what AWS is doing. `;
		case "mixed": return rowOf(failure).runAgain ? `Decide which way to go: run this job again, or ${back} ${by}. ` : `Now ${back} ${by}; it may double the capacity. ${isWatching(timeline) ? "" : "Do not run this job again before the cause is fixed. "}`;
		case "new": return `If requests fail, ${back} now, ${by}; it may double the capacity. `;
		case "previous": return `End what is still launching with ${first}. `;
	}
}
// src/report/summary/head.ts
const head = (story) => {
	const { timeline } = story;
	const { outcome } = timeline;
	const { sign, says } = headlineOf(timeline);
	return blocks([
		md`## ${sign} ${says}`,
		...outcome ? said$1(story, outcome) : underWay(story),
		...failedFinalSteps$1(story),
		...trialsLeft$1(story)
	]);
};
function said$1(story, outcome) {
	const { timeline } = story;
	switch (outcome.type) {
		case "succeeded": return [md`${fleetNow(timeline, outcome.fleetStatus)}${proof(timeline)}${isWatching(timeline) ? ` ${nothingSent(timeline)}` : ""}`];
		case "unchanged": return [md`${fleetNow(timeline, outcome.fleetStatus)}${proof(timeline)} It was only confirmed: no instance was replaced.`];
		case "planned": return [md`${fleetNow(timeline, outcome.fleetStatus)} This was a plan: nothing was changed.`];
		case "in-sync": return [md`${timeline.drift ? inSyncWords(timeline.drift) : ""} It was only compared, nothing was changed.`];
		case "drifted": return [
			md`**Why:** ${timeline.drift ? differs(timeline.drift) : ""}`,
			md`**Now:** ${timeline.drift ? driftNow(timeline.drift) : ""} It was only compared, nothing was changed.`,
			...next(story, outcome)
		];
		case "refused": return refusal$1(story, outcome);
		case "failed":
		case "cancelled": return [
			md`**Why:** ${prose(rowOf(outcome.failure).sentence)}`,
			md`**Now:** ${fleetNow(timeline, outcome.fleetStatus)}${healthNow(timeline, outcome.fleetStatus)} ${rollbackSentence(timeline, outcome)}`,
			...next(story, outcome),
			...seen(timeline),
			...diagnostics(story, outcome)
		];
	}
}
function refusal$1(story, outcome) {
	const errors = outcome.findings.filter(({ level }) => level === "error");
	if (outcome.code === "invalid-input") return [
		md`**Now:** AWS was not asked, nothing was changed.`,
		bullets(errors.map(({ says }) => prose(says))),
		...next(story, outcome)
	];
	const fleet = md`**Now:** ${fleetNow(story.timeline, outcome.fleetStatus)} Nothing was changed.`;
	const [first] = errors;
	return errors.length === 1 && first ? [
		md`**Why:** ${prose(first.says)}`,
		fleet,
		...next(story, outcome)
	] : [fleet, bullets(errors.map(({ says, remedy }) => md`${prose(says)}${lineBreak}**Next:** ${prose(remedy)}`))];
}
function next({ timeline, run }, outcome) {
	const step = nextStep(timeline, outcome);
	if (!step) return [];
	return [md`**Next:** ${prose(step.says)}`, ...toCopy$2(step.commands, run)];
}
function diagnostics({ timeline, run }, outcome) {
	const shown = toCopy$2(nextStep(timeline, outcome)?.diagnostics ?? [], run);
	return shown.length === 0 ? [] : [md`**To see why:**`, ...shown];
}
const toCopy$2 = (commands, { region }) => commands.map((each) => codeBlock(folded(inRegion(each, region)), "sh"));
const proof = (timeline) => {
	const names = timeline.operations[0]?.operation.targetGroups.map(targetGroupName) ?? [];
	const unwatched = unwatchedWords(timeline);
	return names.length > 0 ? ` Every instance of this rollout is healthy in ${list(names)}, 3 checks in a row${unwatched}.` : unwatched.replace(/^; (.*)$/, " $1.");
};
function seen(timeline) {
	const watched = watchedOperations(timeline).findLast((each) => !each.isRollback && each.last);
	const point = watched?.points.at(-1);
	if (!watched?.last || !point) return [];
	const { operation, last } = watched;
	const { onTarget, healthy, total, inTargetGroups } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ct)(last, operation);
	const by = inTargetGroups.map((each) => `${targetGroupName(each.targetGroup)} ${each.healthy} of ${each.registered}`);
	const says = [
		`${onTarget} of ${total} ${onTargetWords(operation.to)}, ${healthy} of ${total} healthy, at ${clock(point.at)} UTC during the rollout.`,
		...by.length > 0 ? [`By target group: ${by.join(", ")}.`] : [],
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xt)(last.instances) === "instances" && total > last.desired ? [`The desired capacity is ${last.desired}: the others run meanwhile.`] : []
	];
	return [md`**Seen:** ${says.join(" ")}`];
}
function healthNow(timeline, { fleet }) {
	const last = watchedOperations(timeline).findLast(({ points }) => points.length > 0)?.points.at(-1);
	if (!last || fleet === "unknown") return "";
	return ` ${last.healthy === last.total ? "All were" : `${last.healthy} of ${last.total} were`} healthy at ${clock(last.at)} UTC.`;
}
const failedFinalSteps$1 = ({ timeline, run }) => timeline.milestones.flatMap((milestone) => milestone.type === "final-step" && "command" in milestone.finalStep ? [alert("WARNING", blocks([md`${finalStepWords(milestone.finalStep)}`, ...toCopy$2([milestone.finalStep.command], run)]))] : []);
const trialsLeft$1 = ({ timeline, run }) => timeline.milestones.flatMap((milestone) => milestone.type === "trial" && milestone.trial.did === "left" ? [alert("WARNING", blocks([md`${trialWords(milestone.trial)}`, ...toCopy$2([milestone.trial.command], run)]))] : []);
function underWay({ timeline, run }) {
	if (isWatching(timeline)) return [alert("NOTE", md`If the job has ended, it was ended here and AWS goes on by itself: run it again, and it watches on.`)];
	if (refreshOf(timeline) === "") return [alert("NOTE", md`If the job has ended, it was ended before it started an instance refresh: run it again.`)];
	const its = lastSeen(timeline)?.refresh;
	return [
		...its ? [md`Instance refresh ${refreshWords(its)}.`] : [],
		alert("NOTE", md`If the job has ended, it was ended here and AWS goes on by itself: run it again, and it takes up its own refresh.`),
		...toCopy$2(timeline.operations.slice(-1).map(({ operation }) => describeCommand(operation)), run)
	];
}
// src/rollout/plan/pins.ts
function replacedBy(pins) {
	if (pins.some((pin) => "former" in pin)) return "former";
	return pins.some((pin) => "parameter" in pin) ? "parameter" : "alias";
}
// src/rollout/plan/version-batches.ts
const DELETED_AT_ONCE = 200;
const deletions = (versions) => Array.from({ length: Math.ceil(versions.length / DELETED_AT_ONCE) }, (_, i) => versions.slice(i * DELETED_AT_ONCE, (i + 1) * DELETED_AT_ONCE));
// src/rollout/plan/steps.ts
const callsOf = (steps) => steps.flatMap(callsOfStep);
function callsOfStep(step) {
	switch (step.type) {
		case "note-rollout": return [call("CreateOrUpdateTags", step.group, {
			type: step.type,
			versions: numbers(step.versions)
		})];
		case "note-rollback-target": return [call("CreateOrUpdateTags", step.group, {
			type: step.type,
			versions: numbers(step.versions)
		})];
		case "create-version": return [call("CreateLaunchTemplateVersion", step.version.id, creation(step))];
		case "pin-group": return [...step.aliasTag === void 0 ? [] : [call("CreateOrUpdateTags", step.group, { type: "remember-aliases" })], call("UpdateAutoScalingGroup", step.group, {
			type: "pin",
			versions: numbers(step.pins.map(({ version }) => version)),
			replaces: replacedBy(step.pins)
		})];
		case "trial": return [...step.versions.map(({ version: { id, version } }) => call("RunInstances", id, {
			type: "try",
			version,
			limit: step.limit
		})), ...step.versions.map(({ version: { id } }) => call("TerminateInstances", id, { type: "end-trial" }))];
		case "end-trials": return step.instances.map((instance) => call("TerminateInstances", instance, {
			type: "end-left-trials",
			instances: [instance]
		}));
		case "start-refresh": return [call("StartInstanceRefresh", step.group, {
			type: "roll",
			versions: numbers(step.to)
		})];
		case "roll-back-refresh": return [call("RollbackInstanceRefresh", step.group, { type: "roll-back" })];
		case "cancel-refresh": return [call("CancelInstanceRefresh", step.group, { type: "cancel-other-refresh" })];
		case "set-default-version": {
			const { id, version } = step.version;
			return step.isDue ? [call("ModifyLaunchTemplate", id, {
				type: "set-default",
				version
			})] : [];
		}
		case "restore-aliases": return restoring(step.group, step.expected);
		case "set-parameter": return step.isDue ? [call("PutParameter", step.parameter.name, {
			type: step.type,
			image: step.image
		})] : [];
		case "delete-failed-versions": return [call("DeleteLaunchTemplateVersions", step.template, {
			type: "delete-failed",
			versions: step.expected
		})];
		case "delete-old-versions": return [...step.retired.map((image) => call("CreateTags", image, { type: "retire-image" })), ...deletions(step.expected).map((versions) => call("DeleteLaunchTemplateVersions", step.template, {
			type: "delete-versions",
			versions
		}))];
		case "archive-images": {
			const { how } = step.archive;
			const operation = how === "disable" ? "DisableImage" : "EnableImageDeprecation";
			return step.expected.map((image) => call(operation, image, { type: how }));
		}
		case "confirm-start":
		case "use-version":
		case "watch":
		case "verify-fleet":
		case "wait-for-refresh": return [];
	}
}
const call = (operation, on, purpose) => ({
	operation,
	on,
	purpose
});
const numbers = (versions) => versions.map(({ version }) => version);
function creation({ version: made, replaces }) {
	const { version, image, source } = made;
	const facts = {
		version,
		from: source.version,
		image
	};
	return replaces ? {
		type: "replace-parameter",
		...facts,
		imageFrom: replaces.imageFrom
	} : {
		type: "create-version",
		...facts
	};
}
function restoring(group, { restored, isSaved, keepsTag }) {
	if (restored.length === 0) return [];
	return [...isSaved ? [] : [call("UpdateAutoScalingGroup", group, {
		type: "restore-aliases",
		aliases: restored
	})], keepsTag ? call("CreateOrUpdateTags", group, { type: "remember-other-aliases" }) : call("DeleteTags", group, { type: "forget-aliases" })];
}
// src/rollout/plan/permissions.ts
function permissionsFor(plan, on) {
	if (!("settings" in plan)) return [];
	const all = [
		...readActions(on.survey, on.settings).map((action) => ({
			action,
			for: "reads"
		})),
		...callsOf(plan.steps).map(({ operation }) => ({
			action: actionOf(operation),
			for: "changes"
		})),
		...plan.steps.some(({ type }) => type === "trial") ? [{
			action: "ec2:CreateTags",
			for: "changes"
		}] : [],
		...plan.steps.some(({ type }) => type === "archive-images") ? archivePermissions : [],
		...on.settings.verify?.onInstance ? ["ssm:SendCommand", "ssm:CancelCommand"].map((action) => ({
			action,
			for: "changes"
		})) : [],
		...launchActions(on.survey).map((action) => ({
			action,
			for: "launch"
		})),
		...undoActions(plan, on.settings).map((action) => ({
			action,
			for: "undo"
		}))
	];
	return all.filter(({ action }, i) => all.findIndex((each) => each.action === action) === i).toSorted((a, b) => uses.indexOf(a.for) - uses.indexOf(b.for) || (a.action < b.action ? -1 : 1));
}
const archivePermissions = [
	"ec2:DescribeImageReferences",
	"ec2:DescribeImageAttribute",
	"autoscaling:DescribeLaunchConfigurations",
	"ssm:DescribeParameters",
	"ssm:GetParameters",
	"imagebuilder:ListImageRecipes",
	"imagebuilder:ListContainerRecipes",
	"imagebuilder:GetContainerRecipe"
].map((action) => ({
	action,
	for: "reads"
}));
const uses = [
	"reads",
	"launch",
	"changes",
	"undo"
];
const actionOf = (operation) => `${ofEc2.test(operation) ? "ec2" : operation === "PutParameter" ? "ssm" : "autoscaling"}:${operation}`;
const ofEc2 = /LaunchTemplate|Image|^(Run|Terminate)Instances$|^CreateTags$/;
const readActions = ({ group, templates }, { alarms, images, setParameter, verify }) => [
	"autoscaling:DescribeAutoScalingGroups",
	"autoscaling:DescribeInstanceRefreshes",
	"autoscaling:DescribeLifecycleHooks",
	"autoscaling:DescribeScalingActivities",
	...group?.hasWarmPool ? ["autoscaling:DescribeWarmPool"] : [],
	"ec2:DescribeImages",
	"ec2:DescribeInstanceStatus",
	"ec2:DescribeInstanceTypes",
	"ec2:DescribeInstances",
	"ec2:DescribeLaunchTemplateVersions",
	"ec2:DescribeLaunchTemplates",
	...group?.targetGroups.some((each) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ut)(each)) ? [
		"elasticloadbalancing:DescribeLoadBalancers",
		"elasticloadbalancing:DescribeTargetGroupAttributes",
		"elasticloadbalancing:DescribeTargetGroups",
		"elasticloadbalancing:DescribeTargetHealth"
	] : [],
	...group?.targetGroups.some(_action_js__WEBPACK_IMPORTED_MODULE_0__.ut) ? [
		"elasticloadbalancing:DescribeInstanceHealth",
		"elasticloadbalancing:DescribeLoadBalancerAttributes",
		"elasticloadbalancing:DescribeLoadBalancers"
	] : [],
	...alarms.length > 0 ? ["cloudwatch:DescribeAlarms"] : [],
	...setParameter !== void 0 || images.some(({ from }) => from === "parameter") ? ["ssm:GetParameter"] : [],
	...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).some(({ parameter }) => parameter) ? ["ssm:GetParameters"] : [],
	...verify?.onInstance ? [
		"ssm:DescribeInstanceInformation",
		"ssm:GetCommandInvocation",
		"ssm:ListCommandInvocations",
		"ssm:ListCommands"
	] : []
];
function launchActions({ templates }) {
	const versions = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((each) => [each.saved, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.I)(each)]);
	return [
		"ec2:RunInstances",
		...versions.some((each) => has(each, "TagSpecifications")) ? ["ec2:CreateTags"] : [],
		...versions.some((each) => has(each, "IamInstanceProfile")) ? ["iam:PassRole"] : []
	];
}
const has = ({ data }, member) => {
	const value = data[member];
	return Array.isArray(value) ? value.length > 0 : value !== void 0;
};
const undoActions = ({ steps }, { onFailure, onCancel, failedVersion }) => {
	const actions = /* @__PURE__ */ new Set([onFailure, onCancel]);
	return [
		"ec2:GetConsoleOutput",
		...actions.has("rollback") ? ["autoscaling:RollbackInstanceRefresh"] : [],
		...failedVersion === "delete" && steps.some(({ type }) => type === "create-version") ? ["ec2:DeleteLaunchTemplateVersions"] : [],
		...actions.has("rollback") || actions.has("cancel") ? ["autoscaling:CancelInstanceRefresh"] : []
	];
};
// src/rollout/plan/found-clean-up.ts
const withCleanUp = (steps, found) => steps.map((step) => {
	if (step.type === "archive-images") {
		const { archived = [] } = found.images.find(({ template }) => template === step.template) ?? {};
		return {
			...step,
			expected: archived.map(({ id }) => id)
		};
	}
	if (step.type !== "delete-old-versions") return step;
	const { versions = [], images = [] } = found.versions.find(({ template }) => template === step.template) ?? {};
	const own = images.filter(({ owner, state }) => owner === found.account && state !== "disabled");
	return {
		...step,
		expected: versions.map(({ version }) => version),
		retired: step.retires ? own.map(({ id }) => id) : []
	};
});
// src/report/preview.ts
function previewOf({ plan, settings, survey, milestones }) {
	if (!plan || !survey || settings?.mode !== "plan" || plan.action === "refuse") return void 0;
	const steps = withCleanUp(plan.steps, {
		account: survey.group?.account ?? "",
		versions: milestones.flatMap((milestone) => milestone.type === "deleting-versions" ? [milestone.cleanUp] : []),
		images: milestones.flatMap((milestone) => milestone.type === "archiving-images" ? [milestone.cleanUp] : [])
	});
	const asFound = {
		...plan,
		steps
	};
	return {
		plan: asFound,
		calls: callsOf(steps),
		permissions: permissionsFor(asFound, {
			survey,
			settings
		})
	};
}
// src/rollout/plan/estimate.ts
const LAUNCH = 9e4;
function estimate(due, { desired, max }, { preferences, waits }) {
	const replaced = due.length;
	const weight = replaced === 0 ? 1 : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yt)(due) / replaced;
	const least = Math.ceil(desired * preferences.minHealthyPercentage / 100);
	const most = Math.max(Math.floor(desired * preferences.maxHealthyPercentage / 100), desired);
	const inInstances = (units) => Math.floor(units / weight);
	const sizeUpTo = (highest) => Math.max(1, inInstances(highest - least));
	const size = sizeUpTo(most);
	const extra = Math.min(replaced, Math.max(inInstances(most - desired), least === desired ? 1 : 0));
	const batches = Math.ceil(replaced / size);
	const pauses = Math.min(preferences.checkpoints.filter((percentage) => percentage < 100).length, Math.max(0, replaced - 1));
	const { instanceWarmup, checkpointDelay, bakeTime } = preferences;
	const turnsBy = (each) => Math.min(replaced, Math.ceil(replaced / each) + pauses);
	const { launchHook, terminationHook, deregistrationDelay, registration } = waits;
	const batchTime = LAUNCH + Math.max(instanceWarmup, registration);
	const around = pauses * checkpointDelay + bakeTime;
	const turns = turnsBy(size);
	const slowest = batchTime + launchHook + deregistrationDelay + terminationHook;
	return {
		replaced,
		batches,
		size: Math.min(size, replaced),
		stay: Math.ceil(least / weight),
		extra,
		fewer: Math.min(replaced, inInstances(desired - least)),
		trial: 0,
		pauses,
		length: turns * batchTime + (turns > 0 ? deregistrationDelay : 0) + around,
		hooks: turns * (launchHook + terminationHook),
		longest: turnsBy(sizeUpTo(Math.min(most, Math.max(max, desired)))) * slowest + around
	};
}
const USUAL_TRIAL = 3e5;
function withTrial(guess, trial) {
	if (!trial) return guess;
	const usual = Math.min(USUAL_TRIAL, trial.limit);
	return {
		...guess,
		trial: usual,
		length: guess.length + usual,
		longest: guess.longest + trial.limit
	};
}
// src/rollout/plan/alternatives.ts
const PAIRS = [
	[100, 150],
	[100, 200],
	[75, 100]
];
function alternativesFor({ coverage, group, settings, estimate: chosen }) {
	const { preferences, waits } = settings;
	const { minHealthyPercentage, maxHealthyPercentage, skipMatching } = preferences;
	const due = skipMatching ? coverage.covered.filter((each) => !coverage.onTarget.includes(each)) : coverage.covered;
	const others = PAIRS.map(([min, max]) => {
		const pair = {
			minHealthyPercentage: min,
			maxHealthyPercentage: max
		};
		return {
			...pair,
			estimate: estimate(due, group, {
				preferences: {
					...preferences,
					...pair
				},
				waits
			})
		};
	});
	const own = {
		minHealthyPercentage,
		maxHealthyPercentage,
		estimate: chosen
	};
	return chosen.replaced === 0 ? [own] : [own, ...others].filter((each, i, all) => all.findIndex(isLike(each)) === i);
}
const isLike = ({ estimate: one }) => ({ estimate: other }) => one.size === other.size && one.extra === other.extra && one.stay === other.stay;
// src/report/words/preview.ts
function purposeWords(purpose) {
	switch (purpose.type) {
		case "note-rollback-target": return `notes where this rollback goes (${versionWords(purpose.versions)}), so that it goes no further when it is run again`;
		case "note-rollout": return `notes on the group that this run rolls ${versionWords(purpose.versions)} out, so that later runs know it`;
		case "remember-aliases": return "notes which alias the group follows";
		case "pin": return `pins the group to ${versionWords(purpose.versions)}: ${pinReasons[purpose.replaces]}`;
		case "replace-parameter": return `makes version ${purpose.version} from ${purpose.from} with ${purpose.image}, which ${imageSources[purpose.imageFrom]}`;
		case "create-version": return `makes version ${purpose.version} from ${purpose.from} with ${purpose.image}`;
		case "try": return `launches a trial of version ${purpose.version} outside the group, judged within ${duration(purpose.limit)}`;
		case "end-trial": return "ends the trial, however it went";
		case "end-left-trials": return "ends what an earlier trial has left";
		case "roll": return `rolls the group to ${versionWords(purpose.versions)}`;
		case "roll-back": return "has AWS roll back what is in flight";
		case "cancel-other-refresh": return "cancels the instance refresh in progress; then it is planned again";
		case "set-parameter": return `writes ${purpose.image} to the parameter`;
		case "set-default": return `makes version ${purpose.version} the template’s default`;
		case "restore-aliases": return `lets the group follow ${list([...new Set(purpose.aliases)])} again`;
		case "forget-aliases": return "takes that note away";
		case "remember-other-aliases": return "keeps the note of what cannot be followed again yet";
		case "delete-failed": return `deletes ${versionWords(purpose.versions)}, whose rollout failed, if nothing uses ${purpose.versions.length === 1 ? "it" : "them"} any more`;
		case "delete-versions": return `deletes ${versionWords(purpose.versions)}`;
		case "retire-image": return "notes on the image which launch template named it";
		case "deprecate": return "deprecates an image that nothing uses";
		case "disable": return "disables an image that nothing uses";
	}
}
const pinReasons = {
	alias: "AWS cannot roll back an alias",
	parameter: "AWS cannot roll back a version that names its image by a parameter",
	former: "a rollback leads to what is saved, and what is saved now is no version to roll back to"
};
const imageSources = {
	instances: "the instances run",
	parameter: "the parameter means now"
};
const versionWords = (versions) => `${versions.length === 1 ? "version" : "versions"} ${list(versions.map(String), 10)}`;
const stepsTitle = (calls, plan) => {
	const who = "isRollback" in plan && plan.isRollback ? "a rollback" : "a deploy";
	if (calls.length > 0) return `What ${who} would change in AWS, in ${count(calls.length, "call")} if all goes well`;
	return plan.action === "wait" ? `What ${who} would change in AWS is planned when the way is clear` : `What ${who} would change in AWS: nothing`;
};
function paceWords(plan, survey) {
	const { estimate: guess, settings } = plan;
	if (guess.replaced === 0) return ["No instance is replaced: only the group’s saved launch template moves."];
	const { instanceWarmup, bakeTime, checkpointDelay } = settings.preferences;
	const total = instancesOf(plan);
	const pauses = guess.pauses > 0 ? `, ${count(guess.pauses, "pause")} of ${duration(checkpointDelay)} at checkpoints` : "";
	const trial = plan.steps.find((step) => step.type === "trial");
	const trying = trial ? `${duration(guess.trial)} of trial (at most ${duration(trial.limit)}), ` : "";
	const { deregistrationDelay, registration } = settings.waits;
	const draining = deregistrationDelay > 0 ? `, ${duration(deregistrationDelay)} of draining` : "";
	return [
		`${Math.min(guess.stay, total)} of ${total} instances stay in service, up to ${guess.extra} more run meanwhile; ${batchWords(guess)}: about ${duration(guess.length)} in all.`,
		`Assumed for each batch: ${duration(LAUNCH)} from launch to service, ${duration(Math.max(instanceWarmup, registration))} of warm-up. Besides: ${trying}${duration(bakeTime)} of bake time${pauses}${draining}.`,
		...hookWords(survey),
		...poolWords(survey),
		...lastWords(survey)
	];
}
const paceCells = (plan, { estimate: its }) => [
	`about ${duration(its.length)}`,
	batchWords(its),
	its.extra > 0 ? `up to ${its.extra} more` : "none more",
	`${Math.min(its.stay, instancesOf(plan))} of ${instancesOf(plan)} stay in service`
];
const instancesOf = ({ coverage }) => coverage.covered.length + coverage.leftOut.length;
function paceRows(plan) {
	const rows = alternativesFor(plan).map((pace, i) => {
		return [`${`${pace.minHealthyPercentage} % to ${pace.maxHealthyPercentage} %`} (${i === 0 ? "chosen" : inputsOf(plan, pace)})`, ...paceCells(plan, pace)];
	});
	return rows.length > 1 ? rows : [];
}
function inputsOf({ settings }, { minHealthyPercentage: min, maxHealthyPercentage: max }) {
	const { minHealthyPercentage, maxHealthyPercentage } = settings.preferences;
	return [...min === minHealthyPercentage ? [] : [`\`min-healthy-percentage: ${min}\``], ...max === maxHealthyPercentage ? [] : [`\`max-healthy-percentage: ${max}\``]].join(", ");
}
const otherPaceWords = (plan) => alternativesFor(plan).slice(1).map((pace) => `With ${inputsOf(plan, pace).replace(", ", " and ")}: ${paceCells(plan, pace).join(", ")}.`);
const batchWords = ({ batches, size }) => batches === 1 ? "all at once" : `${batches} batches of ${size}`;
const hookWords = (survey) => (survey?.launchEnvironment?.hooks ?? []).map(({ name, at, timeout }) => `Not counted: the lifecycle hook ${name} holds each ${at === "launch" ? "new" : "old"} instance until somebody answers, for up to ${duration(timeout)}.`);
const poolWords = (survey) => survey && survey.warmPool.length > 0 ? [`Not counted: the warm pool (${runningWords(running$1(survey.warmPool))}). AWS replaces its instances last, and a scale-out before then draws them as they are.`] : [];
function lastWords(survey) {
	const last = survey?.refreshes.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(status));
	return last?.began === void 0 || last.ended === void 0 ? [] : [`The last instance refresh that succeeded took ${duration(last.ended - last.began)}.`];
}
function rollbackPlanWords(plan) {
	if (plan.since) return "If it fails it is stopped where it is: there is no older state to roll back to.";
	const from = list(plan.from.templates.map(({ version, image }) => `version ${version} (${image})`));
	switch (plan.settings.onFailure) {
		case "rollback": return `If it fails it is rolled back to ${from}. This action does so as soon as it detects a bad image, AWS itself even if the runner is lost.`;
		case "cancel": return `If it fails it is stopped where it is; \`mode: rollback\` returns to ${from}.`;
		case "leave": return `If it fails nothing is undone; \`mode: rollback\` returns to ${from}.`;
	}
}
const permissionTitles = {
	reads: "to read",
	changes: "to change",
	launch: "checked by AWS for whoever names a launch template, as if to launch it",
	undo: "only if something goes wrong"
};
// src/report/summary/preview.ts
const preview = ({ timeline }) => {
	const seen = previewOf(timeline);
	if (!seen) return void 0;
	const { plan, calls, permissions } = seen;
	const course = plan.action === "roll" ? [
		md`### How it would go`,
		bullets([...paceWords(plan, timeline.survey), rollbackPlanWords(plan)].map(prose)),
		...paceTable(paceRows(plan)),
		...plan.changes.flatMap((move) => differences$1(move, plan.changes.length > 1))
	] : [];
	const lines = [...Map.groupBy(permissions, (each) => each.for)].map(([aim, these]) => md`${permissionTitles[aim]}: ${join(these.map(({ action }) => code(action)), md`, `)}`);
	return blocks([
		...course,
		md`### ${stepsTitle(calls, plan)}`,
		...calls.length > 0 ? [table([
			"",
			"call",
			"on",
			"why"
		], calls.map(({ operation, on, purpose }, i) => [
			i + 1,
			code(actionOf(operation)),
			code(on),
			purposeWords(purpose)
		]), [0])] : [],
		...permissions.length > 0 ? [details(`The ${count(permissions.length, "permission")} that it needs`, bullets(lines))] : []
	]);
};
const paceTable = (rows) => rows.length === 0 ? [] : [table([
	"healthy",
	"time",
	"batches",
	"instances",
	"capacity"
], rows.map((row) => row.map(prose)))];
function differences$1({ template, why, differences: all }, several) {
	if (why !== void 0) return [];
	const of = several ? `${template.name}: ` : "";
	const rest = all.filter(({ path }) => path !== "ImageId");
	if (rest.length === 0) return [md`${of}Nothing but the image changes in the launch template.`];
	return [details(`${of}${count(rest.length, "setting")} of the launch template besides the image`, table([
		"member",
		"now",
		"then"
	], rest.map(({ path, from, to }) => [
		code(path),
		code(from ?? "not set"),
		code(to ?? "not set")
	])))];
}
const notes = ({ timeline: { plan, outcome } }) => {
	const found = (outcome?.type === "refused" ? outcome.findings : plan?.findings ?? []).filter(({ level }) => level === "note");
	return found.length === 0 ? void 0 : details(`Good to know of this group: ${count(found.length, "note")}`, bullets(found.map(({ says, remedy }) => md`${prose(says)} ${prose(remedy)}`)));
};
// src/report/words/template.ts
const rollbackReasonWords = {
	chain: "The newest version in use was made from this one; versions whose rollout did not succeed are passed over.",
	history: "This is the newest lower version that a successful instance refresh named.",
	asked: "This is the version that was asked for.",
	noted: "This is the version that an earlier attempt of this run rolled back to, as its tag on the group says.",
	"newest-with-image": "This is the newest version that ran the image that was asked for.",
	stays: "It stays on the version that the group has saved."
};
const differenceWords = ({ path, from, to }) => `${path}: ${valueWords(from)} → ${valueWords(to)}`;
const valueWords = (value) => value === void 0 ? "not set" : `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`;
// src/report/log/line.ts
const text = (words, tone) => ({
	type: "text",
	text: words,
	...tone && { tone }
});
const timed = (at, words, tone) => text(`${clock(at)}  ${words}`, tone);
const HEARTBEAT = 12e4;
const isHeartbeatDue = (anchor, before, now, every = HEARTBEAT) => Math.floor((now - anchor) / every) > Math.floor((before - anchor) / every);
const signs = {
	error: "✖",
	warning: "⚠",
	note: "·"
};
const tones = {
	error: "bad",
	warning: "warning",
	note: "quiet"
};
const findingLines = ({ level, says, remedy }) => [text(`${signs[level]} ${says}`, tones[level]), text(`  → ${remedy}`)];
const colours = {
	good: 32,
	bad: 31,
	warning: 33,
	quiet: 90
};
function printed(line, colour = false) {
	if (line.type === "end") return "::endgroup::";
	const words = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tt)(line.text);
	if (line.type === "group") return `::group::${words.replaceAll("%", "%25")}`;
	return colour && line.tone ? `\u001b[${colours[line.tone]}m${words}\u001b[0m` : words;
}
// src/report/log/plan.ts
function planLines(plan, timeline) {
	if (plan.action === "refuse") return [];
	const found = newFindings(plan, timeline).flatMap(findingLines);
	return "settings" in plan ? [
		{
			type: "group",
			text: "Instance refresh settings and limits"
		},
		...termsWords(plan, timeline).map((words) => text(words)),
		{ type: "end" },
		...differenceLines(plan),
		...found
	] : found;
}
function differenceLines(plan) {
	if (plan.action !== "roll") return [];
	const several = plan.changes.length > 1;
	return plan.changes.flatMap((move) => moveLines(move, several ? `${move.template.name}: ` : ""));
}
function moveLines({ why: rollbackTarget, differences }, of) {
	const rest = differences.filter(({ path }) => path !== "ImageId");
	if (!rollbackTarget) return changeLines(rest, `${of}Besides the image it changes`);
	const why = text(`  ${of}${rollbackReasonWords[rollbackTarget]}`);
	if (rollbackTarget === "stays") return [why];
	if (rest.length === 0) return [why, text(`  ${of}The launch template versions differ in nothing but the image.`)];
	return [why, ...changeLines(rest, `${of}Besides the image it brings back`)];
}
const changeLines = (changed, title) => changed.length === 0 ? [] : [
	{
		type: "group",
		text: `${title} ${count(changed.length, "setting")} of the launch template`
	},
	...changed.map((difference) => text(differenceWords(difference))),
	{ type: "end" }
];
function termsWords(plan, timeline) {
	const { settings, timeout, coverage } = plan;
	const { preferences: asked, onFailure, onCancel, targetHealthTimeout } = settings;
	const left = coverage.leftOut.map(({ instance, why }) => `Left out: ${instance} (${why})`);
	return [
		`At least ${asked.minHealthyPercentage} % healthy, at most ${asked.maxHealthyPercentage} % of the desired capacity${plan.action === "roll" ? room$1(plan) : ""}`,
		`Warm-up ${duration(asked.instanceWarmup)}, bake time ${duration(asked.bakeTime)}, target health within ${duration(targetHealthTimeout)}`,
		...trialLimitWords(plan),
		...waitsWords(settings.waits),
		`Time limit ${duration(timeout)}; on failure: ${onFailure}; on cancel: ${onCancel}`,
		...left,
		...jobWords(settings, timeline)
	];
}
const trialLimitWords = ({ steps }) => steps.flatMap((step) => step.type === "trial" ? [`Trial first: one instance of each new version outside the group, within ${duration(step.limit)}`] : []);
function jobWords({ handOver, timeout }, { began, settings }) {
	const longest = handOver ?? 2 * timeout;
	const isPlan = settings?.mode === "plan";
	if (!isPlan && (handOver === void 0 ? longest <= LONGEST_JOB$1 : timeout <= handOver)) return [];
	const [job, time] = isPlan ? ["A job that deploys this", `for ${duration(longest)}`] : ["The job", `until ${clock(began + longest)} UTC`];
	return handOver === void 0 ? [`${job} may have to last ${time}, for the rollout and its rollback: nothing is handed over`] : [`${job} must last ${time}: what still goes on then is handed over to a later job of the run`];
}
const LONGEST_JOB$1 = 216e5;
const SHORT_DRAIN = 9e4;
function waitsWords({ launchHook, terminationHook, deregistrationDelay, registration }) {
	const hooks = [...launchHook > 0 ? [`up to ${duration(launchHook)} for each launch`] : [], ...terminationHook > 0 ? [`up to ${duration(terminationHook)} for each termination`] : []];
	return [
		...hooks.length > 0 ? [`Lifecycle hooks: ${hooks.join(", ")}, longer while heartbeats are recorded: in the time limit, and no stall`] : [],
		...deregistrationDelay > SHORT_DRAIN ? [`Deregistration delay: ${duration(deregistrationDelay)} for each batch: in the time limit, and no stall`] : [],
		...registration > 0 ? [`Network Load Balancer: up to ${duration(registration)} until a new target is healthy, and not judged before`] : []
	];
}
const room$1 = ({ estimate: { extra, fewer } }) => `: up to ${count(extra, "instance")} more, ${fewer === 0 ? "none" : `up to ${fewer}`} fewer for a while`;
// src/report/provenance.ts
function sourceWords(candidate, now) {
	const { ref } = candidate;
	if (ref.from === "id") return void 0;
	if (candidate.type === "overtaken") return `as this run began with it; ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.B)(ref)} means ${candidate.meansNow ?? "no image"} by now`;
	if (candidate.type !== "resolved") return void 0;
	const { source } = candidate;
	if (ref.from === "packer") {
		const built = ref.built === void 0 ? "" : `, built ${ago(ref.built, now)}`;
		return `from ${ref.file}, build ${ref.build}, run ${ref.run}${built}`;
	}
	if (ref.from === "newest") return source?.from === "newest" ? `the newest of ${count(source.of, "image")} named ${ref.pattern}` : void 0;
	if (source?.from !== "parameter") return void 0;
	const changed = source.changed === void 0 ? "" : `, changed ${ago(source.changed, now)}`;
	const member = ref.member === void 0 ? "" : `, member ${ref.member}`;
	return `from ssm:${ref.name} version ${source.version}${label(ref.selector)}${member}${changed}`;
}
function imageWords(candidate, now) {
	const [id, image] = [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.T)(candidate), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.E)(candidate)];
	const source = sourceWords(candidate, now);
	if (source === void 0) return void 0;
	const commit = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.x)(candidate);
	const facts = [...image?.created === void 0 ? [] : [`made ${ago(image.created, now)}`], ...commit === void 0 ? [] : [`from commit ${commit.slice(0, 12)}`]];
	const born = facts.length > 0 ? `; ${facts.join(" ")}` : "";
	return `Image ${id}${image ? ` (${image.name})` : ""}, ${source}${born}`;
}
function contentsWords({ owner, ownerAlias, source, scan }, { account, now, ancestry }) {
	const others = ownerAlias === void 0 ? "another account" : owners$1[ownerAlias] ?? ownerAlias;
	return [
		...owner === void 0 ? [] : [`owned by ${owner === account ? "this account" : others}`],
		...source === void 0 ? [] : [madeFrom(ancestry ?? {
			sources: [source],
			ends: "not-asked"
		})],
		scan === void 0 ? "not scanned by Amazon Inspector" : `scanned by Amazon Inspector ${ago(scan.at, now)}: ${scan.severity === void 0 ? "no findings" : `highest severity ${scan.severity}`}`
	];
}
const madeFrom = ({ sources, ends }) => `${sources.map(({ image, region }) => `made from ${image}${region === void 0 ? "" : ` of ${region}`}`).join(", which was ")}${ancestryEnds[ends]}`;
const ancestryEnds = {
	root: " (AWS’s own, or of AWS Marketplace)",
	unnamed: " (EC2 names no source of that)",
	elsewhere: "",
	gone: " (which this account does not see any more)",
	unread: " (whose own source could not be read)",
	"not-asked": ""
};
const owners$1 = {
	amazon: "AWS",
	"aws-marketplace": "AWS Marketplace"
};
const label = (selector) => selector === void 0 || /^\d+$/.test(selector) ? "" : ` (${selector})`;
const ago = (then, now) => `${duration(now - then)} ago`;
// src/report/summary/revision.ts
const revision = ({ timeline }) => {
	const rows = rowsOf(timeline);
	if (rows.length === 0) return void 0;
	const isOne = new Set(rows.map(({ template }) => template)).size === 1;
	const columns = [
		["", ({ side }) => side],
		...isOne ? [] : [["launch template", ({ template }) => template]],
		["image", ({ image }) => code(image)],
		...rows.some(({ facts }) => facts) ? described(timeline.began) : [],
		[isOne ? md`version of ${rows[0]?.template ?? ""}` : "version", ({ version }) => version]
	];
	return blocks([
		md`### From → to`,
		table(columns.map(([name]) => name), rows.map((row) => columns.map(([, cell]) => cell(row)))),
		...born(timeline, rows),
		...differences(timeline)
	]);
};
const described = (now) => [["name", ({ facts }) => facts?.name ?? "–"], ["built", ({ facts }) => facts?.created === void 0 ? "–" : `${duration(now - facts.created)} ago`]];
function rowsOf(timeline) {
	const asked = imageOf$1(timeline);
	const changes = versionChanges(timeline);
	const row = (side, template, image, version) => ({
		side,
		template,
		image,
		version,
		facts: factsOf$1(timeline, image)
	});
	if (changes.length === 0) return asked === "" ? [] : [row("to", "–", asked, "a new one")];
	return changes.flatMap(({ name, from, to, image }) => [...from ? [row("from", name, from.image, from.version)] : [], ...image === "" ? [] : [row("to", name, image, to?.version ?? "a new one")]]);
}
const factsOf$1 = ({ survey }, image) => [...survey?.templates.flatMap((each) => [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.j)(each)]) ?? [], ...survey?.images.map(_action_js__WEBPACK_IMPORTED_MODULE_0__.E) ?? []].find((each) => each?.id === image);
function differences({ plan, settings: asked }) {
	if (plan?.action !== "roll" || asked?.mode === "plan" && !plan.isRollback) return [];
	return plan.changes.flatMap((move) => differencesOf(move, plan.changes.length > 1 ? `${move.template.name}: ` : ""));
}
function differencesOf({ why: rollbackTarget, differences: all }, of) {
	const isImageAlone = all.every(({ path }) => path === "ImageId");
	if (!rollbackTarget && isImageAlone) return [];
	const rows = all.map(({ path, from, to }) => [
		code(path),
		code(from ?? "not set"),
		code(to ?? "not set")
	]);
	const why = rollbackTarget ? [md`${of}${rollbackReasonWords[rollbackTarget]}`] : [];
	return rows.length > 0 ? [...why, details(`${of}What differs in the launch template: ${rows.length}`, table([
		"member",
		"now",
		"then"
	], rows))] : why;
}
function born(timeline, rows) {
	const { settings, began: now } = timeline;
	const account = timeline.survey?.group?.account;
	const images = [...new Set(rows.flatMap(({ side, image }) => side === "to" ? [image] : []))].flatMap((id) => {
		const image = factsOf$1(timeline, id);
		const facts = [...originOf(id, timeline), ...(image ? contentsWords(image, {
			account,
			now,
			ancestry: timeline.survey?.ancestries.get(id)
		}) : []).map((each) => md`${each}`)];
		return facts.length > 0 ? [md`${code(id)} ${join(facts, md`, `)}`] : [];
	});
	const sha = settings?.run.sha.slice(0, 12) ?? "";
	return [...images.length > 0 ? [bullets(images)] : [], ...sha === "" || isWatching(timeline) ? [] : [md`Asked for by commit ${code(sha)}.`]];
}
function originOf(id, { survey, began }) {
	const candidate = survey?.images.find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.T)(each) === id);
	if (!candidate) return [];
	const [source, commit] = [sourceWords(candidate, began), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.x)(candidate)];
	const isSaid = survey?.comparisons.some(({ head, answer }) => head === commit && !("problem" in answer));
	return [...source === void 0 ? [] : [md`${source}`], ...commit === void 0 || isSaid ? [] : [md`built from commit ${code(commit.slice(0, 12))}`]];
}
const settings = ({ timeline }) => {
	const { plan } = timeline;
	if (!plan || !("settings" in plan)) return void 0;
	const words = termsWords(plan, timeline).map((each) => md`${each}`);
	return details("Instance refresh settings and limits", bullets(words));
};
// src/rollout/with-members.ts
function withMembers(value, changed) {
	const members = value;
	let copy;
	for (const name in members) {
		const now = changed(members[name], name);
		if (now === members[name]) continue;
		copy ??= Array.isArray(value) ? [...value] : { ...value };
		copy[name] = now;
	}
	return copy ?? value;
}
// src/report/annotations.ts
const MOST_FINDINGS = 6;
const MOST_FINAL_STEPS = 3;
const LONGEST_LINE = 700;
function annotationsFor(event, timeline) {
	switch (event.type) {
		case "planned": return event.plan.action === "refuse" ? [] : warnings(newFindings(event.plan, timeline));
		case "final-step": return failedFinalSteps(event.finalStep, timeline);
		case "trial": return trialLeft(event.trial);
		case "concluded": return ending(timeline, event.outcome);
		case "surveyed":
		case "checked":
		case "deleting-versions":
		case "archiving-images":
		case "waiting":
		case "watching":
		case "claiming":
		case "noted":
		case "pinning-image":
		case "pinning":
		case "pinned-image":
		case "pinned":
		case "preparing":
		case "prepared":
		case "starting":
		case "underway":
		case "polled":
		case "unanswered":
		case "evidence":
		case "rolling-back": return [];
	}
}
const trialLeft = (trial) => trial.did === "left" ? [annotation("error", "AMI rollout: a trial instance is left", [trialWords(trial), toCopy$1(trial.command)])] : [];
function failedFinalSteps(finalStep, { milestones }) {
	if (!("command" in finalStep)) return [];
	const reported = milestones.filter((milestone) => milestone.type === "final-step" && "command" in milestone.finalStep).length;
	if (reported > MOST_FINAL_STEPS) return [];
	const more = reported === MOST_FINAL_STEPS ? ["The log and the summary list what else is left to do."] : [];
	return [annotation("warning", "AMI rollout: left to do", [
		finalStepWords(finalStep),
		toCopy$1(finalStep.command),
		...more
	])];
}
const annotation = (level, title, lines) => ({
	level,
	title: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wt)(title, 200),
	message: lines.map((line) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wt)(line, LONGEST_LINE)).join("\n")
});
const toCopy$1 = (command) => commandLine(command, LONGEST_LINE);
function warnings(findings) {
	const found = findings.filter(({ level }) => level === "warning");
	const shown = found.slice(0, MOST_FINDINGS).map(({ says, remedy }) => annotation("warning", "AMI rollout: found before the start", [says, remedy]));
	const more = found.length - shown.length;
	return more > 0 ? [...shown, annotation("warning", "AMI rollout: found before the start", [`${more} more; see the log.`])] : shown;
}
function ending(timeline, outcome) {
	const next = nextStep(timeline, outcome);
	if (!next) return [];
	return [annotation("error", headlineOf(timeline).says, [
		...outcomeSentences(timeline, outcome),
		...errorsBeyondTheFirst(outcome),
		`Next: ${next.says}`,
		...next.commands.map(toCopy$1),
		...next.diagnostics.length > 0 ? ["To see why:", ...next.diagnostics.map(toCopy$1)] : []
	])];
}
const errorsBeyondTheFirst = (outcome) => outcome.type === "refused" ? outcome.findings.filter(({ level }) => level === "error").slice(1).map(({ says }) => says) : [];
// src/report/outputs.ts
const reasonOf$1 = (timeline) => timeline.outcome ? outcomeSentences(timeline, timeline.outcome).join(" ") : "";
function outputsOf(timeline, context) {
	const account = timeline.survey?.group?.account ?? "";
	const clean = (text) => cleanOutput(text, account);
	const { outcome } = timeline;
	const from = fromOf(timeline);
	const to = toOf(timeline);
	const fleetStatus = outcome && "fleetStatus" in outcome ? outcome.fleetStatus : void 0;
	const left = fleetStatus?.leftOut.filter(({ why }) => why !== "warming up") ?? [];
	const { commit = "", previous = "" } = timeline.survey ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.C)(timeline.survey) : {};
	return {
		outcome: outcome?.type ?? "",
		fleet: !outcome || timeline.settings?.mode === "check" ? "" : fleetStatus?.fleet ?? "unknown",
		"failure-code": outcome ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.i)(outcome) : "",
		reason: clean(reasonOf$1(timeline)),
		changed: String(hasChanged(timeline.milestones)),
		"instance-refresh-id": clean(refreshOf(timeline)),
		"launch-template-id": clean((to.length > 0 ? to : from).map(({ id }) => id).join(",")),
		"launch-template-version": to.map(({ version }) => version).join(","),
		"previous-launch-template-version": from.map(({ version }) => version).join(","),
		"image-id": clean(imagesOf$1(timeline).join(",")),
		"previous-image-id": clean(from.map(({ image }) => image).join(",")),
		commit: clean(commit),
		"previous-commit": clean(previous),
		"compare-url": commit === "" || previous === "" ? "" : compareUrl(context.run, previous, commit),
		"instances-replaced": String(outcome && "replaced" in outcome ? outcome.replaced : 0),
		"instances-skipped": String(left.length),
		"duration-seconds": String(Math.round((timeline.now - timeline.began) / 1e3)),
		"console-url": consoleUrl(timeline, context.run, clean),
		"report-file": cleanPath(context.reportFile),
		"summary-file": cleanPath(context.summaryFile)
	};
}
const compareUrl = (run, previous, commit) => compareAddress(run, previous, commit)?.href ?? "";
function consoleUrl(timeline, run, clean) {
	const group = groupOf(timeline);
	const address = group === "" ? void 0 : consoleAddress(group, run.region)?.href;
	return address !== void 0 && clean(address) === address ? address : "";
}
const hasChanged = (milestones) => milestones.some((milestone, i) => wrote(milestone, milestones.slice(i + 1)));
const cancelled$1 = (refresh) => (milestone) => {
	return (milestone.type === "waiting" ? [milestone.refresh] : milestone.type === "surveyed" ? milestone.survey.refreshes : []).some(({ id, status }) => id === refresh && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wn)(status));
};
const changes$1 = /* @__PURE__ */ new Set([
	"given-back",
	"restored",
	"set",
	"deleted",
	"retired",
	"archived",
	"removed",
	"written",
	"noted",
	"forgotten"
]);
function wrote(milestone, after) {
	switch (milestone.type) {
		case "pinned-image":
		case "pinned":
		case "noted": return true;
		case "prepared": return milestone.how === "made";
		case "underway": return milestone.how === "started" || milestone.how === "found";
		case "pinning": return milestone.hasTagged;
		case "rolling-back": return after.some(({ type }) => type === "underway");
		case "trial": return milestone.trial.did === "launched" || milestone.trial.did === "ended";
		case "final-step": return changes$1.has(milestone.finalStep.did);
		case "planned":
			if (milestone.plan.action === "revert") return !milestone.plan.isSent && after.some(({ type }) => type === "underway");
			return milestone.plan.action === "replace" && after.some(cancelled$1(milestone.plan.refresh.id));
		case "surveyed":
		case "claiming":
		case "checked":
		case "deleting-versions":
		case "archiving-images":
		case "waiting":
		case "watching":
		case "pinning-image":
		case "preparing":
		case "starting":
		case "evidence":
		case "concluded": return false;
	}
}
// src/report/json/values.ts
function withoutUndefined(members) {
	const known = {};
	for (const name in members) if (members[name] !== void 0) known[name] = members[name];
	return known;
}
const isoTime = (at) => new Date(at).toISOString();
const timeIfKnown = (at) => at === void 0 ? void 0 : isoTime(at);
const versionJson = ({ id, name, version, image }) => ({
	id,
	name,
	version,
	image
});
const savedVersionJson = (saved) => ({
	...versionJson(saved),
	description: saved.description,
	created: isoTime(saved.created)
});
const findingJson = ({ level, rule, says, remedy }) => ({
	level,
	rule,
	says,
	remedy
});
const problemJson = ({ kind, operation, code, message }) => ({
	kind,
	operation,
	code,
	message
});
const seconds = (ms) => ms === void 0 ? void 0 : ms / 1e3;
const preferencesJson = (asked) => withoutUndefined({
	minHealthyPercentage: asked.minHealthyPercentage,
	maxHealthyPercentage: asked.maxHealthyPercentage,
	instanceWarmup: seconds(asked.instanceWarmup),
	bakeTime: seconds(asked.bakeTime),
	skipMatching: asked.skipMatching,
	autoRollback: asked.autoRollback,
	scaleInProtectedInstances: asked.scaleInProtectedInstances,
	standbyInstances: asked.standbyInstances,
	checkpoints: asked.checkpoints,
	checkpointDelay: seconds(asked.checkpointDelay),
	alarms: asked.alarms
});
const refreshJson = (of) => withoutUndefined({
	id: of.id,
	status: of.status,
	percent: of.percent,
	left: of.left,
	reason: of.reason,
	rollbackReason: of.rollbackReason,
	began: timeIfKnown(of.began),
	ended: timeIfKnown(of.ended),
	to: of.to?.map(({ template, version }) => ({
		template,
		version
	})),
	preferences: preferencesJson(of.preferences)
});
const instanceJson = (of) => withoutUndefined({
	id: of.id,
	type: of.type,
	zone: of.zone,
	lifecycle: of.lifecycle,
	healthy: of.healthy,
	protectedFromScaleIn: of.protectedFromScaleIn,
	template: of.template && {
		id: of.template.id,
		version: of.template.version
	},
	weight: of.weight
});
const targetJson = ({ targetGroup, instance, state, reason, description, withoutTraffic }) => withoutUndefined({
	targetGroup,
	instance,
	state,
	reason,
	description,
	withoutTraffic
});
const imageJson = (of) => withoutUndefined({
	id: of.id,
	name: of.name,
	state: of.state,
	architecture: of.architecture,
	owner: of.owner,
	commit: of.commit,
	source: of.source && withoutUndefined({
		image: of.source.image,
		region: of.source.region
	}),
	scan: of.scan && withoutUndefined({
		at: isoTime(of.scan.at),
		severity: of.scan.severity
	}),
	created: timeIfKnown(of.created),
	deprecated: timeIfKnown(of.deprecated)
});
const ec2InstanceJson = (of) => withoutUndefined({
	image: of.image,
	launched: isoTime(of.launched),
	state: of.state,
	address: of.address,
	reason: of.reason
});
const running = ({ template, instances }) => withoutUndefined({
	template: template && {
		id: template.id,
		version: template.version
	},
	instances
});
const fleetStatusJson = (of) => withoutUndefined({
	fleet: of.fleet,
	covered: of.covered,
	onTarget: of.onTarget,
	runs: of.runs.map(running),
	leftOut: of.leftOut.map(({ instance, why }) => ({
		instance,
		why
	})),
	warmPool: of.warmPool.map(running),
	withoutTraffic: of.withoutTraffic.map(({ instance, by }) => ({
		instance,
		by
	})),
	active: of.active && {
		id: of.active.id,
		status: of.active.status
	},
	byHand: of.byHand
});
const failureJson = (of) => withoutUndefined({
	code: of.code,
	reason: "reason" in of ? of.reason : void 0,
	says: rowOf(of).sentence,
	since: "since" in of ? isoTime(of.since) : void 0,
	limit: "limit" in of ? of.limit : void 0,
	limitMs: "limitMs" in of ? of.limitMs : void 0,
	instances: instancesIn(of),
	targetGroups: "short" in of ? of.short.map(({ targetGroup, instances, states, healthy, judged }) => ({
		targetGroup,
		instances,
		states,
		healthy,
		judged
	})) : void 0,
	status: "status" in of ? of.status : void 0,
	alarms: "alarms" in of ? of.alarms.map(({ name }) => name) : void 0,
	problem: "problem" in of ? problemJson(of.problem) : void 0,
	findings: "findings" in of ? of.findings.map(findingJson) : void 0
});
function instancesIn(of) {
	if ("instances" in of) return of.instances;
	if ("instance" in of) return [of.instance];
	if ("known" in of) return of.known.map(({ id }) => id);
	return "verified" in of && of.verified.on ? [of.verified.on.instance] : void 0;
}
const rollbackJson = ({ how, end, failure }) => withoutUndefined({
	how,
	end,
	failure: failure && failureJson(failure)
});
// src/report/json/plan.ts
const termsIn = (of) => withoutUndefined({
	preferences: preferencesJson(of.preferences),
	targetHealthTimeout: of.targetHealthTimeout,
	maxLaunchFailures: of.maxLaunchFailures,
	verify: of.verify && {
		checkpoint: of.verify.checkpoint,
		bake: of.verify.bake
	},
	pollInterval: of.pollInterval,
	timeout: of.timeout,
	onFailure: of.onFailure,
	onCancel: of.onCancel
});
const planAction = ({ action }) => action === "resume-rollback" ? "resume" : action;
const planIn = (of) => withoutUndefined({
	action: planAction(of),
	findings: of.findings.map(findingJson),
	fleetStatus: fleetStatusJson(of.fleetStatus),
	code: "code" in of ? of.code : void 0,
	refresh: "refresh" in of ? refreshJson(of.refresh) : void 0,
	from: "from" in of ? of.from.templates.map(versionJson) : void 0,
	to: "to" in of ? of.to.templates.map(versionJson) : void 0,
	settings: "settings" in of ? termsIn(of.settings) : void 0,
	timeout: "timeout" in of ? of.timeout : void 0,
	healthy: "healthy" in of ? of.healthy : void 0,
	isRollback: "isRollback" in of ? of.isRollback : void 0,
	pins: "steps" in of ? pinsIn(of.steps) : void 0,
	changes: "changes" in of ? of.changes.map(moveIn) : void 0,
	estimate: of.action === "roll" ? {
		replaced: of.estimate.replaced,
		batches: of.estimate.batches,
		size: of.estimate.size,
		stay: of.estimate.stay,
		extra: of.estimate.extra,
		fewer: of.estimate.fewer,
		trial: of.estimate.trial,
		pauses: of.estimate.pauses,
		length: of.estimate.length,
		hooks: of.estimate.hooks,
		longest: of.estimate.longest
	} : void 0,
	isTemplateOnly: of.action === "roll" ? of.isTemplateOnly : void 0
});
const moveIn = (change) => {
	const { template, from, to, differences } = change;
	return withoutUndefined({
		template: {
			id: template.id,
			name: template.name
		},
		from: versionJson(from),
		...isToBeMade(change) ? { image: to.image } : { to: versionJson(to) },
		differences: differences.map(({ path, from, to }) => ({
			path,
			from: from ?? null,
			to: to ?? null
		}))
	});
};
const pinsIn = (steps) => {
	const pins = steps.flatMap((step) => step.type === "pin-group" ? step.pins : []);
	return pins.length > 0 ? pins.map(pinIn$1) : void 0;
};
const pinIn$1 = (pin) => {
	const { id, name, version: number } = pin.version;
	if ("former" in pin) return {
		id,
		name,
		version: number,
		former: pin.former
	};
	return "alias" in pin ? {
		id,
		name,
		version: number,
		alias: pin.alias
	} : {
		id,
		name,
		version: number,
		parameter: pin.parameter,
		image: pin.version.image
	};
};
const previewIn = ({ calls, permissions }) => ({
	steps: calls.map(({ operation, on, purpose }) => ({
		call: operation,
		on,
		why: withoutUndefined({
			to: purpose.type,
			version: "version" in purpose ? purpose.version : void 0,
			versions: "versions" in purpose ? purpose.versions : void 0,
			from: "from" in purpose ? purpose.from : void 0,
			image: "image" in purpose ? purpose.image : void 0,
			aliases: "aliases" in purpose ? purpose.aliases : void 0
		})
	})),
	permissions: permissions.map(({ action, for: use }) => ({
		action,
		for: use
	}))
});
const driftIn = ({ saved, compared, drifted, moved, aliasesToRestore, trials, active }) => withoutUndefined({
	saved: saved.map(versionJson),
	compared,
	drifted: drifted.map(({ instance, lifecycle, differs, template, image, age, leftOut }) => withoutUndefined({
		instance,
		lifecycle,
		differs,
		template: template && {
			id: template.id,
			version: template.version
		},
		image,
		age,
		leftOut
	})),
	moved: moved && withoutUndefined({
		left: moved.left.map(versionJson),
		ended: moved.ended === void 0 ? void 0 : isoTime(moved.ended)
	}),
	aliasesToRestore: aliasesToRestore.map(({ saved, alias, means }) => ({
		saved: versionJson(saved),
		alias,
		means
	})),
	trials: trials.map(({ instance, run, attempt, until }) => ({
		instance,
		run,
		attempt,
		until: isoTime(until)
	})),
	active: active && {
		refresh: refreshJson(active.refresh),
		onTheWay: active.onTarget
	}
});
// src/report/json/trial.ts
const trialIn = (trial) => {
	const place = "launch" in trial ? trial.launch.place : "place" in trial ? trial.place : {};
	return withoutUndefined({
		did: trial.did,
		template: "launch" in trial ? trial.launch.template : void 0,
		version: "launch" in trial ? trial.launch.version : void 0,
		versions: "versions" in trial ? trial.versions : void 0,
		saved: "saved" in trial ? trial.saved : void 0,
		subnet: place.subnet,
		instanceType: place.type,
		instances: trialInstances(trial),
		isSpot: "isSpot" in trial ? trial.isSpot : void 0,
		says: "known" in trial ? instanceWords(trial.known) : void 0,
		problem: "problem" in trial && trial.problem ? problemJson(trial.problem) : void 0,
		command: "command" in trial ? trial.command : void 0
	});
};
function trialInstances(trial) {
	if ("instances" in trial) return trial.instances;
	if ("known" in trial) return [trial.known.id];
	return "instance" in trial ? [trial.instance] : void 0;
}
// src/report/json/course.ts
const outcomeIn = (of) => withoutUndefined({
	type: of.type,
	fleetStatus: "fleetStatus" in of ? fleetStatusJson(of.fleetStatus) : void 0,
	replaced: "replaced" in of ? of.replaced : void 0,
	code: "code" in of ? of.code : void 0,
	findings: "findings" in of ? of.findings.map(findingJson) : void 0,
	failure: "failure" in of ? failureJson(of.failure) : void 0,
	rollback: "rollback" in of ? rollbackJson(of.rollback) : void 0
});
const operationIn = ({ at, how, operation, points, statuses, last }) => withoutUndefined({
	at: isoTime(at),
	how,
	operation: {
		type: operation.type,
		refresh: refreshIdOf(operation) ?? "",
		from: operation.from.templates.map(versionJson),
		to: operation.to.templates.map(versionJson),
		isRollback: operation.isRollback,
		began: isoTime(operation.began),
		deadline: isoTime(operation.deadline)
	},
	points: points.map(({ at, total, onTarget, starting, leaving, healthy, healthyOnTarget, percent }) => withoutUndefined({
		at: isoTime(at),
		total,
		onTarget,
		starting,
		leaving,
		healthy,
		healthyOnTarget,
		percent
	})),
	statuses: statuses.map(({ at, status }) => ({
		at: isoTime(at),
		status
	})),
	last: last && lastIn(last)
});
const lastIn = ({ at, refresh: seen, desired, saved, instances, targets, ec2Instances, unread }) => withoutUndefined({
	at: isoTime(at),
	refresh: seen && refreshJson(seen),
	desired,
	saved: saved.map(({ id, version }) => ({
		id,
		version
	})),
	instances: instances.map(instanceJson),
	targets: targets.map(targetJson),
	ec2Instances: Object.fromEntries([...ec2Instances].map(([id, of]) => [id, ec2InstanceJson(of)])),
	unread: unread.map((each) => withoutUndefined({
		part: each.part,
		targetGroup: each.part === "targets" ? each.targetGroup : void 0,
		problem: problemJson(each.problem)
	}))
});
function eventIn(milestone) {
	const at = isoTime(milestone.at);
	switch (milestone.type) {
		case "surveyed":
		case "checked":
		case "claiming": return {
			at,
			type: milestone.type
		};
		case "planned": return {
			at,
			type: milestone.type,
			action: planAction(milestone.plan)
		};
		case "waiting": return {
			at,
			type: milestone.type,
			refresh: refreshJson(milestone.refresh)
		};
		case "watching": return watchingIn(at, milestone.search);
		case "noted": return {
			at,
			type: milestone.type,
			versions: milestone.versions
		};
		case "pinning-image":
		case "preparing": return {
			at,
			type: milestone.type,
			source: versionJson(milestone.source),
			image: milestone.image
		};
		case "pinned-image": return {
			at,
			type: milestone.type,
			version: versionJson(milestone.version)
		};
		case "pinning":
		case "pinned": return {
			at,
			type: milestone.type,
			pins: milestone.pins.map(pinIn)
		};
		case "prepared": return {
			at,
			type: milestone.type,
			to: versionJson(milestone.to),
			how: milestone.how
		};
		case "starting": return {
			at,
			type: milestone.type,
			settings: termsIn(milestone.settings)
		};
		case "underway": return {
			at,
			type: milestone.type,
			settings: termsIn(milestone.settings),
			how: milestone.how,
			refresh: refreshIdOf(milestone.operation) ?? ""
		};
		case "evidence": return {
			at,
			type: milestone.type,
			evidence: evidenceIn(milestone.evidence)
		};
		case "rolling-back": return {
			at,
			type: milestone.type,
			failure: failureJson(milestone.failure),
			how: milestone.how
		};
		case "deleting-versions": {
			const { template, keep, versions } = milestone.cleanUp;
			return {
				at,
				type: milestone.type,
				template,
				keep,
				versions: versions.map(({ version }) => version)
			};
		}
		case "archiving-images": {
			const { template, archive, archived, kept } = milestone.cleanUp;
			return {
				at,
				type: milestone.type,
				template,
				keep: archive.keep,
				how: archive.how,
				archived: archived.map(({ id }) => id),
				kept: kept.map(keptIn)
			};
		}
		case "final-step": return {
			at,
			type: milestone.type,
			finalStep: finalStepIn(milestone.finalStep)
		};
		case "trial": return {
			at,
			type: milestone.type,
			trial: trialIn(milestone.trial)
		};
		case "concluded": return {
			at,
			type: milestone.type,
			outcome: milestone.outcome.type
		};
	}
}
function watchingIn(at, search) {
	const { did } = search;
	const [watched, refresh] = did === "found" ? [search.watched.type, "refresh" in search.watched ? search.watched.refresh : search.watched.newest] : [void 0, search.newest];
	return withoutUndefined({
		at,
		type: "watching",
		did,
		watched,
		refresh: refresh && refreshJson(refresh)
	});
}
const pinIn = (pin) => withoutUndefined({
	id: pin.id,
	name: pin.name,
	version: pin.version,
	alias: "alias" in pin ? pin.alias : void 0,
	parameter: "parameter" in pin ? pin.parameter : void 0,
	image: "image" in pin ? pin.image : void 0,
	former: "former" in pin ? pin.former : void 0
});
const keptIn = ({ image, because }) => withoutUndefined({
	image: image.id,
	why: because.why,
	by: userIn(because)
});
function userIn(because) {
	switch (because.why) {
		case "rollback-target": return String(because.version);
		case "version": return `${because.name} ${because.version}`;
		case "instance": return because.instance;
		case "override": return because.group;
		case "launch-configuration": return because.name;
		case "state": return because.state;
		case "reference": return `${because.type} ${because.resource}`;
		default: return;
	}
}
const finalStepIn = (finalStep) => withoutUndefined({
	what: finalStep.what,
	did: finalStep.did,
	alias: "alias" in finalStep ? finalStep.alias : void 0,
	of: "of" in finalStep ? finalStep.of : void 0,
	name: "name" in finalStep ? finalStep.name : void 0,
	image: "image" in finalStep ? finalStep.image : void 0,
	template: "template" in finalStep ? finalStep.template : void 0,
	version: "version" in finalStep ? finalStep.version : void 0,
	why: "why" in finalStep ? finalStep.why : void 0,
	believed: "believed" in finalStep ? finalStep.believed : void 0,
	versions: "versions" in finalStep ? finalStep.versions : void 0,
	undeleted: "undeleted" in finalStep ? finalStep.undeleted.map(({ version, code, message }) => ({
		version,
		code,
		message
	})) : void 0,
	how: "how" in finalStep ? finalStep.how : void 0,
	images: "images" in finalStep ? finalStep.images : void 0,
	unarchived: "left" in finalStep ? finalStep.left.map(({ image, code, message }) => ({
		image,
		code,
		message
	})) : void 0,
	problem: "problem" in finalStep ? finalStep.problem : void 0,
	command: "command" in finalStep ? finalStep.command : void 0,
	refresh: "refreshId" in finalStep ? finalStep.refreshId : void 0
});
const countedIn = ({ text, count }) => ({
	text,
	count
});
const evidenceIn = ({ launches, causes, instances, console }) => withoutUndefined({
	launches: launches.map(countedIn),
	causes: causes.map(countedIn),
	instances: instances.map((known) => ({
		instance: known.id,
		says: instanceWords(known)
	})),
	console: console && {
		instance: console.instance,
		lines: console.lines
	}
});
// src/rollout/model/waits.ts
const UNKNOWN_HOOK = 36e5;
const UNKNOWN_DRAIN = 36e5;
const MINUTE$1 = 6e4;
const NETWORK_REGISTRATION = 5 * MINUTE$1;
const APPLICATION_REGISTRATION = MINUTE$1;
const waitsOf = (around, targetGroups) => ({
	launchHook: around ? longestHook(around.hooks, "launch") : 0,
	terminationHook: around ? longestHook(around.hooks, "termination") : 0,
	hookNames: hookNamesOf(around?.hooks),
	deregistrationDelay: around ? Math.max(0, ...targetGroups.map(({ arn }) => around.deregistrationDelays.get(arn) ?? UNKNOWN_DRAIN)) : 0,
	timeToHealthy: Object.fromEntries(targetGroups.filter(({ checked }) => checked).map((each) => [each.arn, longestToHealthy(each)])),
	timeToRecover: Object.fromEntries(targetGroups.filter(({ checked }) => checked).map((each) => [each.arn, each.interval * each.healthyThreshold])),
	registration: Math.max(0, ...targetGroups.filter(({ checked, balancer }) => checked && balancer === "network").map(timeToHealthy))
});
const longestHook = (hooks, at) => hooks ? Math.max(0, ...hooks.filter((hook) => hook.at === at).map(({ timeout }) => timeout)) : UNKNOWN_HOOK;
const timeToHealthy = ({ balancer, interval, healthyThreshold }) => {
	switch (balancer) {
		case "application": return interval;
		case "network": return NETWORK_REGISTRATION + interval * healthyThreshold;
		case "classic": return interval * healthyThreshold;
	}
};
const longestToHealthy = (targetGroup) => timeToHealthy(targetGroup) + (targetGroup.balancer === "network" ? 0 : APPLICATION_REGISTRATION);
const HOURS_48 = 2880 * MINUTE$1;
const MOST_HEARTBEATS = 100;
const longestHookWait = (heartbeatTimeout) => heartbeatTimeout === 0 ? HOURS_48 : Math.min(HOURS_48, MOST_HEARTBEATS * heartbeatTimeout);
// src/report/json/survey.ts
const policyIn = (of) => withoutUndefined({
	mode: of.mode,
	group: of.group,
	images: of.currentImage ? ["current"] : of.images.map(_action_js__WEBPACK_IMPORTED_MODULE_0__.B),
	templateVersion: of.templateVersion,
	to: of.to,
	run: {
		id: of.run.id,
		sha: of.run.sha
	},
	minHealthyPercentage: of.minHealthyPercentage,
	maxHealthyPercentage: of.maxHealthyPercentage,
	instanceWarmup: of.instanceWarmup,
	bakeTime: of.bakeTime,
	targetHealthTimeout: of.targetHealthTimeout,
	maxLaunchFailures: of.maxLaunchFailures,
	checkpoints: of.checkpoints,
	checkpointDelay: of.checkpointDelay,
	alarms: of.alarms,
	verify: of.verify !== void 0,
	verifyOnInstance: of.verify?.onInstance ?? false,
	trialTimeout: of.trial?.timeout,
	skipMatching: of.skipMatching,
	scaleInProtectedInstances: of.scaleInProtectedInstances,
	standbyInstances: of.standbyInstances,
	timeout: of.timeout,
	pollInterval: of.pollInterval,
	onFailure: of.onFailure,
	onCancel: of.onCancel,
	onConflict: of.onConflict,
	onStale: of.onStale,
	ssmTemplate: of.ssmTemplate,
	setDefaultVersion: of.setDefaultVersion,
	setParameter: of.setParameter,
	failedVersion: of.failedVersion,
	keepTemplateVersions: of.keepTemplateVersions,
	archive: of.archive && {
		keep: of.archive.keep,
		how: of.archive.how
	}
});
function templateIn(template) {
	const { id, name, version } = template.named;
	const [current, target, launch] = [
		(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.j)(template),
		(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(template),
		(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.F)(template)
	];
	return withoutUndefined({
		named: {
			id,
			name,
			version
		},
		saved: template.type === "found" ? savedVersionJson(template.saved) : void 0,
		current: current && imageJson(current),
		target: target && imageJson(target),
		launch: launch && problemJson(launch)
	});
}
const surveyIn = (of) => ({
	group: of.group ? groupIn(of.group) : null,
	images: of.images.map(candidateIn),
	templates: of.templates.map(templateIn),
	refreshes: of.refreshes.map(refreshJson),
	targets: of.targets.map(targetJson),
	targetGroups: of.targetGroups.map((each) => ({
		arn: each.arn,
		name: each.name,
		checked: each.checked,
		seconds: timeToHealthy(each) / 1e3
	})),
	alarms: Object.fromEntries([...of.alarms].map(([name, { state }]) => [name, state])),
	hooks: (of.launchEnvironment?.hooks ?? []).map(({ name, at, timeout }) => ({
		name,
		at,
		timeout: timeout / 1e3
	})),
	comparisons: of.comparisons.map(comparisonIn),
	problems: [...of.problems, ...of.launchEnvironment?.unchecked ?? []].map(problemJson)
});
const comparisonIn = ({ base, head, answer }) => "problem" in answer ? {
	base,
	head,
	problem: answer.problem
} : {
	base,
	head,
	status: answer.status,
	aheadBy: answer.aheadBy,
	behindBy: answer.behindBy,
	commits: answer.commits.map(({ sha, title }) => ({
		sha,
		title
	}))
};
const groupIn = (of) => withoutUndefined({
	at: isoTime(of.at),
	name: of.name,
	account: of.account,
	desired: of.desired,
	min: of.min,
	max: of.max,
	form: of.form,
	templates: of.templates.map(({ id, name, version }) => ({
		id,
		name,
		version
	})),
	healthCheckType: of.healthCheckType,
	healthCheckGracePeriod: of.healthCheckGracePeriod / 1e3,
	defaultInstanceWarmup: of.defaultInstanceWarmup === void 0 ? void 0 : of.defaultInstanceWarmup / 1e3,
	maintenance: of.maintenance && {
		minHealthyPercentage: of.maintenance.minHealthyPercentage,
		maxHealthyPercentage: of.maintenance.maxHealthyPercentage
	},
	subnets: of.subnets,
	targetGroups: of.targetGroups,
	unwatched: of.unwatched,
	suspended: of.suspended,
	tags: Object.fromEntries(of.tags),
	instances: of.instances.map(instanceJson)
});
function candidateIn(of) {
	const image = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.E)(of);
	const source = of.type === "resolved" ? of.source : void 0;
	return withoutUndefined({
		asked: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.B)(of.ref),
		id: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.T)(of),
		image: image && imageJson(image),
		source: source && sourceIn(source),
		unresolved: of.type === "unresolved" ? of.unresolved.type : void 0,
		overtakenBy: of.type === "overtaken" ? of.meansNow ?? null : void 0
	});
}
const sourceIn = (source) => source.from === "parameter" ? withoutUndefined({
	from: source.from,
	version: source.version,
	changed: source.changed === void 0 ? void 0 : isoTime(source.changed)
}) : {
	from: source.from,
	of: source.of
};
// src/report/json/report.ts
function reportOf(timeline) {
	const { began, now, settings, survey, plan, drift, to, operations, milestones, outcome } = timeline;
	const preview = previewOf(timeline);
	return {
		schema: 1,
		began: isoTime(began),
		now: isoTime(now),
		outcome: outcome ? outcomeIn(outcome) : null,
		exit: outcome ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.a)(outcome) : null,
		failureCode: outcome ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.i)(outcome) : null,
		reason: reasonOf$1(timeline),
		settings: settings ? policyIn(settings) : null,
		survey: survey ? surveyIn(survey) : null,
		plan: plan ? planIn(plan) : null,
		preview: preview ? previewIn(preview) : null,
		drift: drift ? driftIn(drift) : null,
		to: to.map(versionJson),
		operations: operations.map(operationIn),
		events: milestones.map(eventIn)
	};
}
// src/report/log/conclusion.ts
function conclusionLines(timeline, outcome) {
	const took = `Took ${duration(timeline.now - timeline.began)}.`;
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.a)(outcome) === 0) return [timed(timeline.now, `✔ ${verdictOf$1(timeline, outcome)} ${took}`, "good")];
	const verdict = timed(timeline.now, `✖ ${headlineOf(timeline).says}. ${took}`, "bad");
	return outcome.type === "refused" ? [verdict, ...outcome.findings.flatMap(findingLines)] : [verdict];
}
// src/report/time-to-go.ts
const MINUTE = 6e4;
const SHORT = 1e4;
function timeToGo(timeline) {
	const { plan, operations, now } = timeline;
	const watched = operations.at(-1);
	const status = watched?.statuses.at(-1);
	if (!watched || !status) return void 0;
	const isFirst = operations.length === 1;
	const { instanceWarmup, bakeTime } = plan && "settings" in plan ? plan.settings.preferences : unknown;
	const bake = isFirst ? bakeTime : 0;
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(status.status)) return rounded(Math.max(SHORT, status.at + bake - now));
	if (!((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jn)(status.status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mn)(status.status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(status.status))) return void 0;
	const rate = rateOf(watched, {
		now,
		instanceWarmup
	});
	if (rate) return rounded(leftBy(rate, watched) + instanceWarmup - (now - rate.came) + bake);
	const { at } = watched;
	if (isFirst) return plan?.action === "roll" ? rounded(at + plan.estimate.length - now) : void 0;
	const before = rateOf(operations[0], {
		now: at,
		instanceWarmup
	}) ?? plannedRate(timeline);
	return before && rounded(leftBy(before, watched) + instanceWarmup - (now - at));
}
const unknown = {
	instanceWarmup: 0,
	bakeTime: 0
};
const leftBy = ({ each }, { points }) => {
	const newest = points.at(-1);
	return newest ? Math.max(0, newest.expected - newest.onTarget) * each : 0;
};
function rateOf(record, { now, instanceWarmup }) {
	if (!record) return void 0;
	const { at, points } = record;
	const [begin, newest] = [points[0], points.at(-1)];
	const first = points.find(({ onTarget }) => onTarget > (begin?.onTarget ?? 0));
	if (!begin || !newest || !first || newest.onTarget <= begin.onTarget) return void 0;
	const came = points.find(({ onTarget }) => onTarget >= newest.onTarget)?.at ?? now;
	return {
		each: newest.onTarget > first.onTarget ? (came - first.at) / (newest.onTarget - first.onTarget) : (came - at + instanceWarmup) / (newest.onTarget - begin.onTarget),
		came
	};
}
function plannedRate({ plan, now }) {
	if (plan?.action !== "roll" || plan.estimate.replaced === 0) return void 0;
	const { length, trial, replaced } = plan.estimate;
	return {
		each: (length - trial - plan.settings.preferences.bakeTime) / replaced,
		came: now
	};
}
function rounded(left) {
	const unit = Math.abs(left) < 2 * MINUTE ? SHORT : MINUTE;
	return Math.ceil(left / unit) * unit;
}
// src/report/log/poll.ts
function pollLines(before, event, after) {
	const { at, seen } = event;
	return [..."problem" in seen ? failedPollWords(before, event) : observationWords(before, event, seen, after), ...verdictWords(event)].map(({ says, tone }) => timed(at, says, tone));
}
function failedPollWords(before, { at, verdict, watchState: { failedPolls: failed } }) {
	if (!failed || verdict.type === "fail") return [];
	if (failed.polls > 1 && !isHeartbeatDue(before.operations.at(-1)?.at ?? at, before.now, at)) return [];
	return [{
		says: `? Poll failed (${count(failed.polls, "time")} in a row). ${problemWords(failed.problem)}`,
		tone: "warning"
	}];
}
function observationWords(before, event, seen, after) {
	const was = before.operations.at(-1);
	const changes = [
		...readableAgain(was),
		...unreadWords(was?.last, seen),
		...newStatus(was, after.operations.at(-1)),
		...verifyWords(was?.last, seen)
	];
	const point = after.operations.at(-1)?.points.at(-1) ?? pointOf(seen, event);
	if (!was || isNews(was, before, event, {
		seen,
		point,
		isTurn: changes.length > 0
	})) return [...changes, { says: `${counts(point, event)}${toGoWords(after)}` }];
	if (changes.length > 0 || !("for" in event.verdict)) return changes;
	if (!isHeartbeatDue(lastChangeOf(was), before.now, event.at)) return [];
	return [{
		says: `${heartbeat(event, seen, event.verdict.for, after)}${newReason(before, after)}`,
		tone: "quiet"
	}];
}
const LARGE_GROUP = 20;
const COUNT_PAUSE = 6e4;
function isNews(was, before, event, { seen, point, isTurn }) {
	if (!was.last) return true;
	if (seen.instances.length <= LARGE_GROUP || isTurn) return counts(pointOf(was.last, event), event) !== counts(point, event);
	if (!isHeartbeatDue(was.at, before.now, event.at, COUNT_PAUSE)) return false;
	const then = was.points.findLast(({ at }) => at <= event.at - COUNT_PAUSE) ?? was.points[0];
	return then === void 0 || progressWords(then, event.operation.to) !== progressWords(point, event.operation.to);
}
const readableAgain = (was) => was?.watchState?.failedPolls ? [{
	says: `Polls succeed again, after ${count(was.watchState.failedPolls.polls, "failed poll")}`,
	tone: "good"
}] : [];
function unreadWords(was, { unread }) {
	const before = was?.unread ?? [];
	const fresh = unread.filter((each) => !before.some((other) => partWords(other) === partWords(each)));
	const back = before.filter((each) => !unread.some((other) => partWords(other) === partWords(each)));
	return [...fresh.map((each) => ({
		says: `? ${partWords(each)} could not be read: judged without. ${problemWords(each.problem)}`,
		tone: "warning"
	})), ...back.map((each) => ({
		says: `${partWords(each)} can be read again`,
		tone: "good"
	}))];
}
const partWords = (unread) => unread.part === "targets" ? `Target health in ${targetGroupName(unread.targetGroup)}` : parts[unread.part];
const parts = {
	"ec2-instances": "What EC2 knows of the instances",
	"status-checks": "EC2’s status checks",
	"scaling-activities": "The group’s scaling activities",
	alarms: "The state of the alarms"
};
function counts(point, event) {
	const words = progressWords(point, event.operation.to);
	return point.expected > 0 ? `${bar(point.onTarget / point.expected)}  ${words}` : words;
}
function pointOf(seen, { operation, watchState }) {
	const percent = seen.refresh?.percent;
	return {
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ct)(seen, operation, (each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tt)(each, watchState.checks)),
		...percent === void 0 ? {} : { percent }
	};
}
const CELLS = 12;
const bar = (share) => "█".repeat(Math.floor(share * CELLS)).padEnd(CELLS, "░");
function newStatus(was, type) {
	const status = type?.statuses.at(-1)?.status;
	if (status === void 0 || status === was?.statuses.at(-1)?.status) return [];
	return [{ says: `▸ ${statusWords(status)}` }];
}
function verifyWords(was, { verify }) {
	const before = was?.verify;
	if (verify?.result !== "passed" || before?.step === verify.step && before.result === "passed") return [];
	return [{
		says: `✔ verify passed (${verify.step})`,
		tone: "good"
	}];
}
function lastChangeOf({ at, points }) {
	const newest = points.at(-1);
	return points[points.findLastIndex((point) => newest !== void 0 && [
		"total",
		"onTarget",
		"starting",
		"leaving",
		"healthy",
		"percent"
	].some((key) => point[key] !== newest[key])) + 1]?.at ?? at;
}
function heartbeat({ operation }, seen, waiting, after) {
	const short = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ct)(seen, operation).inTargetGroups.filter(({ healthy, registered }) => healthy < registered).map(({ targetGroup, healthy, registered }) => `${healthy} of ${registered} healthy in ${targetGroupName(targetGroup)}`);
	return `${[`… waiting for ${waitingWords[waiting]}`, ...short].join(" · ")}${toGoWords(after)} · time limit in ${duration(operation.deadline - seen.at)}`;
}
function toGoWords(timeline) {
	const left = timeToGo(timeline);
	if (left === void 0) return "";
	return left > 0 ? ` · about ${duration(left)} to go` : left < 0 ? ` · ${duration(-left)} longer than expected` : "";
}
function newReason(before, { operations }) {
	const [was, is] = [before.operations.at(-1), operations.at(-1)];
	if (!was || !is?.reason || isHeartbeatDue(lastChangeOf(was), is.reason.at, before.now)) return "";
	return quoted(is.reason.says).replace(/^ /, " · ");
}
function verdictWords(event) {
	const { verdict } = event;
	switch (verdict.type) {
		case "wait": return [];
		case "verify": return [{ says: `▸ verify begins (${verdict.step})` }];
		case "arrived": return [{
			says: `✔ ${arrivalWords(event)}`,
			tone: "good"
		}];
		case "fail": return [{
			says: `✖ ${rowOf(verdict.failure).sentence}`,
			tone: "bad"
		}];
	}
}
function arrivalWords({ operation, seen }) {
	if (operation.type === "native-rollback") return "Rolled back: no instance runs the new version any more";
	if (operation.type === "cancel") return "Cancelled";
	const { onTarget, total } = "problem" in seen ? {
		onTarget: 0,
		total: 0
	} : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ct)(seen, operation);
	const counted = onTarget === total ? `All ${count(total, "instance")}` : `${onTarget} of ${count(total, "instance")}`;
	return total === 0 ? "Confirmed: the group is empty" : `${counted} ${onTarget === 1 ? "runs" : "run"} ${versionNumbers(operation.to.templates)}${operation.to.since ? `, ${onTarget === 1 ? "is" : "are"} new` : ""} and ${onTarget === 1 ? "is" : "are"} healthy`;
}
// src/report/log/preview.ts
function previewLines(timeline) {
	const seen = previewOf(timeline);
	if (!seen) return [];
	const { plan, calls, permissions } = seen;
	const course = plan.action === "roll" ? [
		...paceWords(plan, timeline.survey),
		...otherPaceWords(plan),
		rollbackPlanWords(plan)
	] : [];
	const lines = calls.map(({ operation, on, purpose }, i) => `${i + 1}. ${actionOf(operation)} on ${on}: ${purposeWords(purpose)}`);
	const groups = Map.groupBy(permissions, (each) => each.for);
	return [
		...fold("How it would go", course),
		...calls.length > 0 ? fold(stepsTitle(calls, plan), lines) : [text(stepsTitle(calls, plan))],
		...fold("The permissions that it needs", [...groups].map(([aim, these]) => `${permissionTitles[aim]}: ${these.map(({ action }) => action).join(", ")}`))
	];
}
const fold = (title, lines) => lines.length === 0 ? [] : [
	{
		type: "group",
		text: title
	},
	...lines.map((line) => text(line)),
	{ type: "end" }
];
// src/report/log.ts
function logLines(before, event, after) {
	switch (event.type) {
		case "polled": return pollLines(before, event, after);
		case "unanswered": return unansweredLines(before, event);
		case "checked": return driftedLines(event.drift);
		case "waiting": return waitingLines(before, event);
		case "evidence": return evidenceLines(event.evidence);
		case "concluded": return [...previewLines(after), ...conclusionLines(after, event.outcome)];
		case "surveyed": return [
			...milestoneLines(event, after),
			...imageLines(event),
			...commitLines(event)
		];
		case "planned": return [...milestoneLines(event, after), ...planLines(event.plan, after)];
		case "final-step": return [...milestoneLines(event, after), ...finalStepCommand(event)];
		case "archiving-images": return [...milestoneLines(event, after), ...keptLines(event.cleanUp, after)];
		case "trial": return [...milestoneLines(event, after), ...trialCommand(event.trial)];
		case "claiming":
		case "noted":
		case "pinning-image":
		case "pinned-image":
		case "pinning":
		case "pinned":
		case "preparing":
		case "prepared":
		case "starting":
		case "underway":
		case "rolling-back":
		case "watching":
		case "deleting-versions": return milestoneLines(event, after);
	}
}
function milestoneLines(milestone, timeline) {
	const words = milestoneWords(milestone, timeline);
	return words === void 0 ? [] : [timed(milestone.at, words, toneOf(milestone))];
}
function toneOf(milestone) {
	if (milestone.type === "final-step") return "command" in milestone.finalStep ? "warning" : "good";
	if (milestone.type === "trial") return trialTones[milestone.trial.did];
	return milestone.type === "rolling-back" ? "warning" : void 0;
}
const trialTones = {
	passed: "good",
	"no-room": "warning",
	left: "warning"
};
const toCopy = (command) => text(`          ${commandLine(command, 3900)}`);
const trialCommand = (trial) => trial.did === "left" ? [toCopy(trial.command)] : [];
const MOST_KEPT = 20;
function keptLines({ kept, archive }, after) {
	if (!isPreview(after)) return [];
	const more = kept.length - MOST_KEPT;
	const named = kept.slice(0, MOST_KEPT).map(({ image, because }) => text(`  ${image.id} stays: ${keptWords(because, archive, after.now)}`));
	return more > 0 ? [...named, text(`  … and ${more} more`)] : named;
}
const imageLines = ({ at, survey }) => survey.images.flatMap((each) => imageWords(each, at) ?? []).map((words) => timed(at, words));
const MOST_COMMITS = 20;
const commitLines = ({ survey }) => survey.comparisons.flatMap((each) => {
	const words = comparisonWords(each);
	if (words === void 0 || "problem" in each.answer) return [];
	const earlier = earlierWords(each.answer, MOST_COMMITS);
	return [
		{
			type: "group",
			text: `${shortCommit(each.base)} → ${shortCommit(each.head)}: ${words}`
		},
		...each.answer.commits.slice(0, MOST_COMMITS).map((of) => text(`${shortCommit(of.sha)} ${titleOf(of)}`)),
		...earlier === void 0 ? [] : [text(earlier)],
		{ type: "end" }
	];
});
const MOST_DRIFTED = 20;
function driftedLines({ drifted, saved }) {
	const more = drifted.length - MOST_DRIFTED;
	const named = drifted.slice(0, MOST_DRIFTED).map((each) => text(`✖ ${driftedWords(each, saved)}`, "bad"));
	return more > 0 ? [...named, text(`… and ${more} more`)] : named;
}
function evidenceLines(evidence) {
	const lines = evidenceWords(evidence);
	const { console: its } = evidence;
	const output = its ? [`Console of ${its.instance}, its last ${its.lines.length} lines:`, ...its.lines.map((line) => `  ${line}`)] : [];
	if (lines.length + output.length === 0) return [];
	return [
		{
			type: "group",
			text: "What was found"
		},
		...[...lines, ...output].map((line) => text(line)),
		{ type: "end" }
	];
}
function waitingLines(before, { at, refresh }) {
	const words = refreshWords(refresh);
	const earlier = before.milestones.filter((milestone) => milestone.type === "waiting").filter((milestone) => milestone.refresh.id === refresh.id);
	const since = earlier.find((milestone) => refreshWords(milestone.refresh) === words)?.at;
	if (since !== void 0 && !isHeartbeatDue(since, before.now, at)) return [];
	const still = `Waiting${earlier[0] ? ` for ${duration(at - earlier[0].at)}` : ""} for another instance refresh: ${words}`;
	return [timed(at, still, since === void 0 ? void 0 : "quiet")];
}
const SILENCE_PAUSE = 15e3;
function unansweredLines({ unansweredAt = Number.NEGATIVE_INFINITY }, { at, operation, forMs }) {
	if (at - unansweredAt < SILENCE_PAUSE) return [];
	return [timed(at, `… AWS has not answered ${operation} for ${duration(forMs)}`, "quiet")];
}
const finalStepCommand = ({ finalStep }) => "command" in finalStep ? [toCopy(finalStep.command)] : [];
// src/rollout/model/known-instance.ts
const memberFact = ({ lifecycle, healthy, protectedFromScaleIn }) => ({
	type: "member",
	lifecycle,
	healthy,
	protectedFromScaleIn
});
const ec2Fact = (of) => of ? {
	type: "ec2",
	state: of.state,
	...of.reason !== void 0 && { reason: of.reason }
} : { type: "not-listed" };
const checksFact = (checks) => checks ? {
	type: "status-checks",
	checks
} : { type: "not-checked" };
const targetFacts = (targets) => targets.map((target) => ({
	type: "target",
	target
}));
function isInOrder(fact) {
	switch (fact.type) {
		case "member": return fact.lifecycle === "InService" && fact.healthy;
		case "ec2": return fact.state === "running";
		case "status-checks": return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ot)(fact.checks);
		case "target": return fact.target.state === "healthy";
		case "not-listed":
		case "not-checked":
		case "script": return false;
	}
}
// src/report/summary/fleet.ts
const MOST_INSTANCES = 100;
const MOST_CHARACTERS = 4e5;
const targetsNow = (timeline) => lastSeen(timeline)?.targets ?? timeline.survey?.targets ?? [];
const targetGroups = ({ timeline }) => {
	const { survey } = timeline;
	const arns = survey?.group?.targetGroups ?? timeline.operations[0]?.operation.targetGroups ?? [];
	if (arns.length === 0) return void 0;
	const seen = lastSeen(timeline);
	const broken = lastPollBeforeFailure(timeline);
	const columns = [
		["target group", (arn) => code(targetGroupName(arn))],
		...survey ? [[timeline.operations.length > 0 ? "before" : "now", (arn) => healthOf$1(arn, survey.targets)]] : [],
		...broken && broken !== seen ? [["as it stopped", (arn) => healthOf$1(arn, broken.targets)]] : [],
		...seen ? [["last seen", (arn) => healthOf$1(arn, seen.targets)]] : []
	];
	return blocks([md`### Target groups`, table(columns.map(([name]) => name), arns.map((arn) => columns.map(([, cell]) => cell(arn))))]);
};
const lastPollBeforeFailure = (timeline) => rolloutStoppedAt(timeline) === void 0 ? void 0 : watchedOperations(timeline).findLast((each) => !each.isRollback && each.last)?.last;
function healthOf$1(arn, targets) {
	const mine = targets.filter(({ targetGroup, state }) => targetGroup === arn && state !== "draining");
	const unhealthySince = mine.filter(({ state }) => state !== "healthy");
	const share = `${mine.length - unhealthySince.length} of ${mine.length} healthy`;
	if (unhealthySince.length === 0) return share;
	return `${share}, ${list([...Map.groupBy(unhealthySince, targetWords)].map(([state, these]) => `${these.length} ${state}`), 5)}`;
}
const instances = ({ timeline }) => {
	const present = lastSeen(timeline)?.instances ?? timeline.survey?.group?.instances ?? [];
	if (present.length === 0) return void 0;
	const of = {
		present,
		targets: Map.groupBy(targetsNow(timeline), ({ instance }) => instance),
		to: toOf(timeline),
		images: imagesOf(timeline),
		checks: lastState(timeline)?.checks ?? /* @__PURE__ */ new Map(),
		known: knownVersions(timeline)
	};
	const { right = [], wrong = [] } = Object.groupBy(present, (each) => isRight$1(each, of) ? "right" : "wrong");
	const listed = [...wrong, ...right].slice(0, MOST_INSTANCES);
	const columns = columnsOf(of);
	const rows = within(listed.map((each) => columns.map(([, cell]) => md`${cell(each)}`)));
	const left = present.length - rows.length;
	const cut = left > 0 ? md`\n\nCut here: ${left} more, not listed.` : md``;
	const shown = table(columns.map(([name]) => name), rows);
	const said = runImagesOfVersions(of) ? md`\n\nEC2 confirms that each runs the image of its version.` : md``;
	return details(`${count(present.length, "instance")}${sameType(present)}, as last seen`, md`${shown}${cut}${said}`);
};
const isRight$1 = ({ id, template, healthy }, { to, targets }) => to.some((each) => each.id === template?.id && each.version === template?.version) && healthy && (targets.get(id) ?? []).every(({ state }) => state === "healthy");
const lastState = ({ operations }) => operations.findLast(({ watchState }) => watchState)?.watchState;
function imagesOf(timeline) {
	const ec2Instances = lastState(timeline)?.ec2Instances;
	return new Map([...ec2Instances ?? []].map(([id, { image }]) => [id, image]));
}
const runImagesOfVersions = ({ present, images, known }) => present.every(({ id, template }) => known.some((each) => each.id === template?.id && each.version === template.version && each.image === images.get(id)));
const typesOf = (present) => [...new Set(present.map(({ type }) => type))];
const sameType = (present) => {
	const [type, ...others] = typesOf(present);
	return type === void 0 || others.length > 0 ? "" : ` (${type})`;
};
function columnsOf(of) {
	const { present, targets, images, checks } = of;
	const isNews = images.size > 0 && !runImagesOfVersions(of);
	return [
		["instance", ({ id }) => code(id)],
		...typesOf(present).length > 1 ? [["type", ({ type }) => type]] : [],
		["zone", ({ zone }) => zone],
		["version", ({ template }) => template?.version ?? "–"],
		...isNews ? [["image (EC2)", ({ id }) => code(images.get(id) ?? "")]] : [],
		["state", (each) => stateOf(each, checks.get(each.id)?.status)],
		["targets", ({ id }) => targetsOf(targets.get(id) ?? [])]
	];
}
const stateOf = (of, checks) => [memberFact(of), ...checks && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ot)(checks) ? [checksFact(checks)] : []].map(factWords).join(", ");
function targetsOf(mine) {
	const unhealthy = mine.filter(({ state }) => state !== "healthy");
	if (unhealthy.length > 0) return targetFacts(unhealthy).map(factWords).join(", ");
	return mine.length === 0 ? "–" : `healthy in ${mine.length === 1 ? "1" : `all ${mine.length}`}`;
}
function within(rows) {
	let room = MOST_CHARACTERS;
	const end = rows.findIndex((row) => {
		room -= row.reduce((length, cell) => length + String(cell).length + 3, 0);
		return room < 0;
	});
	return end < 0 ? rows : rows.slice(0, end);
}
// src/report/summary/image-clean-up.ts
const archivedImages = ({ timeline }) => {
	const parts = [...new Map(timeline.milestones.flatMap((milestone) => milestone.type === "archiving-images" ? [[milestone.cleanUp.template, milestone.cleanUp]] : [])).values()].flatMap((found) => partsOf(timeline, found));
	return parts.length > 0 ? blocks([md`### Clean-up of images`, ...parts]) : void 0;
};
function partsOf(timeline, found) {
	const { archived, kept, archive } = found;
	const isForetold = isPreview(timeline);
	const done = new Set(timeline.milestones.flatMap(archivedIn));
	const fate = ({ id }) => isForetold ? `would be ${past[archive.how]}` : done.has(id) ? past[archive.how] : "as before";
	const rows = (images) => images.map(([{ id, name, created }, says]) => [
		code(id),
		code(name),
		created === void 0 ? "–" : `${duration(timeline.now - created)} ago`,
		says
	]);
	return [
		...isForetold ? [md`${imageCleanUpWords(found, isForetold)}.`] : [],
		...archived.length > 0 ? [table([
			"image",
			"name",
			"built",
			"clean-up"
		], rows(archived.map((image) => [image, fate(image)])))] : [],
		...kept.length > 0 ? [details("Why the other images stay", table([
			"image",
			"name",
			"built",
			"stays"
		], rows(kept.map(({ image, because }) => [image, keptWords(because, archive, timeline.now)]))))] : []
	];
}
const past = {
	deprecate: "deprecated",
	disable: "disabled"
};
const archivedIn = (milestone) => milestone.type === "final-step" && milestone.finalStep.did === "archived" ? milestone.finalStep.images : [];
// src/report/summary.ts
const sections = [
	head,
	runFacts,
	found$1,
	commits,
	revision,
	course,
	targetGroups,
	findings,
	fleetStatus,
	cleanUp,
	archivedImages,
	instances,
	notes,
	events,
	settings
];
const sectionsOfPlan = [
	head,
	runFacts,
	findings,
	commits,
	revision,
	preview,
	targetGroups,
	cleanUp,
	archivedImages,
	instances,
	notes,
	settings
];
const sectionsLeftToPost = [head, runFacts];
const sectionsOfCheck = [
	head,
	runFacts,
	drift,
	archivedImages
];
function sectionsOf(timeline) {
	const { settings, operations, outcome } = timeline;
	if (outcome && "rollback" in outcome && isLeftToPost(timeline, outcome)) return sectionsLeftToPost;
	if (settings?.mode === "check") return sectionsOfCheck;
	return settings?.mode === "plan" || operations.length === 0 && outcome?.type === "refused" ? sectionsOfPlan : sections;
}
const MOST_BYTES = 1e6;
function summaryOf(timeline, run) {
	const parts = sectionsOf(timeline).flatMap((section) => section({
		timeline,
		run
	}) ?? []);
	const page = withoutAccount(String(blocks(fitting(parts))), timeline.survey?.group?.account ?? "");
	return `${asMarkdown(page, run)}\n`;
}
function fitting(parts) {
	let room = MOST_BYTES;
	return parts.map((part) => {
		const bytes = Buffer.byteLength(String(part)) + 2;
		if (bytes > room) return md`Cut here: a part of ${bytes} bytes did not fit into GitHub’s limit for summaries.`;
		room -= bytes;
		return part;
	});
}
// src/report/reporters.ts
const logReporter = (print, { colour, run }) => withoutThrowing("The log", (event, before, after) => {
	for (const line of logLines(before, event, after)) print(asText(printed(line, colour), run));
});
const annotationReporter = (run) => withoutThrowing("An annotation", (event, _before, after) => {
	const levels = {
		error: _action_js__WEBPACK_IMPORTED_MODULE_0__.fa,
		warning: _action_js__WEBPACK_IMPORTED_MODULE_0__.ga
	};
	for (const { level, title, message } of annotationsFor(event, after)) levels[level](asText(message, run), { title });
});
const SUMMARY_PAUSE = 6e4;
function summaryReporter({ paths, run }) {
	let written = Number.NEGATIVE_INFINITY;
	return withoutThrowing("The job summary", (event, before, after) => {
		if (!isPhase(event, before, after) && event.at - written < SUMMARY_PAUSE) return;
		written = event.at;
		const text = summaryOf(after, run);
		for (const path of paths) (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.writeFileSync)(path, text);
	});
}
const jsonReporter = ({ path, run }) => withoutThrowing("The report file", (event, before, after) => {
	if (!isPhase(event, before, after)) return;
	(0,node_fs__WEBPACK_IMPORTED_MODULE_1__.writeFileSync)(path, `${JSON.stringify(inRegionOf(run, reportOf(after)), void 0, 2)}\n`);
});
function inRegionOf(run, value, name = "") {
	if (typeof value === "string") return name === "command" ? inRegion(value, run.region) : name === "remedy" ? withRegion(value, run.region) : value;
	if (typeof value !== "object" || value === null) return value;
	return withMembers(value, (member, key) => inRegionOf(run, member, key));
}
function outputReporter(context) {
	let written = "";
	return withoutThrowing("The outputs", (event, before, after) => {
		if (!isPhase(event, before, after)) return;
		const outputs = outputsOf(after, context);
		const text = JSON.stringify({
			...outputs,
			"duration-seconds": ""
		});
		if (text === written) return;
		written = text;
		for (const [name, value] of Object.entries(outputs)) (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ma)(name, value);
	});
}
function isPhase(event, before, after) {
	if (event.type === "polled") return before.operations.at(-1)?.statuses.length !== after.operations.at(-1)?.statuses.length;
	if (event.type === "unanswered") return false;
	return event.type !== "waiting" || before.milestones.at(-1)?.type !== "waiting";
}
function withoutThrowing(what, reader) {
	let warned = false;
	return (event, before, after) => {
		try {
			reader(event, before, after);
		} catch (thrown) {
			if (warned) return;
			warned = true;
			(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ga)((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tt)(`${what} could not be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`), { title: "AMI rollout: the rollout goes on" });
		}
	};
}
// src/rollout/execute/final-work.ts
const attempt = ({ what, command, work }) => work().catch((thrown) => {
	if (!(thrown instanceof _action_js__WEBPACK_IMPORTED_MODULE_0__.Vn)) throw thrown;
	return {
		what,
		did: "failed",
		problem: thrown.message,
		command
	};
});
async function report$1({ clock, emit }, work) {
	const done = await attempt(work);
	for (const finalStep of done ? [done].flat() : []) emit({
		type: "final-step",
		at: clock.now(),
		finalStep
	});
}
const nameOf = ({ name }, all) => all.length > 1 ? { of: name } : {};
// src/rollout/scale-in-protection.ts
const keptByProtection = (instances, { from, to }) => instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bt)(each) && each.protectedFromScaleIn && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, to) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, from));
function protectionFor(instances, rollout, usual) {
	const isOther = (each) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, rollout.to) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, rollout.from);
	const hasOthers = instances.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bt)(each) && each.protectedFromScaleIn && isOther(each));
	return keptByProtection(instances, rollout).length > 0 && !hasOthers ? "Refresh" : usual;
}
// src/rollout/execute/timed-instances.ts
const timedInstances = async (reads, instances, rollout) => isTimed(rollout) && instances.length > 0 ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ct)(instances, await reads.ec2Instances(instances.map(({ id }) => id))) : instances;
// src/rollout/execute/end-state.ts
const unknownFleet = {
	fleet: "unknown",
	covered: 0,
	onTarget: 0,
	runs: [],
	leftOut: [],
	warmPool: [],
	withoutTraffic: [],
	isProtected: false,
	launching: [],
	byHand: []
};
async function readFleetStatus(reads, end) {
	const { rollout, settings } = end;
	try {
		const [group, refreshes] = await Promise.all([reads.group(rollout.group), reads.refreshes(rollout.group)]);
		if (!group) return unknownFleet;
		const instances = await timedInstances(reads, group.instances, rollout);
		const covers = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(instances, rollout.to, settings.preferences);
		const savedIsNew = covers.covered.length === 0 && await launches$1(reads, group, rollout.to);
		const active = refreshes.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(status));
		return {
			...statusFrom(end, covers, savedIsNew),
			isProtected: protectionFor(instances, rollout, "Ignore") === "Refresh",
			warmPool: group.hasWarmPool ? running$1(await reads.warmPool(group.name)) : [],
			launching: active || rollout.isRollback ? [] : launchingOn(instances, rollout.to),
			...active && { active: {
				id: active.id,
				status: active.status
			} },
			...rollout.to.since && { isRenewal: true }
		};
	} catch (thrown) {
		(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
		return {
			...unknownFleet,
			byHand: [describeCommand(rollout)]
		};
	}
}
const launchingOn = (instances, to) => instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Yt)(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, to)).map(({ id }) => id);
async function launches$1(reads, { templates: saved }, { templates }) {
	const meant = await Promise.all(saved.map(async ({ id, version: spec }) => {
		const choice = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.un)(spec);
		const template = typeof choice === "string" ? await reads.template(id) : void 0;
		return {
			id,
			version: typeof choice === "string" ? template && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.cn)(choice, template) : choice
		};
	}));
	return areAmong(meant, templates);
}
const areAmong = (saved, templates) => saved.length > 0 && saved.every(({ id, version }) => templates.some((each) => each.id === id && String(each.version) === String(version)));
async function goneVersions(reads, { to }) {
	const reading = to.templates.map(async (each) => {
		return await reads.version(each.id, each.version).catch(notSeen) ? [] : [each];
	});
	return (await Promise.all(reading)).flat();
}
const notSeen = (thrown) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
function fleetStatusSeen({ instances, saved }, operation, settings) {
	const numbered = saved.filter(({ version }) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.on)(version));
	const savedIsNew = numbered.length === 0 || areAmong(numbered, operation.to.templates);
	const covers = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(instances, operation.to, settings.preferences);
	return statusFrom({
		rollout: operation,
		operation,
		settings
	}, covers, savedIsNew);
}
function statusFrom({ rollout, operation }, covers, savedIsNew) {
	const status = fleetStatusOf(covers, savedIsNew, rollout.isRollback);
	const { covered } = covers;
	if (operation?.type !== "native-rollback" || covered.length === 0) return status;
	const left = covered.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, operation.from));
	return {
		...status,
		fleet: left.length === 0 ? "previous" : left.length === covered.length ? "new" : "mixed"
	};
}
function stopCommands({ rollout, operation, isReversible = true }, failure, { id, status }) {
	const isForward = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jn)(status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mn)(status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(status);
	const isOurs = operation?.type === "refresh" && operation.refreshId === id;
	const refused = "problem" in failure && failure.problem.operation === "RollbackInstanceRefresh" && failure.problem;
	if (!isOurs || !isForward || !refused && rowOf(failure).action === "leave") return [];
	const isIrreversible = !isReversible || refused && refused.kind === "irreversible";
	return [rollout.isRollback || isIrreversible || !changesVersions(rollout) ? cancelCommand(rollout) : rollbackCommand(rollout)];
}
function commandsByHand(ended, failure, { fleet, active, isProtected, launching }) {
	const { rollout, operation } = ended;
	const isKnown = operation !== void 0 && refreshIdOf(operation) !== void 0;
	if (active) return isKnown ? [...stopCommands(ended, failure, active), describeCommand(rollout)] : [];
	if (fleet === "unknown") return isKnown ? [describeCommand(rollout)] : [];
	if (fleet === "previous" && launching.length > 0) return [terminateCommand(launching)];
	const isBackKnown = changesVersions(rollout);
	if (fleet === "previous" || !isBackKnown || operation?.type === "verify-only" || isAwsFailed(failure, "moved-away")) return [];
	return isAwsFailed(failure, "version-gone") || isAwsFailed(failure, "nothing-proven") ? [saveCommand(rollout, rollout.from.templates)] : [refreshCommand(rollout, rollout.from.templates, isProtected ? "Refresh" : "Ignore")];
}
// src/rollout/plan/refusals.ts
const refusalCode = (survey, { mode }) => {
	const launches = mode === "plan" ? [] : survey.templates.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.F)(each) ?? []);
	const problems = [...survey.problems, ...launches];
	if (problems.some(({ kind }) => kind === "expired")) return "credentials-expired";
	if (problems.some(({ kind }) => kind === "denied")) return "access-denied";
	return problems.some(_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt) ? "lost-contact" : "preflight";
};
const otherRefreshActive = ({ id, status }, group) => ({
	level: "error",
	rule: "conflict",
	says: `Another instance refresh (${id}) is in progress on this group: ${status}.`,
	remedy: `Wait for its end and run again, or set \`on-conflict\`: \`wait\` waits for it, \`replace\` cancels it. See how far it is: \`${describeCommand({ group })}\`.`
});
function claimedByOther({ group }, run) {
	const last = group && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ft)((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rt)(group), {
		run,
		now: group.at
	});
	if (!last) return void 0;
	return {
		level: "error",
		rule: "claimed",
		says: `Run ${last.run} of this action has claimed the group until ${new Date(last.until).toISOString().slice(11, 16)} UTC and has begun no instance refresh yet.`,
		remedy: "Wait for that run, or run it again if it was lost: the same run takes its own claim up."
	};
}
const sharedLatest = (versions, { group, uses, templates }) => templatesThatGrow(versions, templates).flatMap((template) => {
	const followers = uses.filter((use) => use.template === template.id && use.group !== group?.name && use.versions.includes("$Latest"));
	if (followers.length === 0) return [];
	const names = followers.map((use) => `"${use.group}"`).join(", ");
	const commands = followers.map((use) => saveCommand({
		group: use.group,
		...use.mixed && { mixed: true }
	}, [{
		id: template.id,
		version: template.latest
	}]));
	return [{
		level: "error",
		rule: "latest-shared",
		says: `${followers.length === 1 ? "The group" : "The groups"} ${names} ${followers.length === 1 ? "follows" : "follow"} $Latest of the launch template ${template.id} (${template.name}) too: a new version would be launched there before it has proved itself here.`,
		remedy: `Pin ${followers.length === 1 ? "it" : "them"} to a number first: ${commands.join(" ; ")}`
	}];
});
const templatesThatGrow = (versions, templates) => {
	const ids = new Set(versions.filter(isPlanned).map(({ id }) => id));
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap(({ template }) => ids.has(template.id) ? [template] : []);
};
const allLeftOut = ({ leftOut }) => ({
	level: "error",
	rule: "all-left-out",
	says: `All ${leftOut.length} instances would be left out (${[...new Set(leftOut.map(({ why }) => why))].join(", ")}): nothing would be replaced.`,
	remedy: "Set `scale-in-protected-instances: refresh` or `standby-instances: terminate`, or put instances back in service."
});
const tooFarApart = ({ minHealthyPercentage: min, maxHealthyPercentage: max }) => ({
	level: "error",
	rule: "percentages",
	says: `The healthy percentages of this rollout would be ${min} and ${max} (what is not set here comes from the group); AWS takes at most 100 between them.`,
	remedy: "Set both `min-healthy-percentage` and `max-healthy-percentage`."
});
const tooShort = (timeout, guess) => ({
	level: "error",
	rule: "timeout",
	says: `\`timeout\` is ${Math.round(timeout / 6e4)} min, but this rollout is estimated to take ${Math.ceil(guess.length / 6e4)} min.`,
	remedy: "Raise `timeout`, or leave it at `auto`."
});
const UNSAID_SESSION = 18e5;
function shortSession({ session }, guess, now) {
	if (session?.type !== "session") return [];
	const left = session.ends === void 0 ? UNSAID_SESSION : session.ends - now;
	if (guess.length <= left) return [];
	return [{
		level: "warning",
		rule: "short-session",
		says: `The credentials ${session.ends === void 0 ? "do not say when they end (an hour is usual)" : `end in ${Math.round(left / 6e4)} min`}, and this rollout is estimated to take ${Math.ceil(guess.length / 6e4)} min. If they expire, AWS goes on, and rolls back by itself if it fails, but this job ends red.`,
		remedy: "Set `role-to-assume`, which renews them, or a longer `role-duration-seconds` where they come from."
	}];
}
const LONGEST_JOB = 216e5;
function outlastsJob(guess, { handOver, onCancel }) {
	if (guess.length <= (handOver ?? LONGEST_JOB)) return [];
	const takes = `This rollout is estimated to take ${Math.ceil(guess.length / 36e5)} h`;
	const shorter = "Replace more at a time with `max-healthy-percentage`, shorten the pauses, or ";
	return [{
		level: "warning",
		rule: "outlasts-job",
		...handOver === void 0 ? {
			says: `${takes}, and nothing is handed over. GitHub cancels a job after its \`timeout-minutes\` (6 h unless set), and a cancel is answered with \`on-cancel: ${onCancel}\`, however far the rollout has come.`,
			remedy: `${shorter}set \`hand-over\` to fit \`timeout-minutes\`, or let the job last longer on a runner of your own.`
		} : {
			says: `${takes}. After ${length(handOver)} this step hands it over (\`hand-over\`): it ends red with the code \`handed-over\`, AWS goes on, and nobody watches until a later job of this run takes the rollout up.`,
			remedy: `${shorter}add jobs that take it up: docs/longer-than-a-job.md. A job that is run again takes it up, too.`
		}
	}];
}
const length = (ms) => `${Math.floor(ms / 36e5)} h ${Math.round(ms % 36e5 / 6e4)} min`;
// src/rollout/preflight/rule.ts
const error$2 = (rule, says, remedy) => ({
	level: "error",
	rule,
	says,
	remedy
});
const warning = (rule, says, remedy) => ({
	level: "warning",
	rule,
	says,
	remedy
});
const note$1 = (rule, says, remedy) => ({
	level: "note",
	rule,
	says,
	remedy
});
const identity = /* @__PURE__ */ new Set(["GetIdentityToken", "AssumeRoleWithWebIdentity"]);
const isUnseen = (operation, problems) => problems.some((problem) => problem.operation === operation || identity.has(problem.operation));
const day = (at) => new Date(at).toISOString().slice(0, 10);
function roughly(age) {
	const minutes = Math.max(0, Math.round(age / 6e4));
	if (minutes < 120) return `${minutes} min`;
	return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
// src/rollout/preflight/fit.ts
const fittings = [
	{
		rule: "architecture",
		fits: ({ architecture }, { architectures }) => isAmong(architecture || void 0, architectures),
		says: ({ architecture }, { architectures }) => `is built for ${architecture}, the type runs ${either(architectures)}`,
		remedy: "Build the image for the architecture of the instance types, or change the types."
	},
	{
		rule: "boot-mode",
		fits: ({ bootMode }, { bootModes }) => bootMode === "uefi-preferred" || isAmong(bootMode, bootModes),
		says: ({ bootMode = "" }, { bootModes }) => `boots by ${bootMode}, the type by ${either(bootModes)}`,
		remedy: "Register the image with a boot mode that the instance types have; `uefi-preferred` fits most."
	},
	{
		rule: "ena",
		fits: ({ ena }, type) => ena !== false || type.ena !== "required",
		says: () => "has no ENA support, which the type requires for its network",
		remedy: "Install the ENA driver and register the image with `--ena-support`."
	},
	{
		rule: "virtualization",
		fits: ({ virtualization }, { virtualizations }) => isAmong(virtualization, virtualizations),
		says: ({ virtualization }, { virtualizations }) => `has ${virtualization ?? ""} virtualization, the type takes ${either(virtualizations)}`,
		remedy: "Build an HVM image."
	},
	{
		rule: "root-device-type",
		fits: ({ rootDeviceType }, { rootDeviceTypes }) => isAmong(rootDeviceType, rootDeviceTypes),
		says: ({ rootDeviceType }, { rootDeviceTypes }) => `has its root device on ${rootDeviceType ?? ""}, the type takes ${either(rootDeviceTypes)}`,
		remedy: "Build an image with its root device on EBS."
	}
];
const isAmong = (value, all) => value === void 0 || all === void 0 || all.includes(value);
const either = (all = []) => all.join(" or ");
const misfits = (survey) => fittings.flatMap(({ rule, fits, says, remedy }) => {
	const bad = pairs$1(survey).filter(([image, type]) => !fits(image, type));
	return [...Map.groupBy(bad, ([image, type]) => `The image ${image.id} ${says(image, type)}`)].map(([sentence, of]) => error$2(rule, `${sentence}: ${[...new Set(of.map(([, { name }]) => name))].join(", ")}.`, remedy));
});
const pairs$1 = ({ group, templates, launchEnvironment }) => group ? templates.flatMap((each) => pairsOf((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.m)(each, group), launchEnvironment?.types ?? [])) : [];
const pairsOf = (image, names, types) => image ? types.filter(({ name }) => names.includes(name)).map((type) => [image, type]) : [];
const fit = [misfits];
// src/rollout/preflight/access.ts
const remedies$1 = {
	denied: "Give the role the permissions in docs/iam-policy.json; the operation named here is the one that was refused.",
	expired: "Fetch new credentials in this job before this step (aws-actions/configure-aws-credentials), or allow a longer session.",
	throttled: "Too many requests of this account and region: AWS refuses them for a while. Run the job again, or fewer jobs at once.",
	passing: "AWS did not answer after several tries. Run the job again.",
	lost: "Run the job again.",
	missing: "Check the name and `aws-region`.",
	conflict: "Wait and run again.",
	idle: "Run the job again.",
	irreversible: "Run the job again.",
	environment: "Check the credentials, the clock, the proxy and the network of the runner.",
	rejected: "Check the credentials, the region and the names in this step."
};
const unreadable = ({ problems }) => unique$1(problems).map((problem) => problem.fault ? environmentFinding(problem, problem.fault) : error$2(`cannot-see-${problem.operation}`, said(problem), remedies$1[problem.kind]));
const said = ({ operation, code, message }) => `${operation} failed: ${code}: ${message}`;
function environmentFinding(problem, fault) {
	const { says, remedy } = diagnosisOf(fault);
	return error$2(`environment-${fault.type}`, `${says} (${said(problem)}).`, remedy);
}
const unique$1 = (problems) => problems.filter((each, i) => problems.findIndex((other) => sameness(other) === sameness(each)) === i);
const sameness = ({ operation, code, fault }) => fault?.type ?? `${operation} ${code}`;
const launchDenied = ({ templates }, { mode }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((each) => {
	const launch = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.F)(each);
	if (launch?.kind !== "denied") return [];
	const permissions = hiddenPermissions((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.y)(each.saved) !== void 0);
	const answer = `${launch.code}: ${launch.message}`;
	const cause = causes[launch.code];
	return mode === "plan" && cause === void 0 ? [warning("launch-denied", `This role may not try a launch (DryRun), so nobody knows whether the new image launches. A deploy with this role will be refused for the same: ${answer}`, `A role that only plans may do without. The role that deploys needs: ${permissions}`)] : [error$2("launch-denied", `A trial launch (DryRun) of the new image with this launch template was refused: ${answer}`, cause ?? permissions)];
});
const hiddenPermissions = (readsParameter) => `AWS checks these when a refresh starts: ec2:RunInstances on all that the template names, ec2:CreateTags for tag specifications, iam:PassRole for an instance profile${readsParameter ? ", ssm:GetParameters for its parameter" : ""}. sts:DecodeAuthorizationMessage reads an encoded message. See docs/iam.md, «The hidden permissions».`;
const NO_ROOM = "This says nothing against the image. If there is no room for one more instance than now, let old instances go first: `max-healthy-percentage: 100` with a lower `min-healthy-percentage`.";
const launchRejected = (survey) => misfits(survey).length > 0 ? [] : survey.templates.flatMap((each) => {
	const launch = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.F)(each);
	if (!launch || launch.kind === "denied" || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each)?.state !== "available") return [];
	const says = `A trial launch (DryRun) of the new image with this launch template failed: ${launch.code}: ${launch.message}`;
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.u)(launch)) return [warning("launch-no-room", says, NO_ROOM)];
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(launch)) return [warning("launch-rejected", says, "It may be a passing fault of EC2.")];
	return [error$2("launch-rejected", says, causes[launch.code] ?? "Fix the launch template or choose an image that it can launch.")];
});
const newVersionWith = (what) => `Make a launch template version with ${what} that exists in this region, and save it on the group.`;
const causes = {
	OptInRequired: "The image is from AWS Marketplace: the account that launches it must accept its terms and subscribe.",
	"InvalidKeyPair.NotFound": newVersionWith("a key pair"),
	"InvalidGroup.NotFound": newVersionWith("security groups"),
	"InvalidSubnetID.NotFound": "Remove the subnet that is gone from the group.",
	"InvalidSnapshot.NotFound": newVersionWith("snapshots")
};
const unchecked = ({ launchEnvironment: environmentFinding, problems }) => unique$1([...problems, ...environmentFinding?.unchecked ?? []]).slice(unique$1(problems).length).map(({ kind, operation, code, message }) => warning(`not-checked-${operation}`, `${operation} failed, so what it would show is not checked: ${code}: ${message}`, remedies$1[kind]));
const access = [
	unreadable,
	launchDenied,
	launchRejected,
	unchecked
];
// src/rollout/preflight/parameter.ts
const namedByParameter = ({ templates, problems }, { ssmTemplate, mode }) => {
	if (mode === "watch") return [];
	const [why, remedy] = mode === "check" ? noCheck : ssmTemplate === "pin" ? noImage$1 : noRefresh;
	if (why === noImage$1[0] && problems.length > 0) return [];
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap(({ saved }) => {
		const parameter = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.y)(saved);
		if (parameter === void 0) return [];
		return [{
			level: "error",
			rule: "ssm-template",
			says: `Version ${saved.version} of the launch template ${saved.id} (${saved.name}) names its image by the Systems Manager parameter ${parameter}${why}`,
			remedy
		}];
	});
};
const noRefresh = [". AWS starts no instance refresh with a desired configuration from it, and rolls none back.", "Set `ssm-template: pin`: a rollout then moves the group to a version with the image that its instances run first, and the group does not follow the parameter any more."];
const noImage$1 = [", which means no image now, and its instances do not show one.", "Let the parameter hold the id of an image, then run again."];
const noCheck = [": there is no image to compare the instances with.", "A rollout with `ssm-template: pin` moves the group to a version that has an image of its own."];
const unfollowed = ({ group, templates }) => group ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((each) => unfollowedIn(each, group)) : [];
function unfollowedIn({ saved, versions, parameter: images }, group) {
	const from = versions.find(({ version }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(saved.description)?.from === version);
	const parameter = from && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.y)(from);
	if (!from || parameter === void 0) return [];
	const on = {
		group: group.name,
		...group.mixed && { mixed: true }
	};
	const follow = saveCommand(on, [{
		id: saved.id,
		version: from.version
	}]);
	const pinned = {
		level: "warning",
		rule: "parameter-not-followed",
		says: `A version with the image ${saved.image} takes the place of version ${from.version}, which names its image by the parameter ${parameter}: the group does not follow the parameter any more.`,
		remedy: `To let it follow the parameter again: \`${follow}\`.`
	};
	if (images?.means === void 0 || images.means === saved.image) return [pinned];
	return [pinned, {
		level: "warning",
		rule: "parameter-means-another",
		says: `The parameter ${parameter} means ${images.means} now, but the instances run ${saved.image}: the group is pinned to what runs, and a rollback returns to that.`,
		remedy: "Until the rollout has succeeded a scale-out launches what runs now, not what the parameter means."
	}];
}
const parameter = [unfollowed];
// src/rollout/preflight/group.ts
const error$1 = (rule, says, remedy) => [{
	level: "error",
	rule,
	says,
	remedy
}];
const exists$1 = ({ group, problems }, settings) => group || isUnseen("DescribeAutoScalingGroups", problems) ? [] : error$1("group-missing", `The Auto Scaling group "${settings.group}" does not exist in this region and account.`, `Check \`auto-scaling-group\`, \`aws-region\` and the account of the credentials.${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.G)(settings.group)}`);
const form = ({ group }) => group?.form === "launch-configuration" ? error$1("launch-configuration", "The group uses a launch configuration, which AWS has retired.", "Move the group to a launch template first; launch configurations cannot be rolled.") : [];
const template = ({ templates, problems }) => problems.length > 0 ? [] : templates.flatMap(missing$2);
function missing$2(of) {
	const { id, name, version } = of.named;
	switch (of.type) {
		case "no-template": return error$1("template-missing", `The group's launch template ${id || name} does not exist.`, "Point the group to a launch template that exists.");
		case "no-version": return error$1("version-missing", `The group's launch template ${of.template.id} has no version ${version}.`, "Point the group to a version that exists: without it there is no version to start from, and none to roll back to.");
		case "found": return [];
	}
}
const stalls = {
	Launch: "no instance would be launched",
	Terminate: "no instance would be terminated",
	InstanceRefresh: "the refresh would be paused"
};
const hides = {
	HealthCheck: "bad instances would not be noticed by the group",
	ReplaceUnhealthy: "bad instances would not be replaced by the group"
};
const ADD = "AddToLoadBalancer";
const UNREGISTERED = "new instances would not be registered with their load balancers, and none would ever be healthy";
const suspended = ({ group }) => (group?.suspended ?? []).flatMap((process) => {
	const remedy = `Resume it: \`aws autoscaling resume-processes --auto-scaling-group-name ${quote(group?.name ?? "")} --scaling-processes ${process}\`.`;
	const stops = process === ADD && group && group.targetGroups.length > 0 ? UNREGISTERED : stalls[process];
	if (stops) return error$1("suspended", `The process ${process} is suspended: ${stops}.`, remedy);
	return hides[process] ? [{
		level: "warning",
		rule: "suspended",
		says: `The process ${process} is suspended: ${hides[process]}.`,
		remedy
	}] : [];
});
const readable = [
	exists$1,
	form,
	template,
	namedByParameter
];
const group = [...readable, suspended];
// src/rollout/preflight/mixed.ts
const error = (rule, says, remedy) => ({
	level: "error",
	rule,
	says,
	remedy
});
const byAttributes = ({ group }) => group?.mixed?.overrides.some((override) => override.byAttributes) ? [error("attribute-based-selection", "The group chooses instance types by their attributes (InstanceRequirements). AWS starts no refresh with a desired configuration on such a group, and rolls none back.", "Name the instance types in the group’s overrides instead; or make a template version and refresh the group without this action.")] : [];
const unknownMembers = ({ group }) => {
	const unknown = group?.mixed?.unknown ?? [];
	return unknown.length > 0 ? [error("policy-unknown", `The group's mixed instances policy has members that this version of the action does not know: ${unknown.join(", ")}. The policy is sent back whole with other template versions, and they would be lost.`, "Use a newer version of this action.")] : [];
};
const ownImages = ({ group }) => {
	const images = [...new Set(group?.mixed?.overrides.flatMap(({ image }) => image ?? []))];
	return images.length > 0 ? [error("override-image", `Overrides of the group name images of their own (${images.join(", ")}), which beat the launch template: instances would be launched from those, not from the new image.`, "Take `ImageId` out of the group’s overrides; different images for different types are launch templates of their own.")] : [];
};
const oneVersionEach = ({ group }) => Object.values(Object.groupBy(group?.templates ?? [], ({ id }) => id)).flatMap((same = []) => {
	const [first] = same;
	const versions = same.map(({ version }) => version).join(" and ");
	return first && same.length > 1 ? [error("template-twice", `The group names the launch template ${first.id} (${first.name}) at several versions: ${versions}.`, "Let all its overrides name one version, or give those that differ a template of their own.")] : [];
});
const aliasTagLength = ({ group }, settings) => group && ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.an)(group, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pn)(settings, group, 0))?.length ?? 0) > 256 ? [error("too-many-aliases", "The group follows so many aliases of launch templates that they cannot be remembered in a tag while it is pinned to numbers.", "Name numbered versions in the group, or let all templates follow the same alias.")] : [];
const architectures = ({ group, images, templates }, { to }) => {
	const known = images.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.E)(each) ?? []);
	if (to !== void 0 || !group || known.length === 0 || known.length < images.length) return [];
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((each) => each.target.type === "none" ? unmatched(each, images, group) : []);
};
function unmatched(template, candidates, { templates }) {
	const images = candidates.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.E)(each) ?? []);
	const { id, name } = template.named;
	const which = templates.length > 1 ? `The launch template ${id} (${name})` : "The group’s launch template";
	const [architecture] = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.f)(template);
	if (architecture === void 0) return [error("architecture-unknown", `${which} launches ${template.saved.image}, which is not there any more, and names no instance type: which of the images it shall launch is not known.`, "Name an instance type in the template or in the group’s overrides.")];
	const fitting = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.p)(template, images);
	if (fitting.length === 0) return [error("image-for-architecture", `${which} launches ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.f)(template).join(", ")}, and there is no image of that architecture among those asked for: ${images.map(named).join(", ")}.`, "Add one to `image`, on a line of its own: one image for each architecture of the group.")];
	return [error("images-alike", `${which} could launch each of ${fitting.map(named).join(", ")}.`, buildsRemedy(candidates) ?? "Leave one of them out of `image`: one image for each architecture of the group.")];
}
function buildsRemedy(candidates) {
	const refs = candidates.flatMap(({ ref }) => ref.from === "packer" ? [ref] : []);
	const [first] = refs;
	return first && refs.length > 1 ? `Name the build that is meant: \`packer:${first.file}#NAME\`, with one of ${refs.map(({ build }) => build).join(", ")}.` : void 0;
}
const named = ({ id, architecture }) => `${id} (${architecture})`;
const readableMixed = [oneVersionEach];
const watchableMixed = [ownImages];
const mixed = [
	byAttributes,
	unknownMembers,
	ownImages,
	aliasTagLength,
	architectures
];
// src/rollout/deadline.ts
async function withDeadline({ sleep }, limit, work) {
	const over = new AbortController();
	const done = new AbortController();
	sleep(limit, done.signal).then(() => {
		if (!done.signal.aborted) over.abort();
	});
	try {
		return await work(over.signal);
	} finally {
		done.abort("done");
	}
}
// src/rollout/watch/healthy-capacity.ts
const coverageOf = ({ last, ec2Instances }, operation, { preferences }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(last.instances, operation.to, preferences, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.St)(last.at, preferences.instanceWarmup, ec2Instances));
const isEc2Unread = ({ unread }) => unread.some(({ part }) => part === "ec2-instances");
function withReadTargetGroups(operation, { unread: parts }) {
	const unread = new Set(parts.flatMap((each) => each.part === "targets" ? [each.targetGroup] : []));
	return unread.size === 0 ? operation : {
		...operation,
		targetGroups: operation.targetGroups.filter((arn) => !unread.has(arn))
	};
}
function shortfallsOf(ids, operation, { last }) {
	const { targets } = last;
	const present = last.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt);
	return operation.targetGroups.flatMap((targetGroup) => {
		const seen = {
			...operation,
			targets
		};
		const instances = ids.filter((id) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.lt)(targetGroup, id, seen) === false);
		const states = targets.filter((target) => target.targetGroup === targetGroup && instances.includes(target.instance)).map(targetWords);
		const counted = instances.some((id) => !targets.some((each) => each.targetGroup === targetGroup && each.instance === id)) ? [...states, "not registered"] : states;
		const judged = present.map(({ id }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.lt)(targetGroup, id, seen)).filter((health) => health !== void 0);
		const healthy = judged.filter(Boolean).length;
		return instances.length > 0 ? [{
			targetGroup,
			instances,
			states: [...new Set(counted)].sort(),
			healthy,
			judged: judged.length
		}] : [];
	});
}
const healthyNow$1 = ({ last, checks }, operation) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yt)(last.instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dt)(each, operation, last.targets) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tt)(each, checks)));
const minimumHealthy = ({ last }, operation, { preferences }) => Math.min(Math.ceil(last.desired * preferences.minHealthyPercentage / 100), operation.baseline);
// src/rollout/watch/guards/launches.ts
const BURST_LENGTH = 1e4;
const LEAST_SPAN = 12e4;
const launchesFail = (watchState, operation, { preferences, maxLaunchFailures: limit }) => {
	const terminatesFirst = isTerminateFirst(watchState.last, preferences);
	const freed = terminatesFirst ? watchState.endingUntil : 0;
	const since = Math.max(lastArrival(watchState, operation.to), freed);
	const failures = watchState.failedLaunches.filter(({ began }) => began > since);
	const bursts = burstsOf(failures);
	const [first, newest] = [bursts[0], bursts.at(-1)];
	if (first === void 0 || newest === void 0 || bursts.length < limit || newest - first < LEAST_SPAN) return void 0;
	return {
		code: "launch-failures",
		seen: failures.length,
		limit,
		since: first,
		messages: grouped(failures.map(({ message }) => message)),
		isLaunchFirst: !terminatesFirst
	};
};
const isTerminateFirst = ({ desired }, { minHealthyPercentage, maxHealthyPercentage }) => maxHealthyPercentage <= 100 && Math.ceil(desired * minHealthyPercentage / 100) < desired;
const lastArrival = ({ last, ec2Instances, newInstances }, to) => Math.max(0, ...last.instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, to)).map(({ id }) => ec2Instances.get(id)?.launched ?? (isEc2Unread(last) ? newInstances.present.get(id)?.since : 0) ?? 0));
function burstsOf(failures) {
	const bursts = [];
	for (const { began } of failures) if (began - (bursts.at(-1) ?? Number.NEGATIVE_INFINITY) > BURST_LENGTH) bursts.push(began);
	return bursts;
}
function grouped(messages) {
	const counts = /* @__PURE__ */ new Map();
	for (const message of messages) counts.set(message, (counts.get(message) ?? 0) + 1);
	return [...counts].map(([text, count]) => ({
		text,
		count
	})).sort((a, b) => b.count - a.count);
}
const DEATHS_WITHOUT_SURVIVOR = 2;
const WINDOW = 18e5;
const PROVEN_AGE = 6e5;
const DEATHS_PERCENTAGE = 5;
function explainedByScaleIn(units, lost) {
	let [left, taken] = [units, 0];
	for (const { weight } of lost) {
		if (left <= 0) break;
		left -= weight;
		taken += 1;
	}
	return taken;
}
const instancesDie = ({ newInstances, last }, _leg, { maxLaunchFailures, preferences }) => {
	const warmup = preferences.instanceWarmup;
	const survivors = [...newInstances.present.values()].filter(({ since }) => last.at - since >= Math.max(warmup, LEAST_SPAN)).length;
	const dead = newInstances.lost.slice(explainedByScaleIn(newInstances.scaledIn, newInstances.lost)).filter(({ at, cause, lived }) => {
		if (last.at - at > WINDOW || cause === "other") return false;
		return cause === "unhealthy" || lived < Math.max(PROVEN_AGE, 2 * warmup);
	});
	const share = Math.ceil(last.desired * DEATHS_PERCENTAGE / 100);
	const limit = survivors > 0 ? Math.max(maxLaunchFailures, share) : Math.min(DEATHS_WITHOUT_SURVIVOR, maxLaunchFailures);
	const [first] = dead;
	if (first === void 0 || dead.length < limit) return void 0;
	return {
		code: "instances-died",
		reason: "ended",
		instances: dead.map(({ id }) => id),
		limit,
		since: first.at,
		lived: Math.max(...dead.map(({ lived }) => lived)),
		unhealthyIn: [...new Set(dead.flatMap((each) => each.unhealthyIn))].sort()
	};
};
// src/rollout/execute/evidence.ts
const MOST_EC2_INSTANCES = 20;
async function gatherEvidence(reads, operation, { failure, watched }) {
	const blamed = suspectInstances(failure, watched, operation);
	const some = blamed.slice(0, MOST_EC2_INSTANCES);
	const serving = watched.last?.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt).map(({ id }) => id) ?? [];
	const gone = some.filter((id) => !serving.includes(id));
	const [launches, causes, ec2Instances, console] = await Promise.all([
		reads.launches(operation.group, operation.began).catch(nothing),
		gone.length > 0 ? reads.causes(operation.group, gone).catch(nothing) : void 0,
		some.length > 0 ? reads.ec2Instances(some).catch(nothing) : void 0,
		consoleOf(reads, blamed[0])
	]);
	return {
		launches: grouped((launches?.failed ?? watched.failedLaunches).map(({ message }) => message)),
		causes: grouped(causes ?? []),
		instances: some.map((id) => ({
			id,
			facts: factsOf(id, {
				failure,
				watched,
				ec2Instances
			})
		})).filter(({ facts }) => !facts.every(isInOrder)),
		...console
	};
}
function factsOf(id, { failure, watched: { last, checks }, ec2Instances }) {
	const member = last?.instances.find((each) => each.id === id);
	const known = checks.get(id);
	const finding = "verified" in failure ? failure.verified.on : void 0;
	return [
		...member ? [memberFact(member)] : [],
		...ec2Instances ? [ec2Fact(ec2Instances.get(id))] : [],
		...known ? [checksFact(known.status)] : [],
		...targetFacts((last?.targets ?? []).filter(({ instance }) => instance === id)),
		...finding?.instance === id ? [{
			type: "script",
			finding
		}] : []
	];
}
async function consoleOf(reads, instance) {
	const lines = instance === void 0 ? void 0 : await reads.console(instance).catch(nothing);
	return instance !== void 0 && lines && lines.length > 0 ? { console: {
		instance,
		lines
	} } : {};
}
const nothing = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
};
function suspectInstances(failure, { newInstances, last }, { to }) {
	if ("instances" in failure) return failure.instances;
	if ("instance" in failure) return [failure.instance];
	if ("verified" in failure && failure.verified.on) return [failure.verified.on.instance];
	if ("short" in failure && failure.short.length > 0) return [...new Set(failure.short.flatMap(({ instances }) => instances))];
	const lost = newInstances.lost.map(({ id }) => id);
	const present = last?.instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, to)).map(({ id }) => id) ?? [];
	return failure.code === "cancelled" || endedByFailedPolls(failure) ? [] : [.../* @__PURE__ */ new Set([...lost, ...present])];
}
const EVIDENCE_LIMIT = 5e3;
const reportEvidence = (context, operation, found) => report(context, (reads) => gatherEvidence(reads, operation, found));
const reportTrialConsole = (context, instance) => report(context, async (reads) => ({
	launches: [],
	causes: [],
	instances: [],
	...await consoleOf(reads, instance)
}));
async function report({ reads, clock, emit }, gather) {
	const evidence = await withDeadline(clock, EVIDENCE_LIMIT, (over) => gather(reads.within(over)));
	emit({
		type: "evidence",
		at: clock.now(),
		evidence
	});
}
// src/rollout/execute/end-claim.ts
async function endClaim(outer, group, run, left) {
	const context = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(outer, "finalSteps");
	await report$1(context, {
		what: "saved-version",
		command: describeCommand({ group }),
		work: async () => {
			const now = await context.reads.group(group);
			const last = now && ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rt)(now) ?? (left && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rt)(left)));
			if (!now || !last || last.refresh !== void 0 || last.run !== run.id) return void 0;
			return giveBack(context, {
				group: now,
				left
			}, last);
		}
	});
}
async function giveBack({ writes, ...context }, { group, left }, last) {
	const { saved: former } = last;
	const isLate = left !== void 0 && isMoved(left, last) && group.templates.every(({ version }) => version === former);
	if (former === void 0 || !(isMoved(group, last) || isLate)) {
		await writes.forgetRollout(group.name);
		return;
	}
	const choices = group.templates.map(({ id }) => ({
		id,
		version: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.un)(former)
	}));
	const target = {
		group: group.name,
		...group.mixed && { mixed: true }
	};
	await report$1(context, {
		what: "saved-version",
		command: saveCommand(target, choices),
		work: async () => {
			await writes.saveVersions(group, choices);
			if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.on)(former)) await writes.untagAlias(group.name);
			await writes.forgetRollout(group.name);
			return {
				what: "saved-version",
				did: "restored",
				version: former
			};
		}
	});
}
const isMoved = ({ templates }, { from }) => templates.length === from.length && templates.every(({ version }, i) => version === String(from[i]));
// src/rollout/model/trial.ts
const nothingTried = {
	passed: [],
	instances: []
};
const isLeftTrial = ({ run, attempt, until }, by) => run === by.run && attempt < by.attempt || until <= by.at;
// src/rollout/plan/fleet-before.ts
function fleetBefore({ group, images, templates, problems }, { to, currentImage, scaleInProtectedInstances }) {
	const asked = images.map(_action_js__WEBPACK_IMPORTED_MODULE_0__.T);
	const known = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates);
	const isComplete = known.length === templates.length;
	const isTarget = (of, version) => {
		const { target } = of;
		if (target.type === "version") return target.version.version === version.version;
		if (target.type === "deploy" && target.source) return isMadeFrom(version, target.source, target.image.id);
		const restored = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.z)(of);
		return restored ? restored.version.image === version.image : asked.includes(version.image);
	};
	const right = currentImage ? [] : known.flatMap((of) => of.versions.filter((version) => isTarget(of, version)));
	const savedRight = isComplete && known.every((of) => isTarget(of, of.saved));
	const fleetStatus = fleetStatusOf((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(group?.instances ?? [], { templates: right }, { scaleInProtectedInstances }), savedRight, to !== void 0);
	const isUnread = problems.some(({ operation }) => operation === "DescribeLaunchTemplateVersions");
	const isGone = fleetStatus.runs.some(({ template }) => template && known.some((of) => lacks(of, template)));
	return group && known.length > 0 && isComplete && !isUnread && !isGone ? fleetStatus : {
		...fleetStatus,
		fleet: "unknown"
	};
}
const lacks = ({ named, saved, versions }, { id, version }) => named.id === id && version > saved.version && versions.every((each) => each.version !== version);
// src/rollout/plan/template-changes.ts
function knownTemplates(of) {
	const [target, restores, existing] = [
		(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(of),
		(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.z)(of),
		(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.M)(of)
	];
	if (of.type !== "found" || !target) return [];
	const { template, saved, versions, rollbackOrigin } = of;
	const source = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.L)(of);
	return [{
		template,
		saved,
		versions,
		target,
		...restores && { restores },
		...existing && { existing },
		...source.version !== saved.version && { source },
		canRollBack: rollbackOrigin?.type !== "none" && rollbackOrigin?.type !== "same",
		isRenewal: rollbackOrigin?.type === "same"
	}];
}
function changeOf(of, group, { run }) {
	const { template, saved, restores, existing, source } = of;
	const to = existing ?? versionToRoll(of, group, run);
	return {
		template,
		from: saved,
		to,
		canRollBack: of.canRollBack,
		isRenewal: of.isRenewal,
		...restores && { why: restores.why },
		differences: isPlanned(to) && !source ? imageOnly(of) : differences$2(saved.data, to.data)
	};
}
function versionToRoll({ template, saved, target, versions, source, canRollBack }, group, run) {
	if (source) return withImage(source, target.id, {
		template,
		versions,
		run,
		...canRollBack && { before: saved }
	});
	if (saved.image === target.id) return saved;
	const running = new Set(group.instances.flatMap((instance) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(instance) && instance.template?.id === template.id ? [instance.template.version] : []));
	const common = running.size === 1 ? versions.find(({ version }) => running.has(version)) : void 0;
	if (common?.image === target.id) return common;
	return withImage(saved, target.id, {
		template,
		versions,
		run
	});
}
const imageOnly = ({ saved, target }) => [{
	path: "ImageId",
	from: saved.image,
	to: target.id
}];
function withoutParameters(survey, { run }) {
	const pins = [];
	const templates = survey.templates.map((of) => {
		if (of.type !== "found") return of;
		const pin = pinFor(of, run);
		if (pin) {
			pins.push(pin);
			return onVersion(of, pin.version);
		}
		if (of.rollbackOrigin?.type === "moved") pins.push({
			former: of.named.version,
			version: of.saved
		});
		return of;
	});
	return {
		survey: {
			...survey,
			templates
		},
		pins
	};
}
function pinFor(of, run) {
	const { saved, parameter: images } = of;
	const parameter = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.y)(saved);
	const image = images && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.v)(saved, images);
	if (!images || parameter === void 0 || image === void 0) return void 0;
	return {
		parameter,
		version: withImage(saved, image, {
			...of,
			run
		}),
		imageFrom: images.running.includes(image) ? "instances" : "parameter"
	};
}
const onVersion = (of, version) => ({
	...of,
	template: {
		...of.template,
		latest: Math.max(of.template.latest, version.version)
	},
	saved: version,
	versions: [.../* @__PURE__ */ new Set([...of.versions, version])]
});
// src/rollout/launch-template/restorable-aliases.ts
function restorable(on) {
	const { group, aliases, proven, templates } = on;
	const taken = proven.flatMap((version) => {
		const alias = aliases.get(version.id);
		const saved = group.templates.find(({ id }) => id === version.id)?.version;
		const template = templates.find(({ id }) => id === version.id);
		return alias && template && saved !== void 0 ? [{
			version,
			alias,
			saved,
			template
		}] : [];
	});
	const isDue = ({ alias, saved, version }) => saved === alias || templates.every((each) => each.id !== version.id || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.sn)(alias, saved, each, version.version));
	const restore = taken.filter(isDue);
	const left = new Map([...aliases].filter(([id]) => restore.every(({ version }) => version.id !== id)));
	const origin = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.fn)(group.tags.get("ami-rollout:alias") ?? "");
	return {
		restore,
		keep: taken.filter((each) => !restore.includes(each)),
		tag: left.size === 0 ? void 0 : [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__["in"])(left, group.templates), ...origin ? [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.mn)(origin)] : []].join(" ")
	};
}
// src/rollout/execute/restore-aliases.ts
async function restoreAliasesOf({ reads, writes }, { rollout, proven }) {
	const [group, ...listed] = await Promise.all([reads.group(rollout.group), ...proven.map(({ id }) => reads.template(id))]);
	if (!group) return [];
	const templates = listed.flatMap((each) => each ?? []);
	const due = restorable({
		group,
		aliases: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.nn)(group, rollout),
		proven,
		templates: [...templates, ...templates.map((each) => notOlder(each, rollout))]
	});
	const kept = due.keep.map((each) => keptOf(rollout, each, proven));
	if (due.restore.length === 0) return kept;
	const command = saveCommand(rollout, choicesOf(due.restore));
	const restored = await attempt({
		what: "alias",
		command,
		work: () => save(writes, group, due)
	});
	return [...(restored ? [restored].flat() : []).map((each, i) => ({
		...each,
		...nameIn(due.restore[i], proven)
	})), ...kept];
}
const choicesOf = (taken) => taken.map(({ version: { id }, alias }) => ({
	id,
	version: alias
}));
const nameIn = (taken, proven) => {
	const version = proven.find(({ id }) => id === taken?.version.id);
	return version ? nameOf(version, proven) : {};
};
async function save(writes, group, { restore, tag }) {
	if (restore.some(({ alias, saved }) => alias !== saved)) await writes.saveVersions(group, choicesOf(restore));
	if (tag === void 0) await writes.untagAlias(group.name);
	else await writes.tagAlias(group.name, tag);
	return restore.map(({ alias }) => ({
		what: "alias",
		alias,
		did: "given-back"
	}));
}
const keptOf = (rollout, { version: { id }, alias, saved, template }, proven) => {
	const version = proven.find((each) => each.id === id);
	return {
		what: "alias",
		alias,
		did: "kept",
		...version && nameOf(version, proven),
		version: saved,
		means: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.cn)(alias, template),
		command: saveCommand(rollout, [{
			id,
			version: alias
		}])
	};
};
function notOlder(template, { from, to }) {
	const known = [...from.templates, ...to.templates].filter(({ id }) => id === template.id);
	return {
		...template,
		latest: Math.max(template.latest, ...known.map(({ version }) => version))
	};
}
// src/rollout/execute/final-steps.ts
async function finalStep(outer, step, end) {
	const context = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(outer, "finalSteps");
	switch (step.type) {
		case "set-default-version": {
			const { id, version } = step.version;
			const work = () => setDefault$1(context, step.version, end.proven);
			return report$1(context, {
				what: "default-version",
				command: defaultCommand(id, version),
				work
			});
		}
		case "delete-failed-versions": {
			if (context.stop.aborted) return;
			const { deleteFailedVersions } = await __webpack_require__.e(/* import() */ 7186).then(__webpack_require__.bind(__webpack_require__, 7186));
			await deleteFailedVersions(outer, {
				group: end.rollout.group,
				templates: [step.template]
			});
			return;
		}
		case "restore-aliases": return restoreAliases(context, end);
		case "set-parameter": {
			const { writeParameter } = await __webpack_require__.e(/* import() */ 4253).then(__webpack_require__.bind(__webpack_require__, 4253));
			return report$1(context, {
				what: "parameter",
				command: setParameterCommand(step.parameter, step.image),
				work: () => writeParameter(context, step)
			});
		}
		case "delete-old-versions": {
			if (context.stop.aborted) return;
			const { deleteOldVersions } = await __webpack_require__.e(/* import() */ 8994).then(__webpack_require__.bind(__webpack_require__, 8994));
			const work = () => deleteOldVersions(context, end.rollout.group, step);
			return report$1(context, {
				what: "clean-up",
				command: versionsCommand(step.template),
				work
			});
		}
		case "archive-images": {
			if (context.stop.aborted) return;
			const work = () => archiveImagesOf(context, step, end);
			return report$1(context, {
				what: "images",
				command: retiredCommand(step.template),
				work
			});
		}
	}
}
async function archiveImagesOf(context, { template, archive }, { rollout: { group: name }, proven }) {
	const { readTemplateUsers } = await __webpack_require__.e(/* import() */ 4781).then(__webpack_require__.bind(__webpack_require__, 4781));
	const read = await Promise.all(proven.map(({ id }) => readTemplateUsers(context.reads, name, id)));
	const all = read.flatMap((each) => each ? [{
		users: each.users,
		gone: [],
		known: each.users.history.saved
	}] : []);
	const [first] = read;
	if (!first || all.length < read.length) return [];
	const { archiveImages } = await __webpack_require__.e(/* import() */ 7392).then(__webpack_require__.bind(__webpack_require__, 7392));
	return archiveImages(context, template, {
		group: first.group,
		archive,
		all,
		proven
	});
}
async function restoreAliases(context, end) {
	if (end.proven.length === 0) return;
	const work = () => restoreAliasesOf((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(context, "finalSteps"), end);
	await report$1(context, {
		what: "alias",
		command: aliasTagCommand(end.rollout.group),
		work
	});
}
async function setDefault$1({ reads, writes }, proven, all) {
	const { id, version } = proven;
	if ((await reads.template(id))?.default === version) return void 0;
	await writes.setDefaultVersion(id, version);
	return {
		what: "default-version",
		version,
		did: "set",
		...nameOf(proven, all)
	};
}
// src/rollout/execute/leftovers.ts
function reportLeftovers({ clock, emit }, end) {
	for (const finalStep of [...inWarmPool(end), ...retained(end)]) emit({
		type: "final-step",
		at: clock.now(),
		finalStep
	});
}
function inWarmPool({ operation, fleetStatus }) {
	const { templates } = operation.to;
	const stale = fleetStatus.warmPool.filter(({ template }) => !templates.some(({ id, version }) => id === template?.id && version === template.version));
	return stale.length === 0 ? [] : [{
		what: "warm-pool",
		did: "stale",
		stale,
		command: refreshCommand(operation, templates)
	}];
}
function retained({ watched }) {
	const instances = watched.last?.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Zt).map(({ id }) => id) ?? [];
	return instances.length === 0 ? [] : [{
		what: "retained",
		did: "left",
		instances,
		command: terminateCommand(instances)
	}];
}
function reportMovedVersion({ clock, emit }, { former, from }) {
	const [before] = from.templates;
	if (former === void 0 || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.on)(former) || !before) return;
	const command = versionsCommand(before.id);
	const finalStep = {
		what: "saved-version",
		did: "moved",
		version: `${before.version}`,
		believed: former,
		command
	};
	emit({
		type: "final-step",
		at: clock.now(),
		finalStep
	});
}
// src/rollout/execute/cancel-refresh.ts
const READ_LIMIT = 2e3;
async function cancelRefresh({ reads, writes, clock }, group, before = async () => {}) {
	const now = await withDeadline(clock, READ_LIMIT, (over) => reads.within(over).group(group)).catch(unseen$1);
	await before(now);
	await writes.cancelRefresh(group, { waits: !hasHookWaiting(now?.instances ?? []) });
}
const hasHookWaiting = (instances) => instances.some(_action_js__WEBPACK_IMPORTED_MODULE_0__.en);
const unseen$1 = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
};
// src/rollout/execute/rollback-attempt.ts
function actionAfter(failure, { onFailure, onCancel }) {
	switch (rowOf(failure).action) {
		case "on-failure": return onFailure;
		case "on-cancel": return onCancel;
		case "rollback": return "rollback";
		case "leave": return "leave";
	}
}
const refused = (how, problem) => ({
	how,
	end: "failed",
	failure: refusedBy(problem)
});
function announce({ clock, emit }, attempt, how) {
	const { operation, failure, announced } = attempt;
	if (announced.has(how)) return;
	announced.add(how);
	emit({
		type: "rolling-back",
		at: clock.now(),
		operation,
		failure,
		how
	});
}
// src/rollout/execute/start-refresh.ts
const SEARCHES = 5;
const SEARCH_PAUSE = 2500;
async function startRefresh(context, request) {
	const { writes, clock, emit, stop } = context;
	const { to, settings, group } = request;
	const start = unstarted(request);
	emit({
		type: "starting",
		at: clock.now(),
		operation: start,
		settings
	});
	const begun = (refreshId, how) => {
		const operation = startedAs(refreshId, start);
		emit({
			type: "underway",
			at: clock.now(),
			operation,
			settings,
			how
		});
		return operation;
	};
	const tries = request.undoes ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.k)(context, request.timeout) : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.O)(context, "start");
	const unknownYet = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.O)(context, "newVersion");
	let isUnanswered = false;
	for (let lost;;) {
		const sent = lost ?? await writes.startRefresh(group, to, settings.preferences).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
		if (typeof sent === "string") return begun(sent, "started");
		isUnanswered ||= sent.kind === "lost";
		if (sent.kind === "lost" || sent.kind === "conflict" && (isUnanswered || !request.isClaimed)) {
			const found = await findOurs(context, start, sent.kind === "conflict" ? 1 : SEARCHES).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
			if (typeof found === "string") return begun(found, "found");
			lost = found && sent.kind === "lost" ? sent : void 0;
		}
		if (sent.kind === "rejected" && request.hasNewVersion && await unknownYet.next(sent)) continue;
		if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(sent) && await tries.next(sent)) continue;
		return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(sent) && stop.aborted ? {
			code: "cancelled",
			signal: String(stop.reason)
		} : refusedBy(sent);
	}
}
const unstarted = (request) => ({
	type: "not-started",
	...fieldsOf(request, request.group.at)
});
async function findOurs({ reads, clock }, { group, to, began }, searches = SEARCHES) {
	for (let search = 1;; search++) {
		const ours = (await reads.refreshes(group).catch((thrown) => {
			(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
			if (search >= searches) throw thrown;
			return [];
		})).find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)(each, to) && (each.began ?? began) >= wholeSecond(began));
		if (ours || search >= searches) return ours?.id;
		await clock.sleep(SEARCH_PAUSE);
	}
}
const wholeSecond = (at) => Math.floor(at / 1e3) * 1e3;
function adopt({ clock, emit }, plan) {
	const { refresh, group, settings } = plan;
	const operation = foundActive(refresh, plan);
	const adopted = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(refresh.status) ? operation : {
		...operation,
		deadline: group.at + plan.timeout
	};
	emit({
		type: "underway",
		at: clock.now(),
		operation: adopted,
		settings,
		how: "adopted"
	});
	return adopted;
}
function adoptRollback({ clock, emit }, plan) {
	const { refresh, rollout, settings, group } = plan;
	const back = {
		...plan,
		from: rollout.to,
		to: rollout.from,
		isRollback: true,
		undoes: rollout
	};
	const isSecond = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)(refresh, rollout.from);
	const second = foundActive(refresh, back);
	const isBegun = isSecond || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(refresh.status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tn)(refresh.status);
	const limits = {
		began: group.at,
		deadline: group.at + plan.timeout
	};
	const begun = isSecond ? second : {
		...second,
		type: "native-rollback",
		...limits
	};
	const operation = isBegun ? begun : {
		...foundActive(refresh, {
			...plan,
			...rollout,
			group
		}),
		...limits
	};
	emit({
		type: "underway",
		at: clock.now(),
		operation,
		settings,
		how: "adopted",
		failure: plan.failure
	});
	return operation;
}
const foundActive = (refresh, request) => ({
	type: "refresh",
	refreshId: refresh.id,
	...fieldsOf(request, refresh.began ?? request.group.at),
	hadInstances: true
});
async function revert(context, plan) {
	const { reads, writes, clock, emit } = context;
	const { settings, group, refresh } = plan;
	const operation = reversal(plan);
	emit({
		type: "starting",
		at: clock.now(),
		operation,
		settings
	});
	const tries = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.k)(context, settings.timeout);
	for (let isSent = false; !isSent;) try {
		const now = await reads.refresh(group.name, refresh.id);
		if (!now || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(now.status)) return refusedBy(hasEnded(refresh));
		if (!(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(now.status)) await writes.rollbackRefresh(group.name);
		isSent = true;
	} catch (thrown) {
		const problem = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
		if (!(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(problem) || !await tries.next(problem)) return refusedBy(problem);
	}
	emit({
		type: "underway",
		at: clock.now(),
		operation,
		settings,
		how: "rollback"
	});
	return operation;
}
const hasEnded = ({ id, status }) => ({
	kind: "idle",
	operation: "RollbackInstanceRefresh",
	code: "HasEnded",
	message: `${id} is ${status}`
});
function adoptReversal({ clock, emit }, plan) {
	const { settings } = plan;
	const operation = reversal(plan);
	emit({
		type: "starting",
		at: clock.now(),
		operation,
		settings
	});
	emit({
		type: "underway",
		at: clock.now(),
		operation,
		settings,
		how: "adopted"
	});
	return operation;
}
const reversal = (plan) => ({
	type: "native-rollback",
	refreshId: plan.refresh.id,
	...fieldsOf(plan, plan.group.at)
});
function confirm({ clock, emit }, plan) {
	const operation = {
		type: "verify-only",
		...fieldsOf(plan, plan.group.at)
	};
	emit({
		type: "underway",
		at: clock.now(),
		operation,
		settings: plan.settings,
		how: "confirming"
	});
	return operation;
}
const fieldsOf = ({ group, from, to, settings, timeout, healthy, unjudged, isRollback, undoes }, began) => ({
	group: group.name,
	...group.mixed && { mixed: true },
	from,
	to,
	isRollback,
	targetGroups: group.targetGroups,
	unjudged,
	hadInstances: group.instances.some(_action_js__WEBPACK_IMPORTED_MODULE_0__.bt),
	baseline: healthy,
	began,
	deadline: began + timeout,
	...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.rn)(group),
	...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(group, settings.run.id),
	...undoes && { undoes }
});
// src/rollout/watch/failed-host.ts
const LONGEST_DELAY = 2 * _action_js__WEBPACK_IMPORTED_MODULE_0__.Q;
const hasFailedHost = (id, checks) => {
	const known = checks.get(id);
	return known !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.rt)(known.status);
};
function isHostKnown(id, unhealthySince, { checks, at }) {
	const known = checks.get(id);
	const knownFrom = unhealthySince + _action_js__WEBPACK_IMPORTED_MODULE_0__.Q;
	return at >= knownFrom + LONGEST_DELAY || known !== void 0 && (known.asked >= knownFrom || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.at)(known.status));
}
function unhealthySince(id, { newInstances, wrongSince }) {
	const its = newInstances.present.get(id)?.unhealthySince;
	if (its === void 0) return wrongSince;
	return its.size === 0 ? void 0 : Math.min(...its.values());
}
function mayHaveFailedHost(id, polls) {
	const since = unhealthySince(id, polls);
	return hasFailedHost(id, polls.checks) || since !== void 0 && !isHostKnown(id, since, {
		checks: polls.checks,
		at: polls.last.at
	});
}
function recoveredBy(id, targetGroup, { checks, waits }) {
	const failedAt = checks.get(id)?.hostFailedAt;
	return failedAt === void 0 ? 0 : failedAt + _action_js__WEBPACK_IMPORTED_MODULE_0__.Q + (waits.timeToRecover[targetGroup] ?? 0);
}
// src/rollout/watch/registration.ts
function registrationTime(id, targetGroup, { targets, waits }) {
	const its = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ht)(targetGroup, id, targets);
	return its.length > 0 && its.every(({ state }) => state === "initial") ? waits.timeToHealthy[targetGroup] ?? 0 : 0;
}
function isBeingRegistered(id, { last, newInstances }, { operation, waits }) {
	const since = newInstances.present.get(id)?.since;
	if (since === void 0) return false;
	const { targets } = last;
	const { targetGroups, unjudged, undoes } = operation;
	const unhealthy = targetGroups.filter((arn) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.lt)(arn, id, {
		unjudged,
		undoes,
		targets
	}) === false);
	return unhealthy.length > 0 && unhealthy.every((arn) => last.at - since < registrationTime(id, arn, {
		targets,
		waits
	}));
}
// src/rollout/watch/below-minimum.ts
const isBelowMinimum = (watchState, operation, settings) => lacksTooMuch(watchState, settings, {
	operation,
	isExcused: (id) => hasFailedHost(id, watchState.checks)
});
const isProvenBelowMinimum = (watchState, operation, settings) => lacksTooMuch(watchState, settings, {
	operation,
	isExcused: (id) => mayHaveFailedHost(id, watchState)
});
function lacksTooMuch(watchState, settings, { operation, isExcused }) {
	const { last, checks } = watchState;
	if (operation.type !== "refresh") return false;
	const minimum = minimumHealthy(watchState, operation, settings);
	const unfit = last.instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, operation.to) && (!(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dt)(each, operation, last.targets) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tt)(each, checks)));
	const excused = unfit.filter(({ id }) => isExcused(id) || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tt)({ id }, checks) && isBeingRegistered(id, watchState, {
		operation,
		waits: settings.waits
	}));
	return unfit.length > excused.length && healthyNow$1(watchState, operation) + (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yt)(excused) < minimum - Math.max(1, Math.ceil(minimum / 10));
}
// src/rollout/watch/end-cause.ts
const byItself = /* @__PURE__ */ new Set([
	"Client.InstanceInitiatedShutdown",
	"Client.InternalError",
	"Client.InvalidSnapshot.NotFound"
]);
function endCause({ ec2Instance, isUnhealthy }) {
	const code = ec2Instance?.reasonCode;
	if (code !== void 0 && byItself.has(code)) return "by-itself";
	if (code?.startsWith("Server.")) return "other";
	return isUnhealthy ? "unhealthy" : "other";
}
// src/rollout/watch/unless-same.ts
const unlessSame = (before, now) => before?.length === now.length && now.every((each, i) => each === before[i]) ? before : now;
function unlessSameMap(before, now) {
	if (before.size !== now.size) return now;
	const keys = before.keys();
	for (const key of now.keys()) if (keys.next().value !== key || before.get(key) !== now.get(key)) return now;
	return before;
}
// src/rollout/watch/new-instances.ts
const noNewInstances = {
	present: /* @__PURE__ */ new Map(),
	lost: [],
	unexplained: /* @__PURE__ */ new Map(),
	desired: void 0,
	scaledIn: 0,
	unclassified: /* @__PURE__ */ new Set()
};
const endedInstances = ({ newInstances: { present, unexplained } }, instances) => [...unexplained.keys(), ...leftService(present, instances).map(([id]) => id)];
function leavingUnhealthy({ newInstances: { present, unexplained }, checks }, instances) {
	const left = new Map([...unexplained, ...leftService(present, instances)]);
	const wasUnhealthy = ({ id, healthy }) => {
		const its = left.get(id);
		return its !== void 0 && (!healthy || its.unhealthySince.size > 0);
	};
	return instances.filter((each) => wasUnhealthy(each) && !hasFailedHost(each.id, checks)).map(({ id }) => id);
}
function leftService(before, instances) {
	const staying = /* @__PURE__ */ new Set();
	for (const each of instances) if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(each) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Qt)(each) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.qt)(each)) staying.add(each.id);
	const left = [];
	for (const [id, its] of before) if (!staying.has(id)) left.push([id, its]);
	return left;
}
function reduceNewInstances(before, seen, operation, { ec2Instances, isUnfit, isBeingRegistered, ...hosts }) {
	const present = /* @__PURE__ */ new Map();
	const unclassified = unclassifiedIn(before, seen, ec2Instances);
	for (const instance of seen.instances) {
		if (!(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(instance) || unclassified.has(instance.id) || !isFor(operation, instance, ec2Instances)) continue;
		const was = before.present.get(instance.id);
		const since = was?.since ?? (before.desired === void 0 ? ec2Instances.get(instance.id)?.launched ?? seen.at : seen.at);
		const weight = instance.weight ?? 1;
		const unhealthyIn = unhealthyGroups(instance.id, seen, operation);
		const isSame = was?.weight === weight && was.unhealthySince.size === 0 && unhealthyIn.length === 0;
		present.set(instance.id, isSame ? was : {
			since,
			weight,
			...healthOf(unhealthyIn, was, seen.at)
		});
	}
	const found = new Map(seen.instances.map(({ id, healthy }) => [id, !healthy]));
	const mayExcuse = (id) => !seen.endsUnhealthyTargets && isBeingRegistered(id);
	const wasUnhealthy = (id, was) => found.get(id) ?? (was.unhealthySince.size > 0 && !mayExcuse(id) || isUnfit(id));
	const left = leftService(before.present, seen.instances).map(([id, was]) => [id, {
		...was,
		at: seen.at,
		isUnhealthy: wasUnhealthy(id, was)
	}]);
	const gone = new Map([...before.unexplained, ...left]);
	const isUnread = isEc2Unread(seen);
	const isOpen = (id, { isUnhealthy, unhealthySince, at }) => isUnread || isUnhealthy && seen.ec2Instances.get(id)?.state === "running" && !hosts.hasFailedHost(id) && !hosts.isHostKnown(id, Math.min(at, ...unhealthySince.values()));
	const lost = [...gone].filter(([id, its]) => !isOpen(id, its)).map(([id, { since, at, weight, unhealthySince, isUnhealthy }]) => ({
		id,
		at,
		lived: at - since,
		weight,
		unhealthyIn: [...unhealthySince.keys()],
		cause: endCause({
			ec2Instance: seen.ec2Instances.get(id),
			isUnhealthy: isUnhealthy && !hosts.hasFailedHost(id)
		})
	}));
	return {
		present: unlessSameMap(before.present, present),
		lost: [...before.lost, ...lost].slice(-100),
		unexplained: new Map([...gone].filter(([id, its]) => isOpen(id, its))),
		desired: seen.desired,
		scaledIn: before.scaledIn + Math.max(0, (before.desired ?? seen.desired) - seen.desired),
		unclassified
	};
}
function unclassifiedIn({ desired, unclassified }, seen, ec2Instances) {
	const isFirst = desired === void 0 && isEc2Unread(seen);
	if (!isFirst && unclassified.size === 0) return unclassified;
	return new Set(seen.instances.flatMap(({ id }) => (isFirst || unclassified.has(id)) && !ec2Instances.has(id) ? [id] : []));
}
const isFor = (operation, instance, ec2Instances) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(instance, operation.to) && (ec2Instances.get(instance.id)?.launched ?? operation.began) >= operation.began;
const unhealthyGroups = (id, { targets }, { targetGroups, unjudged, undoes }) => targetGroups.filter((arn) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.lt)(arn, id, {
	unjudged,
	undoes,
	targets
}) === false);
function healthOf(unhealthyIn, was, at) {
	const unhealthySince = new Map(unhealthyIn.map((arn) => [arn, was?.unhealthySince.get(arn) ?? at]));
	const isHere = (each) => unhealthySince.has(each);
	const falls = was !== void 0 && unhealthySince.size > 0 && ![...was.unhealthySince.keys()].some(isHere);
	return {
		unhealthySince,
		flapCount: (was?.flapCount ?? 0) + (falls ? 1 : 0)
	};
}
// src/rollout/watch/state.ts
const initialState = {
	ec2Instances: /* @__PURE__ */ new Map(),
	checks: /* @__PURE__ */ new Map(),
	unlisted: 0,
	steady: 0,
	reached: 0,
	newInstances: noNewInstances,
	failedLaunches: [],
	launchesEndedBefore: 0,
	endingUntil: 0,
	belowMinimum: {
		polls: 0,
		since: 0
	},
	unchanged: { since: 0 },
	status: {
		status: void 0,
		since: 0,
		after: 0
	}
};
function reduce(watchState, seen, operation, settings) {
	if ("problem" in seen) return withFailedPoll(watchState, seen);
	const { failedPolls: _, unconfirmed, wrongSince, doneSince = isDone(seen, operation) ? seen.at : void 0, ...kept } = watchState;
	const ec2Instances = unlessSameMap(watchState.ec2Instances, known(watchState.ec2Instances, seen));
	const { last } = watchState;
	const checks = unlessSameMap(watchState.checks, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.nt)(watchState.checks, seen));
	const allChecks = { get: (id) => checks.get(id) ?? watchState.checks.get(id) };
	const newInstances = reduceNewInstances(watchState.newInstances, seen, operation, {
		ec2Instances,
		isUnfit: (id) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tt)({ id }, watchState.checks),
		hasFailedHost: (id) => hasFailedHost(id, allChecks),
		isHostKnown: (id, since) => isHostKnown(id, since, {
			checks: allChecks,
			at: seen.at
		}),
		isBeingRegistered: (id) => last !== void 0 && isBeingRegistered(id, {
			...watchState,
			last
		}, {
			operation,
			waits: settings.waits
		})
	});
	const [unread] = seen.unread;
	const status = seen.refresh?.status;
	const next = {
		...kept,
		last: seen,
		ec2Instances,
		checks,
		...doneSince !== void 0 && { doneSince },
		unlisted: operation.type === "verify-only" || seen.refresh ? 0 : watchState.unlisted + 1,
		reached: Math.max(watchState.reached, newInstances.present.size),
		newInstances,
		endingUntil: seen.instances.some(_action_js__WEBPACK_IMPORTED_MODULE_0__.$t) ? seen.at : watchState.endingUntil,
		failedLaunches: together(watchState.failedLaunches, seen.launches?.failed ?? []),
		launchesEndedBefore: seen.launches?.endedBefore ?? watchState.launchesEndedBefore,
		unchanged: last && isWithoutProgress(last, seen) ? watchState.unchanged : { since: seen.at },
		status: status === watchState.status.status ? watchState.status : {
			status,
			since: seen.at,
			after: watchState.last?.at ?? seen.at
		}
	};
	const checkable = withReadTargetGroups(operation, seen);
	const right = isRight(next, checkable, settings);
	const wrong = right ? unread && wrongSince : wrongSince ?? seen.at;
	return {
		...next,
		belowMinimum: isBelowMinimum(next, checkable, settings) ? {
			polls: watchState.belowMinimum.polls + 1,
			since: watchState.belowMinimum.polls > 0 ? watchState.belowMinimum.since : seen.at
		} : initialState.belowMinimum,
		steady: right && !unread ? watchState.steady + 1 : 0,
		...isDone(seen, operation) && wrong !== void 0 && { wrongSince: wrong },
		...isDone(seen, operation) && unread && { unconfirmed: withOneMoreFailure(unconfirmed, watchState, unread.problem) }
	};
}
function withFailedPoll(watchState, { problem, verify }) {
	const { last } = watchState;
	return {
		...watchState,
		...last && verify && { last: {
			...last,
			verify
		} },
		failedPolls: withOneMoreFailure(watchState.failedPolls, watchState, problem)
	};
}
const withOneMoreFailure = (before, { last }, problem) => ({
	polls: (before?.polls ?? 0) + 1,
	since: before?.since ?? last?.at ?? 0,
	problem
});
function known(before, { instances, ec2Instances }) {
	const all = /* @__PURE__ */ new Map();
	for (const { id } of instances) {
		const ec2Instance = ec2Instances.get(id) ?? before.get(id);
		if (ec2Instance) all.set(id, ec2Instance);
	}
	return all;
}
function together(before, now) {
	const ids = new Set(before.map(({ id }) => id));
	return [...before, ...now.filter(({ id }) => !ids.has(id))].sort((a, b) => a.began - b.began).slice(-100);
}
const isWithoutProgress = (was, is) => was.refresh?.status === is.refresh?.status && was.refresh?.percent === is.refresh?.percent && was.refresh?.left === is.refresh?.left && was.desired === is.desired && isSame(was.instances, is.instances, ({ id, lifecycle, healthy }) => `${id} ${lifecycle} ${healthy}`) && isSame(was.targets, is.targets, ({ targetGroup, instance, state }) => `${targetGroup} ${instance} ${state}`);
function isSame(was, is, wordsOf) {
	const others = (these, those) => {
		const known = new Set(those);
		return these.filter((each) => !known.has(each)).map(wordsOf);
	};
	return was.length === is.length && others(was, is).sort().join("\n") === others(is, was).sort().join("\n");
}
const isDesiredEnd = {
	refresh: _action_js__WEBPACK_IMPORTED_MODULE_0__.In,
	"native-rollback": _action_js__WEBPACK_IMPORTED_MODULE_0__.Pn,
	cancel: _action_js__WEBPACK_IMPORTED_MODULE_0__.On,
	"verify-only": () => false
};
const isDone = ({ refresh }, { type: by }) => by === "verify-only" || refresh !== void 0 && isDesiredEnd[by](refresh.status);
function hasUnrequestedEnd(refresh, operation) {
	if (refresh === void 0 || isDesiredEnd[operation.type](refresh.status)) return false;
	return !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(refresh.status) || operation.type === "refresh" && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(refresh.status);
}
const belongs = (instance, operation, ec2Instances) => operation.type === "native-rollback" && changesVersions(operation) ? !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(instance, operation.from) : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__._t)(instance, operation.to, ec2Instances);
const offTarget = (watchState, operation, settings) => coverageOf(watchState, operation, settings).covered.filter((instance) => !belongs(instance, operation, watchState.ec2Instances) && !isUnread(instance, watchState)).map(({ id }) => id);
function isRight(watchState, operation, settings) {
	const { covered } = coverageOf(watchState, operation, settings);
	const isEmptied = operation.hadInstances && operation.type !== "native-rollback";
	if (covered.length === 0 && (watchState.last.desired > 0 || isEmptied)) return false;
	return covered.every((each) => (belongs(each, operation, watchState.ec2Instances) || isUnread(each, watchState)) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dt)(each, operation, watchState.last.targets) && (operation.type === "native-rollback" || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.et)(each.id, watchState.checks, watchState.doneSince) || isStatusUnread(watchState.last))) && healthyNow$1(watchState, operation) >= minimumHealthy(watchState, operation, settings);
}
const isStatusUnread = ({ unread }) => unread.some(({ part }) => part === "status-checks");
const isReplacedAndHealthy = (watchState, operation, settings) => {
	const { covered } = coverageOf(watchState, operation, settings);
	return covered.length > 0 && healthyNow$1(watchState, operation) >= minimumHealthy(watchState, operation, settings) && covered.every((each) => belongs(each, operation, watchState.ec2Instances) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dt)(each, operation, watchState.last.targets) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tt)(each, watchState.checks));
};
const isUnread = ({ id }, { last, ec2Instances }) => !ec2Instances.has(id) && isEc2Unread(last);
// src/rollout/watch/guards/ending.ts
const MOST_UNLISTED_POLLS = 10;
const ALARMS_LIMIT = 9e4;
const protectedLeft = ({ last }, { type, undoes }) => {
	const kept = type === "native-rollback" && undoes ? keptByProtection(last.instances, undoes) : [];
	return kept.length === 0 ? void 0 : {
		code: "aws-failed",
		reason: "protected-left",
		instances: kept.map(({ id }) => id)
	};
};
const awsEndedOtherwise = (watchState, operation, { preferences, waits }) => {
	const { last, unlisted } = watchState;
	const { refresh, alarms = [] } = last;
	if (!refresh) return unlisted >= MOST_UNLISTED_POLLS ? {
		code: "aws-failed",
		reason: "ended",
		status: _action_js__WEBPACK_IMPORTED_MODULE_0__.Cn
	} : void 0;
	if (!hasUnrequestedEnd(refresh, operation)) return void 0;
	const { status } = refresh;
	const isTurned = operation.type === "refresh" && ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Pn)(status));
	if (isTurned && last.unread.some(({ part }) => part === "alarms") && last.at - watchState.status.since < ALARMS_LIMIT) return void 0;
	const statusReason = isTurned ? refresh.rollbackReason ?? refresh.reason : refresh.reason;
	const why = statusReason === void 0 ? {} : { statusReason };
	if (operation.type === "refresh" && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.On)(status)) return {
		code: "cancelled-elsewhere",
		...why
	};
	if (alarms.length > 0) return {
		code: "alarm",
		alarms,
		status
	};
	const code = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nn)(status) ? "rollback-failed" : "aws-failed";
	const requested = isTurned && !preferences.autoRollback && { requested: true };
	const hookWaits = hookWaitsIn(last.instances, waits.hookNames);
	return {
		code,
		reason: "ended",
		status,
		...why,
		...requested,
		...hookWaits.length > 0 && { hookWaits }
	};
};
// src/rollout/watch/guards/health.ts
const MOST_POLLS_BELOW_MINIMUM = 3;
const MOST_FLAPS = 3;
const notHealthyInTime = (watchState, operation, { preferences, waits, targetHealthTimeout: limit }) => {
	const warmup = preferences.instanceWarmup;
	const { checks, last } = watchState;
	const { targets } = last;
	const late = [...watchState.newInstances.present].flatMap(([id, { since, unhealthySince }]) => {
		if (mayHaveFailedHost(id, watchState)) return [];
		const beginnings = [...unhealthySince].flatMap(([targetGroup, unhealthySinces]) => {
			if (!operation.targetGroups.includes(targetGroup)) return [];
			const registration = registrationTime(id, targetGroup, {
				targets,
				waits
			});
			const recovered = recoveredBy(id, targetGroup, {
				checks,
				waits
			});
			return [Math.max(unhealthySinces, since + Math.max(warmup, registration), recovered)];
		});
		return beginnings.some((from) => last.at - from >= limit) ? [{
			id,
			from: Math.min(...beginnings)
		}] : [];
	});
	if (late.length === 0) return void 0;
	const short = shortfallsOf(late.map(({ id }) => id), operation, watchState);
	return {
		code: "target-health",
		reason: reasonOf(short, targets),
		short,
		since: Math.min(...late.map(({ from }) => from)),
		limitMs: limit
	};
};
function reasonOf(short, targets) {
	if (short.length === 0) return "unhealthy";
	const of = short.map(({ targetGroup, instances }) => targets.filter((each) => each.targetGroup === targetGroup && instances.includes(each.instance)));
	if (of.every((its) => its.length > 0 && its.every(_action_js__WEBPACK_IMPORTED_MODULE_0__.ft))) return "not-judged";
	return of.every((its) => its.every(({ state, reason }) => state === "initial" || isAbsent(reason))) ? "not-registered" : "unhealthy";
}
const isAbsent = (reason) => reason === "Target.NotRegistered";
const failsStatusChecks = ({ newInstances, checks, last }, _leg, { preferences, targetHealthTimeout }) => {
	const limitMs = Math.max(targetHealthTimeout, _action_js__WEBPACK_IMPORTED_MODULE_0__.Q);
	const impaired = [...newInstances.present].flatMap(([id, { since }]) => {
		const known = checks.get(id);
		if (known?.impairedSince === void 0 || last.at - known.asked >= 12e4) return [];
		const from = Math.max(known.impairedSince, since + preferences.instanceWarmup);
		return last.at - from >= limitMs ? [{
			id,
			from,
			status: known.status
		}] : [];
	});
	return impaired.length === 0 ? void 0 : {
		code: "instances-died",
		reason: "status-checks",
		instances: impaired.map(({ id }) => id),
		states: statesOf(impaired.map(({ status }) => status)),
		since: Math.min(...impaired.map(({ from }) => from)),
		limitMs
	};
};
const flapping = ({ newInstances, checks }) => {
	for (const [instance, { flapCount, since }] of newInstances.present) if (flapCount >= MOST_FLAPS && checks.get(instance)?.hostFailedAt === void 0) return {
		code: "target-health",
		reason: "flapping",
		instance,
		flapCount,
		limit: MOST_FLAPS,
		since
	};
};
const capacityBelowMinimum = (watchState, operation, settings) => {
	if (watchState.belowMinimum.polls < MOST_POLLS_BELOW_MINIMUM) return void 0;
	if (!isProvenBelowMinimum(watchState, operation, settings)) return void 0;
	const short = shortfallsOf([...watchState.newInstances.present.keys()].filter((id) => !mayHaveFailedHost(id, watchState)), operation, watchState);
	return {
		code: "below-minimum",
		...counted(watchState),
		healthy: healthyNow$1(watchState, operation),
		minimum: minimumHealthy(watchState, operation, settings),
		short,
		cause: reasonOf(short, watchState.last.targets),
		since: watchState.belowMinimum.since,
		limitMs: watchState.last.at - watchState.belowMinimum.since
	};
};
const counted = ({ last }) => {
	const units = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xt)(last.instances);
	return units === "instances" ? {} : { units };
};
const notHealthyAtTheEnd = (watchState, operation, settings) => {
	const { wrongSince: since, last, checks } = watchState;
	const limitMs = settings.targetHealthTimeout;
	if (since === void 0 || last.at - since < limitMs) return void 0;
	const short = shortfallsOf(coverageOf(watchState, operation, settings).covered.map(({ id }) => id).filter((id) => !isBeingRegistered(id, watchState, {
		operation,
		waits: settings.waits
	})).filter((id) => !mayHaveFailedHost(id, watchState)), operation, watchState);
	const healthy = healthyNow$1(watchState, operation);
	const minimum = minimumHealthy(watchState, operation, settings);
	const cause = reasonOf(short, last.targets);
	const isUnfit = short.length > 0 || last.instances.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tt)(each, checks) && !hasFailedHost(each.id, checks)) || instancesDie(watchState, operation, settings) !== void 0;
	if (healthy < minimum && isUnfit) return {
		code: "below-minimum",
		...counted(watchState),
		healthy,
		minimum,
		short,
		cause,
		since,
		limitMs
	};
	if (short.length > 0) return {
		code: "target-health",
		reason: cause,
		short,
		since,
		limitMs
	};
	const instances = offTarget(watchState, operation, settings);
	if (instances.length > 0) return {
		code: "aws-failed",
		reason: "not-on-version",
		instances,
		since,
		limitMs
	};
	if (last.desired === 0 && operation.hadInstances) return {
		code: "aws-failed",
		reason: "nothing-proven",
		since,
		limitMs
	};
	return statusChecksMissing(watchState, operation, settings);
};
const diedAtTheEnd = (watchState, operation, settings) => healthyNow$1(watchState, operation) < minimumHealthy(watchState, operation, settings) ? void 0 : instancesDie(watchState, operation, settings);
const CHECKS_LIMIT = 6e5;
const REPLACEMENT_LIMIT = 12e5;
const statusChecksMissing = (watchState, operation, settings) => {
	const { wrongSince, last, checks, endingUntil } = watchState;
	if (wrongSince === void 0) return void 0;
	const { covered } = coverageOf(watchState, operation, settings);
	const open = covered.filter(({ id }) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.et)(id, checks, watchState.doneSince));
	const hosts = open.filter(({ id }) => hasFailedHost(id, checks)).length;
	const isFailed = open.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tt)(each, checks) && !hasFailedHost(each.id, checks));
	const since = !isFailed && hosts > 0 ? Math.max(wrongSince, endingUntil) : wrongSince;
	const limitMs = isFailed ? settings.targetHealthTimeout : hosts > 0 ? REPLACEMENT_LIMIT : CHECKS_LIMIT;
	return open.length === 0 || last.at - since < limitMs ? void 0 : {
		code: "instances-died",
		reason: hosts === open.length ? "hosts-failed" : "status-checks",
		instances: open.map(({ id }) => id),
		states: statesOf(open.map(({ id }) => newestChecks(checks.get(id), watchState.doneSince))),
		since,
		limitMs
	};
};
const newestChecks = (known, doneSince = 0) => known && known.asked >= doneSince ? known.status : void 0;
const statesOf = (all) => [...new Set(all.map((checks) => factWords(checksFact(checks))))].sort();
// src/rollout/watch/failed-polls.ts
const MOST$1 = 10;
const MOST_DENIED = 3;
const MOST_THROTTLED = 30;
const LONGEST_PAUSE = 12e4;
function mostFailedPolls({ kind }) {
	switch (kind) {
		case "expired": return 1;
		case "denied": return MOST_DENIED;
		case "throttled": return MOST_THROTTLED;
		default: return MOST$1;
	}
}
const pauseAfterFailed = ({ polls, problem }, { pollInterval, jitter }) => problem.kind === "throttled" ? Math.round(jitter * Math.max(2 * pollInterval, Math.min(LONGEST_PAUSE, pollInterval * 2 ** polls))) : 2 * pollInterval;
// src/rollout/watch/guards/time-limits.ts
function outOfContact({ failedPolls: unseen, unconfirmed }) {
	const gone = unseen ?? unconfirmed;
	if (!gone) return void 0;
	return gone.polls >= mostFailedPolls(gone.problem) ? tooManyFailedPolls(gone) : void 0;
}
const pastDeadline = (watchState, operation, settings) => {
	const { at, refresh } = watchState.last;
	const { began, deadline, type } = operation;
	if (at < deadline) return void 0;
	return {
		code: "timeout",
		reason: type === "refresh" && isReplacedAndHealthy(watchState, operation, settings) ? "all-replaced" : "unfinished",
		limitMs: deadline - began,
		status: refresh?.status ?? type,
		...refresh?.percent === void 0 ? {} : { percent: refresh.percent }
	};
};
const STALL_LIMIT = 9e5;
const AWS_HOUR = 39e5;
const noProgress = (watchState, operation, { preferences, waits }) => {
	const { refresh } = watchState.last;
	if (operation.type !== "refresh" || !refresh || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mn)(refresh.status)) return void 0;
	const limit = stallLimitFor(watchState.last, operation, {
		preferences,
		waits
	});
	const { since } = watchState.unchanged;
	return limit === void 0 || watchState.last.at - since < limit ? void 0 : {
		code: "stalled",
		since,
		limitMs: limit,
		waitingFor: blockers(watchState, {
			operation,
			hookNames: waits.hookNames
		})
	};
};
function stallLimitFor({ instances, desired }, { to }, { preferences, waits }) {
	const { instanceWarmup, checkpointDelay, checkpoints, scaleInProtectedInstances, standbyInstances } = preferences;
	const isEnding = instances.some(_action_js__WEBPACK_IMPORTED_MODULE_0__.$t);
	const serving = instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt);
	if (isEnding && serving.every((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, to)) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yt)(serving) >= desired) return void 0;
	const hooks = instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.en).map(({ lifecycle }) => hookWait(lifecycle, waits));
	const allowed = Math.max(isEnding ? waits.deregistrationDelay : 0, waits.registration, ...hooks);
	const usual = STALL_LIMIT + instanceWarmup + allowed + (checkpoints.length > 0 ? checkpointDelay : 0);
	return scaleInProtectedInstances === "Wait" || standbyInstances === "Wait" ? Math.max(AWS_HOUR, usual) : usual;
}
const hookWait = (lifecycle, { launchHook, terminationHook }) => longestHookWait(lifecycle === "Pending:Wait" ? launchHook : terminationHook);
function blockers({ last: { instances }, failedLaunches: failures, unchanged: still }, { operation, hookNames }) {
	const blockersOf = (by, test) => {
		const found = instances.filter(test).map(({ id }) => id);
		return found.length > 0 ? [{
			by,
			instances: found
		}] : [];
	};
	const old = (instance) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(instance, operation.to);
	const waits = hookWaitsIn(instances, hookNames);
	const found = [
		...waits.length > 0 ? [{
			by: "lifecycle-hook",
			waits
		}] : [],
		...blockersOf("scale-in-protection", (each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(each) && each.protectedFromScaleIn && old(each)),
		...blockersOf("standby", (each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Qt)(each) && old(each)),
		...blockersOf("drain", ({ lifecycle }) => lifecycle === "Terminating"),
		...failures.some(({ began }) => began >= still.since) ? [{
			by: "launches",
			instances: []
		}] : []
	];
	return found.length > 0 ? found : [{
		by: "unknown",
		instances: []
	}];
}
// src/rollout/watch/guards/verify.ts
const BAKE = "bake";
const verifyFailed = ({ last: { verify } }) => verify?.result === "failed" || verify?.result === "timed-out" ? verifyFailure(verify) : void 0;
function dueVerification({ last }, operation, { verify, preferences }) {
	if (!verify || operation.type !== "refresh") return void 0;
	const { refresh, verify: newest } = last;
	if (!refresh) return void 0;
	const step = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mn)(refresh.status) ? checkpointAt(refresh.percent ?? 0, preferences.checkpoints) : stepAt(refresh.status);
	return step === newest?.step ? void 0 : step;
}
const stepAt = (status) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(status) ? BAKE : void 0;
function checkpointAt(percent, checkpoints) {
	const reached = checkpoints.filter((checkpoint) => checkpoint < 100 && checkpoint <= percent).at(-1);
	return reached === void 0 ? void 0 : `checkpoint ${reached} %`;
}
const isVerified = ({ last: { verify: newest } }, operation, { verify }) => !verify || operation.type !== "refresh" || newest?.step === "bake" && newest.result === "passed";
// src/rollout/watch/evaluate.ts
const rolloutGuards = [
	awsEndedOtherwise,
	launchesFail,
	instancesDie,
	notHealthyInTime,
	failsStatusChecks,
	flapping,
	capacityBelowMinimum,
	verifyFailed,
	noProgress,
	pastDeadline
];
const rollbackGuards = [awsEndedOtherwise, pastDeadline];
const end = [
	protectedLeft,
	notHealthyAtTheEnd,
	diedAtTheEnd,
	verifyFailed,
	pastDeadline
];
function evaluate(watchState, operation, settings) {
	const lost = outOfContact(watchState);
	if (lost) return {
		type: "fail",
		failure: lost
	};
	const { last } = watchState;
	if (!last) return {
		type: "wait",
		for: "first-poll"
	};
	const seen = {
		...watchState,
		last
	};
	const done = isDone(last, operation);
	if (done && (operation.type === "cancel" || watchState.steady >= 3 && isVerified(seen, operation, settings))) return { type: "arrived" };
	const knownLeg = withReadTargetGroups(operation, last);
	for (const guard of done ? end : operation.type === "refresh" ? rolloutGuards : rollbackGuards) {
		const failure = guard(seen, knownLeg, settings);
		if (failure) return {
			type: "fail",
			failure
		};
	}
	const waiting = done ? "steady-health" : waitingFor(last, operation);
	const step = dueVerification(seen, operation, settings);
	return step === void 0 ? {
		type: "wait",
		for: waiting
	} : {
		type: "verify",
		step,
		for: waiting
	};
}
function waitingFor({ refresh }, { type: by }) {
	if (by === "native-rollback") return "rollback";
	if (by === "cancel") return "cancel";
	if (refresh === void 0 || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jn)(refresh.status)) return "start";
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(refresh.status)) return "cancel";
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(refresh.status) ? "bake" : "replacement";
}
// src/rollout/watch/hand-over.ts
function isHandOverDue({ last }, { operation, settings, verdict, left }) {
	if (left === void 0 || !last?.refresh || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(last.refresh.status)) return false;
	if (operation.type !== "refresh" && operation.type !== "native-rollback") return false;
	if (last.verify?.result === "running") return false;
	if (verdict.type === "verify") return left < ((verdict.step === "bake" ? settings.verify?.bake : settings.verify?.checkpoint) ?? 0);
	return verdict.type === "wait" && left <= 0;
}
// src/rollout/model/alarm.ts
const firedSince = (alarms, since) => [...alarms].flatMap(([name, { state, changed }]) => {
	const isOver = state === "OK" && changed !== void 0 && changed > since;
	return state === "ALARM" || isOver ? [{
		name,
		isOver
	}] : [];
});
// src/rollout/model/group.ts
const healthChecksOf = ({ healthCheckType }) => healthCheckType.split(",").map((type) => type.trim());
// src/rollout/watch/poll-delay.ts
function pollRequest(watchState, now, on) {
	const { at, instances } = now.group;
	const isUntold = (id) => {
		const told = watchState.ec2Instances.get(id);
		return told === void 0 || isTimed(on.operation) && told.attached === void 0;
	};
	const { last } = watchState;
	const polled = last && {
		...watchState,
		last
	};
	const isRegistering = (id) => polled !== void 0 && isBeingRegistered(id, polled, {
		operation: on.operation,
		waits: on.settings.waits
	});
	const isOver = isDone(now.refresh === void 0 ? {} : { refresh: now.refresh }, on.operation);
	return {
		ec2Instances: [...instances.filter(({ id }) => isUntold(id)).map(({ id }) => id), ...endedInstances(watchState, instances)],
		statusChecks: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$)({
			at,
			instances,
			targets: now.targets
		}, on.operation, {
			checks: watchState.checks,
			serviceSince: (id) => watchState.newInstances.present.get(id)?.since,
			unhealthySince: (id) => isRegistering(id) ? void 0 : unhealthySince(id, watchState),
			leaving: leavingUnhealthy(watchState, instances),
			doneSince: watchState.doneSince ?? (isOver ? at : void 0)
		}),
		launchesSince: on.operation.type === "refresh" && now.refresh && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mn)(now.refresh.status) && isIdle(watchState, {
			...now,
			refresh: now.refresh
		}, on.settings) ? Math.max(on.operation.began, watchState.launchesEndedBefore) : void 0,
		alarms: hasUnrequestedEnd(now.refresh, on.operation)
	};
}
function isIdle({ newInstances, failedLaunches: failures }, { refresh: { left }, group: { at, desired, instances } }, { preferences }) {
	const starting = instances.some(_action_js__WEBPACK_IMPORTED_MODULE_0__.Yt);
	const warming = [...newInstances.present.values()].some(({ since }) => since + preferences.instanceWarmup > at);
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yt)(instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)) < desired || failures.length > 0 || !(starting || warming || left === 0);
}
const IDLE_FACTOR = 4;
const AWS_DELAY = 1500;
const SHORTEST_PAUSE = 3e3;
const END_OF_BAKE_PAUSE = 5e3;
function pollDelay(watchState, operation, settings) {
	const { pollInterval } = settings;
	const jitter = jitterOf(refreshIdOf(operation) ?? "");
	if (watchState.failedPolls) return pauseAfterFailed(watchState.failedPolls, {
		pollInterval,
		jitter
	});
	const now = watchState.last?.at ?? 0;
	if (isClosing(watchState, settings)) return END_OF_BAKE_PAUSE;
	const ends = knownEnds(watchState, operation, settings).filter((end) => end > now);
	const usual = jitter * (isCalm(watchState, operation, ends) ? IDLE_FACTOR * pollInterval : pollInterval);
	const longest = longestPause(watchState);
	return Math.round(Math.max(SHORTEST_PAUSE, Math.min(usual, longest, ...ends.map((end) => end - now + AWS_DELAY))));
}
const LEAVING_PAUSE = 2e4;
function longestPause(watchState) {
	if (watchState.newInstances.unexplained.size > 0) return LEAVING_PAUSE;
	return isAnyUnhealthy(watchState) ? _action_js__WEBPACK_IMPORTED_MODULE_0__.Q : Infinity;
}
function knownEnds({ newInstances, status }, { deadline }, { preferences }) {
	return [
		...[...newInstances.present.values()].map(({ since }) => since + preferences.instanceWarmup),
		...status.status && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(status.status) ? [status.after + preferences.bakeTime] : [],
		deadline
	];
}
const isClosing = ({ status, last }, { preferences }) => status.status !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(status.status) && last !== void 0 && last.at >= status.after + preferences.bakeTime;
function isCalm(watchState, operation, ends) {
	const { last, belowMinimum: low } = watchState;
	if (!last || isDone(last, operation) || low.polls > 0 || last.verify?.result === "running") return false;
	if (last.instances.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Yt)(each) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$t)(each))) return false;
	if (isAnyUnhealthy(watchState)) return false;
	return last.refresh !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(last.refresh.status) || ends.some((end) => end < operation.deadline);
}
const isAnyUnhealthy = ({ newInstances }) => [...newInstances.present.values()].some(({ unhealthySince }) => unhealthySince.size > 0);
function jitterOf(refresh) {
	let sum = 0;
	for (const character of refresh) sum = Math.imul(sum, 31) + (character.codePointAt(0) ?? 0) >>> 0;
	return .9 + sum % 1e3 / 5e3;
}
// src/rollout/watch/observe.ts
const ESSENTIAL_LIMIT = 4e4;
const SIDE_LIMIT = 15e3;
async function observe(context, watchState, on) {
	const { reads, clock, verifyRunner } = context;
	const { operation } = on;
	try {
		const [[refresh, group], targets] = await Promise.all([withDeadline(clock, ESSENTIAL_LIMIT, (over) => essentials(reads.within(over), operation)), withDeadline(clock, SIDE_LIMIT, (over) => targetsIn(reads.within(over), operation, watchState))]);
		if (!group) return {
			problem: groupIsGone$1(operation),
			...verdictOf(verifyRunner)
		};
		const known = isTimed(operation) ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ct)(group.instances, watchState.ec2Instances) : group.instances;
		const ask = pollRequest(watchState, {
			refresh,
			group: {
				...group,
				instances: known
			},
			targets: targets.seen
		}, on);
		const sides = await withDeadline(clock, SIDE_LIMIT, (over) => sidesOf(reads.within(over), on, ask));
		return {
			at: group.at,
			...refresh && { refresh },
			desired: group.desired,
			saved: group.templates,
			endsUnhealthyTargets: healthChecksOf(group).includes("ELB"),
			instances: unlessSame(watchState.last?.instances, isTimed(operation) ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ct)(known, sides.seen.ec2Instances) : known),
			targets: targets.seen,
			...sides.seen,
			unread: [...targets.unread, ...sides.unread],
			...verdictOf(verifyRunner)
		};
	} catch (thrown) {
		return {
			problem: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown),
			...verdictOf(verifyRunner)
		};
	}
}
const essentials = (reads, operation) => {
	const id = refreshIdOf(operation);
	return Promise.all([id === void 0 ? void 0 : reads.refresh(operation.group, id), reads.group(operation.group)]);
};
function verdictOf(verifyRunner) {
	const verify = verifyRunner.result();
	return verify ? { verify } : {};
}
async function targetsIn(reads, operation, { last }) {
	const before = (arn) => last?.targets.filter(({ targetGroup }) => targetGroup === arn) ?? [];
	const asked = await Promise.all(operation.targetGroups.map(async (targetGroup) => {
		const targets = await reads.targets(targetGroup).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
		return isProblem(targets) ? {
			seen: before(targetGroup),
			unread: [{
				part: "targets",
				targetGroup,
				problem: targets
			}]
		} : {
			seen: targets,
			unread: []
		};
	}));
	return {
		seen: unlessSame(last?.targets, asked.flatMap((each) => each.seen)),
		unread: asked.flatMap(({ unread }) => unread)
	};
}
async function sidesOf(reads, { operation, settings }, ask) {
	const { alarms: names } = settings.preferences;
	const [ec2Instances, statusChecks, launches, alarms] = await Promise.all([
		ask.ec2Instances.length > 0 ? reads.ec2Instances(ask.ec2Instances).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn) : /* @__PURE__ */ new Map(),
		ask.statusChecks.length > 0 ? reads.statusChecks(ask.statusChecks).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn) : void 0,
		ask.launchesSince === void 0 ? void 0 : reads.launches(operation.group, ask.launchesSince).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn),
		ask.alarms && names.length > 0 ? reads.alarms(names).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn) : void 0
	]);
	return {
		seen: {
			ec2Instances: isProblem(ec2Instances) ? /* @__PURE__ */ new Map() : ec2Instances,
			...statusChecks && !isProblem(statusChecks) && { statusChecks },
			...launches && !isProblem(launches) && { launches },
			...alarms && !isProblem(alarms) && { alarms: firedSince(alarms, operation.began) }
		},
		unread: [
			...isProblem(ec2Instances) ? [{
				part: "ec2-instances",
				problem: ec2Instances
			}] : [],
			...isProblem(statusChecks) ? [{
				part: "status-checks",
				problem: statusChecks
			}] : [],
			...isProblem(launches) ? [{
				part: "scaling-activities",
				problem: launches
			}] : [],
			...isProblem(alarms) ? [{
				part: "alarms",
				problem: alarms
			}] : []
		]
	};
}
const isProblem = (read) => read !== void 0 && "kind" in read && "operation" in read;
const groupIsGone$1 = ({ group }) => ({
	kind: "missing",
	operation: "DescribeAutoScalingGroups",
	code: "NotFound",
	message: `${group} is gone`
});
// src/rollout/watch/verify-environment.ts
const MOST_NAMED = 500;
function verificationFor(step, { last, ec2Instances }, operation, { verify }) {
	const all = last?.instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(each, operation.to)) ?? [];
	const fresh = all.slice(0, MOST_NAMED);
	const [to, from] = [operation.to.templates, operation.from.templates];
	const each = (values) => [...new Set(values)].join(" ");
	const facts = {
		group: operation.group,
		"instance-refresh-id": refreshIdOf(operation) ?? "",
		percentage: String(last?.refresh?.percent ?? 0),
		"new-instance-ids": fresh.map(({ id }) => id).join(" "),
		"new-instance-addresses": fresh.flatMap(({ id }) => ec2Instances.get(id)?.address ?? []).join(" "),
		"image-id": each(to.map(({ image }) => image)),
		"previous-image-id": each(from.map(({ image }) => image)),
		"launch-template-id": to.map(({ id }) => id).join(" "),
		"launch-template-version": to.map(({ version }) => version).join(" "),
		"previous-launch-template-version": from.map(({ version }) => version).join(" ")
	};
	return {
		step,
		limit: (step === "bake" ? verify?.bake : verify?.checkpoint) ?? 0,
		instances: all.map(({ id }) => id),
		facts
	};
}
// src/rollout/watch/watch.ts
async function watch(context, operation, settings) {
	const { clock, stop, verifyRunner, began } = context;
	for (let watchState = initialState;;) {
		const seen = await unlessStopped(observe(context, watchState, {
			operation,
			settings
		}), stop);
		if (seen === "stopped") return {
			verdict: cancelledVerdict(stop),
			watchState
		};
		watchState = reduce(watchState, seen, operation, settings);
		const left = settings.handOver === void 0 ? void 0 : began + settings.handOver - clock.now();
		const verdict = orHandOver(watchState, {
			operation,
			settings,
			verdict: evaluate(watchState, operation, settings),
			left
		});
		const delay = pollDelay(watchState, operation, settings);
		const usual = verdict.type === "verify" ? Math.min(delay, settings.pollInterval) : delay;
		const rest = left !== void 0 && left > 0 ? Math.min(usual, left) : usual;
		context.emit({
			type: "polled",
			at: clock.now(),
			operation,
			seen,
			watchState,
			verdict,
			pause: rest
		});
		if (verdict.type === "arrived" || verdict.type === "fail") return ended(context, {
			verdict,
			watchState
		});
		if (verdict.type === "verify") verifyRunner.start(verificationFor(verdict.step, watchState, operation, settings));
		await clock.sleep(rest, stop);
	}
}
function orHandOver(watchState, of) {
	const { operation, verdict } = of;
	return "refreshId" in operation && isHandOverDue(watchState, of) ? {
		type: "fail",
		failure: {
			code: "handed-over",
			refreshId: operation.refreshId
		}
	} : verdict;
}
async function ended({ verifyRunner }, end) {
	await verifyRunner.end();
	return end;
}
const cancelledVerdict = (stop) => ({
	type: "fail",
	failure: {
		code: "cancelled",
		signal: String(stop.reason)
	}
});
function unlessStopped(work, stop) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const end = () => resolve("stopped");
	if (stop.aborted) end();
	stop.addEventListener("abort", end, { once: true });
	work.then(resolve, reject).finally(() => stop.removeEventListener("abort", end));
	return promise;
}
// src/rollout/execute/watch-rollback.ts
const unseenGroup = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
};
async function watchRequested(context, { settings, whenSent }, of) {
	whenSent();
	const group = await context.reads.group(of.group).catch(unseenGroup);
	const began = group?.at ?? of.began;
	const operation = {
		...of,
		began,
		deadline: began + settings.timeout,
		baseline: Math.min(of.baseline, group?.desired ?? of.baseline)
	};
	context.emit({
		type: "underway",
		at: context.clock.now(),
		operation,
		settings,
		how: "rollback"
	});
	return watchRollback(context, operation, settings);
}
async function watchRollback(context, operation, settings) {
	const how = howOf(operation);
	const { verdict } = await watch(context, operation, settings);
	if (verdict.type === "arrived") return {
		how,
		end: "arrived"
	};
	const failure = verdict.failure;
	return {
		how,
		end: failure.code === "cancelled" || failure.code === "handed-over" || endedByFailedPolls(failure) ? "under-way" : "failed",
		failure
	};
}
const howOf = ({ type }) => type === "native-rollback" || type === "cancel" ? type : "new-refresh";
// src/rollout/execute/rollback-refresh.ts
async function startRollbackRefresh(context, attempt) {
	const { operation, settings } = attempt;
	announce(context, attempt, "new-refresh");
	const found = await context.reads.group(operation.group);
	if (!found) return refused("new-refresh", groupIsGone(operation.group));
	const group = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dn)(found, operation.aliasTag);
	const target = formerVersionsIn(group, operation);
	if ("code" in target) return {
		how: "new-refresh",
		end: "failed",
		failure: target
	};
	const targets = (await Promise.all(operation.targetGroups.map((arn) => context.reads.targets(arn)))).flat();
	await noteRollback(context, attempt, group);
	const tagged = await tagAliases(context, group, settings);
	const instances = await timedInstances(context.reads, group.instances, operation);
	const preferences = preferencesOf(instances, attempt);
	const { covered } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(instances, operation.from, preferences);
	const back = await startRefresh(context, {
		group,
		from: operation.to,
		to: target,
		settings: {
			...settings,
			preferences
		},
		timeout: settings.timeout,
		healthy: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yt)(covered.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dt)(each, operation, targets))),
		unjudged: operation.unjudged,
		isRollback: true,
		undoes: {
			...rolloutFrom(operation),
			...tagged
		}
	});
	if ("code" in back) return {
		how: "new-refresh",
		end: "failed",
		failure: back,
		...tagged
	};
	attempt.whenSent();
	return {
		...await watchRollback(context, back, {
			...settings,
			preferences
		}),
		...tagged
	};
}
function preferencesOf(instances, { operation, settings: { preferences } }) {
	const scaleInProtectedInstances = protectionFor(instances, operation, preferences.scaleInProtectedInstances);
	return {
		...preferences,
		skipMatching: true,
		autoRollback: false,
		bakeTime: 0,
		scaleInProtectedInstances
	};
}
const groupIsGone = (group) => ({
	kind: "missing",
	operation: "DescribeAutoScalingGroups",
	code: "NotFound",
	message: group
});
function formerVersionsIn({ templates }, { from }) {
	const named = [...new Set(templates.map(({ id }) => id))];
	const known = from.templates.filter(({ id }) => named.includes(id));
	return known.length > 0 && known.length === named.length ? { templates: known } : {
		code: "aws-failed",
		reason: "moved-away",
		ids: named
	};
}
const NOTE_LIMIT = 1e4;
async function noteRollback(context, { operation, failure, settings, noted }, now) {
	const { group, refreshId: undoes } = operation;
	const versions = operation.from.templates.map(({ version }) => version);
	if (versions.length === 0 || noted.has(undoes)) return;
	const origin = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pn)(settings, now ?? { at: operation.deadline }, settings.timeout);
	const value = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jt)({
		versions,
		failureCode: failure.code,
		undoes,
		...origin
	});
	if (await withDeadline(context.clock, NOTE_LIMIT, (over) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(context, "note").writes.within(over).noteRollback(group, value)).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn) === void 0) noted.add(undoes);
}
async function tagAliases(context, group, settings) {
	const aliasTag = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.an)(group, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pn)(settings, group, settings.timeout));
	if (aliasTag === void 0) return {};
	await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(context, "note").writes.tagAlias(group.name, aliasTag).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
	return { aliasTag };
}
// src/rollout/execute/replace-protected.ts
async function replaceProtected(given, operation, { failed: { failure, settings }, result }) {
	const { undoes, ...base } = operation;
	if (base.type !== "native-rollback" || !undoes || !isLeftOver(result)) return result;
	if (actionAfter(failure, settings) !== "rollback") return result;
	const context = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(given, "finalSteps");
	const attempt = {
		failure,
		settings,
		operation: {
			...base,
			...undoes,
			type: "refresh"
		},
		action: "rollback",
		now: void 0
	};
	try {
		const found = (await context.reads.group(operation.group))?.instances ?? [];
		const instances = await timedInstances(context.reads, found, undoes);
		if (!(keptByProtection(instances, undoes).length > 0) || protectionFor(instances, undoes, "Ignore") !== "Refresh") return result;
		return await startRollbackRefresh(context, {
			...attempt,
			announced: /* @__PURE__ */ new Set(),
			noted: /* @__PURE__ */ new Set(),
			whenSent: () => {}
		});
	} catch (thrown) {
		return refused("new-refresh", (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown));
	}
}
const isLeftOver = ({ failure }) => failure !== void 0 && (isAwsFailed(failure, "protected-left") || failure.code === "rollback-failed");
// src/rollout/execute/roll-back.ts
const nothingUndone = {
	how: "leave",
	end: "none"
};
async function rollBack(context, operation, { failure, settings, whenSent = () => {} }) {
	if (endedByFailedPolls(failure) || operation.type === "verify-only") return nothingUndone;
	if (operation.type !== "refresh") return failure.code === "cancelled" ? {
		how: howOf(operation),
		end: "under-way"
	} : nothingUndone;
	const action = actionAfter(failure, settings);
	const announced = /* @__PURE__ */ new Set();
	const noted = /* @__PURE__ */ new Set();
	const tries = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.k)(context, settings.timeout);
	for (;;) try {
		return await undo(context, {
			operation,
			failure,
			settings,
			action,
			now: await findRefresh(context, operation),
			announced,
			noted,
			whenSent
		}) ?? nothingUndone;
	} catch (thrown) {
		const problem = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
		if (!((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(problem) || problem.kind === "idle") || !await tries.next(problem)) return refused(action === "leave" ? "leave" : "native-rollback", problem);
	}
}
const POLLS = 3;
const PAUSE$1 = 2500;
async function findRefresh({ reads, clock }, { group, refreshId }) {
	for (let poll = 1;; poll++) {
		const found = await reads.refresh(group, refreshId);
		if (found || poll === POLLS) return found;
		await clock.sleep(PAUSE$1);
	}
}
async function undo(context, attempt) {
	const { action, now, operation } = attempt;
	const status = now?.status ?? "NotListed";
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nn)(status)) return void 0;
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tn)(status)) return watchNative(context, attempt);
	if (action === "leave") return void 0;
	if (action === "cancel" && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wn)(status)) return watchRequested(context, attempt, cancellationOf(operation));
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(status)) return cancelThenReplace(context, attempt);
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(status)) return action === "cancel" ? cancel$1(context, attempt) : rollBackNatively(context, attempt);
	const isWorthIt = !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(status) || attempt.failure.code === "below-minimum";
	return action === "rollback" && isWorthIt && changesVersions(operation) ? startRollbackRefresh(context, attempt) : void 0;
}
async function watchNative(context, attempt) {
	const rollback = nativeRollbackOf(attempt.operation);
	return replaceProtected(context, rollback, {
		failed: attempt,
		result: await watchRequested(context, attempt, rollback)
	});
}
async function rollBackNatively(context, attempt) {
	const { operation } = attempt;
	announce(context, attempt, "native-rollback");
	try {
		await context.writes.rollbackRefresh(operation.group);
	} catch (thrown) {
		const problem = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
		if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(problem)) throw thrown;
		const now = await context.reads.refresh(operation.group, operation.refreshId);
		if (now && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tn)(now.status)) return watchNative(context, attempt);
		if (now && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(now.status) && isRefusal(problem)) return cancelThenReplace(context, attempt);
		if (problem.kind === "idle") throw thrown;
		return refused("native-rollback", problem);
	}
	return watchNative(context, attempt);
}
const isRefusal = ({ kind }) => kind === "irreversible" || kind === "rejected" || kind === "idle";
async function cancel$1(context, attempt, before) {
	announce(context, attempt, "cancel");
	await cancelRefresh(context, attempt.operation.group, before);
	return watchRequested(context, attempt, cancellationOf(attempt.operation));
}
async function cancelThenReplace(context, attempt) {
	const cancelled = attempt.now !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(attempt.now.status) ? await watchRequested(context, attempt, cancellationOf(attempt.operation)) : await cancel$1(context, attempt, (now) => noteRollback(context, attempt, now));
	return cancelled.end === "arrived" ? startRollbackRefresh(context, attempt) : cancelled;
}
// src/rollout/execute/outcomes.ts
function refusal({ code, findings, fleetStatus }, { hasCancelled } = { hasCancelled: false }, stop) {
	if (stop?.aborted && code === "lost-contact") return unchangedBy({
		code: "cancelled",
		signal: String(stop.reason)
	}, fleetStatus);
	return hasCancelled ? unchangedBy({
		code,
		reason: "refused-later",
		findings
	}, fleetStatus) : {
		type: "refused",
		code,
		findings,
		fleetStatus
	};
}
function refusedLater(context, { code, findings }, left) {
	const failure = context.stop.aborted && code === "lost-contact" ? {
		code: "cancelled",
		signal: String(context.stop.reason)
	} : {
		code,
		reason: "refused-later",
		findings
	};
	return notStarted(context, {
		...left,
		failure
	});
}
async function deleteUnused(context, before, next) {
	if (next.action !== "nothing" && next.action !== "roll") return;
	const targets = next.action === "roll" ? next.changes.map((change) => change.to) : next.to.templates;
	if (!before.to.templates.every((made) => targets.some(({ id, version }) => made.id === id && made.version === version))) await withoutFailed(context, notBegun(before));
}
const unchangedBy = (failure, fleetStatus) => ({
	type: kindOf(failure),
	failure,
	rollback: nothingUndone,
	fleetStatus,
	replaced: 0
});
async function unresolved$1(context, { failure, attempt, settings }) {
	const begun = attempt.overtaken ?? attempt.left;
	if (begun) return notStarted(context, {
		...begun,
		failure
	});
	if (endedByFailedPolls(failure)) return unchangedBy(failure, unknownFleet);
	const now = withoutParameters(await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.s)(context, settings), settings);
	return unchangedBy(failure, fleetBefore(now.survey, settings));
}
async function notStarted(context, end) {
	const { plan: decided, failure } = end;
	if (!endedByFailedPolls(failure)) await endClaim(context, decided.group.name, decided.settings.run, decided.group);
	return failed(context, {
		...notBegun(end),
		failure
	});
}
const notBegun = ({ plan: decided, failure, to, tried }) => ({
	rollout: rolloutOfPlan(decided, to),
	trial: {
		...tried,
		hasFailed: failure.code === "trial" && failure.reason !== "no-room"
	},
	settings: decided.settings,
	rollback: nothingUndone,
	replaced: 0,
	saved: savedAfter(decided)
});
function savedAfter({ group, settings }) {
	const { former } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(group, settings.run.id);
	return [...group.templates, ...former === void 0 ? [] : group.templates.map(({ id }) => ({
		id,
		version: former
	}))];
}
const rolloutOfPlan = ({ group, from, isRollback, settings }, to) => ({
	group: group.name,
	...group.mixed && { mixed: true },
	from,
	to,
	isRollback,
	...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.rn)(group),
	...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(group, settings.run.id)
});
const existingTargets = (decided) => decided.action === "roll" ? newIn(decided, revisionOf(readyTargets(decided.changes))) : revisionOf([]);
function newIn(decided, to, { at, instances } = decided.group) {
	if (decided.action !== "roll" || !decided.since) return to;
	const knownBefore = /* @__PURE__ */ new Set([...decided.since.knownBefore, ...instances.map(({ id }) => id)]);
	return {
		...to,
		since: {
			began: at,
			knownBefore: [...knownBefore]
		}
	};
}
async function failed(context, end) {
	const { rollout, failure, rollback, replaced } = end;
	if (rollback.end !== "under-way" && !endedByFailedPolls(failure) && failure.code !== "handed-over") {
		const { aliasTag = rollout.aliasTag } = rollback;
		const to = await withoutFailed(context, end);
		await restoreAliases(context, {
			rollout: {
				...rollout,
				to,
				...aliasTag !== void 0 && { aliasTag }
			},
			proven: rollout.from.templates
		});
	}
	if (end.operation) reportMovedVersion(context, rollout);
	const now = await readFleetStatus(endedByFailedPolls(failure) ? context.reads : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.D)(context, "finalSteps"), end);
	return {
		type: kindOf(failure),
		failure,
		rollback,
		fleetStatus: {
			...now,
			byHand: commandsByHand(end, rollback.failure ?? failure, now)
		},
		replaced
	};
}
async function withoutFailed(context, end) {
	const { rollout, operation, rollback, settings, trial = {
		...nothingTried,
		hasFailed: false
	} } = end;
	const { saved = rollout.from.templates } = end;
	const isRolledBack = rollback.end === "arrived" && rollback.how !== "cancel";
	if (settings.failedVersion === "keep" || operation && !isRolledBack) return rollout.to;
	const { deleteFailedVersions } = await __webpack_require__.e(/* import() */ 7186).then(__webpack_require__.bind(__webpack_require__, 7186));
	const refresh = operation && refreshIdOf(operation);
	const gone = await deleteFailedVersions(context, {
		group: rollout.group,
		templates: [...new Set([...rollout.from.templates, ...rollout.to.templates].map(({ id }) => id))],
		rollout: {
			run: settings.run.id,
			to: rollout.isRollback ? [] : rollout.to.templates,
			isRolledBack,
			saved,
			trial,
			...refresh !== void 0 && { refresh }
		}
	});
	const isGone = ({ id, version }) => gone.some((each) => each.id === id && each.version === version);
	return { templates: rollout.to.templates.filter((each) => !isGone(each)) };
}
const kindOf = ({ code }) => code === "cancelled" ? "cancelled" : "failed";
async function succeeded(context, end) {
	const { operation, watched } = end;
	const now = await readFleetStatus((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.D)(context, "finalSteps"), {
		...end,
		rollout: operation
	});
	const { last } = watched;
	const fleetStatus = {
		...now.fleet === "unknown" && last ? fleetStatusSeen(last, operation, end.settings) : now,
		withoutTraffic: last ? keptFromTraffic(last.instances, last.targets) : []
	};
	reportLeftovers(context, {
		operation,
		fleetStatus,
		watched
	});
	return operation.type === "verify-only" ? {
		type: "unchanged",
		fleetStatus
	} : {
		type: "succeeded",
		fleetStatus,
		replaced: watched.reached
	};
}
// src/rollout/plan/claim-steps.ts
function isClaimed({ settings }, { changes, pins }) {
	if (!isOfOthers(settings)) return false;
	return !changes.some(({ to }) => isPlanned(to)) || pins.some((pin) => "former" in pin);
}
const isOfOthers = ({ templateVersion, currentImage }) => templateVersion !== void 0 || currentImage;
function rolloutNote(facts, rollout) {
	if (!isClaimed(facts, rollout)) return [];
	const { group, settings, limit } = facts;
	const { changes, pins } = rollout;
	const [saved = movedBefore(facts)] = pins.flatMap((pin) => "former" in pin ? [pin.former] : []);
	const versions = changes.map(({ to }) => to);
	const from = changes.flatMap((change) => change.canRollBack || change.isRenewal ? [change.from] : []);
	const note = {
		from: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Bt)(from, group),
		to: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Bt)(versions, group),
		...saved !== void 0 && { saved },
		at: group.at,
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pn)(settings, group, limit)
	};
	return [{
		type: "note-rollout",
		group: group.name,
		versions,
		note
	}];
}
function movedBefore({ group, settings }) {
	const last = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rt)(group);
	return last?.run === settings.run.id && last.refresh === void 0 ? last.saved : void 0;
}
function startConfirmation(facts, { changes }) {
	const isOthers = isOfOthers(facts.settings);
	if (!isOthers && !facts.trial) return [];
	const saved = changes.map(({ from }) => from);
	return [{
		type: "confirm-start",
		group: facts.group.name,
		saved,
		otherwise: isOthers ? "fail" : "plan-again"
	}];
}
// src/rollout/plan/clean-up-steps.ts
const cleanUpSteps = (proven, keep, archive) => [...proven.map(({ id: template }) => {
	return {
		type: "delete-old-versions",
		template,
		keep,
		expected: [],
		retires: archive !== void 0,
		retired: []
	};
}), ...archive ? proven.map(({ id }) => ({
	type: "archive-images",
	template: id,
	archive,
	expected: []
})) : []];
// src/rollout/plan/parameter-step.ts
function settableParameter({ parameterToSet: asked }) {
	if (!asked || typeof asked.found === "string" || "kind" in asked.found) return void 0;
	const { dataType, version, value, changed } = asked.found;
	return {
		name: asked.name,
		dataType,
		version,
		value,
		...changed !== void 0 && { changed }
	};
}
function parameterSteps({ parameter }, proven) {
	const [image, ...others] = new Set(proven.map((each) => each.image));
	if (!parameter || image === void 0 || others.length > 0) return [];
	const { name, dataType, version, value, isOvertaken = false } = parameter;
	const isDue = value.trim() !== image && !isOvertaken;
	return [{
		type: "set-parameter",
		parameter: {
			name,
			dataType,
			version
		},
		image,
		isDue,
		isOvertaken
	}];
}
function factsTakenUp(facts, { began }) {
	const { parameter } = facts;
	if (!parameter || began === void 0 || (parameter.changed ?? 0) < began) return facts;
	return {
		...facts,
		parameter: {
			...parameter,
			isOvertaken: true
		}
	};
}
function confirmingFacts(facts, { to, newest, last }) {
	const { parameter, ...others } = facts;
	const { group, settings } = facts;
	const isOfRun = (run) => run === settings.run.id;
	const isOwnRollback = settings.to !== void 0 && settings.attempt > 1 && newest !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(newest.status) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)(newest, revisionOf(to));
	if (!(to.some(({ description }) => isOfRun((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(description)?.run)) || isOfRun(last?.run) || isOfRun((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mt)(group.tags.get("ami-rollout:rollback"))?.run) || isOwnRollback) || !parameter) return others;
	return newest ? factsTakenUp(facts, newest) : facts;
}
function parameterLeft(facts, confirming, proven) {
	if (confirming.parameter) return [];
	return parameterSteps(facts, proven).flatMap((step) => step.type === "set-parameter" && step.isDue ? [leftAsItIs(step)] : []);
}
const leftAsItIs = ({ parameter, image }) => ({
	level: "warning",
	rule: "set-parameter-left",
	says: `The parameter ${parameter.name} does not hold ${image}, which the group runs already. This run did not roll it, and a newer build may have written the parameter: it is left as it is.`,
	remedy: `If it is to hold ${image}, write it: \`${setParameterCommand(parameter, image)}\`.`
});
// src/rollout/plan/build-steps.ts
function stepsToRoll(facts, { changes, pins }) {
	const to = changes.map((change) => change.to);
	const noted = noteTarget(replaceSaved(then(start(facts), ...rolloutNote(facts, {
		changes,
		pins
	})), {
		pins,
		origin: originFor(facts)
	}), facts, { versions: readyTargets(changes) });
	const made = changes.reduce(prepare$1, pinAliases(noted, originFor(facts)));
	const tried = facts.trial ? then(made, facts.trial) : made;
	const ready = then(tried, ...startConfirmation(facts, { changes }));
	return finish(savedOn(then(ready, {
		type: "start-refresh",
		group: facts.group.name,
		to
	}, {
		type: "watch",
		limit: facts.limit
	}), to), to, facts);
}
function stepsToConfirm(facts, { to, pins }) {
	const replaced = replaceSaved(start(facts), {
		pins,
		origin: originFor(facts)
	});
	return finish(then(replaced, {
		type: "verify-fleet",
		limit: facts.limit
	}), to, facts);
}
const stepsToAdopt = (facts, { to, refresh }) => {
	const watched = then(start(facts), {
		type: "watch",
		limit: facts.limit
	});
	return finish((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(refresh.status) ? savedOn(watched, to) : watched, to, factsTakenUp(facts, refresh));
};
function stepsToRevert(facts, on) {
	const noted = noteTarget(start(facts), facts, {
		versions: on.to,
		refresh: on.refreshId
	});
	const { name: group } = facts.group;
	const sent = on.isSent ? noted : then(noted, {
		type: "roll-back-refresh",
		group,
		refreshId: on.refreshId
	});
	return finish(savedOn(then(sent, {
		type: "watch",
		limit: facts.limit
	}), on.to), on.to, facts);
}
const stepsToResume = (facts, to, begins = []) => {
	const { name: group } = facts.group;
	const begun = begins.length > 0 ? then(start(facts), {
		type: "start-refresh",
		group,
		to: begins
	}) : start(facts);
	const watched = savedOn(then(begun, {
		type: "watch",
		limit: facts.limit
	}), to);
	return then(watched, restoration(watched, to)).steps;
};
const stepsToResolve = (action, group, refreshId) => [...action === "replace" ? [{
	type: "cancel-refresh",
	group,
	refreshId
}] : [], {
	type: "wait-for-refresh",
	refreshId
}];
const stepsToStop = (facts, on) => [...noteTarget(start(facts), facts, { versions: on.saved }).steps, ...stepsToResolve(on.isOver ? "wait" : "replace", facts.group.name, on.refreshId)];
const start = ({ group, templates }) => ({
	steps: [],
	group,
	templates: new Map(templates.map((each) => [each.id, each]))
});
const then = (projection, ...steps) => ({
	...projection,
	steps: [...projection.steps, ...steps]
});
function savedOn(projection, versions) {
	const templates = projection.group.templates.map((named) => {
		const version = versions.find(({ id }) => id === named.id)?.version;
		return version === void 0 ? named : {
			...named,
			version: String(version)
		};
	});
	return {
		...projection,
		group: {
			...projection.group,
			templates
		}
	};
}
const tagged = (projection, value) => ({
	...projection,
	group: {
		...projection.group,
		tags: new Map([...projection.group.tags, [_action_js__WEBPACK_IMPORTED_MODULE_0__.tn, value]])
	}
});
const originFor = ({ settings, group, limit }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pn)(settings, group, limit);
function noteTarget(projection, facts, { versions, refresh }) {
	if (facts.settings.to !== "previous" || versions.length === 0) return projection;
	const origin = {
		...originFor(facts),
		...refresh !== void 0 && { refresh }
	};
	const note = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jt)({
		versions: versions.map(({ version }) => version),
		...origin
	});
	return then(projection, {
		type: "note-rollback-target",
		group: projection.group.name,
		versions,
		note
	});
}
function prepare$1(projection, { from, to: version }) {
	return isPlanned(version) && version !== from ? newest(then(projection, {
		type: "create-version",
		version
	}), version) : then(projection, {
		type: "use-version",
		version
	});
}
function newest(projection, { id, version }) {
	const template = projection.templates.get(id);
	return template ? {
		...projection,
		templates: new Map([...projection.templates, [id, {
			...template,
			latest: version
		}]])
	} : projection;
}
function replaceSaved(projection, { pins, origin }) {
	if (pins.length === 0) return projection;
	return pin(pins.reduce((so, pin) => {
		const { version } = pin;
		return "parameter" in pin && isPlanned(version) ? newest(then(so, {
			type: "create-version",
			version,
			replaces: pin
		}), version) : so;
	}, projection), pins, projection.group.templates.some(({ id, version }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.on)(version) && pins.some((pin) => pin.version.id === id)) ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.an)(projection.group, origin) : void 0);
}
function pinAliases(projection, origin) {
	const { group, templates } = projection;
	const tag = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.an)(group, origin);
	if (tag === void 0) return projection;
	return pin(projection, group.templates.flatMap(({ id, version }) => {
		const template = templates.get(id);
		return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.on)(version) && template ? [{
			alias: version,
			version: {
				id,
				name: template.name,
				version: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.cn)(version, template)
			}
		}] : [];
	}), tag);
}
function pin(projection, pins, aliasTag) {
	const { name: group } = projection.group;
	const saved = savedOn(then(projection, {
		type: "pin-group",
		group,
		pins,
		...aliasTag !== void 0 && { aliasTag }
	}), pins.map(({ version }) => version));
	return aliasTag === void 0 ? saved : tagged(saved, aliasTag);
}
function finish(projection, proven, facts) {
	const { settings, left } = facts;
	const defaults = settings.setDefaultVersion ? proven.reduce(setDefault, projection) : projection;
	const cleared = left.reduce(deleteFailed, defaults);
	const { steps } = then(cleared, restoration(cleared, proven));
	const keep = settings.to === void 0 ? settings.keepTemplateVersions : void 0;
	const set = parameterSteps(facts, proven);
	return keep === void 0 ? [...steps, ...set] : [
		...steps,
		...set,
		...cleanUpSteps(proven, keep, settings.archive)
	];
}
function deleteFailed(projection, { template: id, versions, latest }) {
	const { templates } = projection;
	const template = templates.get(id);
	const deleted = then(projection, {
		type: "delete-failed-versions",
		template: id,
		expected: versions
	});
	return template && versions.includes(template.latest) ? {
		...deleted,
		templates: new Map([...templates, [id, {
			...template,
			latest
		}]])
	} : deleted;
}
function setDefault(projection, version) {
	const template = projection.templates.get(version.id);
	const isDue = template !== void 0 && template.default !== version.version;
	const set = then(projection, {
		type: "set-default-version",
		version,
		isDue
	});
	return isDue ? {
		...set,
		templates: new Map([...set.templates, [version.id, {
			...template,
			default: version.version
		}]])
	} : set;
}
function restoration({ group, templates }, proven) {
	const { restore, tag } = restorable({
		group,
		aliases: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ln)(group),
		templates: [...templates.values()],
		proven
	});
	const expected = {
		restored: restore.map(({ alias }) => alias),
		isSaved: restore.every(({ alias, saved }) => alias === saved),
		keepsTag: tag !== void 0
	};
	return {
		type: "restore-aliases",
		group: group.name,
		expected
	};
}
// src/rollout/execute/claim.ts
async function noteRollout({ writes, clock, emit }, { group, note }, plan) {
	const operation = unstarted({
		...plan,
		to: existingTargets(plan)
	});
	emit({
		type: "claiming",
		at: clock.now(),
		operation,
		settings: plan.settings
	});
	try {
		const text = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.zt)(note);
		await writes.noteRollout(group, text);
		emit({
			type: "noted",
			at: clock.now(),
			versions: note.to
		});
		return {
			...plan.group,
			tags: new Map([...plan.group.tags, [_action_js__WEBPACK_IMPORTED_MODULE_0__.Pt, text]])
		};
	} catch (thrown) {
		return refusedBy((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown));
	}
}
const READS = 4;
const PAUSE = 2500;
async function confirmStart(context, saved, { group, run }) {
	const { reads, clock } = context;
	const { former } = run ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(group, run.id) : {};
	const late = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.O)(context, "prepare");
	for (let left = READS;; left--) {
		const now = await reads.group(group.name).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
		if (now === void 0) return {
			code: "conflict",
			reason: "moved",
			saved: []
		};
		if ("kind" in now) return refusedBy(now);
		const other = run && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ft)((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rt)(now), {
			run: run.id,
			now: now.at
		});
		if (other) return {
			code: "conflict",
			reason: "claimed",
			run: other.run
		};
		if (saved.every(({ id, version }) => now.templates.some((each) => each.id === id && each.version === String(version)))) return {
			...now,
			tags: group.tags
		};
		if (now.templates.every(({ version }) => version === former) && await late.next({ kind: "missing" })) continue;
		if (left <= 1) return {
			code: "conflict",
			reason: "moved",
			saved: now.templates.map(({ version }) => version)
		};
		await clock.sleep(PAUSE);
	}
}
const isKnownByTag = (plan) => plan.action === "roll" && plan.steps.some(({ type }) => type === "note-rollout") && plan.changes.every(({ to }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(to.description)?.run !== plan.settings.run.id);
async function nameRefreshInTags(context, { steps, hasNewVersion }, { group, refreshId }) {
	const { writes } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(context, "note");
	const aliasTag = hasNewVersion ? void 0 : steps.find((step) => step.type === "pin-group")?.aliasTag;
	const note = steps.find((step) => step.type === "note-rollout")?.note;
	if (note) await writes.noteRollout(group, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.zt)({
		...note,
		refresh: refreshId
	})).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
	if (aliasTag !== void 0) await writes.tagAlias(group, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.hn)(aliasTag, refreshId)).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
}
// src/rollout/execute/hand-over.ts
async function endHandedOver(context, end) {
	const { operation, settings, failure } = end;
	await note(context, {
		rollout: rolloutOf(operation),
		settings,
		refresh: failure.refreshId,
		until: operation.deadline
	});
	return failed(context, {
		...end,
		rollout: operation,
		rollback: nothingUndone
	});
}
async function withHandOver(context, end) {
	const { rollback, failure, rollout, settings } = end;
	const { failure: ending } = rollback;
	if (ending?.code !== "handed-over") return end;
	const { code } = failure;
	await note(context, {
		rollout,
		settings,
		refresh: ending.refreshId,
		failureCode: code,
		until: context.clock.now() + settings.timeout
	});
	return {
		...end,
		failure: {
			...ending,
			original: {
				code,
				sentence: rowOf(failure).sentence
			}
		}
	};
}
async function note(context, { rollout, settings, ...more }) {
	const { run, attempt: number } = settings;
	const numbers = ({ templates }) => templates.map(({ version }) => version);
	const { clock, emit } = context;
	const value = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ut)({
		run: run.id,
		attempt: number,
		from: numbers(rollout.from),
		to: numbers(rollout.to),
		...more
	});
	const { writes } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(context, "finalSteps");
	const command = tagCommand(rollout.group, _action_js__WEBPACK_IMPORTED_MODULE_0__.Ht, value);
	const finalStep = await attempt({
		what: "hand-over",
		command,
		async work() {
			await writes.noteHandOver(rollout.group, value);
			return {
				what: "hand-over",
				did: "noted",
				refreshId: more.refresh
			};
		}
	});
	for (const each of finalStep ? [finalStep].flat() : []) emit({
		type: "final-step",
		at: clock.now(),
		finalStep: each
	});
}
async function forgetHandOver(context, plan, outcome) {
	if (context.stop.aborted || !("settings" in plan)) return;
	const { group, settings } = plan;
	const note = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wt)(settings.run, group.tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.Ht));
	const isOver = !("failure" in outcome) || outcome.failure.code !== "handed-over" && !endedByFailedPolls(outcome.failure);
	if (!note || !isOver) return;
	const problem = await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(context, "note").writes.forgetHandOver(group.name).catch(_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn);
	const finalStep = {
		what: "hand-over",
		did: "forgotten",
		refreshId: note.refresh
	};
	if (!problem) context.emit({
		type: "final-step",
		at: context.clock.now(),
		finalStep
	});
}
// src/rollout/execute/lost-race.ts
async function raceLost(context, group, failure) {
	if (failure.code !== "aws-failed" || failure.reason !== "refused" || failure.problem.kind !== "rejected") return void 0;
	if (!(await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.D)(context, "prepare").refreshes(group).catch(unseen))?.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(status))) return void 0;
	const { operation, message } = failure.problem;
	return refusedBy({
		kind: "conflict",
		operation,
		code: "InstanceRefreshInProgress",
		message
	});
}
const unseen = (thrown) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
};
// src/rollout/execute/outdated.ts
const isOutdated = (step, failure) => step.type === "confirm-start" && step.otherwise === "plan-again" && failure.code === "conflict" && failure.reason === "moved";
function planAgain({ emit, clock }, { plan, state }, failure) {
	emit({
		type: "trial",
		at: clock.now(),
		trial: {
			did: "outdated",
			saved: failure.saved
		}
	});
	const bound = {
		...withBindings(plan, state.bindings),
		group: state.group
	};
	return {
		type: "outdated",
		plan: bound,
		failure,
		to: existingTargets(bound),
		tried: state.tried
	};
}
// src/rollout/execute/create-version.ts
async function createVersion(context, { version: planned, replaces }, { run, since, ...origin }) {
	const { clock, emit } = context;
	const { image } = planned;
	const { source } = origin;
	emit({
		type: replaces ? "pinning-image" : "preparing",
		at: clock.now(),
		source,
		image
	});
	try {
		const made = await makeVersion(context, draftOf(planned, origin, run), since);
		emit(replaces ? {
			type: "pinned-image",
			at: clock.now(),
			version: made
		} : {
			type: "prepared",
			at: clock.now(),
			to: made,
			how: "made"
		});
		const differences = alterations(source.data, made.data);
		return differences.length > 0 || made.image !== image ? {
			code: "aws-failed",
			reason: "altered",
			differences
		} : made;
	} catch (thrown) {
		return refusedBy((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown));
	}
}
const SECOND = 1e3;
async function makeVersion(context, draft, since) {
	const { writes } = context;
	for (let token = draft.token, former = 0;; token = `${draft.token}-${former}`) {
		const { version, created } = await writes.makeVersion({
			...draft,
			token
		});
		const isNew = created >= since - SECOND;
		const made = await readBack(context, {
			template: draft.template,
			version,
			stage: isNew ? "prepare" : "newVersion"
		});
		if (made) return made;
		if (isNew || version === former) throw notListed(context, draft.template, version);
		former = version;
	}
}
async function readBack(context, { template, version, stage }) {
	const tries = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.O)(context, stage);
	for (;;) {
		const made = await context.reads.version(template, version);
		if (made || !await tries.next({ kind: "missing" })) return made;
	}
}
const notListed = ({ stop }, template, version) => new _action_js__WEBPACK_IMPORTED_MODULE_0__.Vn({
	kind: stop.aborted ? "passing" : "missing",
	operation: "DescribeLaunchTemplateVersions",
	code: "NotListed",
	message: `version ${version} of ${template} was made but is not listed`
});
// src/rollout/execute/pin-group.ts
async function noteRollbackTarget({ writes, clock, emit }, { group, versions: targets, note }) {
	const versions = targets.map(({ version }) => version);
	try {
		await writes.noteRollback(group, note);
		emit({
			type: "noted",
			at: clock.now(),
			versions
		});
		return;
	} catch (thrown) {
		return refusedBy((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown));
	}
}
async function pinGroup({ writes, clock, emit }, { pins: planned, aliasTag }, { group, bindings }) {
	const pins = planned.map((pin) => pinned(pin, bindings));
	try {
		if (aliasTag !== void 0) await writes.tagAlias(group.name, aliasTag);
		emit({
			type: "pinning",
			at: clock.now(),
			pins,
			hasTagged: aliasTag !== void 0
		});
		const saved = await writes.saveVersions(group, pins);
		emit({
			type: "pinned",
			at: clock.now(),
			pins
		});
		return aliasTag === void 0 ? saved : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dn)(saved, aliasTag);
	} catch (thrown) {
		return refusedBy((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown));
	}
}
function pinned(pin, bindings) {
	if ("alias" in pin) {
		const { id, name, version } = pin.version;
		return {
			id,
			name,
			version,
			alias: pin.alias
		};
	}
	const { id, name, version, image } = resolve(bindings, pin.version);
	return "former" in pin ? {
		id,
		name,
		version,
		former: pin.former
	} : {
		id,
		name,
		version,
		parameter: pin.parameter,
		image
	};
}
// src/rollout/execute/prepare.ts
async function prepare(context, step, { plan, state }) {
	const { clock, emit } = context;
	const { bindings, group } = state;
	switch (step.type) {
		case "note-rollout": {
			const noted = await noteRollout(context, step, {
				...withBindings(plan, bindings),
				group
			});
			return "code" in noted ? noted : {
				...state,
				group: noted
			};
		}
		case "note-rollback-target": return await noteRollbackTarget(context, step) ?? state;
		case "use-version":
			emit({
				type: "prepared",
				at: clock.now(),
				to: resolve(bindings, step.version),
				how: "existing"
			});
			return state;
		case "create-version": {
			const { source, before } = step.version;
			const made = await createVersion(context, step, {
				source: resolve(bindings, source),
				...before && { before: resolve(bindings, before) },
				run: plan.settings.run,
				since: group.at
			});
			return "code" in made ? made : {
				...state,
				bindings: bind(bindings, step.version, made)
			};
		}
		case "confirm-start": {
			const saved = resolveAll(bindings, step.saved).templates;
			const confirmed = await confirmStart(context, saved, {
				group,
				...step.otherwise === "fail" ? { run: plan.settings.run } : {}
			});
			if ("code" in confirmed) return confirmed;
			return step.otherwise === "fail" ? {
				...state,
				group: confirmed
			} : state;
		}
		case "pin-group": {
			const pinned = await pinGroup(context, step, {
				group,
				bindings
			});
			if ("code" in pinned) return pinned;
			announceNumbers(context, plan, bindings);
			return {
				...state,
				group: pinned
			};
		}
	}
}
function announceNumbers({ clock, emit }, plan, bindings) {
	const bound = withBindings(plan, bindings);
	if (bound.from.templates.some(({ version }, i) => version !== plan.from.templates[i]?.version)) emit({
		type: "planned",
		at: clock.now(),
		plan: bound
	});
}
// src/rollout/execute/resume-rollback.ts
async function resumeRollback(context, plan) {
	const { rollout, failure, settings } = plan;
	const operation = adoptRollback(context, plan);
	return failed(context, await withHandOver(context, {
		rollout,
		operation,
		settings,
		failure,
		rollback: operation.type !== "refresh" || operation.undoes !== void 0 ? await replaceProtected(context, operation, {
			failed: {
				failure,
				settings
			},
			result: await watchRollback(context, operation, settings)
		}) : await rollBack(context, operation, {
			failure,
			settings
		}),
		replaced: 0
	}));
}
// src/rollout/execute/execute.ts
async function execute(context, plan, tried = nothingTried) {
	if (plan.action === "resume-rollback") return done(await resumeRollback(context, plan));
	let state = {
		group: plan.group,
		bindings: /* @__PURE__ */ new Map(),
		tried
	};
	for (const step of plan.steps) {
		const after = await executeStep(context, step, {
			plan,
			state
		});
		if ("type" in after) return after;
		state = after;
	}
	const { operation, watched } = state;
	if (!operation || !watched) throw new Error(`a plan to ${plan.action} has no operation`);
	return done(await succeeded(context, {
		operation,
		settings: plan.settings,
		watched
	}));
}
const done = (outcome) => ({
	type: "done",
	outcome
});
async function executeStep(context, step, progress) {
	switch (step.type) {
		case "note-rollout":
		case "note-rollback-target":
		case "use-version":
		case "create-version":
		case "pin-group":
		case "confirm-start": {
			const prepared = context.stop.aborted ? cancelled(context) : await prepare((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)(context, "prepare"), step, progress);
			if (!("code" in prepared)) return prepared;
			return isOutdated(step, prepared) ? planAgain(context, progress, prepared) : stopOrYield(context, withTriedTag(progress, step), prepared);
		}
		case "trial": return tryVersions(context, step, progress);
		case "end-trials":
			await (await __webpack_require__.e(/* import() */ 8370).then(__webpack_require__.bind(__webpack_require__, 8370))).endTrials(context, step.instances);
			return progress.state;
		case "start-refresh": return startOperation(context, step, progress);
		case "roll-back-refresh": return revertRefresh(context, progress);
		case "watch":
		case "verify-fleet": return watchOperation(context, progress);
		case "set-default-version":
		case "delete-failed-versions":
		case "restore-aliases":
		case "set-parameter":
		case "delete-old-versions":
		case "archive-images": return runFinalStep(context, step, progress);
		case "cancel-refresh":
		case "wait-for-refresh": throw new Error(`${step.type} is no step of a plan to ${progress.plan.action}`);
	}
}
function withTriedTag({ plan, state }, step) {
	const tag = step.type === "pin-group" ? step.aliasTag : void 0;
	return {
		plan,
		state: tag === void 0 ? state : {
			...state,
			group: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dn)(state.group, tag)
		}
	};
}
async function stopOrYield(context, progress, failure) {
	const { plan, state } = progress;
	const conflict = await raceLost(context, plan.group.name, failure);
	if (!conflict) return done(await stoppedBefore(context, progress, { failure: orCancelled(context, failure) }));
	return {
		type: "overtaken",
		plan: {
			...withBindings(plan, state.bindings),
			group: state.group
		},
		failure: conflict,
		to: existingTargets(plan),
		tried: state.tried
	};
}
const cancelled = ({ stop }) => ({
	code: "cancelled",
	signal: String(stop.reason)
});
const orCancelled = (context, failure) => context.stop.aborted && failure.code === "lost-contact" ? cancelled(context) : failure;
const stoppedBefore = (context, { plan, state }, { failure, to }) => {
	return notStarted(context, {
		plan: {
			...withBindings(plan, state.bindings),
			group: state.group
		},
		failure,
		to: to ?? existingTargets(plan),
		tried: state.tried
	});
};
async function tryVersions(context, step, progress) {
	const { plan, state } = progress;
	const versions = step.versions.map((each) => ({
		...each,
		version: resolve(state.bindings, each.version)
	}));
	const { tried } = state;
	const untried = versions.filter(({ version: { id, version } }) => tried.passed.every((each) => each.id !== id || each.version !== version));
	if (untried.length === 0) {
		const trial = {
			did: "skipped",
			versions: versions.map(({ version }) => version.version)
		};
		context.emit({
			type: "trial",
			at: context.clock.now(),
			trial
		});
		return state;
	}
	const bound = {
		...withBindings(plan, state.bindings),
		group: state.group
	};
	const { runTrial } = await __webpack_require__.e(/* import() */ 3239).then(__webpack_require__.bind(__webpack_require__, 3239));
	const { failure, instances: launched } = await runTrial(context, step, {
		plan: bound,
		versions: untried
	});
	const instances = [...tried.instances, ...launched];
	const to = resolveAll(state.bindings, step.versions.map(({ version }) => version));
	if (!failure) return {
		...state,
		tried: {
			passed: [...tried.passed, ...untried.map(({ version }) => version)],
			instances
		}
	};
	const after = {
		plan,
		state: {
			...state,
			tried: {
				...tried,
				instances
			}
		}
	};
	return done(await stoppedBefore(context, after, {
		failure: orCancelled(context, failure),
		to
	}));
}
async function startOperation(context, { to }, progress) {
	const { plan, state } = progress;
	if (context.stop.aborted) return done(await stoppedBefore(context, progress, { failure: cancelled(context) }));
	const ready = newIn(plan, resolveAll(state.bindings, to), state.group);
	const bound = withBindings(plan, state.bindings);
	const hasNewVersion = state.bindings.size > 0;
	const started = await startRefresh(context, {
		...bound,
		group: state.group,
		to: ready,
		hasNewVersion,
		isClaimed: isKnownByTag(plan)
	});
	if (!("code" in started)) {
		await nameRefreshInTags(context, {
			steps: plan.steps,
			hasNewVersion
		}, started);
		return {
			...state,
			operation: started
		};
	}
	return started.code === "conflict" ? {
		type: "overtaken",
		plan: {
			...bound,
			group: state.group
		},
		failure: started,
		to: ready,
		tried: state.tried
	} : done(await stoppedBefore(context, progress, {
		failure: started,
		to: ready
	}));
}
async function revertRefresh(context, progress) {
	const { plan, state } = progress;
	if (plan.action !== "revert") throw new Error(`roll-back-refresh is no step of a plan to ${plan.action}`);
	const reverted = await revert(context, plan);
	if (!("code" in reverted)) return {
		...state,
		operation: reverted
	};
	if (reverted.code === "lost-contact" || reverted.code === "credentials-expired") return done(await stoppedBefore(context, progress, {
		failure: orCancelled(context, reverted),
		to: plan.to
	}));
	const { findings, fleetStatus, group, refresh } = plan;
	return {
		type: "conflict",
		conflict: {
			action: "replace",
			findings,
			fleetStatus,
			group,
			refresh,
			steps: stepsToResolve("replace", group.name, refresh.id)
		}
	};
}
async function watchOperation(context, { plan, state }) {
	const { settings } = plan;
	const operation = state.operation ?? operationToWatch(context, plan, state);
	const { verdict, watchState: watched } = await watch(context, operation, settings);
	const replaced = operation.type === "verify-only" ? 0 : watched.reached;
	if (verdict.type === "arrived") {
		const versions = await goneVersions((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.D)(context, "finalSteps"), operation);
		if (versions.length === 0) return {
			...state,
			operation,
			watched
		};
		return done(await failed(context, {
			rollout: operation,
			operation,
			settings,
			failure: {
				code: "aws-failed",
				reason: "version-gone",
				versions
			},
			rollback: nothingUndone,
			replaced
		}));
	}
	const failure = verdict.failure;
	if (failure.code === "handed-over") return done(await endHandedOver(context, {
		operation,
		settings,
		failure,
		replaced
	}));
	const isExamined = failure.code !== "cancelled" && !endedByFailedPolls(failure);
	let evidence;
	const whenSent = () => {
		if (isExamined) evidence ??= reportEvidence(context, operation, {
			failure,
			watched
		});
	};
	const rollback = await rollBack(context, operation, {
		failure,
		settings,
		whenSent
	});
	whenSent();
	await evidence;
	return done(await failed(context, await withHandOver(context, {
		rollout: operation,
		operation,
		settings,
		failure,
		rollback,
		replaced
	})));
}
function operationToWatch(context, plan, { bindings, group }) {
	const bound = {
		...withBindings(plan, bindings),
		group
	};
	if (bound.action === "nothing") return confirm(context, bound);
	if (bound.action === "adopt") return adopt(context, bound);
	if (bound.action === "revert") return adoptReversal(context, bound);
	throw new Error(`a plan to ${plan.action} has begun no operation`);
}
async function runFinalStep(context, step, progress) {
	const { operation } = progress.state;
	if (!operation) throw new Error(`${step.type} comes before the operation`);
	await finalStep(context, step, {
		rollout: operation,
		proven: operation.to.templates
	});
	return progress.state;
}
// src/rollout/execute/resolve-conflict.ts
const POLL_LIMIT = 4e4;
async function resolveConflict(context, conflict, time) {
	for (const step of conflict.steps) {
		const failure = step.type === "note-rollback-target" ? await noteRollbackTarget(context, step) : void 0;
		if (failure) return failure;
	}
	const resolution = conflict.action === "replace" ? await cancel(context, conflict) : "ended";
	return typeof resolution === "string" ? await waitFor(context, conflict, time) ?? resolution : resolution;
}
async function cancel(context, { group, refresh }) {
	const { reads, stop } = context;
	const tries = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.O)(context, "resolve");
	for (let resolution = "ended";;) {
		if (stop.aborted) return resolution;
		try {
			const now = await reads.refresh(group.name, refresh.id);
			if (!now || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(now.status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(now.status)) return resolution;
			await cancelRefresh(context, group.name);
			return "cancelled";
		} catch (thrown) {
			const problem = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
			if (problem.kind === "idle") return resolution;
			if (problem.kind === "lost") resolution = "cancelled";
			if (!(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(problem) || !await tries.next(problem)) return refusedBy(problem);
		}
	}
}
async function waitFor({ reads, clock, stop, emit }, { refresh, group }, { pause, limit, until }) {
	for (let failedPolls = 0;;) {
		if (stop.aborted) return {
			code: "cancelled",
			signal: String(stop.reason)
		};
		try {
			const now = await withDeadline(clock, POLL_LIMIT, (over) => reads.within(over).refresh(group.name, refresh.id));
			if (!now || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(now.status)) return void 0;
			emit({
				type: "waiting",
				at: clock.now(),
				refresh: now
			});
			if (clock.now() >= until) return overdue(limit, now);
			failedPolls = 0;
		} catch (thrown) {
			const problem = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(thrown);
			failedPolls += 1;
			if (failedPolls >= mostFailedPolls(problem) || clock.now() >= until) return tooManyFailedPolls({
				polls: failedPolls,
				since: group.at,
				problem
			});
		}
		await clock.sleep(Math.max(1e3, Math.min(pause, until - clock.now())), stop);
	}
}
const overdue = (limit, { status, percent }) => ({
	code: "timeout",
	reason: "unfinished",
	limitMs: limit,
	status,
	...percent === void 0 ? {} : { percent }
});
// src/rollout/preferences.ts
const healthyIn = (group, { targets, unjudged }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yt)(group.instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dt)(each, {
	...group,
	unjudged
}, targets)));
function preferencesFor(settings, group, healthy) {
	const usual = settings.to !== void 0 ? rollbackPreferences(group, healthy) : group.maintenance ?? {
		minHealthyPercentage: 100,
		maxHealthyPercentage: 120
	};
	return {
		minHealthyPercentage: settings.minHealthyPercentage ?? usual.minHealthyPercentage,
		maxHealthyPercentage: settings.maxHealthyPercentage ?? usual.maxHealthyPercentage,
		instanceWarmup: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(settings, group),
		bakeTime: settings.bakeTime,
		skipMatching: settings.skipMatching,
		autoRollback: settings.onFailure === "rollback",
		scaleInProtectedInstances: settings.scaleInProtectedInstances,
		standbyInstances: settings.standbyInstances,
		checkpoints: settings.checkpoints,
		checkpointDelay: settings.checkpoints.length > 0 ? settings.checkpointDelay : 0,
		alarms: settings.alarms
	};
}
function rollbackPreferences({ desired }, healthy) {
	const min = desired === 0 ? 100 : Math.min(100, Math.floor(100 * healthy / desired));
	return {
		minHealthyPercentage: min,
		maxHealthyPercentage: Math.min(200, min + 100)
	};
}
const lowered = (settings, preferences, group, healthy) => settings.to === void 0 || settings.minHealthyPercentage !== void 0 || preferences.minHealthyPercentage === 100 ? [] : [{
	level: "warning",
	rule: "minimum-lowered",
	says: `Only ${healthy} of ${group.desired} ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xt)(group.instances)} are healthy now, so the rollback promises ${preferences.minHealthyPercentage} % and not 100: it does not wait for health that is not there.`,
	remedy: "Set `min-healthy-percentage` if it shall be another."
}];
// src/rollout/preflight/alarms.ts
const notOk = ({ alarms, problems }, settings) => isUnseen("DescribeAlarms", problems) ? [] : settings.alarms.flatMap((name) => {
	const state = alarms.get(name)?.state;
	if (state === "OK") return [];
	return [{
		level: "error",
		rule: "alarm-not-ok",
		says: state === void 0 ? `The alarm "${name}" does not exist in this region and account.` : `The alarm "${name}" is ${state}.`,
		remedy: state === void 0 ? "Check its name in `alarms`, and `aws-region`." : "AWS starts no refresh with an alarm that is not OK: see to it, or leave it out of `alarms`."
	}];
});
const alarms = [notOk];
// src/rollout/preflight/disks.ts
const checking = (check) => ({ templates }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((each) => launchOf(each).flatMap(check));
function launchOf(of) {
	const image = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(of);
	const version = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.I)(of);
	return image ? [{
		image,
		version,
		isMade: version.image !== image.id,
		current: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.j)(of)
	}] : [];
}
const rootOf = ({ disks }, { rootDevice }) => disks.find(({ device }) => device === rootDevice);
const tooSmall = checking(({ image, version }) => {
	const size = rootOf(version, image)?.size;
	const least = image.disks.find(({ device }) => device === image.rootDevice)?.size;
	return size === void 0 || least === void 0 || size >= least ? [] : [error$2("volume-too-small", `The launch template gives the root device ${image.rootDevice} ${size} GiB, the image ${image.id} needs ${least} GiB: no instance would launch.`, `Make a template version with ${least} GiB or more, or leave the size to the image.`)];
});
const otherRoot = checking(({ image, version, isMade }) => {
	const asked = rootOf(version, image)?.snapshot;
	const own = image.disks.find(({ device }) => device === image.rootDevice)?.snapshot;
	return isMade || asked === void 0 || own === void 0 || asked === own ? [] : [error$2("root-snapshot", `Version ${version.version} of the launch template sets the root device ${image.rootDevice} to ${asked}, the image ${image.id} brings ${own}: EC2 launches no image with the root disk of another.`, "Make a template version without that snapshot.")];
});
const lostSnapshot = checking(({ image, version, isMade, current }) => isMade ? version.disks.filter(({ device, snapshot }) => snapshot !== void 0 && device !== image.rootDevice).filter((disk) => !image.disks.some(({ device }) => device === disk.device) || !isImages(disk, current)).map(({ device, snapshot }) => error$2("disk-snapshot", `The launch template fills the disk ${device} from ${snapshot}. EC2 leaves snapshots out of a version that is made from another, so new instances would have it empty, or not launch.`, "Let the image bring this disk, or fill it as the instance starts; then take the snapshot out of the template.")) : []);
const isImages = ({ device, snapshot }, current) => !current || current.disks.some((disk) => disk.device === device && disk.snapshot === snapshot);
const disks = [
	tooSmall,
	otherRoot,
	lostSnapshot,
	checking(({ image, version, isMade, current }) => {
		const meant = current && rootOf(version, current);
		return !isMade || !meant || image.rootDevice === void 0 || meant.device === image.rootDevice || image.disks.some((disk) => disk.device === meant.device) ? [] : [error$2("root-device-moved", `The launch template describes the root device ${meant.device} of the image in use, but that of ${image.id} is ${image.rootDevice}. New instances would have an empty disk more, and a root disk without the template's size, type and encryption.`, `Make a template version that describes ${image.rootDevice} instead, and save it on the group first.`)];
	})
];
// src/rollout/preflight/image-differences.ts
const comparing = (compare) => ({ group, templates }, { to }) => to === void 0 && group ? unique(templates).flatMap((pair) => compare(...pair, group.account)) : [];
function unique(templates) {
	const pairs = templates.flatMap((each) => {
		const [target, current] = [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.j)(each)];
		return target && current && target.id !== current.id ? [[target, current]] : [];
	});
	return [...new Map(pairs.map((pair) => [pair.map(({ id }) => id).join(), pair])).values()];
}
const platform = comparing(({ id, windows }, current) => windows === current.windows ? [] : [warning("platform-change", `The image ${id} is ${system(windows)}, the one in use, ${current.id}, is ${system(current.windows)}. User data, disks and health checks of the launch template were made for the latter.`, "See that it is the one that you mean.")]);
const system = (windows) => windows ? "Windows" : "Linux or another Unix";
const behaviours = [{
	name: "instance metadata",
	of: ({ imds }) => imds && `IMDSv${imds.replace(/^v/, "").replace(/\.0$/, "")} only`
}, {
	name: "TPM",
	of: ({ tpm }) => tpm
}];
const launches = comparing((target, current) => {
	const differences = [
		...behaviours.flatMap(({ name, of }) => changed$1(name, of(target), of(current))),
		...bothKnown("boot mode", target.bootMode, current.bootMode),
		...target.windows === current.windows ? bothKnown("billed as", target.billedAs, current.billedAs) : []
	];
	return differences.length === 0 ? [] : [warning("image-behaves-otherwise", `The image ${target.id} differs from the one in use, ${current.id}: ${differences.join("; ")}.`, "See that its software, the instance types and the launch template are ready for it.")];
});
const bothKnown = (name, to, from) => to === void 0 || from === void 0 ? [] : changed$1(name, to, from);
const changed$1 = (name, to = "not set", from = "not set") => to === from ? [] : [`${name} ${to} (was ${from})`];
const differenceRules = [platform, launches];
// src/rollout/preflight/image-owner.ts
const MARKETPLACE = "aws-marketplace";
function ownershipOf(image, { account, inUse, allowed }) {
	const { owner, ownerAlias, productCodes } = image;
	if (owner === account || allowed.some((each) => isOf(each, image))) return "known";
	if (owner === void 0) return "unknown";
	if (ownerAlias !== MARKETPLACE) return owner === inUse?.owner ? "known" : "stranger";
	return productCodes.some((code) => inUse?.productCodes.includes(code)) ? "known" : "stranger";
}
function isOf(allowed, { owner, ownerAlias, productCodes }) {
	switch (allowed.type) {
		case "account": return allowed.id === owner;
		case "amazon": return ownerAlias === "amazon";
		case "marketplace": return productCodes.includes(allowed.productCode);
	}
}
function pairs(templates) {
	const changed = templates.flatMap((each) => {
		const [target, current] = [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.j)(each)];
		return target && target.id !== current?.id ? [[target, current]] : [];
	});
	return [...new Map(changed.map((pair) => [pair.map((image) => image?.id).join(), pair])).values()];
}
const strangers = ({ group, templates }, { to, allowedImageOwners: allowed }) => to !== void 0 || !group ? [] : pairs(templates).flatMap(([image, inUse]) => judged(image, {
	account: group.account,
	inUse,
	allowed
}));
function judged(image, acquaintances) {
	switch (ownershipOf(image, acquaintances)) {
		case "known": return [];
		case "unknown": return [warning("image-owner-unknown", `EC2 does not say whose image ${image.id} is.`, "See that it is the one that you mean.")];
		case "stranger": return [foreign(image, acquaintances)];
	}
}
const foreign = (image, { account, inUse }) => error$2("image-foreign", `The image ${image.id} belongs to ${ownerOf(image)}, which is neither this account nor the owner of the image in use${inUse ? ` (${ownerOf(inUse, account)})` : ", which no longer exists"}.`, `If it is the one that you mean, allow its owner: \`allowed-image-owners: ${allowing(image)}\`. Its owner can take it back at any time; a copy of your own (EC2's CopyImage) stays.`);
const ownerOf = ({ owner = "an unknown owner", ownerAlias, productCodes }, account) => {
	if (owner === account) return "this account";
	if (ownerAlias === MARKETPLACE) return `AWS Marketplace, product ${productCodes.join(", ") || "unknown"}`;
	return ownerAlias === void 0 ? owner : `${owner} (${ownerAlias})`;
};
const allowing = ({ owner = "", ownerAlias, productCodes: [code] }) => {
	if (ownerAlias === MARKETPLACE && code !== void 0) return `marketplace:${code}`;
	return ownerAlias === "amazon" ? "amazon" : owner;
};
const notAllowed = ({ templates }) => pairs(templates).filter(([{ allowed }]) => allowed === false).map(([{ id }]) => warning("image-not-allowed", `The account's Allowed AMIs do not allow the image ${id}. They only audit now; once enabled, they hide it and its launches fail.`, "Add its owner to the criteria (`aws ec2 get-allowed-images-settings`), or use an image of your own."));
const ownerRules = [strangers, notAllowed];
// src/rollout/preflight/image.ts
const exists = (survey) => isUnseen("DescribeImages", survey.problems) ? [] : [...new Set(absent(survey))].map((id) => error$2("image-missing", `EC2 does not show the image ${id}: it does not exist in this region, is not shared with this account, or the account's Allowed AMIs hide it.`, "Check the id and `aws-region`; copy the image to this region or share it with this account. `aws ec2 get-allowed-images-settings` says whether Allowed AMIs are enabled, and for whose images."));
const absent = ({ images, templates }) => [
	...images.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.E)(each) ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.T)(each) ?? []),
	...templates.flatMap(({ target }) => target.type === "rollback" && !target.found ? imageTo(target.to) : []),
	...templates.flatMap(({ target }) => target.type === "version" && !target.found ? imageOf(target.version) : [])
];
const imageOf = ({ image }) => image.startsWith("ami-") ? [image] : [];
function imageTo(to) {
	if (to.type === "none") return [];
	return [to.type === "version" ? to.version.image : to.image];
}
const available = (survey) => found(survey).filter(({ state }) => state !== "available").map((each) => unavailable(each, survey.group?.at));
function unavailable({ id, state, reason, created }, now) {
	const begun = created !== void 0 && now !== void 0 ? `, begun ${roughly(now - created)} ago` : "";
	const how = state === "pending" ? `it is pending${begun}` : `its state is ${state}`;
	const why = reason === void 0 ? "" : ` EC2 says: “${reason}”`;
	return error$2("image-not-available", `The image ${id} cannot be launched: ${how}.${why}`, remedyFor(state, id));
}
function remedyFor(state, id) {
	if (state === "pending") return `Wait until the image is available, then run again: \`aws ec2 wait image-available --image-ids ${id}\` does so in a step before.`;
	return state === "disabled" ? `Choose another image, or have its owner enable it, then run again: \`aws ec2 enable-image --image-id ${id}\`.` : "Build or choose another image.";
}
function found({ images, templates }) {
	const all = [...images.map(_action_js__WEBPACK_IMPORTED_MODULE_0__.E), ...templates.map(_action_js__WEBPACK_IMPORTED_MODULE_0__.R)];
	return [...new Map(all.flatMap((each) => each ? [[each.id, each]] : [])).values()];
}
const needed = ({ images, templates }, { to }) => {
	if (to !== void 0 || templates.some((each) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each))) return [];
	const idle = images.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.E)(each) ?? []).filter(({ id }) => !templates.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each)?.id === id));
	return templates.length === 0 ? [] : idle.map(({ id, architecture }) => error$2("image-not-needed", `No launch template of the group needs the image ${id} (${architecture}).`, "Leave it out of `image`: one image for each architecture of the group."));
};
const deprecated = (survey) => found(survey).flatMap(({ id, deprecated: since }) => since === void 0 || !survey.group || since > survey.group.at ? [] : [warning("image-deprecated", `The image ${id} has been deprecated since ${day(since)}: it still launches, but its owner asks to use another.`, "Build or choose a newer image.")]);
const imageRules = [
	exists,
	available,
	needed,
	deprecated,
	...ownerRules,
	...differenceRules
];
// src/rollout/preflight/image-source.ts
const unresolved = ({ images }) => images.flatMap(noImage);
function noImage(candidate) {
	if (candidate.type !== "unresolved") return [];
	const { ref, unresolved } = candidate;
	const error = (rule, says, remedy) => [{
		level: "error",
		rule,
		says,
		remedy
	}];
	const name = ref.from === "parameter" ? ref.name : ref.from === "newest" ? ref.pattern : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.B)(ref);
	const member = (ref.from === "parameter" ? ref.member : void 0) ?? "";
	switch (unresolved.type) {
		case "no-parameter": return error("parameter-missing", `There is no parameter ${name} in this region and account.`, "Check its name in `image`, and `aws-region`; a parameter that another account shares is named by its ARN.");
		case "no-version": return error("parameter-version-missing", `The parameter ${name} has no version or label ${ref.from === "parameter" ? ref.selector : ""}.`, `Name one that it has: \`aws ssm get-parameter-history --name ${quote(name)}\`.`);
		case "secret": return error("parameter-secret", `The parameter ${name} is a SecureString; this action decrypts nothing.`, "An image’s id is no secret: store it as a String, best with the data type aws:ec2:image.");
		case "list": return error("parameter-list", `The parameter ${name} is a StringList.`, "Store one image’s id as a String; several architectures are several parameters, each on a line of its own.");
		case "no-image-id": return error("parameter-value", `The value of the parameter ${name} is no image id.`, "It must be ami- and 8 to 17 hexadecimal digits; with the data type aws:ec2:image AWS itself sees to that.");
		case "no-json": return error("parameter-no-json", `The value of the parameter ${name} is no JSON object, so it has no member ${member}.`, "Name the parameter alone if its value is the image’s id.");
		case "no-member": return error("parameter-no-member", `The JSON in the parameter ${name} has no member ${member}.`, unresolved.members.length > 0 ? `It has ${list(unresolved.members, 10)}: name one of these after the #.` : "It has none at all: write the image’s id into it.");
		case "none-available": {
			const { newest } = unresolved;
			return error("no-such-image", `This account has no available image named ${name} in this region.${newest ? ` The newest that there is, ${newest.id} (${newest.name}), is ${newest.state}.` : ""}`, newest?.state === "pending" ? "Wait until it is available, then run again." : "Check the pattern in `image`, and `aws-region`; images that other accounts own do not count.");
		}
		case "several-newest": return error("several-newest-images", `Several images named ${name} are the newest, made in the same second: ${unresolved.ids.join(", ")}.`, "Name one by its id, or choose a pattern that leads to one of them only.");
	}
}
const newerPending = ({ images }) => images.flatMap((candidate) => {
	if (candidate.type !== "resolved") return [];
	const { ref, source } = candidate;
	if (ref.from !== "newest" || source?.from !== "newest" || !source.newer) return [];
	return [{
		level: "warning",
		rule: "newer-image-not-available",
		says: `There is a newer image named ${ref.pattern}, ${source.newer.id} (${source.newer.name}), but it is ${source.newer.state}.`,
		remedy: "If that one was meant, run again when it is available."
	}];
});
const overtaken = ({ images }) => images.flatMap((each) => each.type !== "overtaken" ? [] : [{
	level: "warning",
	rule: "image-overtaken",
	says: `${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.B)(each.ref)} means ${each.meansNow ?? "no image"} by now, but the instance refresh of an earlier attempt of this run is in progress with ${each.id}.`,
	remedy: "This attempt watches that refresh until it ends. Start a new run for the newer image."
}]);
const changed = ({ images, templates }, { run }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((of) => {
	const { saved, versions } = of;
	const target = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(of);
	const ref = images.find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.T)(each) === target?.id)?.ref;
	const earlier = versions.find(({ version, description, image }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(description)?.run === run.id && version !== saved.version && image !== target?.id);
	if (!ref || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.U)(ref) || !target || !earlier) return [];
	return [{
		level: "warning",
		rule: "image-changed",
		says: `This run has made version ${earlier.version} before, with ${earlier.image}; ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.B)(ref)} means ${target.id} now, and that is taken.`,
		remedy: `If ${earlier.image} was meant, start a new run with that id.`
	}];
});
const imageSource = [
	unresolved,
	newerPending,
	overtaken,
	changed
];
// src/rollout/preflight/on-instance.ts
const noneManaged = ({ group, unmanaged }) => {
	const inService = group?.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt) ?? [];
	return inService.length > 0 && unmanaged.length === inService.length ? [warning("none-managed", `Systems Manager manages none of the ${count(inService.length, "instance")} in service. Unless the new image is different, \`verify-on-instance\` fails.`, "Give the image the SSM Agent, the instances a role that lets it register (AmazonSSMManagedInstanceCore), and a way to Systems Manager’s endpoints.")] : [];
};
const onInstanceRules = [noneManaged];
// src/rollout/preflight/owners.ts
const owners = [
	{
		rule: "owner-eks",
		owned: (tags) => tags.get("eks:nodegroup-name"),
		service: "EKS, as the managed node group",
		remedy: "Give the image to the node group and let EKS roll it, which drains the nodes (eks:UpdateNodegroupVersion)."
	},
	{
		rule: "owner-beanstalk",
		owned: (tags) => tags.get("elasticbeanstalk:environment-name"),
		service: "Elastic Beanstalk, as the environment",
		remedy: "Set the option `ImageId` in the namespace `aws:autoscaling:launchconfiguration` of the environment: Elastic Beanstalk rolls it."
	},
	{
		rule: "owner-batch",
		owned: (tags) => tags.has("AWSBatchServiceTag") ? "" : void 0,
		service: "AWS Batch, as a compute environment",
		remedy: "Change the image in the compute environment (batch:UpdateComputeEnvironment): Batch rolls it."
	}
];
const owned = ({ group }) => owners.flatMap(({ rule, owned, service, remedy }) => {
	const name = group && owned(group.tags);
	return name === void 0 ? [] : [error$2(rule, `The group belongs to ${service}${name && ` ${name}`}, which owns its launch template.`, remedy)];
});
const operated = ({ group, templates }) => {
	return [...group?.operator === void 0 ? [] : [{
		what: "The group",
		operator: group.operator
	}], ...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap(({ template: { id, name, operator } }) => operator === void 0 ? [] : [{
		what: `The launch template ${id} (${name})`,
		operator
	}])].map(({ what, operator }) => error$2("owner-operator", `${what} is operated by ${operator}: AWS lets nobody else change it.`, "Roll the image out by that service."));
};
const STACK = "aws:cloudformation:stack-name";
const cloudFormation = ({ group }) => {
	const stack = group?.tags.get(STACK);
	return !group || stack === void 0 || owners.some((owner) => owner.owned(group.tags) !== void 0) ? [] : [note$1("owner-cloudformation", `The group belongs to the CloudFormation stack ${stack}: drift detection will show the new template version. A stack update that changes the launch template or the group's version puts the stack's image back.`, "Keep the image in a parameter of the stack and bring it up to date after the rollout, before the stack is next updated. See docs/beside-cloudformation.md.")];
};
const terraform = (name) => ({
	name,
	remedy: "Ignore what this action changes: in aws_autoscaling_group `lifecycle { ignore_changes = [launch_template[0].version] }` (of a mixed instances policy: `mixed_instances_policy`), in aws_launch_template `lifecycle { ignore_changes = [image_id, description] }`. See docs/beside-terraform.md."
});
const tools = {
	terraform: terraform("Terraform"),
	opentofu: terraform("OpenTofu"),
	pulumi: {
		name: "Pulumi",
		remedy: "Ignore what this action changes: on the group `ignoreChanges: [\"launchTemplate.version\"]`, on the launch template `ignoreChanges: [\"imageId\", \"description\"]`."
	}
};
const keys = /^(managed|provisioned|created|deployed)[-_ ]?by$|^(terraform|opentofu|pulumi|iac)([-_:/].*)?$/i;
const infrastructureAsCode = ({ group }) => {
	const named = [...group?.tags ?? []].filter(([key, value]) => keys.test(key) && value.toLowerCase() !== "false");
	const tool = Object.entries(tools).find(([word]) => named.some(([key, value]) => `${key} ${value}`.toLowerCase().includes(word)))?.[1];
	return tool ? [note$1("owner-iac", `By its tags the group is kept by ${tool.name}: its next run would show the new template version as a change, and put the old image back.`, tool.remedy)] : [];
};
const ecs = ({ group }) => group?.tags.has("AmazonECSManaged") ? [note$1("owner-ecs", "The group is a capacity provider of ECS: instances that run tasks may be protected from scale-in. AWS terminates the others with their tasks unless ECS drains them.", "Turn on managed draining in the capacity provider; with managed termination protection set `scale-in-protected-instances: refresh`.")] : [];
const CLUSTER = "kubernetes.io/cluster/";
const kubernetes = ({ group }) => {
	const cluster = [...group?.tags.keys() ?? []].find((key) => key.startsWith(CLUSTER));
	return cluster === void 0 || group?.tags.has("eks:nodegroup-name") ? [] : [note$1("owner-kubernetes", `The instances are nodes of the Kubernetes cluster ${cluster.slice(22)}: an instance refresh terminates them without draining.`, "Have a termination hook of the group drain the nodes, as aws-node-termination-handler does in its queue mode.")];
};
const CODE_DEPLOY = "CodeDeploy-managed-automatic-launch-deployment-hook";
const codeDeploy = ({ launchEnvironment }) => launchEnvironment?.hooks?.some(({ name }) => name.startsWith(CODE_DEPLOY)) ? [note$1("owner-codedeploy", "CodeDeploy deploys its last revision onto each new instance before it comes into service: a deployment that fails there counts as a bad image.", "See that the last deployment succeeded, and start none while the rollout lasts.")] : [];
const ownership = [
	owned,
	operated,
	cloudFormation,
	infrastructureAsCode,
	ecs,
	kubernetes,
	codeDeploy
];
// src/rollout/preflight/previous-image.ts
const savedIsNew = ({ group, templates }, { onFailure }) => group && onFailure === "rollback" ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((each) => sameImage(each, group)) : [];
function sameImage(of, group) {
	const { saved } = of;
	const old = group.instances.filter(({ template }) => group.templates.length === 1 || template?.id === saved.id).filter((instance) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(instance, { templates: [saved] }));
	if (of.target.type === "version" || saved.image !== (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(of)?.id || old.length === 0) return [];
	return [{
		level: "warning",
		rule: "no-way-back",
		says: `The group's saved template (version ${saved.version}) names the new image already while ${old.length} instances run an older version: a rollback would lead to the same image.`,
		remedy: "To keep a rollback possible, let this action make the new version: do not change the group or its alias beforehand."
	}];
}
const oldIsGone = (survey, { to, onFailure, onCancel }) => to !== void 0 || onFailure !== "rollback" && onCancel !== "rollback" ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(survey.templates).flatMap((each) => {
	const state = stateOfCurrent(each, survey);
	return state === void 0 ? [] : [warning("way-back-gone", `The image in use, ${each.saved.image}, ${state}. A rollback could launch nothing, and AWS's own would end as RollbackFailed. Nor can the group scale out before the rollout.`, "If the new image fails, go on to another good one. Keep the images that a group may be rolled back to.")];
});
function stateOfCurrent(of, { problems }) {
	const { image } = of.saved;
	if (image === (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(of)?.id || isUnseen("DescribeImages", problems) || !image.startsWith("ami-")) return void 0;
	const current = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.j)(of);
	if (!current) return "does not exist any more or is not shared with this account";
	return current.state === "available" ? void 0 : `is ${current.state}`;
}
const previousImage = [savedIsNew, oldIsGone];
// src/rollout/preflight/protection.ts
const mayRollBack = ({ to, onFailure, onCancel }) => to === void 0 && (onFailure === "rollback" || onCancel === "rollback");
const bornProtected = ({ group }, settings) => {
	const { scaleInProtectedInstances } = settings;
	if (!group?.protectsNewInstances || !mayRollBack(settings) || scaleInProtectedInstances === "Refresh") return [];
	return [warning("born-protected", `The group protects new instances from scale-in as soon as they are in service. If this rollout is rolled back: ${scaleInProtectedInstances === "Wait" ? "AWS waits up to an hour for the protection to go, then gives up." : "AWS does not document whether its own rollback replaces protected instances. Where it leaves some of the new version, this action replaces them by a second instance refresh with `ScaleInProtectedInstances: Refresh`, as long as no instance of another version is protected."}`, "With `scale-in-protected-instances: refresh` the rollout and its rollback both replace protected instances.")];
};
const protection = [bornProtected];
// src/rollout/preflight/rollback-target.ts
const nowhere = ({ templates }, { to }) => {
	if (templates.length > 1 && typeof to === "number") return [{
		level: "error",
		rule: "nowhere-to-go",
		says: `The group has ${templates.length} launch templates (${templates.map(({ named }) => named.name).join(", ")}): which of them version ${to} belongs to is not known.`,
		remedy: "Set `to` to `previous` or to an image."
	}];
	if (templates.length > 0 && templates.every((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.z)(each)?.why === "stays") && typeof to === "string") return [{
		level: "error",
		rule: "nowhere-to-go",
		says: `None of the group’s launch templates has the architecture of the image ${to}.`,
		remedy: "Set `to` to `previous`, or to an image that one of them can launch."
	}];
	return templates.flatMap(({ target }) => target.type === "rollback" ? whereTo(target.to, to) : []);
};
function whereTo(target, to) {
	if (target.type !== "none") return [];
	const listed = target.candidates.map(({ version, image, created }) => `version ${version} (${image}, of ${new Date(created).toISOString().slice(0, 10)})`);
	return [{
		level: "error",
		rule: "nowhere-to-go",
		says: to === "previous" ? "Which version came before is not known: no version carries the marker of this action, and the history names no lower one that succeeded." : target.parameter === void 0 ? `The launch template has no version ${to}.` : `Version ${to} of the launch template names its image by the parameter ${target.parameter}: AWS starts no instance refresh to it.`,
		remedy: listed.length > 0 ? `Set \`to\` to one of these: ${list(listed)}.` : "The launch template has no other version: set `to` to an image."
	}];
}
const rollbackTarget = [nowhere];
// src/rollout/preflight/room.ts
const leftOut = ({ group }, settings) => {
	if (!group) return [];
	const { covered, leftOut: out } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(group.instances, { templates: [] }, settings);
	const total = covered.length + out.length;
	if (covered.length === 0) return [];
	return ["protected", "standby"].flatMap((why) => {
		const these = out.filter((each) => each.why === why).length;
		const waits = why === "protected" ? false : settings.standbyInstances !== "Ignore";
		return these === 0 || waits ? [] : [warning("left-out", `${these} of ${total} instances ${these === 1 ? "is" : "are"} left out (${why}): the old image goes on there.`, `Set \`${takes[why]}\` if they shall be replaced too.`)];
	});
};
const takes = {
	protected: "scale-in-protected-instances: refresh",
	standby: "standby-instances: terminate"
};
const instancesToWaitFor = ({ group }, { scaleInProtectedInstances, standbyInstances }) => {
	const staying = group?.instances.filter((instance) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Xt)(instance)) ?? [];
	const kept = [...scaleInProtectedInstances === "Wait" ? staying.filter((each) => each.protectedFromScaleIn) : [], ...standbyInstances === "Wait" ? staying.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Qt) : []];
	const ids = [...new Set(kept.map(({ id }) => id))];
	return ids.length === 0 ? [] : [warning("waited-for", `AWS will wait for ${ids.length} protected or standby instance${ids.length === 1 ? "" : "s"} (${some(ids)}), and give up after an hour.`, "Take the protection away or put them back in service while the rollout lasts.")];
};
const some = (ids) => `${ids.slice(0, 3).join(", ")}${ids.length > 3 ? ", …" : ""}`;
const atMaximum = ({ group, targets, targetGroups }, settings) => {
	if (!group || group.desired === 0 || group.desired < group.max) return [];
	const { minHealthyPercentage, maxHealthyPercentage } = preferencesFor(settings, group, healthyNow(group, {
		targets,
		targetGroups
	}));
	if (leastIn(group, minHealthyPercentage) < group.desired) return [];
	return [warning("at-maximum", `The group is at its maximum (${group.desired} of ${group.max}), and ${minHealthyPercentage} % to ${maxHealthyPercentage} % healthy means launching before terminating. AWS does not document whether an instance refresh may go above the maximum.`, `If nothing moves, raise the maximum by one for the rollout, or set \`min-healthy-percentage\` lower.`)];
};
const healthyNow = (group, { targets, targetGroups }) => healthyIn(group, {
	targets,
	unjudged: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pt)(targetGroups, targets)
});
const leastIn = ({ desired }, percentage) => Math.ceil(desired * percentage / 100);
const noneInService = ({ group, targets, targetGroups }, settings) => {
	if (!group || group.desired === 0 || settings.to !== void 0) return [];
	const { minHealthyPercentage } = preferencesFor(settings, group, healthyNow(group, {
		targets,
		targetGroups
	}));
	return leastIn(group, minHealthyPercentage) > 0 ? [] : [warning("none-stays", `With ${minHealthyPercentage} % as the minimum AWS may take the whole group out of service at once.`, "Set `min-healthy-percentage` to more than 0.")];
};
const heavyweight = ({ group }) => {
	const heaviest = Math.max(0, ...group?.instances.map(({ weight = 0 }) => weight) ?? []);
	return !group || group.desired === 0 || heaviest < group.desired ? [] : [warning("heavyweight", `An instance of the group counts for ${heaviest} units, and the desired capacity is ${group.desired}: AWS might replace all instances at once, whatever the percentages promise.`, "Let the desired capacity be larger than the largest weight.")];
};
const reserved = ({ group, targets, targetGroups }, settings) => {
	if (!group?.isReservedOnly || group.desired === 0) return [];
	const { minHealthyPercentage, maxHealthyPercentage } = preferencesFor(settings, group, healthyNow(group, {
		targets,
		targetGroups
	}));
	return maxHealthyPercentage <= 100 && leastIn(group, minHealthyPercentage) < group.desired ? [] : [warning("reserved-only", `The group launches into capacity reservations alone, and ${minHealthyPercentage} % to ${maxHealthyPercentage} % healthy means launching before terminating: without a free slot every launch fails.`, "See that a slot is free in each reservation; or set `max-healthy-percentage: 100` with a lower `min-healthy-percentage`, so that old instances go first.")];
};
const room = [
	leftOut,
	instancesToWaitFor,
	atMaximum,
	noneInService,
	heavyweight,
	reserved
];
// src/rollout/preflight/set-parameter.ts
const unsettable = ({ parameterToSet }) => parameterToSet ? wrongWith(parameterToSet) : [];
function wrongWith({ name, found }) {
	if (typeof found === "string") return [error$2("set-parameter-missing", `There is no Systems Manager parameter ${name}, which \`set-parameter\` is to write.`, "Check the name and `aws-region`; or create it once, as a String of the data type aws:ec2:image, with the id of an image.")];
	if ("kind" in found) return found.fault ? [] : [error$2("set-parameter-unread", `The parameter ${name}, which \`set-parameter\` is to write, could not be read: ${found.operation}: ${found.code}: ${found.message}`, "Give the role the permissions in docs/iam-policy-parameter.json, for this parameter.")];
	const { type, dataType } = found;
	if (type === "String" && (dataType === "text" || dataType === "aws:ec2:image")) return [];
	return [error$2("set-parameter-type", `The parameter ${name}, which \`set-parameter\` is to write, is a ${type} of the data type ${dataType}.`, "Name a String of the data type text or aws:ec2:image.")];
}
const several$1 = ({ templates }, { setParameter: name }) => {
	const images = new Set((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each)?.id ?? []));
	return name === void 0 || images.size < 2 ? [] : [error$2("set-parameter-several", `\`set-parameter\` writes one image, and this rollout has ${images.size}: ${list([...images])}.`, "Leave `set-parameter` out, and write a parameter for each image in a step of its own.")];
};
const parameterToSetRules = [unsettable, several$1];
// src/rollout/preflight/tags.ts
const unconfirmed = ({ unconfirmedTags, group }) => group === void 0 ? [] : unconfirmedTags.map((tag) => ignored(group.name, tag));
const ignored = (group, { key, value }) => warning("tag-ignored", `The group's tag ${key} says ${quote(value)}, and nothing in the history of its launch template versions and instance refreshes confirms it: it decides nothing.`, `${key === "ami-rollout:alias" ? "If the group is to follow an alias, save it on the group. " : ""}Remove the tag: \`${untagCommand(group, key)}\`.`);
const inProgress = ({ tagsInProgress, group }) => tagsInProgress.flatMap(({ key, value }) => {
	const origin = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.fn)(value);
	return group === void 0 || !origin ? [] : [note$1("tag-in-progress", `The group's tag ${key} is that of run ${origin.run}, which may be in progress until ${moment$1(origin.until)}. The group stays on the version numbers that it has saved.`, `If that run is gone, a later one gives the group its alias back from then on. To do it now, save the alias on the group and remove the tag: \`${untagCommand(group.name, key)}\`.`)];
});
const aliases = ({ group }, { run }) => {
	if (!group || group.templates.every(({ version }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.on)(version))) return [];
	const tagged = [...new Set((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ln)(group).values())];
	const origin = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.fn)(group.tags.get("ami-rollout:alias") ?? "");
	return tagged.length === 0 || !origin ? [] : [note$1("tag-decides", `The group's tag ${_action_js__WEBPACK_IMPORTED_MODULE_0__.tn} decides that the group follows ${tagged.join(" and ")} again, once that means a version that has proven itself. ${origin.run === run.id ? "An earlier attempt of this run wrote it." : `Run ${origin.run} wrote it, and AWS's history confirms that run.`}`, `If the group is to stay on a number, remove the tag: \`${untagCommand(group.name, _action_js__WEBPACK_IMPORTED_MODULE_0__.tn)}\`.`)];
};
const rollback = ({ group, refreshes: [newest] }, { to, run }) => {
	const value = group?.tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.kt);
	const written = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mt)(value);
	if (!group || to !== "previous" || !written || written.run !== run.id) return [];
	const versions = written.versions.join(", ");
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.At)(value, {
		run,
		templates: group.templates,
		newest
	}) ? [note$1("tag-decides", `The group's tag ${_action_js__WEBPACK_IMPORTED_MODULE_0__.kt} decides where this rollback goes: attempt ${written.attempt} of this run noted version ${versions}. The group's newest instance refresh${newest ? ` (${newest.id})` : ""} confirms it.`, "Set `to` to a version number to go elsewhere.")] : [note$1("tag-outdated", `The group's tag ${_action_js__WEBPACK_IMPORTED_MODULE_0__.kt} names version ${versions}, but the group's newest instance refresh is not the one that it names: it decides nothing.`, "Set `to` to a version number if the rollback is to go there.")];
};
const handOver = ({ group, refreshes }, { run }) => {
	const written = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wt)(run, group?.tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.Ht));
	if (!group || !written) return [];
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Gt)({
		group,
		refreshes
	}, run) ? [note$1("tag-decides", `The group's tag ${_action_js__WEBPACK_IMPORTED_MODULE_0__.Ht} hands over instance refresh ${written.refresh} from attempt ${written.attempt} of this run; AWS shows it.`, "Nothing is to be done: the tag goes when the refresh has ended.")] : [ignored(group.name, {
		key: _action_js__WEBPACK_IMPORTED_MODULE_0__.Ht,
		value: group.tags.get("ami-rollout:handed-over") ?? ""
	})];
};
const unbegun = ({ group, refreshes: [newest], templates }, { to, run }) => {
	const found = group && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nt)(group.tags.get("ami-rollout:rollback"), newest);
	if (!group || !found || found.note.run === run.id) return [];
	const { note: written, refresh } = found;
	const failed = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).filter((each) => each.versions.some((version) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)(refresh, version) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(version, each.versions)?.run === written.run && version.image === (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each)?.id));
	const numbers = (refresh.to ?? []).map(({ version }) => version);
	const versions = numbers.length === 0 ? "its rollout" : `version ${numbers.join(", ")}`;
	return [(failed.length > 0 && to === void 0 ? error$2 : warning)("rollback-unbegun", `Run ${written.run} has ended its instance refresh ${refresh.id} (${refresh.status}) to roll ${versions} back to version ${written.versions.join(", ")}${written.failureCode === void 0 ? "" : ` (${written.failureCode})`}, and has not begun that rollback. Instances may still run ${versions}${failed.length > 0 ? ", whose image this run asks for" : ""}.`, `Run that workflow run again, which finishes its rollback; or roll back first: \`mode: rollback\` with \`to: ${written.versions.join()}\`.`)];
};
const tags = [
	unconfirmed,
	inProgress,
	aliases,
	rollback,
	unbegun,
	handOver
];
// src/rollout/preflight/targets.ts
const missing$1 = ({ group, targetGroups, problems }) => !group || isUnseen("DescribeTargetGroups", problems) || isUnseen("DescribeLoadBalancers", problems) ? [] : group.targetGroups.filter((arn) => !targetGroups.some((each) => each.arn === arn)).map((arn) => ({
	level: "error",
	rule: "target-group-missing",
	says: `The ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.mt)(arn)} ${targetGroupName(arn)}, which is attached to the group, does not exist any more: Auto Scaling can launch nothing, and no instance would be healthy in it.`,
	remedy: `Detach it: \`${detachCommand(group.name, arn)}\`.`
}));
const unhealthyBefore = ({ group, targets: seen, targetGroups, statusChecks, problems }) => {
	if (isUnseen("DescribeTargetHealth", problems) || isUnseen("DescribeInstanceHealth", problems)) return [];
	const inService = group?.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt) ?? [];
	const judged = {
		targetGroups: targetGroups.map(({ arn }) => arn),
		unjudged: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pt)(targetGroups, seen)
	};
	const unhealthy = inService.filter((instance) => {
		const checks = statusChecks.get(instance.id);
		return !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dt)(instance, judged, seen) || checks !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.it)(checks);
	});
	if (unhealthy.length === 0) return [];
	return [{
		level: "warning",
		rule: "unhealthy-before",
		says: `${unhealthy.length} of ${inService.length} instances are not healthy before the rollout starts (${unhealthy.slice(0, 3).map(({ id }) => id).join(", ")}${unhealthy.length > 3 ? ", …" : ""}).`,
		remedy: "A bad image is harder to detect in a fleet that is unhealthy already: check these first if you did not expect them."
	}];
};
const lattice = ({ group }) => group && group.unwatched.length > 0 ? [warning("vpc-lattice", `VPC Lattice target groups are attached (${group.unwatched.join(", ")}), which this action does not watch.`, "The verdict does not cover them: check them by `verify` or an alarm.")] : [];
const warmupTooShort = ({ group, targetGroups }, settings) => {
	if (!group) return [];
	const warmup = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(settings, group);
	const waits = healthChecksOf(group).includes("ELB") && group.healthCheckGracePeriod < warmup;
	return targetGroups.filter((each) => each.checked && timeToHealthy(each) > warmup).map((each) => ({
		level: waits ? "warning" : "error",
		rule: "warmup-too-short",
		says: `The warm-up of ${warmup / 1e3} s is shorter than the ${timeToHealthy(each) / 1e3} s that ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.mt)(each.arn)} ${each.name} needs to call a new target healthy${needs[each.balancer]}. AWS ${waits ? "may" : "would"} go on before anybody knows whether the new image is.`,
		remedy: `Set \`instance-warmup: ${(timeToHealthy(each) + WARMUP_MARGIN) / 1e3}s\` or more${each.balancer === "network" ? "" : `, or let the ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.mt)(each.arn)} check more often`}. The ${WARMUP_MARGIN / 1e3} s more are for registration and the first check.`
	}));
};
const needs = {
	application: "",
	classic: "",
	network: " (a Network Load Balancer takes up to 5 min to register it)"
};
const WARMUP_MARGIN = 15e3;
const neverJudged = ({ targetGroups, targets: seen }) => targetGroups.filter(({ arn }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pt)(targetGroups, seen).includes(arn)).map((each) => warning("not-judged", `The target group ${each.name} calls no target healthy: ${whyUnjudged(each)}. It is not waited for.`, "The verdict does not cover this target group."));
const whyUnjudged = ({ checked, loadBalancers }) => {
	if (!checked) return "its health checks are off";
	return loadBalancers.length === 0 ? "no load balancer uses it" : "none of its targets is in a zone that its load balancer is enabled in";
};
const zonesNotEnabled = ({ group, targetGroups }) => {
	const checked = targetGroups.filter((each) => each.checked);
	const balancers = checked.flatMap(({ loadBalancers }) => loadBalancers);
	return balancers.filter(({ name }, i) => i === balancers.findIndex((each) => each.name === name)).flatMap(({ name, zones }) => {
		const missing = group?.zones.filter((zone) => !zones.includes(zone)) ?? [];
		if (zones.length === 0 || missing.length === 0) return [];
		const of = checked.filter(({ loadBalancers }) => loadBalancers.some((each) => each.name === name)).flatMap((each) => each.balancer === "classic" ? [] : [each.name]);
		return [{
			level: "error",
			rule: "zone-not-enabled",
			says: `The group launches instances in ${list(missing)}, where the load balancer ${name}${of.length > 0 ? ` of ${of.length === 1 ? "the target group" : "the target groups"} ${list(of)}` : ""} is not enabled. An instance there gets no traffic and is never healthy, whatever its image.`,
			remedy: `Enable ${missing.length === 1 ? "the zone" : "the zones"} for the load balancer, or take the subnets there out of the group.`
		}];
	});
};
const withoutTraffic = ({ group, targets: seen }) => {
	const kept = seen.filter((each) => each.state === "healthy" && each.withoutTraffic !== void 0);
	const instances = new Set(kept.map(({ instance }) => instance)).size;
	return group && instances > 0 ? [warning("without-traffic", `${count(instances, "instance")} of ${group.name} ${instances === 1 ? "is" : "are"} healthy and ${instances === 1 ? "gets" : "get"} no traffic (${list([...new Set(kept.flatMap((each) => each.withoutTraffic ?? []))])}).`, "No request has tried what is healthy there: end the zonal shift, or check the targets, before you trust the verdict.")] : [];
};
const ignoresTargetHealth = ({ group }, { targetHealthTimeout }) => {
	if (!group || group.targetGroups.length === 0 || healthChecksOf(group).includes("ELB")) return [];
	const withElb = [...healthChecksOf(group).filter((type) => type !== "EC2"), "ELB"].join(",");
	return [warning("health-check-type", `The group's health check type is ${group.healthCheckType}, so AWS itself ignores target health: it goes on with instances that no target group finds healthy. This action checks it, and stops the rollout after ${targetHealthTimeout / 1e3} s. If the runner is lost, nobody does.`, `Set it to ${withElb}: \`aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quote(group.name)} --health-check-type ${withElb}\`.`)];
};
const targets = [
	missing$1,
	unhealthyBefore,
	lattice,
	warmupTooShort,
	zonesNotEnabled,
	ignoresTargetHealth,
	neverJudged,
	withoutTraffic
];
// src/rollout/preflight/template-version.ts
const several = ({ templates }, { templateVersion }) => templateVersion === void 0 || templates.length < 2 ? [] : [error$2("version-of-several", `The group has ${templates.length} launch templates (${list(templates.map(({ named }) => named.name))}): which of them version ${templateVersion} belongs to is not known.`, "Roll such a group by `image`, or give it one launch template.")];
const unprovenOfSeveral = ({ templates }, { currentImage }) => currentImage && templates.length > 1 ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).filter(({ target }) => target.type === "no-version").map(({ saved: { version, id, name } }) => error$2("version-unproven", `Version ${version} of the launch template ${id} (${name}), which the group means now, has not proved itself. No instance refresh to it was successful, and not every instance in service runs it.`, "Roll it by `image` first, with an image for each architecture.")) : [];
const missing = ({ templates, problems }) => templates.length > 1 || isUnseen("DescribeLaunchTemplateVersions", problems) ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap(({ target, template: { id, name, latest } }) => target.type === "no-version" ? [error$2("version-missing", `The launch template ${id} (${name}) has no version ${target.asked}.`, `Its highest is ${latest}: check \`launch-template-version\`, and whether the group belongs to the stack or the workspace that you mean.`)] : []);
function namedVersion({ target }) {
	if (target.type === "version") return target.version;
	return target.type === "deploy" ? target.source : void 0;
}
const unproven = ({ templates, refreshes }, { templateVersion, currentImage, run }) => templateVersion === void 0 && !currentImage ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((of) => {
	const version = of.rollbackOrigin?.type === "same" ? void 0 : namedVersion(of);
	const by = version && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(version, of.versions)?.run;
	if (!version || by === void 0 || by === run.id || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.g)({ refreshes }, version)) return [];
	const says = `Version ${version.version} was made by run ${by} of this action, and no instance refresh to it was successful. It failed, or that run is trying it.`;
	return typeof templateVersion !== "string" ? [warning("version-unproven", says, "See how that run ended before you go on.")] : [error$2("version-unproven", `${templateVersion} means version ${version.version}. ${says}`, `If it is the one that you mean, name it by its number: \`launch-template-version: ${version.version}\`. Else make a new version, or delete this one.`)];
});
const withoutImage = ({ templates }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap(({ target }) => {
	if (target.type !== "version" || target.version.image.startsWith("ami-")) return [];
	const { version, id, name } = target.version;
	const parameter = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.y)(target.version);
	return [error$2("version-without-image", `Version ${version} of the launch template ${id} (${name}) names ${parameter === void 0 ? "no image" : `its image by the parameter ${parameter}. AWS starts no instance refresh to such a version`}.`, `Name an image by \`image\`, with \`launch-template-version: ${version}\`: a version with that image is then made from this one.`)];
});
const noRollback = ({ templates }, { onFailure, onCancel }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).some(({ rollbackOrigin }) => rollbackOrigin?.type === "none") && (onFailure === "rollback" || onCancel === "rollback") ? [warning("no-way-back", "There is no version to roll back to: what the group has saved is the target itself, or nobody has proved it. No instance in service runs another that did not fail. If the rollout has to end it is stopped where it is, as with `cancel`.", "To be able to roll back, roll a version that is known to be good first; or set `on-failure` and `on-cancel` to `cancel`, if that is what you want.")] : [];
const noOlderState = ({ templates }, { onFailure, onCancel }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).some(({ rollbackOrigin }) => rollbackOrigin?.type === "same") && (onFailure === "rollback" || onCancel === "rollback") ? [note$1("no-older-state", "The instances are replaced by others of the same version: there is no older state to roll back to. `rollback` counts as `cancel`, which stops the rollout where it is.", "To go on after a stop, run again: every instance is replaced once more. `mode: rollback` returns to the version before.")] : [];
const MOST = 3;
const newer = ({ group, templates }, { templateVersion, to, mode }) => templateVersion !== void 0 || to !== void 0 || mode !== "deploy" && mode !== "plan" ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).flatMap((each) => newerOf(each, group?.instances ?? []));
function newerOf({ saved, versions }, instances) {
	const isInUse = (each) => instances.some((instance) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(instance, { templates: [each] }));
	const others = versions.filter((each) => each.version > saved.version && !isInUse(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(each, versions) === void 0).toSorted((a, b) => b.version - a.version);
	const [newest] = others;
	if (!newest) return [];
	const shown = others.slice(0, MOST).map((each) => `version ${each.version} (of ${day(each.created)}; ${changes(saved, each)})`);
	const more = others.length > MOST ? ` and ${others.length - MOST} more` : "";
	return [warning("newer-versions", `The launch template ${saved.id} (${saved.name}) has versions newer than the one in use, ${saved.version}. This action did not make them and does not roll them: ${list(shown)}${more}.`, `To roll the newest as it is, set \`launch-template-version: ${newest.version}\` in place of \`image\`; with \`image\` beside it a version with that image is made from it.`)];
}
function changes(saved, other) {
	const found = differences$2(saved.data, other.data);
	if (found.length === 0) return "the same contents";
	return `${found.slice(0, MOST).map(({ path, from, to }) => `${path}: ${from ?? "not set"} → ${to ?? "not set"}`).join(", ")}${found.length > MOST ? ` and ${found.length - MOST} more` : ""}`;
}
const claimed = ({ group }, { run }) => {
	const last = group && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rt)(group);
	if (!group || !last || last.refresh !== void 0 || last.saved === void 0 || last.run === run.id) return [];
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ft)(last, {
		run: run.id,
		now: group.at
	})) return [];
	const choices = group.templates.map(({ id }) => ({
		id,
		version: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.un)(last.saved ?? "")
	}));
	return [note$1("claim-left", `Run ${last.run} moved the group from version ${last.saved} to ${list(last.from.map(String))} and was lost before it began an instance refresh.`, `If the group is to have version ${last.saved} saved: \`${saveCommand({
		group: group.name,
		...group.mixed && { mixed: true }
	}, choices)}\`.`)];
};
const templateVersion = [
	several,
	unprovenOfSeveral,
	missing,
	unproven,
	withoutImage,
	noRollback,
	noOlderState,
	newer,
	claimed
];
// src/rollout/preflight/trial.ts
const isTried = ({ trial, to }) => trial !== void 0 && to === void 0;
const fixedNetwork = ({ templates }, settings) => isTried(settings) ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(templates).filter(({ saved }) => interfacesOf(saved.data).some(isFixed)).map(({ saved }) => error$2("trial-fixed-network", `Version ${saved.version} of ${saved.name} names a network interface or a private address of its own. Only one instance can have it, so no trial can run beside the group.`, "Take the interface or the address out of the template, or deploy without `trial`.")) : [];
const interfacesOf = ({ NetworkInterfaces: all }) => Array.isArray(all) ? all : [];
const fixed = [
	"NetworkInterfaceId",
	"PrivateIpAddress",
	"PrivateIpAddresses",
	"Ipv6Addresses"
];
const isFixed = (each) => fixed.some((member) => {
	const value = member in each ? Reflect.get(each, member) : void 0;
	return Array.isArray(value) ? value.length > 0 : value !== void 0;
});
const verifyNamesNobody = (_, settings) => isTried(settings) && settings.verify && !settings.verify.namesInstances ? [warning("trial-verify", "`verify` names neither AMI_ROLLOUT_NEW_INSTANCE_ADDRESSES nor AMI_ROLLOUT_NEW_INSTANCE_IDS. At the trial a load balancer answers for the old instances.", "Let the script, or what it calls, ask the trial instance where AMI_ROLLOUT_STEP is `trial`.")] : [];
const trialsLeft = ({ group, trials }, settings) => trials.map((trial) => {
	const { instance, run, attempt, until } = trial;
	const its = `Instance ${instance} is a trial of run ${run}, attempt ${attempt}`;
	const by = `Or: \`${endTrialCommand([instance])}\`.`;
	return group && isLeftTrial(trial, {
		run: settings.run.id,
		attempt: settings.attempt,
		at: group.at
	}) ? warning("trial-left", `${its}, which has not ended it.`, `A deploy or rollback of this group ends it. ${by}`) : note$1("trial-in-progress", `${its}, in progress until ${moment$1(until)} at the latest.`, `If that run is gone, a later one ends it from then on. ${by}`);
});
const trialRules = [
	fixedNetwork,
	verifyNamesNobody,
	trialsLeft
];
// src/rollout/preflight/index.ts
const rules = [
	...access,
	...group,
	...readableMixed,
	...mixed,
	...rollbackTarget,
	...templateVersion,
	...tags,
	...alarms,
	...imageSource,
	...imageRules,
	...fit,
	...disks,
	...parameter,
	...parameterToSetRules,
	...targets,
	...room,
	...protection,
	...previousImage,
	...trialRules,
	...onInstanceRules,
	...ownership
];
const levels = [
	"error",
	"warning",
	"note"
];
const preflightFindings = (survey, settings) => {
	const found = rules.flatMap((rule) => rule(survey, settings));
	return mostSevereFirst(settings.to === void 0 ? found : found.map(withoutHealthErrors));
};
const mostSevereFirst = (findings) => levels.flatMap((level) => findings.filter((each) => each.level === level));
const withoutHealthErrors = (finding) => ofHealth.has(finding.rule) ? {
	...finding,
	level: "warning"
} : finding;
const ofHealth = /* @__PURE__ */ new Set([
	"warmup-too-short",
	"zone-not-enabled",
	"alarm-not-ok"
]);
// src/rollout/plan/plan-base.ts
const HOUR = 36e5;
function baseOf({ settings, preferences, group, templates, targets, unjudged, waits }, { guess, covers }) {
	const timeout = settings.timeout === "auto" ? Math.max(HOUR, 2 * guess.longest) : settings.timeout;
	const { targetHealthTimeout, maxLaunchFailures, pollInterval, run, attempt, handOver } = settings;
	const { onFailure, onCancel, failedVersion } = settings;
	const verify = verifyLimits(settings);
	const limits = {
		targetHealthTimeout,
		maxLaunchFailures,
		timeout,
		...verify && { verify },
		...handOver !== void 0 && { handOver }
	};
	const actions = {
		onFailure,
		onCancel,
		failedVersion
	};
	const judgedBy = {
		preferences,
		waits,
		pollInterval,
		...limits,
		...actions,
		run,
		attempt
	};
	return {
		group,
		from: revisionOf(templates.flatMap(({ saved, canRollBack, isRenewal }) => canRollBack || isRenewal ? [saved] : [])),
		settings: judgedBy,
		timeout,
		coverage: covers,
		healthy: healthyIn(group, {
			targets,
			unjudged
		}),
		unjudged,
		isRollback: settings.to !== void 0
	};
}
function verifyLimits({ verify, checkpointDelay, bakeTime, pollInterval }) {
	const within = (pause) => verify?.timeout ?? pause - 2 * pollInterval - 15e3;
	return verify && {
		checkpoint: within(checkpointDelay),
		bake: within(bakeTime)
	};
}
// src/rollout/plan/renewal.ts
const newSince = ({ currentImage }, { at, instances }, warmPool) => currentImage ? {
	began: at,
	knownBefore: [...instances, ...warmPool].map(({ id }) => id)
} : void 0;
const targetOfRefresh = (versions, { began }, { settings, group }) => ({
	...revisionOf(versions),
	...settings.currentImage && { since: {
		began: began ?? group.at,
		knownBefore: []
	} }
});
const isReplaced = ({ covered, leftOut }, own) => own !== void 0 || covered.length + leftOut.length === 0;
const ownSuccess = (refreshes, to, { settings: { run }, last }) => refreshes.find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(each.status) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)(each, revisionOf(to)) && (last?.run === run.id && last.refresh === each.id || to.every(({ description }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(description)?.run === run.id)));
// src/rollout/plan/step-facts.ts
const stepFactsOf = ({ group, inAws, settings, left, parameter }, limit) => ({
	group,
	templates: inAws,
	settings,
	left,
	...parameter && { parameter },
	limit
});
// src/rollout/plan/whose-refresh.ts
function whoseRefresh(refresh, { templates, tags, run, last }) {
	const versions = versionsNamed(refresh, templates);
	if (!versions) return { owner: "somebody-else" };
	const isMarked = versions.some(({ description }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(description) !== void 0);
	const note = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mt)(tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.kt));
	const isNoted = note?.run === run.id && note.versions.join() === versions.map(({ version }) => version).join();
	if (note && isNoted && (note.refresh ?? refresh.id) === refresh.id) return {
		owner: "this-run",
		does: "rollback",
		versions,
		failureCode: note.failureCode,
		isMarked
	};
	if (last?.refresh === refresh.id) return last.run === run.id ? {
		owner: "this-run",
		does: "rollout",
		versions
	} : {
		owner: "another-run",
		versions
	};
	const made = versions.map((version, i) => wasMadeBy(run, version, templates[i]));
	const isRollout = versions.every((version, i) => made[i] || version.version === templates[i]?.saved.version);
	if (made.some(Boolean) && isRollout) return {
		owner: "this-run",
		does: "rollout",
		versions
	};
	return {
		owner: isMarked ? "another-run" : "somebody-else",
		versions
	};
}
function versionsNamed({ to = [] }, templates) {
	const found = templates.flatMap(({ versions }) => versions.find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)({ to }, each)) ?? []);
	return found.length === templates.length && to.length === found.length ? found : void 0;
}
const isOurs = (ownership) => ownership.owner !== "somebody-else" && (!("isMarked" in ownership) || ownership.isMarked);
const wasMadeBy = (run, version, of) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(version, of?.versions ?? [])?.run === run.id;
// src/rollout/plan/active-refresh.ts
function planWithActiveRefresh(active, situation) {
	const { settings, group, templates, last } = situation;
	const ownership = whoseRefresh(active, {
		templates,
		tags: group.tags,
		run: settings.run,
		last
	});
	return (settings.to === void 0 ? adoptOwn(active, ownership, situation) : rollbackDuring(active, ownership, situation)) ?? planForConflict(active, ownership, situation);
}
function adoptOwn(active, ownership, situation) {
	if (ownership.owner !== "this-run" || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(active.status)) return void 0;
	const { group, templates, findings, preferences } = situation;
	const { versions } = ownership;
	const stepFacts = stepFactsFor(situation, versions);
	if (ownership.does === "rollout") {
		if (!versions.every((version, i) => isTarget(version, templates[i])) || !samePreferences(active.preferences, preferences)) return void 0;
		const steps = stepsToAdopt(stepFacts, {
			to: versions,
			refresh: active
		});
		return {
			action: "adopt",
			findings,
			refresh: active,
			to: targetOfRefresh(versions, active, situation),
			...stepFacts.base,
			steps
		};
	}
	const failed = templates.flatMap((each, i) => rolledOut(each, situation, {
		back: versions,
		i
	}) ?? []);
	if (failed.length < templates.length) return void 0;
	const rollout = {
		group: group.name,
		...group.mixed && { mixed: true },
		from: revisionOf(versions),
		to: revisionOf(failed),
		isRollback: false,
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.rn)(group),
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(group, situation.settings.run.id)
	};
	return {
		action: "resume-rollback",
		findings,
		refresh: active,
		rollout,
		failure: failedEarlier(ownership.failureCode),
		...stepFacts.base,
		from: rollout.from,
		steps: stepsToResume(stepFacts, versions)
	};
}
const isTarget = ({ version, image }, of) => of?.existing ? version === of.existing.version : image === of?.target.id;
function rollbackDuring(active, ownership, situation) {
	const { findings, group, templates, preferences } = situation;
	const { versions } = ownership;
	const targets = rollbackTargets(templates);
	const isSame = versions && areSame(targets, versions) && samePreferences(active.preferences, preferences);
	if (!versions || !(isOurs(ownership) || isSame)) return void 0;
	const saved = templates.map((each) => each.saved);
	const isSent = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(active.status);
	if (areSame(versions, saved) && isRenewing(active, situation)) return stopRenewal(active, saved, situation);
	if (areSame(targets, versions) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(active.status) && !isSent) {
		const stepFacts = stepFactsFor(situation, saved);
		const steps = stepsToAdopt(stepFacts, {
			to: versions,
			refresh: active
		});
		return {
			action: "adopt",
			findings,
			refresh: active,
			to: revisionOf(versions),
			...stepFacts.base,
			steps
		};
	}
	const isRevertible = isSent || ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mn)(active.status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(active.status)) && group.templates.every(({ version }) => /^\d+$/.test(version));
	if (areSame(targets, saved) && isRevertible) {
		const stepFacts = stepFactsFor(situation, saved);
		const steps = stepsToRevert(stepFacts, {
			to: saved,
			refreshId: active.id,
			isSent
		});
		const [from, to] = [revisionOf(versions), revisionOf(saved)];
		return {
			action: "revert",
			findings,
			refresh: active,
			isSent,
			...stepFacts.base,
			from,
			to,
			steps
		};
	}
	return resolving((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(active.status) || isSent ? "wait" : "replace", active, situation);
}
const isRenewing = ({ id, preferences }, { settings, last }) => last?.refresh === id || preferences.skipMatching === false && settings.skipMatching;
function stopRenewal(active, saved, situation) {
	const stepFacts = stepFactsFor(situation, saved);
	const isOver = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(active.status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(active.status);
	return {
		action: isOver ? "wait" : "replace",
		findings: situation.findings,
		refresh: active,
		group: situation.group,
		steps: stepsToStop(stepFacts, {
			saved,
			refreshId: active.id,
			isOver
		})
	};
}
function planForConflict(active, ownership, situation) {
	const { onConflict } = situation.settings;
	const meet = onConflict === "auto" ? isOurs(ownership) ? "wait" : "fail" : onConflict;
	if (meet === "fail") return {
		action: "refuse",
		code: "conflict",
		findings: [...situation.findings, otherRefreshActive(active, situation.group.name)]
	};
	return resolving((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(active.status) ? "wait" : meet, active, situation);
}
const resolving = (action, refresh, { findings, group }) => ({
	action,
	findings,
	refresh,
	group,
	steps: stepsToResolve(action, group.name, refresh.id)
});
const rollbackTargets = (templates) => templates.flatMap(({ restores }) => restores?.version ?? []);
const areSame = (some, others) => some.length === others.length && some.every(({ id, version }) => others.some((each) => each.id === id && each.version === version));
function rolledOut(of, { settings: { run }, last }, { back, i }) {
	return (last?.run === run.id ? of.versions.find(({ version }) => version === last.to[i]) : void 0) ?? of.versions.find((each) => wasMadeBy(run, each, of) && !back.includes(each)) ?? (of.saved.image === of.target.id ? of.saved : void 0);
}
function stepFactsFor(situation, to) {
	const { group, preferences, waits } = situation;
	const covers = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(group.instances, { templates: to }, preferences);
	const base = baseOf(situation, {
		guess: estimate(covers.covered, group, {
			preferences,
			waits
		}),
		covers
	});
	return {
		base,
		...stepFactsOf(situation, base.timeout)
	};
}
const samePreferences = (active, ours) => Object.keys(ours).every((key) => JSON.stringify(active[key]) === JSON.stringify(ours[key]));
// src/rollout/plan/handed-over.ts
function continuesHandOver({ group, refreshes }, { run, attempt }) {
	const shown = group && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Gt)({
		group,
		refreshes
	}, run);
	return shown !== void 0 && ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(shown.refresh.status) || shown.note.attempt === attempt);
}
const asWarnings = (findings) => findings.map((finding) => finding.level === "error" ? {
	...finding,
	level: "warning"
} : finding);
function resumeHandedOver(active, situation) {
	const handed = handedOver([active], situation);
	return handed && handed !== "unknown" && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(active.status) && handed.note.failureCode !== void 0 ? resuming(handed, situation) : void 0;
}
function planAfterHandOver(refreshes, situation) {
	const { settings, group, findings } = situation;
	const handed = handedOver(refreshes, situation);
	if (handed === void 0 || handed !== "unknown" && handed.note.attempt !== settings.attempt) return void 0;
	if (handed === "unknown") return {
		action: "refuse",
		code: "preflight",
		findings: [...findings, versionsGone]
	};
	const { note, refresh, from, to } = handed;
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(refresh.status)) return void 0;
	if (note.failureCode !== void 0) return resuming(handed, situation);
	const { base } = stepFactsFor(situation, to);
	const steps = stepsToAdopt(stepFactsOf(situation, base.timeout), {
		to,
		refresh
	});
	const taken = {
		from: revisionOf(from),
		to: targetOfRefresh(to, refresh, situation),
		healthy: group.desired
	};
	return {
		action: "adopt",
		findings,
		refresh,
		...base,
		...taken,
		steps
	};
}
function resuming({ note, refresh, from, to }, situation) {
	const { settings, group, findings } = situation;
	const stepFacts = stepFactsFor(situation, from);
	const rollout = {
		group: group.name,
		...group.mixed && { mixed: true },
		from: revisionOf(from),
		to: revisionOf(to),
		isRollback: settings.to !== void 0,
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.rn)(group),
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(group, settings.run.id)
	};
	const failure = failedEarlier(note.failureCode);
	const steps = stepsToResume(stepFacts, from);
	return {
		action: "resume-rollback",
		findings,
		refresh,
		rollout,
		failure,
		...stepFacts.base,
		from: rollout.from,
		steps
	};
}
function handedOver(refreshes, situation) {
	const { settings, group } = situation;
	const shown = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Gt)({
		group,
		refreshes
	}, settings.run);
	if (!shown) return void 0;
	const { note, refresh } = shown;
	const [from, to] = [versionsOf(note.from, situation), versionsOf(note.to, situation)];
	if (!from || !to) return note.attempt === settings.attempt ? "unknown" : void 0;
	return isWanted(to, situation) ? {
		note,
		refresh,
		from,
		to
	} : void 0;
}
const isWanted = (to, { settings, templates }) => settings.to !== void 0 || to.every(({ image }, i) => image === templates[i]?.target.id);
function versionsOf(numbers, { templates }) {
	if (numbers.length === 0) return [];
	const found = templates.flatMap(({ versions }, i) => versions.find(({ version }) => version === numbers[i]) ?? []);
	return found.length === templates.length ? found : void 0;
}
const versionsGone = {
	level: "error",
	rule: "handed-over",
	says: "An earlier job of this attempt handed a rollout over, and a launch template version that it goes from or to does not exist any more.",
	remedy: "See what the group runs. Run the whole workflow again to roll the image again."
};
// src/rollout/plan/left-versions.ts
const leftVersions = (of, evidence) => evidence.settings.failedVersion === "keep" ? [] : of.flatMap((each) => leftOn(each, evidence));
function leftOn({ template, saved, versions }, { refreshes, to }) {
	const isInUse = (each) => [saved.version, template.default].includes(each.version) || to.some(({ id, version }) => id === each.id && version === each.version);
	const left = versions.filter((each) => !isInUse(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(each, versions) !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.h)({ refreshes }, each));
	if (left.length === 0) return [];
	const others = versions.filter((each) => !left.includes(each)).map(({ version }) => version);
	const numbers = left.map(({ version }) => version).toSorted((a, b) => a - b);
	return [{
		template: template.id,
		versions: numbers,
		latest: Math.max(saved.version, ...others)
	}];
}
// src/rollout/plan/meanwhile.ts
const RECIPE = "Roll at another time; or suspend the process in a step before, and resume it whatever happens (`if: always()`): docs/groups.md, «No scaling and no rebalancing meanwhile».";
function meanwhile({ group, schedule, guess }) {
	return [...scheduled(group, schedule, guess), ...rebalancing(group)];
}
function scheduled(group, schedule, { length }) {
	if (schedule === void 0 || group.suspended.includes("ScheduledActions")) return [];
	if (schedule.type === "unread") {
		const { kind, operation, code } = schedule.problem;
		const [why, remedy] = kind === "denied" ? [`the role may not call ${operation}`, "The role may do without. With autoscaling:DescribeScheduledActions the plan names them."] : [`${operation} failed (${code})`, "The rollout does not depend on it. The Auto Scaling console shows them."];
		return [{
			level: "note",
			rule: "schedule-unread",
			says: `Whether a scheduled action of the group falls into this rollout is not known: ${why}.`,
			remedy
		}];
	}
	return schedule.actions.filter(({ at }) => at >= group.at && at < group.at + length).toSorted((a, b) => a.at - b.at).flatMap((action) => {
		const effects = effectsOf(action, group);
		if (effects.length === 0) return [];
		const again = action.recurrence === void 0 ? "" : `, and again by its recurrence (${action.recurrence})`;
		return [{
			level: "warning",
			rule: "scheduled-action",
			says: `The scheduled action "${action.name}" falls into this rollout, at ${moment$1(action.at)}${again}: it sets ${list(effects, effects.length)}.`,
			remedy: RECIPE
		}];
	});
}
function effectsOf({ min = -1, max = -1, desired }, group) {
	const [least, most] = [min < 0 ? group.min : min, max < 0 ? group.max : max];
	const then = Math.min(Math.max(desired ?? group.desired, least), most);
	return [
		...least === group.min ? [] : [`the minimum size from ${group.min} to ${least}`],
		...most === group.max ? [] : [`the maximum size from ${group.max} to ${most}`],
		...then === group.desired ? [] : [`the desired capacity from ${group.desired} to ${then}, which ${consequence(then - group.desired, group)}`]
	];
}
function consequence(difference, { instances }) {
	const units = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xt)(instances) === "instances" ? "instance" : "unit";
	const amount = count(Math.abs(difference), units);
	return difference > 0 ? `launches ${amount} of the new version beside those of the rollout` : `ends ${amount}, new or old as Auto Scaling chooses`;
}
function rebalancing({ zones, instances, suspended }) {
	const counts = zones.map((zone) => ({
		zone,
		instances: instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bt)(each) && each.zone === zone).length
	}));
	const [fewest, most] = [Math.min(...counts.map((of) => of.instances)), Math.max(...counts.map((of) => of.instances))];
	if (zones.length < 2 || most - fewest < 2 || suspended.includes("AZRebalance")) return [];
	return [{
		level: "note",
		rule: "zones-uneven",
		says: `The group's zones are uneven (${counts.map((of) => `${of.zone} ${of.instances}`).join(", ")}): Auto Scaling may rebalance them meanwhile. It launches in the zone with the fewest and then ends an instance in the one with the most, new or old, and may exceed the maximum size for it by a tenth or by one.`,
		remedy: RECIPE
	}];
}
// src/rollout/plan/noted-rollback.ts
function notedRollback(newest, evidence) {
	const { settings, group, templates, last } = evidence;
	const found = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nt)(group.tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.kt), newest);
	if (!found || settings.to !== void 0 || settings.currentImage || found.note.run !== settings.run.id) return void 0;
	const whose = whoseRefresh(found.refresh, {
		templates,
		tags: group.tags,
		run: settings.run,
		last
	});
	if (whose.owner !== "this-run" || whose.does !== "rollout") return void 0;
	const { versions: to } = whose;
	const from = versionsBefore(found.refresh, to, evidence);
	return found.note.versions.join() === from.map(({ version }) => version).join() && to.every((version, i) => isTarget(version, templates[i])) ? {
		...found,
		from,
		to
	} : void 0;
}
function beginNoted({ note, refresh, from, to }, situation) {
	const { settings, group, findings } = situation;
	const stepFacts = stepFactsFor(situation, from);
	const rollout = {
		group: group.name,
		...group.mixed && { mixed: true },
		from: revisionOf(from),
		to: revisionOf(to),
		isRollback: false,
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.rn)(group),
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(group, settings.run.id)
	};
	return {
		action: "resume-rollback",
		findings,
		refresh,
		rollout,
		failure: failedEarlier(note.failureCode),
		...stepFacts.base,
		from: rollout.from,
		steps: stepsToResume(stepFacts, from, from)
	};
}
function versionsBefore(refresh, to, { settings: { run, currentImage }, templates, last }) {
	const isClaimed = last?.run === run.id && last.refresh === refresh?.id;
	return to.flatMap((version, i) => {
		if (isClaimed) return templates[i]?.versions.find((each) => each.version === last.from[i]) ?? [];
		return (currentImage ? version : versionBefore(version, templates[i], run)) ?? [];
	});
}
function versionBefore(version, of, run) {
	const marker = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(version.description);
	return marker?.run === run.id ? of?.versions.find((each) => each.version === marker.from) : version;
}
// src/rollout/plan/staleness.ts
function staleness(survey, { onStale, to, run }) {
	if (onStale === "allow" || to !== void 0) return [];
	const replacing = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(survey.templates).filter((each) => ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(each)?.id ?? each.saved.image) !== each.saved.image);
	const found = [...replacing.flatMap((template) => older(template, survey)), ...replacing.flatMap((template) => newerRuns(template, survey, run.id))];
	const level = onStale === "refuse" ? "error" : "warning";
	const findings = found.map((each) => "level" in each ? each : {
		level,
		...each
	});
	return [...new Map(findings.map((each) => [each.says, each])).values()];
}
function older(template, { images, comparisons }) {
	const [target, current] = [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(template), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.j)(template)];
	if (!target || !current) return [];
	const { commit, previous } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.S)(template, images);
	if (commit === void 0 || previous === void 0) return builtEarlier(target, current);
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.w)(commit, previous)) return [];
	const answer = comparisons.find(({ base, head }) => base === previous && head === commit)?.answer;
	if (!answer) return builtEarlier(target, current);
	if ("problem" in answer) return [notCompared([previous, commit], answer), ...builtEarlier(target, current)];
	return answer.status === "behind" ? [behind(target, current, answer.behindBy)] : [];
}
const GO_BACK = "To return to it on purpose, use `mode: rollback`, which is quicker, or `on-stale: allow`.";
const behind = ({ id }, current, by) => ({
	rule: "image-behind",
	says: `The image ${id} is built from a commit that is ${by} behind the commit of the image in use, ${current.id}: it would take these changes back.`,
	remedy: `${GO_BACK} Else build an image from the newest commit.`
});
const builtEarlier = ({ id, created }, current) => created === void 0 || current.created === void 0 || created >= current.created ? [] : [{
	rule: "image-older",
	says: `The image ${id} (built ${moment(created)}) is older than the one in use, ${current.id} (built ${moment(current.created)}).`,
	remedy: `${GO_BACK} Else check \`image\`.`
}];
const moment = (at) => new Date(at).toISOString().slice(0, 16).replace("T", " ");
const notCompared = (commits, { problem }) => ({
	level: "warning",
	rule: "commits-not-compared",
	says: `The commits of the images, ${commits.map((each) => each.slice(0, 12)).join(" and ")}, could not be compared: ${_action_js__WEBPACK_IMPORTED_MODULE_0__.r[problem]}. The times at which the images were built count instead.`,
	remedy: remedies[problem] ?? "Run again, or set `on-stale: allow`, and GitHub is not asked."
});
const remedies = {
	denied: "Give the job the permission `contents: read`; or set `on-stale: allow`, and GitHub is not asked.",
	"not-found": "If the images are built from another repository, give a `github-token` that may read it, or set `on-stale: allow`; else give the job the permission `contents: read`.",
	unauthorized: "Give a `github-token` that is valid, or leave it out."
};
function newerRuns({ saved, versions }, { refreshes }, run) {
	if (!isNumber(run)) return [];
	const all = !versions.some(({ version }) => version === saved.version) ? [saved, ...versions] : versions;
	const rolled = (version) => refreshes.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(each.status) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)(each, version));
	return all.flatMap((version) => {
		const by = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vn)(version, all)?.run ?? "";
		if (!isNumber(by) || Number(by) <= Number(run) || !rolled(version)) return [];
		return [{
			rule: "newer-run",
			says: `The newer run ${by} has rolled version ${version.version} of ${version.name} over this group; this run is ${run}.`,
			remedy: `${GO_BACK} Else start a new run from the newest commit.`
		}];
	});
}
const isNumber = (run) => /^\d+$/.test(run);
// src/rollout/plan/trial.ts
function plannedTrial(changes, { group, settings, templates }) {
	const { trial, verify, to } = settings;
	if (!trial || to !== void 0) return void 0;
	const versions = changes.map(({ to: version }, i) => ({
		version,
		types: typesToTry(version, group),
		devices: templates[i]?.target.disks.map(({ device }) => device) ?? []
	}));
	const verifyLimit = verify && Math.min(verify.timeout ?? trial.timeout, trial.timeout);
	return {
		type: "trial",
		versions,
		limit: trial.timeout,
		...verifyLimit !== void 0 && { verifyLimit }
	};
}
function typesToTry({ id, type }, group) {
	const [main] = group.templates;
	const chosen = (group.mixed?.overrides.filter(({ template = main?.id }) => template === id) ?? []).flatMap((each) => each.type ?? []);
	return chosen.length > 0 ? [...new Set(chosen)] : type === void 0 ? [] : [type];
}
function withLeftTrials(decided, { group, trials }, settings) {
	if (!group || !("settings" in decided) || decided.action === "resume-rollback") return decided;
	const ids = new Set(group.templates.map(({ id }) => id));
	const instances = trials.filter((each) => ids.has(each.template) && isLeftTrial(each, {
		run: settings.run.id,
		attempt: settings.attempt,
		at: group.at
	})).map(({ instance }) => instance);
	if (instances.length === 0) return decided;
	const step = {
		type: "end-trials",
		instances
	};
	return {
		...decided,
		steps: decided.isRollback ? [...decided.steps, step] : [step, ...decided.steps]
	};
}
// src/rollout/plan/decide.ts
function plan(found, settings) {
	const { survey, pins } = withoutParameters(found, settings);
	return {
		...withLeftTrials(decide(survey, settings, {
			found,
			pins
		}), found, settings),
		fleetStatus: fleetBefore(survey, settings)
	};
}
function decide(survey, asked, pinning) {
	const { group, refreshes, targets } = survey;
	const templates = survey.templates.flatMap(knownTemplates);
	const settings = templates.every(({ canRollBack }) => canRollBack) ? asked : withoutRollback(asked);
	const isComplete = templates.length > 0 && templates.length === survey.templates.length;
	const active = refreshes.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(status));
	const changes = group && isComplete ? templates.map((of) => changeOf(of, group, settings)) : [];
	const made = [...pinning.pins.map(({ version }) => version), ...changes.map(({ to }) => to)];
	const last = group && lastRollout(group, survey, settings);
	const isOwn = active && group && whoseRefresh(active, {
		templates,
		tags: group.tags,
		run: settings.run,
		last
	}).owner === "this-run";
	const noted = group && isComplete ? notedRollback(refreshes[0], {
		settings,
		group,
		templates,
		last
	}) : void 0;
	const found = preflightFindings(survey, asked);
	const facts = mostSevereFirst([
		...continuesHandOver(survey, settings) || noted ? asWarnings(found) : found,
		...active || noted ? [] : sharedLatest(made, pinning.found),
		...isOwn || noted ? [] : staleness(survey, settings)
	]);
	if (!group || !isComplete || facts.some(({ level }) => level === "error")) return {
		action: "refuse",
		code: refusalCode(survey, settings),
		findings: facts
	};
	const claim = isOfOthers(settings) ? claimedByOther(survey, settings.run.id) : void 0;
	if (claim) return {
		action: "refuse",
		code: "conflict",
		findings: [...facts, claim]
	};
	const unjudged = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pt)(survey.targetGroups, targets);
	const waits = waitsOf(survey.launchEnvironment, survey.targetGroups);
	const healthy = healthyIn(group, {
		targets,
		unjudged
	});
	const preferences = preferencesFor(settings, group, healthy);
	const findings = [...facts, ...lowered(settings, preferences, group, healthy)];
	const situation = {
		settings,
		preferences,
		group,
		templates,
		inAws: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.N)(pinning.found.templates).map(({ template }) => template),
		targets,
		unjudged,
		waits,
		schedule: survey.launchEnvironment?.schedule,
		findings,
		left: leftVersions(templates, {
			settings,
			refreshes,
			to: readyTargets(changes)
		}),
		parameter: settableParameter(survey),
		last
	};
	if (noted) return beginNoted(noted, situation);
	if (active) return resumeHandedOver(active, situation) ?? planWithActiveRefresh(active, situation);
	return planAfterHandOver(refreshes, situation) ?? planFresh({
		changes,
		pins: pinning.pins,
		refreshes,
		warmPool: survey.warmPool
	}, situation);
}
const withoutRollback = (settings) => ({
	...settings,
	onFailure: settings.onFailure === "rollback" ? "cancel" : settings.onFailure,
	onCancel: settings.onCancel === "rollback" ? "cancel" : settings.onCancel
});
function lastRollout(group, { refreshes, targets, targetGroups }, settings) {
	const preferences = preferencesFor(settings, group, healthyIn(group, {
		targets,
		unjudged: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pt)(targetGroups, targets)
	}));
	const isOwnStart = (refresh) => samePreferences(refresh.preferences, preferences);
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Vt)({
		group,
		refreshes,
		run: settings.run.id,
		isOwnStart
	});
}
function planFresh({ changes, pins, refreshes, warmPool }, situation) {
	const { settings, preferences, group, templates, waits, findings } = situation;
	const to = readyTargets(changes);
	const allExist = to.length === changes.length;
	const since = newSince(settings, group, warmPool);
	const covers = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(group.instances, {
		templates: to,
		...since && { since }
	}, preferences);
	const allThere = allExist && covers.onTarget.length === covers.covered.length;
	const due = settings.skipMatching ? covers.covered.filter((each) => !covers.onTarget.includes(each)) : covers.covered;
	const isTemplateOnly = settings.skipMatching && allThere;
	const trial = isTemplateOnly ? void 0 : plannedTrial(changes, {
		group,
		settings,
		templates
	});
	const guess = withTrial(estimate(due, group, {
		preferences,
		waits
	}), trial);
	const base = baseOf(situation, {
		guess,
		covers
	});
	const stepFacts = {
		...stepFactsOf(situation, base.timeout),
		...trial && { trial }
	};
	if (covers.covered.length === 0 && covers.leftOut.some(({ why }) => why !== "warming up")) return {
		action: "refuse",
		code: "preflight",
		findings: [...findings, allLeftOut(covers)]
	};
	const own = since && ownSuccess(refreshes, to, situation);
	const newest = since ? own : refreshes[0];
	const isSaved = templates.every(({ saved }, i) => saved.version === to[i]?.version);
	if (since ? isReplaced(covers, own) : allThere && settings.skipMatching && isSaved) {
		const confirming = confirmingFacts(stepFacts, {
			to,
			newest,
			last: situation.last
		});
		return adoptUnverified(newest, to, {
			base,
			situation
		}) ?? {
			action: "nothing",
			findings: mostSevereFirst([...findings, ...parameterLeft(stepFacts, confirming, to)]),
			to: revisionOf(to),
			...base,
			steps: stepsToConfirm(confirming, {
				to,
				pins
			})
		};
	}
	if (preferences.maxHealthyPercentage - preferences.minHealthyPercentage > 100) return {
		action: "refuse",
		code: "preflight",
		findings: [...findings, tooFarApart(preferences)]
	};
	if (settings.timeout !== "auto" && settings.timeout < guess.length) return {
		action: "refuse",
		code: "preflight",
		findings: [...findings, tooShort(settings.timeout, guess)]
	};
	return {
		action: "roll",
		findings: mostSevereFirst([
			...findings,
			...shortSession(settings, guess, group.at),
			...outlastsJob(guess, settings),
			...isTemplateOnly ? [] : meanwhile({
				group,
				schedule: situation.schedule,
				guess
			})
		]),
		changes,
		estimate: guess,
		isTemplateOnly,
		...since && { since },
		...base,
		steps: stepsToRoll(stepFacts, {
			changes,
			pins
		})
	};
}
function adoptUnverified(newest, to, { base, situation }) {
	const { settings, findings } = situation;
	const sources = versionsBefore(newest, to, situation);
	if (!(settings.currentImage || sources.some(({ version }, i) => version !== to[i]?.version)) || sources.length < to.length || settings.to !== void 0) return void 0;
	if (!newest || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.In)(newest.status) || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)(newest, revisionOf(to))) return void 0;
	if (newest.ended === void 0 || base.group.at - newest.ended >= base.timeout) return void 0;
	const healthy = base.group.desired;
	const steps = stepsToAdopt(stepFactsOf(situation, base.timeout), {
		to,
		refresh: newest
	});
	return {
		action: "adopt",
		findings,
		refresh: newest,
		to: targetOfRefresh(to, newest, situation),
		...base,
		from: revisionOf(sources),
		healthy,
		steps
	};
}



/***/ })

};
