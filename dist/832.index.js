export const id = 832;
export const ids = [832];
export const modules = {

/***/ 9451:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  plan: () => (/* binding */ plan)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var _preferences_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7273);
var _access_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7057);
var _mixed_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5456);




// src/rollout/preflight/alarms.ts
const notOk = ({ alarms, problems }, settings) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.a)("DescribeAlarms", problems) ? [] : settings.alarms.flatMap((name) => {
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
const checking = (check) => ({ templates }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap((each) => launchOf(each).flatMap(check));
function launchOf(of) {
	const image = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(of);
	const version = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.q)(of);
	return image ? [{
		image,
		version,
		isMade: version.image !== image.id,
		current: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.U)(of)
	}] : [];
}
const rootOf = ({ disks }, { rootDevice }) => disks.find(({ device }) => device === rootDevice);
const tooSmall = checking(({ image, version }) => {
	const size = rootOf(version, image)?.size;
	const least = image.disks.find(({ device }) => device === image.rootDevice)?.size;
	return size === void 0 || least === void 0 || size >= least ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("volume-too-small", `The launch template gives the root device ${image.rootDevice} ${size} GiB, the image ${image.id} needs ${least} GiB: no instance would launch.`, `Make a template version with ${least} GiB or more, or leave the size to the image.`)];
});
const otherRoot = checking(({ image, version, isMade }) => {
	const asked = rootOf(version, image)?.snapshot;
	const own = image.disks.find(({ device }) => device === image.rootDevice)?.snapshot;
	return isMade || asked === void 0 || own === void 0 || asked === own ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("root-snapshot", `Version ${version.version} of the launch template sets the root device ${image.rootDevice} to ${asked}, the image ${image.id} brings ${own}: EC2 launches no image with the root disk of another.`, "Make a template version without that snapshot.")];
});
const lostSnapshot = checking(({ image, version, isMade, current }) => isMade ? version.disks.filter(({ device, snapshot }) => snapshot !== void 0 && device !== image.rootDevice).filter((disk) => !image.disks.some(({ device }) => device === disk.device) || !isImages(disk, current)).map(({ device, snapshot }) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("disk-snapshot", `The launch template fills the disk ${device} from ${snapshot}. EC2 leaves snapshots out of a version that is made from another, so new instances would have it empty, or not launch.`, "Let the image bring this disk, or fill it as the instance starts; then take the snapshot out of the template.")) : []);
const isImages = ({ device, snapshot }, current) => !current || current.disks.some((disk) => disk.device === device && disk.snapshot === snapshot);
const disks = [
	tooSmall,
	otherRoot,
	lostSnapshot,
	checking(({ image, version, isMade, current }) => {
		const meant = current && rootOf(version, current);
		return !isMade || !meant || image.rootDevice === void 0 || meant.device === image.rootDevice || image.disks.some((disk) => disk.device === meant.device) ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("root-device-moved", `The launch template describes the root device ${meant.device} of the image in use, but that of ${image.id} is ${image.rootDevice}. New instances would have an empty disk more, and a root disk without the template's size, type and encryption.`, `Make a template version that describes ${image.rootDevice} instead, and save it on the group first.`)];
	})
];
// src/rollout/preflight/image-differences.ts
const comparing = (compare) => ({ group, templates }, { to }) => to === void 0 && group ? unique(templates).flatMap((pair) => compare(...pair, group.account)) : [];
function unique(templates) {
	const pairs = templates.flatMap((each) => {
		const [target, current] = [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(each), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.U)(each)];
		return target && current && target.id !== current.id ? [[target, current]] : [];
	});
	return [...new Map(pairs.map((pair) => [pair.map(({ id }) => id).join(), pair])).values()];
}
const platform = comparing(({ id, windows }, current) => windows === current.windows ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("platform-change", `The image ${id} is ${system(windows)}, the one in use, ${current.id}, is ${system(current.windows)}. User data, disks and health checks of the launch template were made for the latter.`, "See that it is the one that you mean.")]);
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
	return differences.length === 0 ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("image-behaves-otherwise", `The image ${target.id} differs from the one in use, ${current.id}: ${differences.join("; ")}.`, "See that its software, the instance types and the launch template are ready for it.")];
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
		const [target, current] = [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(each), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.U)(each)];
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
		case "unknown": return [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("image-owner-unknown", `EC2 does not say whose image ${image.id} is.`, "See that it is the one that you mean.")];
		case "stranger": return [foreign(image, acquaintances)];
	}
}
const foreign = (image, { account, inUse }) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("image-foreign", `The image ${image.id} belongs to ${ownerOf(image)}, which is neither this account nor the owner of the image in use${inUse ? ` (${ownerOf(inUse, account)})` : ", which no longer exists"}.`, `If it is the one that you mean, allow its owner: \`allowed-image-owners: ${allowing(image)}\`. Its owner can take it back at any time; a copy of your own (EC2's CopyImage) stays.`);
const ownerOf = ({ owner = "an unknown owner", ownerAlias, productCodes }, account) => {
	if (owner === account) return "this account";
	if (ownerAlias === MARKETPLACE) return `AWS Marketplace, product ${productCodes.join(", ") || "unknown"}`;
	return ownerAlias === void 0 ? owner : `${owner} (${ownerAlias})`;
};
const allowing = ({ owner = "", ownerAlias, productCodes: [code] }) => {
	if (ownerAlias === MARKETPLACE && code !== void 0) return `marketplace:${code}`;
	return ownerAlias === "amazon" ? "amazon" : owner;
};
const notAllowed = ({ templates }) => pairs(templates).filter(([{ allowed }]) => allowed === false).map(([{ id }]) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("image-not-allowed", `The account's Allowed AMIs do not allow the image ${id}. They only audit now; once enabled, they hide it and its launches fail.`, "Add its owner to the criteria (`aws ec2 get-allowed-images-settings`), or use an image of your own."));
const ownerRules = [strangers, notAllowed];
// src/rollout/preflight/image.ts
const exists = (survey) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.a)("DescribeImages", survey.problems) ? [] : [...new Set(absent(survey))].map((id) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("image-missing", `EC2 does not show the image ${id}: it does not exist in this region, is not shared with this account, or the account's Allowed AMIs hide it.`, "Check the id and `aws-region`; copy the image to this region or share it with this account. `aws ec2 get-allowed-images-settings` says whether Allowed AMIs are enabled, and for whose images."));
const absent = ({ images, templates }) => [
	...images.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.H)(each) ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.V)(each) ?? []),
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
	const begun = created !== void 0 && now !== void 0 ? `, begun ${(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.s)(now - created)} ago` : "";
	const how = state === "pending" ? `it is pending${begun}` : `its state is ${state}`;
	const why = reason === void 0 ? "" : ` EC2 says: “${reason}”`;
	return (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("image-not-available", `The image ${id} cannot be launched: ${how}.${why}`, remedyFor(state, id));
}
function remedyFor(state, id) {
	if (state === "pending") return `Wait until the image is available, then run again: \`aws ec2 wait image-available --image-ids ${id}\` does so in a step before.`;
	return state === "disabled" ? `Choose another image, or have its owner enable it, then run again: \`aws ec2 enable-image --image-id ${id}\`.` : "Build or choose another image.";
}
function found({ images, templates }) {
	const all = [...images.map(_action_js__WEBPACK_IMPORTED_MODULE_0__.H), ...templates.map(_action_js__WEBPACK_IMPORTED_MODULE_0__.J)];
	return [...new Map(all.flatMap((each) => each ? [[each.id, each]] : [])).values()];
}
const needed = ({ images, templates }, { to }) => {
	if (to !== void 0 || templates.some((each) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(each))) return [];
	const idle = images.flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.H)(each) ?? []).filter(({ id }) => !templates.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(each)?.id === id));
	return templates.length === 0 ? [] : idle.map(({ id, architecture }) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("image-not-needed", `No launch template of the group needs the image ${id} (${architecture}).`, "Leave it out of `image`: one image for each architecture of the group."));
};
const deprecated = (survey) => found(survey).flatMap(({ id, deprecated: since }) => since === void 0 || !survey.group || since > survey.group.at ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("image-deprecated", `The image ${id} has been deprecated since ${(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.r)(since)}: it still launches, but its owner asks to use another.`, "Build or choose a newer image.")]);
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
	const name = ref.from === "parameter" ? ref.name : ref.from === "newest" ? ref.pattern : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.zt)(ref);
	const member = (ref.from === "parameter" ? ref.member : void 0) ?? "";
	switch (unresolved.type) {
		case "no-parameter": return error("parameter-missing", `There is no parameter ${name} in this region and account.`, "Check its name in `image`, and `aws-region`; a parameter that another account shares is named by its ARN.");
		case "no-version": return error("parameter-version-missing", `The parameter ${name} has no version or label ${ref.from === "parameter" ? ref.selector : ""}.`, `Name one that it has: \`aws ssm get-parameter-history --name ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.it)(name)}\`.`);
		case "secret": return error("parameter-secret", `The parameter ${name} is a SecureString; this action decrypts nothing.`, "An image’s id is no secret: store it as a String, best with the data type aws:ec2:image.");
		case "list": return error("parameter-list", `The parameter ${name} is a StringList.`, "Store one image’s id as a String; several architectures are several parameters, each on a line of its own.");
		case "no-image-id": return error("parameter-value", `The value of the parameter ${name} is no image id.`, "It must be ami- and 8 to 17 hexadecimal digits; with the data type aws:ec2:image AWS itself sees to that.");
		case "no-json": return error("parameter-no-json", `The value of the parameter ${name} is no JSON object, so it has no member ${member}.`, "Name the parameter alone if its value is the image’s id.");
		case "no-member": return error("parameter-no-member", `The JSON in the parameter ${name} has no member ${member}.`, unresolved.members.length > 0 ? `It has ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(unresolved.members, 10)}: name one of these after the #.` : "It has none at all: write the image’s id into it.");
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
	says: `${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.zt)(each.ref)} means ${each.meansNow ?? "no image"} by now, but the instance refresh of an earlier attempt of this run is in progress with ${each.id}.`,
	remedy: "This attempt watches that refresh until it ends. Start a new run for the newer image."
}]);
const changed = ({ images, templates }, { run }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap((of) => {
	const { saved, versions } = of;
	const target = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(of);
	const ref = images.find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.V)(each) === target?.id)?.ref;
	const earlier = versions.find(({ version, description, image }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Zn)(description)?.run === run.id && version !== saved.version && image !== target?.id);
	if (!ref || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Vt)(ref) || !target || !earlier) return [];
	return [{
		level: "warning",
		rule: "image-changed",
		says: `This run has made version ${earlier.version} before, with ${earlier.image}; ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.zt)(ref)} means ${target.id} now, and that is taken.`,
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
	const inService = group?.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Nn) ?? [];
	return inService.length > 0 && unmanaged.length === inService.length ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("none-managed", `Systems Manager manages none of the ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ht)(inService.length, "instance")} in service. Unless the new image is different, \`verify-on-instance\` fails.`, "Give the image the SSM Agent, the instances a role that lets it register (AmazonSSMManagedInstanceCore), and a way to Systems Manager’s endpoints.")] : [];
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
	return name === void 0 ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)(rule, `The group belongs to ${service}${name && ` ${name}`}, which owns its launch template.`, remedy)];
});
const operated = ({ group, templates }) => {
	return [...group?.operator === void 0 ? [] : [{
		what: "The group",
		operator: group.operator
	}], ...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap(({ template: { id, name, operator } }) => operator === void 0 ? [] : [{
		what: `The launch template ${id} (${name})`,
		operator
	}])].map(({ what, operator }) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("owner-operator", `${what} is operated by ${operator}: AWS lets nobody else change it.`, "Roll the image out by that service."));
};
const STACK = "aws:cloudformation:stack-name";
const cloudFormation = ({ group }) => {
	const stack = group?.tags.get(STACK);
	return !group || stack === void 0 || owners.some((owner) => owner.owned(group.tags) !== void 0) ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("owner-cloudformation", `The group belongs to the CloudFormation stack ${stack}: drift detection will show the new template version. A stack update that changes the launch template or the group's version puts the stack's image back.`, "Keep the image in a parameter of the stack and bring it up to date after the rollout, before the stack is next updated. See docs/beside-cloudformation.md.")];
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
	return tool ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("owner-iac", `By its tags the group is kept by ${tool.name}: its next run would show the new template version as a change, and put the old image back.`, tool.remedy)] : [];
};
const ecs = ({ group }) => group?.tags.has("AmazonECSManaged") ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("owner-ecs", "The group is a capacity provider of ECS: instances that run tasks may be protected from scale-in. AWS terminates the others with their tasks unless ECS drains them.", "Turn on managed draining in the capacity provider; with managed termination protection set `scale-in-protected-instances: refresh`.")] : [];
const CLUSTER = "kubernetes.io/cluster/";
const kubernetes = ({ group }) => {
	const cluster = [...group?.tags.keys() ?? []].find((key) => key.startsWith(CLUSTER));
	return cluster === void 0 || group?.tags.has("eks:nodegroup-name") ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("owner-kubernetes", `The instances are nodes of the Kubernetes cluster ${cluster.slice(22)}: an instance refresh terminates them without draining.`, "Have a termination hook of the group drain the nodes, as aws-node-termination-handler does in its queue mode.")];
};
const CODE_DEPLOY = "CodeDeploy-managed-automatic-launch-deployment-hook";
const codeDeploy = ({ launchEnvironment }) => launchEnvironment?.hooks?.some(({ name }) => name.startsWith(CODE_DEPLOY)) ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("owner-codedeploy", "CodeDeploy deploys its last revision onto each new instance before it comes into service: a deployment that fails there counts as a bad image.", "See that the last deployment succeeded, and start none while the rollout lasts.")] : [];
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
const savedIsNew = ({ group, templates }, { onFailure }) => group && onFailure === "rollback" ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap((each) => sameImage(each, group)) : [];
function sameImage(of, group) {
	const { saved } = of;
	const old = group.instances.filter(({ template }) => group.templates.length === 1 || template?.id === saved.id).filter((instance) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tn)(instance, { templates: [saved] }));
	if (of.target.type === "version" || saved.image !== (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(of)?.id || old.length === 0) return [];
	return [{
		level: "warning",
		rule: "no-way-back",
		says: `The group's saved template (version ${saved.version}) names the new image already while ${old.length} instances run an older version: a rollback would lead to the same image.`,
		remedy: "To keep a rollback possible, let this action make the new version: do not change the group or its alias beforehand."
	}];
}
const oldIsGone = (survey, { to, onFailure, onCancel }) => to !== void 0 || onFailure !== "rollback" && onCancel !== "rollback" ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(survey.templates).flatMap((each) => {
	const state = stateOfCurrent(each, survey);
	return state === void 0 ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("way-back-gone", `The image in use, ${each.saved.image}, ${state}. A rollback could launch nothing, and AWS's own would end as RollbackFailed. Nor can the group scale out before the rollout.`, "If the new image fails, go on to another good one. Keep the images that a group may be rolled back to.")];
});
function stateOfCurrent(of, { problems }) {
	const { image } = of.saved;
	if (image === (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(of)?.id || (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.a)("DescribeImages", problems) || !image.startsWith("ami-")) return void 0;
	const current = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.U)(of);
	if (!current) return "does not exist any more or is not shared with this account";
	return current.state === "available" ? void 0 : `is ${current.state}`;
}
const previousImage = [savedIsNew, oldIsGone];
// src/rollout/preflight/protection.ts
const mayRollBack = ({ to, onFailure, onCancel }) => to === void 0 && (onFailure === "rollback" || onCancel === "rollback");
const bornProtected = ({ group }, settings) => {
	const { scaleInProtectedInstances } = settings;
	if (!group?.protectsNewInstances || !mayRollBack(settings) || scaleInProtectedInstances === "Refresh") return [];
	return [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("born-protected", `The group protects new instances from scale-in as soon as they are in service. If this rollout is rolled back: ${scaleInProtectedInstances === "Wait" ? "AWS waits up to an hour for the protection to go, then gives up." : "AWS does not document whether its own rollback replaces protected instances. Where it leaves some of the new version, this action replaces them by a second instance refresh with `ScaleInProtectedInstances: Refresh`, as long as no instance of another version is protected."}`, "With `scale-in-protected-instances: refresh` the rollout and its rollback both replace protected instances.")];
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
	if (templates.length > 0 && templates.every((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Y)(each)?.why === "stays") && typeof to === "string") return [{
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
		remedy: listed.length > 0 ? `Set \`to\` to one of these: ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(listed)}.` : "The launch template has no other version: set `to` to an image."
	}];
}
const rollbackTarget = [nowhere];
// src/rollout/preflight/room.ts
const leftOut = ({ group }, settings) => {
	if (!group) return [];
	const { covered, leftOut: out } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.en)(group.instances, { templates: [] }, settings);
	const total = covered.length + out.length;
	if (covered.length === 0) return [];
	return ["protected", "standby"].flatMap((why) => {
		const these = out.filter((each) => each.why === why).length;
		const waits = why === "protected" ? false : settings.standbyInstances !== "Ignore";
		return these === 0 || waits ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("left-out", `${these} of ${total} instances ${these === 1 ? "is" : "are"} left out (${why}): the old image goes on there.`, `Set \`${takes[why]}\` if they shall be replaced too.`)];
	});
};
const takes = {
	protected: "scale-in-protected-instances: refresh",
	standby: "standby-instances: terminate"
};
const instancesToWaitFor = ({ group }, { scaleInProtectedInstances, standbyInstances }) => {
	const staying = group?.instances.filter((instance) => !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fn)(instance)) ?? [];
	const kept = [...scaleInProtectedInstances === "Wait" ? staying.filter((each) => each.protectedFromScaleIn) : [], ...standbyInstances === "Wait" ? staying.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.In) : []];
	const ids = [...new Set(kept.map(({ id }) => id))];
	return ids.length === 0 ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("waited-for", `AWS will wait for ${ids.length} protected or standby instance${ids.length === 1 ? "" : "s"} (${some(ids)}), and give up after an hour.`, "Take the protection away or put them back in service while the rollout lasts.")];
};
const some = (ids) => `${ids.slice(0, 3).join(", ")}${ids.length > 3 ? ", …" : ""}`;
const atMaximum = ({ group, targets, targetGroups }, settings) => {
	if (!group || group.desired === 0 || group.desired < group.max) return [];
	const { minHealthyPercentage, maxHealthyPercentage } = (0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.r)(settings, group, healthyNow(group, {
		targets,
		targetGroups
	}));
	if (leastIn(group, minHealthyPercentage) < group.desired) return [];
	return [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("at-maximum", `The group is at its maximum (${group.desired} of ${group.max}), and ${minHealthyPercentage} % to ${maxHealthyPercentage} % healthy means launching before terminating. AWS does not document whether an instance refresh may go above the maximum.`, `If nothing moves, raise the maximum by one for the rollout, or set \`min-healthy-percentage\` lower.`)];
};
const healthyNow = (group, { targets, targetGroups }) => (0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.t)(group, {
	targets,
	unjudged: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Qt)(targetGroups, targets)
});
const leastIn = ({ desired }, percentage) => Math.ceil(desired * percentage / 100);
const noneInService = ({ group, targets, targetGroups }, settings) => {
	if (!group || group.desired === 0 || settings.to !== void 0) return [];
	const { minHealthyPercentage } = (0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.r)(settings, group, healthyNow(group, {
		targets,
		targetGroups
	}));
	return leastIn(group, minHealthyPercentage) > 0 ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("none-stays", `With ${minHealthyPercentage} % as the minimum AWS may take the whole group out of service at once.`, "Set `min-healthy-percentage` to more than 0.")];
};
const heavyweight = ({ group }) => {
	const heaviest = Math.max(0, ...group?.instances.map(({ weight = 0 }) => weight) ?? []);
	return !group || group.desired === 0 || heaviest < group.desired ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("heavyweight", `An instance of the group counts for ${heaviest} units, and the desired capacity is ${group.desired}: AWS might replace all instances at once, whatever the percentages promise.`, "Let the desired capacity be larger than the largest weight.")];
};
const reserved = ({ group, targets, targetGroups }, settings) => {
	if (!group?.isReservedOnly || group.desired === 0) return [];
	const { minHealthyPercentage, maxHealthyPercentage } = (0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.r)(settings, group, healthyNow(group, {
		targets,
		targetGroups
	}));
	return maxHealthyPercentage <= 100 && leastIn(group, minHealthyPercentage) < group.desired ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("reserved-only", `The group launches into capacity reservations alone, and ${minHealthyPercentage} % to ${maxHealthyPercentage} % healthy means launching before terminating: without a free slot every launch fails.`, "See that a slot is free in each reservation; or set `max-healthy-percentage: 100` with a lower `min-healthy-percentage`, so that old instances go first.")];
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
	if (typeof found === "string") return [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("set-parameter-missing", `There is no Systems Manager parameter ${name}, which \`set-parameter\` is to write.`, "Check the name and `aws-region`; or create it once, as a String of the data type aws:ec2:image, with the id of an image.")];
	if ("kind" in found) return found.fault ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("set-parameter-unread", `The parameter ${name}, which \`set-parameter\` is to write, could not be read: ${found.operation}: ${found.code}: ${found.message}`, "Give the role the permissions in docs/iam-policy-parameter.json, for this parameter.")];
	const { type, dataType } = found;
	if (type === "String" && (dataType === "text" || dataType === "aws:ec2:image")) return [];
	return [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("set-parameter-type", `The parameter ${name}, which \`set-parameter\` is to write, is a ${type} of the data type ${dataType}.`, "Name a String of the data type text or aws:ec2:image.")];
}
const several$1 = ({ templates }, { setParameter: name }) => {
	const images = new Set((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(each)?.id ?? []));
	return name === void 0 || images.size < 2 ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("set-parameter-several", `\`set-parameter\` writes one image, and this rollout has ${images.size}: ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)([...images])}.`, "Leave `set-parameter` out, and write a parameter for each image in a step of its own.")];
};
const parameterToSetRules = [unsettable, several$1];
// src/rollout/preflight/tags.ts
const unconfirmed = ({ unconfirmedTags, group }) => group === void 0 ? [] : unconfirmedTags.map((tag) => ignored(group.name, tag));
const ignored = (group, { key, value }) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("tag-ignored", `The group's tag ${key} says ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.it)(value)}, and nothing in the history of its launch template versions and instance refreshes confirms it: it decides nothing.`, `${key === "ami-rollout:alias" ? "If the group is to follow an alias, save it on the group. " : ""}Remove the tag: \`${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ct)(group, key)}\`.`);
const aliases = ({ group }, { run }) => {
	if (!group || group.templates.every(({ version }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Bn)(version))) return [];
	const tagged = [...new Set((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Hn)(group).values())];
	const origin = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Wn)(group.tags.get("ami-rollout:alias") ?? "");
	return tagged.length === 0 || !origin ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("tag-decides", `The group's tag ${_action_js__WEBPACK_IMPORTED_MODULE_0__.Ln} decides that the group follows ${tagged.join(" and ")} again, once that means a version that has proven itself. ${origin.run === run.id ? "An earlier attempt of this run wrote it." : `Run ${origin.run} wrote it, and AWS's history confirms that run.`}`, `If the group is to stay on a number, remove the tag: \`${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ct)(group.name, _action_js__WEBPACK_IMPORTED_MODULE_0__.Ln)}\`.`)];
};
const rollback = ({ group, refreshes: [newest] }, { to, run }) => {
	const value = group?.tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.ln);
	const written = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dn)(value);
	if (!group || to !== "previous" || !written || written.run !== run.id) return [];
	const versions = written.versions.join(", ");
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.un)(value, {
		run,
		templates: group.templates,
		newest
	}) ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("tag-decides", `The group's tag ${_action_js__WEBPACK_IMPORTED_MODULE_0__.ln} decides where this rollback goes: attempt ${written.attempt} of this run noted version ${versions}. The group's newest instance refresh${newest ? ` (${newest.id})` : ""} confirms it.`, "Set `to` to a version number to go elsewhere.")] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("tag-outdated", `The group's tag ${_action_js__WEBPACK_IMPORTED_MODULE_0__.ln} names version ${versions}, but the group's newest instance refresh is not the one that it names: it decides nothing.`, "Set `to` to a version number if the rollback is to go there.")];
};
const handOver = ({ group, refreshes }, { run }) => {
	const written = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.yn)(run, group?.tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.vn));
	if (!group || !written) return [];
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bn)({
		group,
		refreshes
	}, run) ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("tag-decides", `The group's tag ${_action_js__WEBPACK_IMPORTED_MODULE_0__.vn} hands over instance refresh ${written.refresh} from attempt ${written.attempt} of this run; AWS shows it.`, "Nothing is to be done: the tag goes when the refresh has ended.")] : [ignored(group.name, {
		key: _action_js__WEBPACK_IMPORTED_MODULE_0__.vn,
		value: group.tags.get("ami-rollout:handed-over") ?? ""
	})];
};
const unbegun = ({ group, refreshes: [newest], templates }, { to, run }) => {
	const found = group && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.fn)(group.tags.get("ami-rollout:rollback"), newest);
	if (!group || !found || found.note.run === run.id) return [];
	const { note: written, refresh } = found;
	const failed = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).filter((each) => each.versions.some((version) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Sn)(refresh, version) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Yn)(version, each.versions)?.run === written.run && version.image === (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(each)?.id));
	const numbers = (refresh.to ?? []).map(({ version }) => version);
	const versions = numbers.length === 0 ? "its rollout" : `version ${numbers.join(", ")}`;
	return [(failed.length > 0 && to === void 0 ? _access_js__WEBPACK_IMPORTED_MODULE_2__.i : _access_js__WEBPACK_IMPORTED_MODULE_2__.c)("rollback-unbegun", `Run ${written.run} has ended its instance refresh ${refresh.id} (${refresh.status}) to roll ${versions} back to version ${written.versions.join(", ")}${written.failureCode === void 0 ? "" : ` (${written.failureCode})`}, and has not begun that rollback. Instances may still run ${versions}${failed.length > 0 ? ", whose image this run asks for" : ""}.`, `Run that workflow run again, which finishes its rollback; or roll back first: \`mode: rollback\` with \`to: ${written.versions.join()}\`.`)];
};
const tags = [
	unconfirmed,
	aliases,
	rollback,
	unbegun,
	handOver
];
// src/rollout/preflight/targets.ts
const missing$1 = ({ group, targetGroups, problems }) => !group || (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.a)("DescribeTargetGroups", problems) || (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.a)("DescribeLoadBalancers", problems) ? [] : group.targetGroups.filter((arn) => !targetGroups.some((each) => each.arn === arn)).map((arn) => ({
	level: "error",
	rule: "target-group-missing",
	says: `The ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$t)(arn)} ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vt)(arn)}, which is attached to the group, does not exist any more: Auto Scaling can launch nothing, and no instance would be healthy in it.`,
	remedy: `Detach it: \`${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.nt)(group.name, arn)}\`.`
}));
const unhealthyBefore = ({ group, targets: seen, targetGroups, statusChecks, problems }) => {
	if ((0,_access_js__WEBPACK_IMPORTED_MODULE_2__.a)("DescribeTargetHealth", problems) || (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.a)("DescribeInstanceHealth", problems)) return [];
	const inService = group?.instances.filter(_action_js__WEBPACK_IMPORTED_MODULE_0__.Nn) ?? [];
	const judged = {
		targetGroups: targetGroups.map(({ arn }) => arn),
		unjudged: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Qt)(targetGroups, seen)
	};
	const unhealthy = inService.filter((instance) => {
		const checks = statusChecks.get(instance.id);
		return !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Zt)(instance, judged, seen) || checks !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Jt)(checks);
	});
	if (unhealthy.length === 0) return [];
	return [{
		level: "warning",
		rule: "unhealthy-before",
		says: `${unhealthy.length} of ${inService.length} instances are not healthy before the rollout starts (${unhealthy.slice(0, 3).map(({ id }) => id).join(", ")}${unhealthy.length > 3 ? ", …" : ""}).`,
		remedy: "A bad image is harder to detect in a fleet that is unhealthy already: check these first if you did not expect them."
	}];
};
const lattice = ({ group }) => group && group.unwatched.length > 0 ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("vpc-lattice", `VPC Lattice target groups are attached (${group.unwatched.join(", ")}), which this action does not watch.`, "The verdict does not cover them: check them by `verify` or an alarm.")] : [];
const warmupTooShort = ({ group, targetGroups }, settings) => {
	if (!group) return [];
	const warmup = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Gt)(settings, group);
	const waits = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$)(group).includes("ELB") && group.healthCheckGracePeriod < warmup;
	return targetGroups.filter((each) => each.checked && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ut)(each) > warmup).map((each) => ({
		level: waits ? "warning" : "error",
		rule: "warmup-too-short",
		says: `The warm-up of ${warmup / 1e3} s is shorter than the ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ut)(each) / 1e3} s that ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$t)(each.arn)} ${each.name} needs to call a new target healthy${needs[each.balancer]}. AWS ${waits ? "may" : "would"} go on before anybody knows whether the new image is.`,
		remedy: `Set \`instance-warmup: ${((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ut)(each) + WARMUP_MARGIN) / 1e3}s\` or more${each.balancer === "network" ? "" : `, or let the ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$t)(each.arn)} check more often`}. The ${WARMUP_MARGIN / 1e3} s more are for registration and the first check.`
	}));
};
const needs = {
	application: "",
	classic: "",
	network: " (a Network Load Balancer takes up to 5 min to register it)"
};
const WARMUP_MARGIN = 15e3;
const neverJudged = ({ targetGroups, targets: seen }) => targetGroups.filter(({ arn }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Qt)(targetGroups, seen).includes(arn)).map((each) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("not-judged", `The target group ${each.name} calls no target healthy: ${whyUnjudged(each)}. It is not waited for.`, "The verdict does not cover this target group."));
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
			says: `The group launches instances in ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(missing)}, where the load balancer ${name}${of.length > 0 ? ` of ${of.length === 1 ? "the target group" : "the target groups"} ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(of)}` : ""} is not enabled. An instance there gets no traffic and is never healthy, whatever its image.`,
			remedy: `Enable ${missing.length === 1 ? "the zone" : "the zones"} for the load balancer, or take the subnets there out of the group.`
		}];
	});
};
const withoutTraffic = ({ group, targets: seen }) => {
	const kept = seen.filter((each) => each.state === "healthy" && each.withoutTraffic !== void 0);
	const instances = new Set(kept.map(({ instance }) => instance)).size;
	return group && instances > 0 ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("without-traffic", `${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ht)(instances, "instance")} of ${group.name} ${instances === 1 ? "is" : "are"} healthy and ${instances === 1 ? "gets" : "get"} no traffic (${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)([...new Set(kept.flatMap((each) => each.withoutTraffic ?? []))])}).`, "No request has tried what is healthy there: end the zonal shift, or check the targets, before you trust the verdict.")] : [];
};
const ignoresTargetHealth = ({ group }, { targetHealthTimeout }) => {
	if (!group || group.targetGroups.length === 0 || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$)(group).includes("ELB")) return [];
	const withElb = [...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$)(group).filter((type) => type !== "EC2"), "ELB"].join(",");
	return [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("health-check-type", `The group's health check type is ${group.healthCheckType}, so AWS itself ignores target health: it goes on with instances that no target group finds healthy. This action checks it, and stops the rollout after ${targetHealthTimeout / 1e3} s. If the runner is lost, nobody does.`, `Set it to ${withElb}: \`aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.it)(group.name)} --health-check-type ${withElb}\`.`)];
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
const several = ({ templates }, { templateVersion }) => templateVersion === void 0 || templates.length < 2 ? [] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("version-of-several", `The group has ${templates.length} launch templates (${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(templates.map(({ named }) => named.name))}): which of them version ${templateVersion} belongs to is not known.`, "Roll such a group by `image`, or give it one launch template.")];
const unprovenOfSeveral = ({ templates }, { currentImage }) => currentImage && templates.length > 1 ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).filter(({ target }) => target.type === "no-version").map(({ saved: { version, id, name } }) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("version-unproven", `Version ${version} of the launch template ${id} (${name}), which the group means now, has not proved itself. No instance refresh to it was successful, and not every instance in service runs it.`, "Roll it by `image` first, with an image for each architecture.")) : [];
const missing = ({ templates, problems }) => templates.length > 1 || (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.a)("DescribeLaunchTemplateVersions", problems) ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap(({ target, template: { id, name, latest } }) => target.type === "no-version" ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("version-missing", `The launch template ${id} (${name}) has no version ${target.asked}.`, `Its highest is ${latest}: check \`launch-template-version\`, and whether the group belongs to the stack or the workspace that you mean.`)] : []);
function namedVersion({ target }) {
	if (target.type === "version") return target.version;
	return target.type === "deploy" ? target.source : void 0;
}
const unproven = ({ templates, refreshes }, { templateVersion, currentImage, run }) => templateVersion === void 0 && !currentImage ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap((of) => {
	const version = of.rollbackOrigin?.type === "same" ? void 0 : namedVersion(of);
	const by = version && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Yn)(version, of.versions)?.run;
	if (!version || by === void 0 || by === run.id || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.j)({ refreshes }, version)) return [];
	const says = `Version ${version.version} was made by run ${by} of this action, and no instance refresh to it was successful. It failed, or that run is trying it.`;
	return typeof templateVersion !== "string" ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("version-unproven", says, "See how that run ended before you go on.")] : [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("version-unproven", `${templateVersion} means version ${version.version}. ${says}`, `If it is the one that you mean, name it by its number: \`launch-template-version: ${version.version}\`. Else make a new version, or delete this one.`)];
});
const withoutImage = ({ templates }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap(({ target }) => {
	if (target.type !== "version" || target.version.image.startsWith("ami-")) return [];
	const { version, id, name } = target.version;
	const parameter = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.z)(target.version);
	return [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("version-without-image", `Version ${version} of the launch template ${id} (${name}) names ${parameter === void 0 ? "no image" : `its image by the parameter ${parameter}. AWS starts no instance refresh to such a version`}.`, `Name an image by \`image\`, with \`launch-template-version: ${version}\`: a version with that image is then made from this one.`)];
});
const noRollback = ({ templates }, { onFailure, onCancel }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).some(({ rollbackOrigin }) => rollbackOrigin?.type === "none") && (onFailure === "rollback" || onCancel === "rollback") ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("no-way-back", "There is no version to roll back to: what the group has saved is the target itself, or nobody has proved it. No instance in service runs another that did not fail. If the rollout has to end it is stopped where it is, as with `cancel`.", "To be able to roll back, roll a version that is known to be good first; or set `on-failure` and `on-cancel` to `cancel`, if that is what you want.")] : [];
const noOlderState = ({ templates }, { onFailure, onCancel }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).some(({ rollbackOrigin }) => rollbackOrigin?.type === "same") && (onFailure === "rollback" || onCancel === "rollback") ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("no-older-state", "The instances are replaced by others of the same version: there is no older state to roll back to. `rollback` counts as `cancel`, which stops the rollout where it is.", "To go on after a stop, run again: every instance is replaced once more. `mode: rollback` returns to the version before.")] : [];
const MOST = 3;
const newer = ({ group, templates }, { templateVersion, to, mode }) => templateVersion !== void 0 || to !== void 0 || mode !== "deploy" && mode !== "plan" ? [] : (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).flatMap((each) => newerOf(each, group?.instances ?? []));
function newerOf({ saved, versions }, instances) {
	const isInUse = (each) => instances.some((instance) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.tn)(instance, { templates: [each] }));
	const others = versions.filter((each) => each.version > saved.version && !isInUse(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Yn)(each, versions) === void 0).toSorted((a, b) => b.version - a.version);
	const [newest] = others;
	if (!newest) return [];
	const shown = others.slice(0, MOST).map((each) => `version ${each.version} (of ${(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.r)(each.created)}; ${changes(saved, each)})`);
	const more = others.length > MOST ? ` and ${others.length - MOST} more` : "";
	return [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("newer-versions", `The launch template ${saved.id} (${saved.name}) has versions newer than the one in use, ${saved.version}. This action did not make them and does not roll them: ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(shown)}${more}.`, `To roll the newest as it is, set \`launch-template-version: ${newest.version}\` in place of \`image\`; with \`image\` beside it a version with that image is made from it.`)];
}
function changes(saved, other) {
	const found = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ft)(saved.data, other.data);
	if (found.length === 0) return "the same contents";
	return `${found.slice(0, MOST).map(({ path, from, to }) => `${path}: ${from ?? "not set"} → ${to ?? "not set"}`).join(", ")}${found.length > MOST ? ` and ${found.length - MOST} more` : ""}`;
}
const claimed = ({ group }, { run }) => {
	const last = group && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gn)(group);
	if (!group || !last || last.refresh !== void 0 || last.saved === void 0 || last.run === run.id) return [];
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pn)(last, {
		run: run.id,
		now: group.at
	})) return [];
	const choices = group.templates.map(({ id }) => ({
		id,
		version: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Un)(last.saved ?? "")
	}));
	return [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("claim-left", `Run ${last.run} moved the group from version ${last.saved} to ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(last.from.map(String))} and was lost before it began an instance refresh.`, `If the group is to have version ${last.saved} saved: \`${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ot)({
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
// src/rollout/model/trial.ts
const isLeftTrial = ({ run, attempt, until }, by) => run === by.run && attempt < by.attempt || until <= by.at;
// src/rollout/preflight/trial.ts
const isTried = ({ trial, to }) => trial !== void 0 && to === void 0;
const fixedNetwork = ({ templates }, settings) => isTried(settings) ? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(templates).filter(({ saved }) => interfacesOf(saved.data).some(isFixed)).map(({ saved }) => (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.i)("trial-fixed-network", `Version ${saved.version} of ${saved.name} names a network interface or a private address of its own. Only one instance can have it, so no trial can run beside the group.`, "Take the interface or the address out of the template, or deploy without `trial`.")) : [];
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
const verifyNamesNobody = (_, settings) => isTried(settings) && settings.verify && !settings.verify.namesInstances ? [(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("trial-verify", "`verify` names neither AMI_ROLLOUT_NEW_INSTANCE_ADDRESSES nor AMI_ROLLOUT_NEW_INSTANCE_IDS. At the trial a load balancer answers for the old instances.", "Let the script, or what it calls, ask the trial instance where AMI_ROLLOUT_STEP is `trial`.")] : [];
const trialsLeft = ({ group, trials }, settings) => trials.map((trial) => {
	const { instance, run, attempt, until } = trial;
	const its = `Instance ${instance} is a trial of run ${run}, attempt ${attempt}`;
	const by = `Or: \`${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.rt)([instance])}\`.`;
	return group && isLeftTrial(trial, {
		run: settings.run.id,
		attempt: settings.attempt,
		at: group.at
	}) ? (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.c)("trial-left", `${its}, which has not ended it.`, `A deploy or rollback of this group ends it. ${by}`) : (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.o)("trial-in-progress", `${its}, in progress until ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__._t)(until)} at the latest.`, `If that run is gone, a later one ends it from then on. ${by}`);
});
const trialRules = [
	fixedNetwork,
	verifyNamesNobody,
	trialsLeft
];
// src/rollout/preflight/index.ts
const rules = [
	..._access_js__WEBPACK_IMPORTED_MODULE_2__.t,
	..._mixed_js__WEBPACK_IMPORTED_MODULE_3__.i,
	..._mixed_js__WEBPACK_IMPORTED_MODULE_3__.n,
	..._mixed_js__WEBPACK_IMPORTED_MODULE_3__.t,
	...rollbackTarget,
	...templateVersion,
	...tags,
	...alarms,
	...imageSource,
	...imageRules,
	..._access_js__WEBPACK_IMPORTED_MODULE_2__.n,
	...disks,
	..._mixed_js__WEBPACK_IMPORTED_MODULE_3__.o,
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
		from: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(templates.flatMap(({ saved, canRollBack, isRenewal }) => canRollBack || isRenewal ? [saved] : [])),
		settings: judgedBy,
		timeout,
		coverage: covers,
		healthy: (0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.t)(group, {
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
	...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(versions),
	...settings.currentImage && { since: {
		began: began ?? group.at,
		knownBefore: []
	} }
});
const isReplaced = ({ covered, leftOut }, own) => own !== void 0 || covered.length + leftOut.length === 0;
const ownSuccess = (refreshes, to, { settings: { run }, last }) => refreshes.find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mn)(each.status) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(each, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(to)) && (last?.run === run.id && last.refresh === each.id || to.every(({ description }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Zn)(description)?.run === run.id)));
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
	const isMarked = versions.some(({ description }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Zn)(description) !== void 0);
	const note = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dn)(tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.ln));
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
	const found = templates.flatMap(({ versions }) => versions.find((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Sn)({ to }, each)) ?? []);
	return found.length === templates.length && to.length === found.length ? found : void 0;
}
const isOurs = (ownership) => ownership.owner !== "somebody-else" && (!("isMarked" in ownership) || ownership.isMarked);
const wasMadeBy = (run, version, of) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Yn)(version, of?.versions ?? [])?.run === run.id;
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
	if (ownership.owner !== "this-run" || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.On)(active.status)) return void 0;
	const { group, templates, findings, preferences } = situation;
	const { versions } = ownership;
	const stepFacts = stepFactsFor(situation, versions);
	if (ownership.does === "rollout") {
		if (!versions.every((version, i) => isTarget(version, templates[i])) || !samePreferences(active.preferences, preferences)) return void 0;
		const steps = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ct)(stepFacts, {
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
		from: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(versions),
		to: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(failed),
		isRollback: false,
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)(group),
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.mn)(group, situation.settings.run.id)
	};
	return {
		action: "resume-rollback",
		findings,
		refresh: active,
		rollout,
		failure: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.y)(ownership.failureCode),
		...stepFacts.base,
		from: rollout.from,
		steps: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Et)(stepFacts, versions)
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
	const isSent = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jn)(active.status);
	if (areSame(versions, saved) && isRenewing(active, situation)) return stopRenewal(active, saved, situation);
	if (areSame(targets, versions) && !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.On)(active.status) && !isSent) {
		const stepFacts = stepFactsFor(situation, saved);
		const steps = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ct)(stepFacts, {
			to: versions,
			refresh: active
		});
		return {
			action: "adopt",
			findings,
			refresh: active,
			to: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(versions),
			...stepFacts.base,
			steps
		};
	}
	const isRevertible = isSent || ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kn)(active.status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dn)(active.status)) && group.templates.every(({ version }) => /^\d+$/.test(version));
	if (areSame(targets, saved) && isRevertible) {
		const stepFacts = stepFactsFor(situation, saved);
		const steps = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Dt)(stepFacts, {
			to: saved,
			refreshId: active.id,
			isSent
		});
		const [from, to] = [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(versions), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(saved)];
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
	return resolving((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.On)(active.status) || isSent ? "wait" : "replace", active, situation);
}
const isRenewing = ({ id, preferences }, { settings, last }) => last?.refresh === id || preferences.skipMatching === false && settings.skipMatching;
function stopRenewal(active, saved, situation) {
	const stepFacts = stepFactsFor(situation, saved);
	const isOver = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.On)(active.status) || (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jn)(active.status);
	return {
		action: isOver ? "wait" : "replace",
		findings: situation.findings,
		refresh: active,
		group: situation.group,
		steps: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.kt)(stepFacts, {
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
		findings: [...situation.findings, (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.d)(active, situation.group.name)]
	};
	return resolving((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.On)(active.status) ? "wait" : meet, active, situation);
}
const resolving = (action, refresh, { findings, group }) => ({
	action,
	findings,
	refresh,
	group,
	steps: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Tt)(action, group.name, refresh.id)
});
const rollbackTargets = (templates) => templates.flatMap(({ restores }) => restores?.version ?? []);
const areSame = (some, others) => some.length === others.length && some.every(({ id, version }) => others.some((each) => each.id === id && each.version === version));
function rolledOut(of, { settings: { run }, last }, { back, i }) {
	return (last?.run === run.id ? of.versions.find(({ version }) => version === last.to[i]) : void 0) ?? of.versions.find((each) => wasMadeBy(run, each, of) && !back.includes(each)) ?? (of.saved.image === of.target.id ? of.saved : void 0);
}
function stepFactsFor(situation, to) {
	const { group, preferences, waits } = situation;
	const covers = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.en)(group.instances, { templates: to }, preferences);
	const base = baseOf(situation, {
		guess: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.i)(covers.covered, group, {
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
	const shown = group && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bn)({
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
	return handed && handed !== "unknown" && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jn)(active.status) && handed.note.failureCode !== void 0 ? resuming(handed, situation) : void 0;
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
	const steps = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ct)(stepFactsOf(situation, base.timeout), {
		to,
		refresh
	});
	const taken = {
		from: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(from),
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
		from: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(from),
		to: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(to),
		isRollback: settings.to !== void 0,
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)(group),
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.mn)(group, settings.run.id)
	};
	const failure = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.y)(note.failureCode);
	const steps = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Et)(stepFacts, from);
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
	const shown = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.bn)({
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
	const left = versions.filter((each) => !isInUse(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Yn)(each, versions) !== void 0 && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.A)({ refreshes }, each));
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
		return [{
			level: "note",
			rule: "schedule-unread",
			says: `Whether a scheduled action of the group falls into this rollout is not known: ${kind === "denied" ? `the role may not call ${operation}` : `${operation} failed (${code})`}.`,
			remedy: "The role may do without. With autoscaling:DescribeScheduledActions the plan names them."
		}];
	}
	return schedule.actions.filter(({ at }) => at >= group.at && at < group.at + length).toSorted((a, b) => a.at - b.at).flatMap((action) => {
		const effects = effectsOf(action, group);
		if (effects.length === 0) return [];
		const again = action.recurrence === void 0 ? "" : `, and again by its recurrence (${action.recurrence})`;
		return [{
			level: "warning",
			rule: "scheduled-action",
			says: `The scheduled action "${action.name}" falls into this rollout, at ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__._t)(action.at)}${again}: it sets ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.gt)(effects, effects.length)}.`,
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
	const units = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__["in"])(instances) === "instances" ? "instance" : "unit";
	const amount = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ht)(Math.abs(difference), units);
	return difference > 0 ? `launches ${amount} of the new version beside those of the rollout` : `ends ${amount}, new or old as Auto Scaling chooses`;
}
function rebalancing({ zones, instances, suspended }) {
	const counts = zones.map((zone) => ({
		zone,
		instances: instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.rn)(each) && each.zone === zone).length
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
	const found = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.fn)(group.tags.get(_action_js__WEBPACK_IMPORTED_MODULE_0__.ln), newest);
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
		from: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(from),
		to: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(to),
		isRollback: false,
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rn)(group),
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.mn)(group, settings.run.id)
	};
	return {
		action: "resume-rollback",
		findings,
		refresh,
		rollout,
		failure: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.y)(note.failureCode),
		...stepFacts.base,
		from: rollout.from,
		steps: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Et)(stepFacts, from, from)
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
	const marker = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Zn)(version.description);
	return marker?.run === run.id ? of?.versions.find((each) => each.version === marker.from) : version;
}
// src/rollout/plan/staleness.ts
function staleness(survey, { onStale, to, run }) {
	if (onStale === "allow" || to !== void 0) return [];
	const replacing = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(survey.templates).filter((each) => ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(each)?.id ?? each.saved.image) !== each.saved.image);
	const found = [...replacing.flatMap((template) => older(template, survey)), ...replacing.flatMap((template) => newerRuns(template, survey, run.id))];
	const level = onStale === "refuse" ? "error" : "warning";
	const findings = found.map((each) => "level" in each ? each : {
		level,
		...each
	});
	return [...new Map(findings.map((each) => [each.says, each])).values()];
}
function older(template, { images, comparisons }) {
	const [target, current] = [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.J)(template), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.U)(template)];
	if (!target || !current) return [];
	const { commit, previous } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.P)(template, images);
	if (commit === void 0 || previous === void 0) return builtEarlier(target, current);
	if ((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.F)(commit, previous)) return [];
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
	const rolled = (version) => refreshes.some((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mn)(each.status) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Sn)(each, version));
	return all.flatMap((version) => {
		const by = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Yn)(version, all)?.run ?? "";
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
	const { survey, pins } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.R)(found, settings);
	return {
		...withLeftTrials(decide(survey, settings, {
			found,
			pins
		}), found, settings),
		fleetStatus: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.B)(survey, settings)
	};
}
function decide(survey, asked, pinning) {
	const { group, refreshes, targets } = survey;
	const templates = survey.templates.flatMap(_action_js__WEBPACK_IMPORTED_MODULE_0__.L);
	const settings = templates.every(({ canRollBack }) => canRollBack) ? asked : withoutRollback(asked);
	const isComplete = templates.length > 0 && templates.length === survey.templates.length;
	const active = refreshes.find(({ status }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.En)(status));
	const changes = group && isComplete ? templates.map((of) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.I)(of, group, settings)) : [];
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
		...active || noted ? [] : (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.m)(made, pinning.found),
		...isOwn || noted ? [] : staleness(survey, settings)
	]);
	if (!group || !isComplete || facts.some(({ level }) => level === "error")) return {
		action: "refuse",
		code: (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.p)(survey, settings),
		findings: facts
	};
	const claim = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mt)(settings) ? (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.u)(survey, settings.run.id) : void 0;
	if (claim) return {
		action: "refuse",
		code: "conflict",
		findings: [...facts, claim]
	};
	const unjudged = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Qt)(survey.targetGroups, targets);
	const waits = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dt)(survey.launchEnvironment, survey.targetGroups);
	const healthy = (0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.t)(group, {
		targets,
		unjudged
	});
	const preferences = (0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.r)(settings, group, healthy);
	const findings = [...facts, ...(0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.n)(settings, preferences, group, healthy)];
	const situation = {
		settings,
		preferences,
		group,
		templates,
		inAws: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.W)(pinning.found.templates).map(({ template }) => template),
		targets,
		unjudged,
		waits,
		schedule: survey.launchEnvironment?.schedule,
		findings,
		left: leftVersions(templates, {
			settings,
			refreshes,
			to: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nt)(changes)
		}),
		parameter: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jt)(survey),
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
	const healthy = (0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.t)(group, {
		targets,
		unjudged: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Qt)(targetGroups, targets)
	});
	const preferences = (0,_preferences_js__WEBPACK_IMPORTED_MODULE_1__.r)(settings, group, healthy);
	const isOwnStart = (refresh) => samePreferences(refresh.preferences, preferences);
	return (0,_action_js__WEBPACK_IMPORTED_MODULE_0__._n)({
		group,
		refreshes,
		run: settings.run.id,
		isOwnStart
	});
}
function planFresh({ changes, pins, refreshes, warmPool }, situation) {
	const { settings, preferences, group, templates, waits, findings } = situation;
	const to = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nt)(changes);
	const allExist = to.length === changes.length;
	const since = newSince(settings, group, warmPool);
	const covers = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.en)(group.instances, {
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
	const guess = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.a)((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.i)(due, group, {
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
		findings: [...findings, (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.l)(covers)]
	};
	const own = since && ownSuccess(refreshes, to, situation);
	const newest = since ? own : refreshes[0];
	const isSaved = templates.every(({ saved }, i) => saved.version === to[i]?.version);
	if (since ? isReplaced(covers, own) : allThere && settings.skipMatching && isSaved) return adoptUnverified(newest, to, {
		base,
		situation
	}) ?? {
		action: "nothing",
		findings,
		to: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(to),
		...base,
		steps: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.wt)((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.At)(stepFacts, {
			to,
			newest,
			last: situation.last
		}), {
			to,
			pins
		})
	};
	if (preferences.maxHealthyPercentage - preferences.minHealthyPercentage > 100) return {
		action: "refuse",
		code: "preflight",
		findings: [...findings, (0,_access_js__WEBPACK_IMPORTED_MODULE_2__.g)(preferences)]
	};
	if (settings.timeout !== "auto" && settings.timeout < guess.length) return {
		action: "refuse",
		code: "preflight",
		findings: [...findings, (0,_access_js__WEBPACK_IMPORTED_MODULE_2__._)(settings.timeout, guess)]
	};
	return {
		action: "roll",
		findings: mostSevereFirst([
			...findings,
			...(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.h)(settings, guess, group.at),
			...(0,_access_js__WEBPACK_IMPORTED_MODULE_2__.f)(guess, settings),
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
		steps: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ot)(stepFacts, {
			changes,
			pins
		})
	};
}
function adoptUnverified(newest, to, { base, situation }) {
	const { settings, findings } = situation;
	const sources = versionsBefore(newest, to, situation);
	if (!(settings.currentImage || sources.some(({ version }, i) => version !== to[i]?.version)) || sources.length < to.length || settings.to !== void 0) return void 0;
	if (!newest || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mn)(newest.status) || !(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xn)(newest, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(to))) return void 0;
	if (newest.ended === void 0 || base.group.at - newest.ended >= base.timeout) return void 0;
	const healthy = base.group.desired;
	const steps = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ct)(stepFactsOf(situation, base.timeout), {
		to,
		refresh: newest
	});
	return {
		action: "adopt",
		findings,
		refresh: newest,
		to: targetOfRefresh(to, newest, situation),
		...base,
		from: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.It)(sources),
		healthy,
		steps
	};
}



/***/ }),

/***/ 7273:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ lowered),
  r: () => (/* binding */ preferencesFor),
  t: () => (/* binding */ healthyIn)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);

// src/rollout/preferences.ts
const healthyIn = (group, { targets, unjudged }) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.nn)(group.instances.filter((each) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nn)(each) && (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Zt)(each, {
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
		instanceWarmup: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Gt)(settings, group),
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
	says: `Only ${healthy} of ${group.desired} ${(0,_action_js__WEBPACK_IMPORTED_MODULE_0__["in"])(group.instances)} are healthy now, so the rollback promises ${preferences.minHealthyPercentage} % and not 100: it does not wait for health that is not there.`,
	remedy: "Set `min-healthy-percentage` if it shall be another."
}];



/***/ })

};
