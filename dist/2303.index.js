export const id = 2303;
export const ids = [2303];
export const modules = {

/***/ 5183:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ DescribeInstancesCommand)
});
var _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9721);

// node_modules/@aws-sdk/client-ec2/
var DescribeInstancesCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "DescribeInstances", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.p) {};



/***/ }),

/***/ 5835:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ RunInstancesCommand)
});
var _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9721);

var RunInstancesCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "RunInstances", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.x) {};



/***/ }),

/***/ 2303:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  trialReadsOf: () => (/* binding */ trialReadsOf),
  trialWritesOf: () => (/* binding */ trialWritesOf)
});
var _DescribeInstancesCommand_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5183);
var _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9721);
var _RunInstancesCommand_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5835);
var _action_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6998);
var node_crypto__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7598);





var ModifyInstanceAttributeCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.n, "ModifyInstanceAttribute", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.y) {};
var TerminateInstancesCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.n, "TerminateInstances", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.S) {};
// src/aws/ec2/trial.ts
const TAG = "ami-rollout:trial";
const tagValue = ({ group, run, attempt, until }) => `run=${run}/${attempt} ${groupMark(group.arn)} until=${new Date(until).toISOString().slice(0, 19)}Z`;
const form = /^run=([\w.-]+)\/(\d+) group=[0-9a-f]{12} until=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;
const TEMPLATE_TAG = "aws:ec2launchtemplate:id";
const VERSION_TAG = "aws:ec2launchtemplate:version";
const GROUP_TAG = "aws:autoscaling:groupName";
const hash = (text) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_4__.createHash)("sha256").update(text).digest("hex");
const groupMark = (arn) => `group=${hash(arn).slice(0, 12)}`;
const tokenFor = (owner, of, place) => hash(JSON.stringify([
	tagValue(owner),
	owner.group.arn,
	of.id,
	of.version,
	place.subnet ?? "",
	place.type ?? ""
])).slice(0, 40);
const trialReadsOf = (calls) => ({
	async trialInstances(group) {
		return (await (0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Bn)(calls, "DescribeInstances", {
			page: (token, options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i).send(new _DescribeInstancesCommand_js__WEBPACK_IMPORTED_MODULE_0__.t({
				Filters: [{
					Name: `tag:${TAG}`,
					Values: [`* ${groupMark(group.arn)} *`]
				}, {
					Name: "instance-state-name",
					Values: [
						"pending",
						"running",
						"stopping",
						"stopped",
						"shutting-down"
					]
				}],
				...token && { NextToken: token }
			}), options),
			items: ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances),
			next: ({ NextToken }) => NextToken
		})).flatMap((each) => trialIn(each, group));
	},
	async triedVersions(template) {
		return (await (0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Bn)(calls, "DescribeInstances", {
			page: (token, options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i).send(new _DescribeInstancesCommand_js__WEBPACK_IMPORTED_MODULE_0__.t({
				Filters: [{
					Name: "tag-key",
					Values: [TAG]
				}, {
					Name: `tag:${TEMPLATE_TAG}`,
					Values: [template]
				}],
				...token && { NextToken: token }
			}), options),
			items: ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances),
			next: ({ NextToken }) => NextToken
		})).flatMap(({ Tags, InstanceId: instance = "", State }) => {
			const tags = new Map(Tags?.map(({ Key, Value }) => [Key, Value ?? ""]));
			const [, , , until] = form.exec(tags.get(TAG) ?? "") ?? [];
			if (until === void 0) return [];
			return [{
				instance,
				version: Number(tags.get(VERSION_TAG)),
				until: Date.parse(until),
				hasEnded: State?.Name === "terminated"
			}];
		});
	}
});
function trialIn(instance, group) {
	const tags = new Map(instance.Tags?.map(({ Key, Value }) => [Key, Value ?? ""]));
	const [, run, attempt, until] = form.exec(tags.get(TAG) ?? "") ?? [];
	const [template, version] = [tags.get(TEMPLATE_TAG), Number(tags.get(VERSION_TAG))];
	if (run === void 0 || until === void 0 || template === void 0) return [];
	if (instance.InstanceId === void 0 || tags.has(GROUP_TAG)) return [];
	const owner = {
		group,
		run,
		attempt: Number(attempt),
		until: Date.parse(until)
	};
	const [subnet, type] = [instance.SubnetId ?? "", instance.InstanceType ?? ""];
	return [
		{
			subnet,
			type
		},
		{ type },
		{ subnet },
		{}
	].some((place) => tokenFor(owner, {
		id: template,
		version
	}, place) === instance.ClientToken) ? [{
		instance: instance.InstanceId,
		run,
		attempt: owner.attempt,
		until: owner.until,
		template,
		version
	}] : [];
}
const trialWritesOf = (calls) => ({
	async launchTrial(launch) {
		const run = new _RunInstancesCommand_js__WEBPACK_IMPORTED_MODULE_2__.t(requestFor(launch));
		return calls.write("RunInstances", async (options) => {
			const { Instances: [made] = [] } = await calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i).send(run, options);
			if (made?.InstanceId === void 0) throw new _action_js__WEBPACK_IMPORTED_MODULE_3__.Kn("Instances");
			return {
				instance: made.InstanceId,
				isSpot: made.InstanceLifecycle === "spot"
			};
		});
	},
	async endTrial(instance) {
		try {
			await terminate(calls, instance);
		} catch (thrown) {
			if (!(thrown instanceof _action_js__WEBPACK_IMPORTED_MODULE_3__.Vn) || thrown.problem.code !== "OperationNotPermitted") throw thrown;
			await modify(calls, {
				InstanceId: instance,
				DisableApiTermination: { Value: false }
			});
			await modify(calls, {
				InstanceId: instance,
				DisableApiStop: { Value: false }
			});
			await terminate(calls, instance);
		}
	}
});
const terminate = (calls, instance) => {
	const end = new TerminateInstancesCommand({ InstanceIds: [instance] });
	return calls.write("TerminateInstances", (options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i).send(end, options));
};
const modify = (calls, input) => {
	const change = new ModifyInstanceAttributeCommand(input);
	return calls.write("ModifyInstanceAttribute", (options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i).send(change, options));
};
function requestFor({ owner, version, place }) {
	return {
		MinCount: 1,
		MaxCount: 1,
		LaunchTemplate: {
			LaunchTemplateId: version.id,
			Version: String(version.version)
		},
		ClientToken: tokenFor(owner, version, place),
		DisableApiTermination: false,
		DisableApiStop: false,
		InstanceInitiatedShutdownBehavior: "terminate",
		InstanceMarketOptions: { MarketType: "on-demand" },
		CapacityReservationSpecification: { CapacityReservationPreference: "none" },
		TagSpecifications: [{
			ResourceType: "instance",
			Tags: [{
				Key: TAG,
				Value: tagValue(owner)
			}]
		}],
		...disksOf(version),
		...networkOf(version, place),
		...place.type !== void 0 && { InstanceType: place.type }
	};
}
function disksOf({ data, devices }) {
	const own = data["BlockDeviceMappings"] ?? [];
	const ofImage = devices.filter((device) => own.every(({ DeviceName }) => DeviceName !== device));
	const mappings = [...own.flatMap((each) => each.Ebs ? [{
		...each,
		Ebs: {
			...each.Ebs,
			DeleteOnTermination: true
		}
	}] : []), ...ofImage.map((DeviceName) => ({
		DeviceName,
		Ebs: { DeleteOnTermination: true }
	}))];
	return mappings.length > 0 ? { BlockDeviceMappings: mappings } : {};
}
function networkOf({ data }, { subnet: SubnetId }) {
	const own = data["NetworkInterfaces"] ?? [];
	if (own.length === 0) return SubnetId === void 0 ? {} : { SubnetId };
	const added = {
		DeleteOnTermination: true,
		...SubnetId !== void 0 && { SubnetId }
	};
	return { NetworkInterfaces: own.map((each) => ({
		...each,
		...added
	})) };
}



/***/ })

};
