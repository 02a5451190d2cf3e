export const id = 456;
export const ids = [456];
export const modules = {

/***/ 7057:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  _: () => (/* binding */ tooShort),
  a: () => (/* binding */ isUnseen),
  c: () => (/* binding */ warning),
  d: () => (/* binding */ otherRefreshActive),
  f: () => (/* binding */ outlastsJob),
  g: () => (/* binding */ tooFarApart),
  h: () => (/* binding */ shortSession),
  i: () => (/* binding */ error),
  l: () => (/* binding */ allLeftOut),
  m: () => (/* binding */ sharedLatest),
  n: () => (/* binding */ fit),
  o: () => (/* binding */ note),
  p: () => (/* binding */ refusalCode),
  r: () => (/* binding */ day),
  s: () => (/* binding */ roughly),
  t: () => (/* binding */ access),
  u: () => (/* binding */ claimedByOther)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);

// src/rollout/plan/refusals.ts
const refusalCode = (survey, { mode }) => {
	const launches = mode === "plan" ? [] : survey.templates.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.K)(each) ?? []);
	const problems = [...survey.problems, ...launches];
	if (problems.some(({ kind }) => kind === "expired")) return "credentials-expired";
	if (problems.some(({ kind }) => kind === "denied")) return "access-denied";
	return problems.some(_action_js__WEBPACK_IMPORTED_MODULE_0__.sn) ? "lost-contact" : "preflight";
};
const otherRefreshActive = ({ id, status }, group) => ({
	level: "error",
	rule: "conflict",
	says: `Another instance refresh (${id}) is in progress on this group: ${status}.`,
	remedy: `Wait for its end and run again, or set \`on-conflict\`: \`wait\` waits for it, \`replace\` cancels it. See how far it is: \`${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tt)({ group })}\`.`
});
function claimedByOther({ group }, run) {
	const last = group && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pn)((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gn)(group), {
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
	const commands = followers.map((use) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ot)({
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
	const ids = new Set(versions.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Pt).map(({ id }) => id));
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap(({ template }) => ids.has(template.id) ? [template] : []);
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
const error = (rule, says, remedy) => ({
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
const note = (rule, says, remedy) => ({
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
	const bad = pairs(survey).filter(([image, type]) => !fits(image, type));
	return [...Map.groupBy(bad, ([image, type]) => `The image ${image.id} ${says(image, type)}`)].map(([sentence, of]) => error(rule, `${sentence}: ${[...new Set(of.map(([, { name }]) => name))].join(", ")}.`, remedy));
});
const pairs = ({ group, templates, launchEnvironment }) => group ? templates.flatMap((each) => pairsOf((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(each), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.k)(each, group), launchEnvironment?.types ?? [])) : [];
const pairsOf = (image, names, types) => image ? types.filter(({ name }) => names.includes(name)).map((type) => [image, type]) : [];
const fit = [misfits];
// src/rollout/preflight/access.ts
const remedies = {
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
const unreadable = ({ problems }) => unique(problems).map((problem) => problem.fault ? environmentFinding(problem, problem.fault) : error(`cannot-see-${problem.operation}`, said(problem), remedies[problem.kind]));
const said = ({ operation, code, message }) => `${operation} failed: ${code}: ${message}`;
function environmentFinding(problem, fault) {
	const { says, remedy } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.b)(fault);
	return error(`environment-${fault.type}`, `${says} (${said(problem)}).`, remedy);
}
const unique = (problems) => problems.filter((each, i) => problems.findIndex((other) => sameness(other) === sameness(each)) === i);
const sameness = ({ operation, code, fault }) => fault?.type ?? `${operation} ${code}`;
const launchDenied = ({ templates }, { mode }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap((each) => {
	const launch = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.K)(each);
	if (launch?.kind !== "denied") return [];
	const permissions = hiddenPermissions((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.z)(each.saved) !== void 0);
	const answer = `${launch.code}: ${launch.message}`;
	const cause = causes[launch.code];
	return mode === "plan" && cause === void 0 ? [warning("launch-denied", `This role may not try a launch (DryRun), so nobody knows whether the new image launches. A deploy with this role will be refused for the same: ${answer}`, `A role that only plans may do without. The role that deploys needs: ${permissions}`)] : [error("launch-denied", `A trial launch (DryRun) of the new image with this launch template was refused: ${answer}`, cause ?? permissions)];
});
const hiddenPermissions = (readsParameter) => `AWS checks these when a refresh starts: ec2:RunInstances on all that the template names, ec2:CreateTags for tag specifications, iam:PassRole for an instance profile${readsParameter ? ", ssm:GetParameters for its parameter" : ""}. sts:DecodeAuthorizationMessage reads an encoded message. See docs/iam.md, «The hidden permissions».`;
const NO_ROOM = "This says nothing against the image. If there is no room for one more instance than now, let old instances go first: `max-healthy-percentage: 100` with a lower `min-healthy-percentage`.";
const launchRejected = (survey) => misfits(survey).length > 0 ? [] : survey.templates.flatMap((each) => {
	const launch = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.K)(each);
	if (!launch || launch.kind === "denied" || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(each)?.state !== "available") return [];
	const says = `A trial launch (DryRun) of the new image with this launch template failed: ${launch.code}: ${launch.message}`;
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.T)(launch)) return [warning("launch-no-room", says, NO_ROOM)];
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.sn)(launch)) return [warning("launch-rejected", says, "It may be a passing fault of EC2.")];
	return [error("launch-rejected", says, causes[launch.code] ?? "Fix the launch template or choose an image that it can launch.")];
});
const newVersionWith = (what) => `Make a launch template version with ${what} that exists in this region, and save it on the group.`;
const causes = {
	OptInRequired: "The image is from AWS Marketplace: the account that launches it must accept its terms and subscribe.",
	"InvalidKeyPair.NotFound": newVersionWith("a key pair"),
	"InvalidGroup.NotFound": newVersionWith("security groups"),
	"InvalidSubnetID.NotFound": "Remove the subnet that is gone from the group.",
	"InvalidSnapshot.NotFound": newVersionWith("snapshots")
};
const unchecked = ({ launchEnvironment: environmentFinding, problems }) => unique([...problems, ...environmentFinding?.unchecked ?? []]).slice(unique(problems).length).map(({ kind, operation, code, message }) => warning(`not-checked-${operation}`, `${operation} failed, so what it would show is not checked: ${code}: ${message}`, remedies[kind]));
const access = [
	unreadable,
	launchDenied,
	launchRejected,
	unchecked
];



