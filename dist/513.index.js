export const id = 513;
export const ids = [513];
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

/***/ 6399:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ batches)
});
// src/aws/batches.ts
const batches = (all, size) => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));



/***/ }),

/***/ 5033:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ disksFrom)
});
// src/aws/ec2/disks.ts
const disksFrom = (mappings = []) => mappings.flatMap(({ DeviceName: device = "", Ebs }) => {
	const { SnapshotId: snapshot, VolumeSize: size } = Ebs ?? {};
	return Ebs ? [{
		device,
		...snapshot !== void 0 && { snapshot },
		...size !== void 0 && { size }
	}] : [];
});



/***/ }),

/***/ 513:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  ec2Reads: () => (/* binding */ ec2Reads),
  ec2Writes: () => (/* binding */ ec2Writes)
});
var _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9721);
var _DescribeInstancesCommand_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5183);
var _RunInstancesCommand_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5835);
var _action_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6998);
var _batches_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6399);
var _disks_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5033);






// node_modules/@aws-sdk/client-ec2/
var CreateLaunchTemplateVersionCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "CreateLaunchTemplateVersion", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.a) {};
var DeleteLaunchTemplateVersionsCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "DeleteLaunchTemplateVersions", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.s) {};
var DescribeInstanceStatusCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "DescribeInstanceStatus", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.d) {};
var DescribeLaunchTemplatesCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "DescribeLaunchTemplates", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.h) {};
var DescribeLaunchTemplateVersionsCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "DescribeLaunchTemplateVersions", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.m) {};
var GetConsoleOutputCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "GetConsoleOutput", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.v) {};
var ModifyLaunchTemplateCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "ModifyLaunchTemplate", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.b) {};
// src/aws/ec2/status-checks.ts
async function statusChecksOf(calls, instances) {
	const found = /* @__PURE__ */ new Map();
	for (const batch of (0,_batches_js__WEBPACK_IMPORTED_MODULE_4__.t)(instances, 100)) {
		const statuses = await (0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Et)(() => statusesOf(calls, batch));
		for (const status of statuses ?? []) if (status.InstanceId) found.set(status.InstanceId, checksFrom(status));
	}
	return found;
}
const statusesOf = (calls, ids) => (0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Bn)(calls, "DescribeInstanceStatus", {
	page: (token, options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.i).send(new DescribeInstanceStatusCommand({
		InstanceIds: [...ids],
		...token && { NextToken: token }
	}), options),
	items: ({ InstanceStatuses }) => InstanceStatuses,
	next: ({ NextToken }) => NextToken
});
const checksFrom = ({ SystemStatus, InstanceStatus: own, AttachedEbsStatus, ApplicationStatus }) => ({
	system: SystemStatus?.Status ?? "insufficient-data",
	instance: own?.Status ?? "insufficient-data",
	...(0,_action_js__WEBPACK_IMPORTED_MODULE_3__.zn)({
		attachedEbs: AttachedEbsStatus?.Status,
		application: ApplicationStatus?.Status
	})
});
// src/aws/ec2.ts
function ec2Reads(calls) {
	const { client, read } = calls;
	const ec2 = client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.i);
	const versions = async (input) => {
		return (await (0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Bn)(calls, "DescribeLaunchTemplateVersions", {
			page: (token, options) => ec2.send(new DescribeLaunchTemplateVersionsCommand({
				...input,
				MaxResults: 200,
				...token && { NextToken: token }
			}), options),
			items: ({ LaunchTemplateVersions }) => LaunchTemplateVersions,
			next: ({ NextToken }) => NextToken
		})).map(versionFrom);
	};
	return {
		template: (id) => (0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Et)(async () => {
			const one = new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] });
			const { LaunchTemplates } = await read("DescribeLaunchTemplates", (options) => ec2.send(one, options));
			return LaunchTemplates?.map((template) => ({
				id: template.LaunchTemplateId ?? "",
				name: template.LaunchTemplateName ?? "",
				latest: template.LatestVersionNumber ?? 0,
				default: template.DefaultVersionNumber ?? 0,
				...(0,_action_js__WEBPACK_IMPORTED_MODULE_3__.zn)({ operator: template.Operator?.Managed ? template.Operator.Principal : void 0 })
			}))[0];
		}),
		version: (template, version) => (0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Et)(async () => {
			const one = new DescribeLaunchTemplateVersionsCommand({
				LaunchTemplateId: template,
				Versions: [String(version)]
			});
			const { LaunchTemplateVersions } = await read("DescribeLaunchTemplateVersions", (options) => ec2.send(one, options));
			return LaunchTemplateVersions?.map(versionFrom)[0];
		}),
		async imageMeant(template, version) {
			const one = new DescribeLaunchTemplateVersionsCommand({
				LaunchTemplateId: template,
				Versions: [String(version)],
				ResolveAlias: true
			});
			const { LaunchTemplateVersions } = await read("DescribeLaunchTemplateVersions", (options) => ec2.send(one, options));
			const image = LaunchTemplateVersions?.[0]?.LaunchTemplateData?.ImageId;
			return image?.startsWith("ami-") ? image : void 0;
		},
		versionsAfter: (template, version) => versions({
			LaunchTemplateId: template,
			MinVersion: String(version + 1)
		}),
		async ec2Instances(instances) {
			const found = /* @__PURE__ */ new Map();
			for (const batch of (0,_batches_js__WEBPACK_IMPORTED_MODULE_4__.t)(instances, 100)) for (const [id, ec2Instance] of await ec2InstancesOf(calls, batch)) found.set(id, ec2Instance);
			return found;
		},
		statusChecks: (instances) => statusChecksOf(calls, instances),
		async console(instance) {
			const get = new GetConsoleOutputCommand({ InstanceId: instance });
			const { Output } = await read("GetConsoleOutput", (options) => ec2.send(get, options));
			return Buffer.from(Output ?? "", "base64").toString("utf8").split(/\r?\n/).filter(Boolean).slice(-20);
		},
		async tryLaunch({ template, version, image, type, subnet, interfaces }) {
			const launch = new _RunInstancesCommand_js__WEBPACK_IMPORTED_MODULE_2__.t({
				DryRun: true,
				MinCount: 1,
				MaxCount: 1,
				LaunchTemplate: {
					LaunchTemplateId: template,
					Version: String(version)
				},
				ImageId: image,
				...type !== void 0 && { InstanceType: type },
				...subnet !== void 0 && inSubnet(subnet, interfaces)
			});
			try {
				await read("RunInstances", (options) => ec2.send(launch, options));
				return;
			} catch (thrown) {
				const problem = (0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Wn)(thrown);
				return problem.code === "DryRunOperation" ? void 0 : problem;
			}
		}
	};
}
const inSubnet = (SubnetId, interfaces = []) => interfaces.length > 0 ? { NetworkInterfaces: interfaces.map((each) => ({
	...each,
	SubnetId
})) } : { SubnetId };
const ec2InstancesOf = (calls, ids) => (0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Bn)(calls, "DescribeInstances", {
	page: (token, options) => {
		const describe = new _DescribeInstancesCommand_js__WEBPACK_IMPORTED_MODULE_1__.t({
			Filters: [{
				Name: "instance-id",
				Values: [...ids]
			}],
			...token && { NextToken: token }
		});
		describe.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_3__.Gn)(INSTANCE_ELEMENTS));
		return calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.i).send(describe, options);
	},
	items: ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances).flatMap(ec2InstanceFrom),
	next: ({ NextToken }) => NextToken
});
const INSTANCE_ELEMENTS = [...[
	"instanceId",
	"imageId",
	"launchTime",
	"privateIpAddress",
	"deviceIndex",
	"attachTime",
	"nextToken"
], ...[
	"name",
	"code",
	"message"
]];
function ec2InstanceFrom({ InstanceId, ImageId, LaunchTime, State, StateReason, PrivateIpAddress, NetworkInterfaces = [] }) {
	if (!InstanceId || !ImageId || !LaunchTime) return [];
	const known = {
		image: ImageId,
		launched: LaunchTime.getTime(),
		state: State?.Name ?? ""
	};
	const primary = NetworkInterfaces.find(({ Attachment }) => Attachment?.DeviceIndex === 0)?.Attachment;
	const more = {
		...primary?.AttachTime && { attached: primary.AttachTime.getTime() },
		...PrivateIpAddress !== void 0 && { address: PrivateIpAddress },
		...StateReason?.Message !== void 0 && { reason: StateReason.Message },
		...StateReason?.Code && { reasonCode: StateReason.Code }
	};
	return [[InstanceId, {
		...known,
		...more
	}]];
}
const ec2Writes = (calls) => writesTo(calls, calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.i));
const writesTo = (calls, ec2) => ({
	async makeVersion({ template, source, image, description, token }) {
		const create = new CreateLaunchTemplateVersionCommand({
			LaunchTemplateId: template,
			SourceVersion: String(source),
			VersionDescription: description,
			ClientToken: token,
			LaunchTemplateData: { ImageId: image }
		});
		const { LaunchTemplateVersion: made } = await calls.write("CreateLaunchTemplateVersion", (options) => ec2.send(create, options));
		if (made?.VersionNumber !== void 0) {
			const { version, created } = versionFrom(made);
			return {
				version,
				created
			};
		}
		throw new _action_js__WEBPACK_IMPORTED_MODULE_3__.Vn({
			kind: "lost",
			operation: "CreateLaunchTemplateVersion",
			code: "NoNumber",
			message: "the answer has no version number"
		});
	},
	async setDefaultVersion(template, version) {
		const modify = new ModifyLaunchTemplateCommand({
			LaunchTemplateId: template,
			DefaultVersion: String(version)
		});
		await calls.write("ModifyLaunchTemplate", (options) => ec2.send(modify, options));
	},
	async deleteVersions(template, versions) {
		const remove = new DeleteLaunchTemplateVersionsCommand({
			LaunchTemplateId: template,
			Versions: versions.map(String)
		});
		return ((await calls.write("DeleteLaunchTemplateVersions", (options) => ec2.send(remove, options))).UnsuccessfullyDeletedLaunchTemplateVersions ?? []).map(({ VersionNumber: version = 0, ResponseError: { Code: code = "", Message: message = "" } = {} }) => ({
			version,
			code,
			message
		})).filter(({ code }) => code !== "launchTemplateVersionDoesNotExist");
	}
});
const versionFrom = (version) => ({
	id: version.LaunchTemplateId ?? "",
	name: version.LaunchTemplateName ?? "",
	version: version.VersionNumber ?? 0,
	image: version.LaunchTemplateData?.ImageId ?? "",
	description: version.VersionDescription ?? "",
	created: version.CreateTime?.getTime() ?? 0,
	...version.LaunchTemplateData?.InstanceType !== void 0 && { type: version.LaunchTemplateData.InstanceType },
	disks: (0,_disks_js__WEBPACK_IMPORTED_MODULE_5__.t)(version.LaunchTemplateData?.BlockDeviceMappings),
	data: { ...version.LaunchTemplateData }
});



/***/ })

};