/***/ }),

/***/ 5456:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ readable),
  i: () => (/* binding */ group),
  n: () => (/* binding */ readableMixed),
  o: () => (/* binding */ parameter),
  r: () => (/* binding */ watchableMixed),
  t: () => (/* binding */ mixed)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var _access_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7057);


// src/rollout/preflight/parameter.ts
const namedByParameter = ({ templates, problems }, { ssmTemplate, mode }) => {
	if (mode === "watch") return [];
	const [why, remedy] = mode === "check" ? noCheck : ssmTemplate === "pin" ? noImage : noRefresh;
	if (why === noImage[0] && problems.length > 0) return [];
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap(({ saved }) => {
		const parameter = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.z)(saved);
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
const noImage = [", which means no image now, and its instances do not show one.", "Let the parameter hold the id of an image, then run again."];
const noCheck = [": there is no image to compare the instances with.", "A rollout with `ssm-template: pin` moves the group to a version that has an image of its own."];
const unfollowed = ({ group, templates }) => group ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap((each) => unfollowedIn(each, group)) : [];
function unfollowedIn({ saved, versions, parameter: images }, group) {
	const from = versions.find(({ version }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Zn)(saved.description)?.from === version);
	const parameter = from && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.z)(from);
	if (!from || parameter === void 0) return [];
	const on = {
		group: group.name,
		...group.mixed && { mixed: true }
	};
	const follow = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ot)(on, [{
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
const exists = ({ group, problems }, settings) => group || (0,_access_js__WEBPACK_IMPORTED_MODULE_1__.a)("DescribeAutoScalingGroups", problems) ? [] : error$1("group-missing", `The Auto Scaling group "${settings.group}" does not exist in this region and account.`, `Check \`auto-scaling-group\`, \`aws-region\` and the account of the credentials.${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ut)(settings.group)}`);
const form = ({ group }) => group?.form === "launch-configuration" ? error$1("launch-configuration", "The group uses a launch configuration, which AWS has retired.", "Move the group to a launch template first; launch configurations cannot be rolled.") : [];
const template = ({ templates, problems }) => problems.length > 0 ? [] : templates.flatMap(missing);
function missing(of) {
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
	const remedy = `Resume it: \`aws autoscaling resume-processes --auto-scaling-group-name ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.it)(group?.name ?? "")} --scaling-processes ${process}\`.`;
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
	exists,
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
const aliasTagLength = ({ group }, settings) => group && ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.zn)(group, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Gn)(settings, group, 0))?.length ?? 0) > 256 ? [error("too-many-aliases", "The group follows so many aliases of launch templates that they cannot be remembered in a tag while it is pinned to numbers.", "Name numbered versions in the group, or let all templates follow the same alias.")] : [];
const architectures = ({ group, images, templates }, { to }) => {
	const known = images.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.H)(each) ?? []);
	if (to !== void 0 || !group || known.length === 0 || known.length < images.length) return [];
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap((each) => each.target.type === "none" ? unmatched(each, images, group) : []);
};
function unmatched(template, candidates, { templates }) {
	const images = candidates.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.H)(each) ?? []);
	const { id, name } = template.named;
	const which = templates.length > 1 ? `The launch template ${id} (${name})` : "The group’s launch template";
	const [architecture] = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.D)(template);
	if (architecture === void 0) return [error("architecture-unknown", `${which} launches ${template.saved.image}, which is not there any more, and names no instance type: which of the images it shall launch is not known.`, "Name an instance type in the template or in the group’s overrides.")];
	const fitting = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.O)(template, images);
	if (fitting.length === 0) return [error("image-for-architecture", `${which} launches ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.D)(template).join(", ")}, and there is no image of that architecture among those asked for: ${images.map(named).join(", ")}.`, "Add one to `image`, on a line of its own: one image for each architecture of the group.")];
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



/***/ })

};
