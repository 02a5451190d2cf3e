export const id = 7029;
export const ids = [7029];
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

/***/ 7029:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  archiveReadsOf: () => (/* binding */ archiveReadsOf),
  archiveWritesOf: () => (/* binding */ archiveWritesOf)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9721);
var _DescribeInstancesCommand_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5183);
var _batches_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6399);
var _images_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9577);





// node_modules/@aws-sdk/client-auto-scaling/
var DescribeLaunchConfigurationsCommand = class extends (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Xn)(_action_js__WEBPACK_IMPORTED_MODULE_0__.Jn, _action_js__WEBPACK_IMPORTED_MODULE_0__.Yn, "DescribeLaunchConfigurations", _action_js__WEBPACK_IMPORTED_MODULE_0__.Qn) {};
// node_modules/@aws-sdk/client-ec2/
var CreateTagsCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.n, "CreateTags", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.o) {};
var DescribeImageAttributeCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.n, "DescribeImageAttribute", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.c) {};
var DescribeImageReferencesCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.n, "DescribeImageReferences", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.l) {};
var DisableImageCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.n, "DisableImage", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.g) {};
var EnableImageDeprecationCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.n, "EnableImageDeprecation", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__._) {};
// src/aws/ec2/archive.ts
const REFERENCES_AT_ONCE = 10;
const RESOURCE_TYPES = [
	{
		ResourceType: "ec2:Instance",
		ResourceTypeOptions: [{
			OptionName: "state-name",
			OptionValues: [
				"pending",
				"running",
				"shutting-down",
				"stopping",
				"stopped"
			]
		}]
	},
	{
		ResourceType: "ec2:LaunchTemplate",
		ResourceTypeOptions: [{
			OptionName: "version-depth",
			OptionValues: ["10000"]
		}]
	},
	{ ResourceType: "ssm:Parameter" },
	{ ResourceType: "imagebuilder:ImageRecipe" },
	{ ResourceType: "imagebuilder:ContainerRecipe" }
];
const DEPRECATED_IN = 12e4;
const archiveReadsOf = (calls) => ({
	retiredImages: (template) => (0,_images_js__WEBPACK_IMPORTED_MODULE_3__.r)(calls, {
		Owners: ["self"],
		Filters: [{
			Name: `tag:${_images_js__WEBPACK_IMPORTED_MODULE_3__.t}`,
			Values: [template]
		}],
		IncludeDeprecated: true,
		IncludeDisabled: true
	}),
	async imageUses(images) {
		const wanted = new Set(images);
		const [instances, groups, configurations] = await Promise.all([
			instancesOf(calls, images),
			overrides(calls),
			launchConfigurations(calls)
		]);
		return [...instances, ...[...groups, ...configurations].filter(({ image }) => wanted.has(image))];
	},
	async isImageShared(image) {
		const ask = new DescribeImageAttributeCommand({
			ImageId: image,
			Attribute: "launchPermission"
		});
		const { LaunchPermissions = [] } = await calls.read("DescribeImageAttribute", (options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i).send(ask, options));
		return LaunchPermissions.length > 0;
	},
	async imageReferences(images, known) {
		const found = [];
		const beside = known === void 0 ? [] : [known];
		for (const batch of (0,_batches_js__WEBPACK_IMPORTED_MODULE_4__.t)(images, REFERENCES_AT_ONCE - beside.length)) found.push(...await referencesOf(calls, [.../* @__PURE__ */ new Set([...batch, ...beside])]));
		return found;
	}
});
const referencesOf = (calls, ImageIds) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Bn)(calls, "DescribeImageReferences", {
	page: (token, options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i).send(new DescribeImageReferencesCommand({
		ImageIds,
		ResourceTypes: RESOURCE_TYPES,
		...token && { NextToken: token }
	}), options),
	items: ({ ImageReferences }) => ImageReferences?.map(({ ImageId = "", ResourceType = "", Arn = "" }) => ({
		image: ImageId,
		type: ResourceType,
		resource: Arn.split(":").slice(5).join(":")
	})),
	next: ({ NextToken }) => NextToken
});
async function instancesOf(calls, images) {
	const states = [
		"pending",
		"running",
		"shutting-down",
		"stopping",
		"stopped"
	];
	const found = [];
	for (const batch of (0,_batches_js__WEBPACK_IMPORTED_MODULE_4__.t)(images, 100)) found.push(...await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Bn)(calls, "DescribeInstances", {
		page: (token, options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i).send(new _DescribeInstancesCommand_js__WEBPACK_IMPORTED_MODULE_2__.t({
			Filters: [{
				Name: "image-id",
				Values: [...batch]
			}, {
				Name: "instance-state-name",
				Values: states
			}],
			...token && { NextToken: token }
		}), options),
		items: ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances).map(({ ImageId = "", InstanceId = "" }) => ({
			image: ImageId,
			by: "instance",
			instance: InstanceId
		})),
		next: ({ NextToken }) => NextToken
	}));
	return found;
}
const overrides = (calls) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Bn)(calls, "DescribeAutoScalingGroups", {
	page: (token, options) => calls.client(_action_js__WEBPACK_IMPORTED_MODULE_0__.Zn).send(new _action_js__WEBPACK_IMPORTED_MODULE_0__.qn({
		MaxRecords: 100,
		...token && { NextToken: token }
	}), options),
	items: ({ AutoScalingGroups = [] }) => AutoScalingGroups.flatMap(({ AutoScalingGroupName: group = "", MixedInstancesPolicy: policy }) => (policy?.LaunchTemplate?.Overrides ?? []).flatMap(({ ImageId: image }) => image === void 0 ? [] : [{
		image,
		by: "override",
		group
	}])),
	next: ({ NextToken }) => NextToken
});
const launchConfigurations = (calls) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Bn)(calls, "DescribeLaunchConfigurations", {
	page: (token, options) => calls.client(_action_js__WEBPACK_IMPORTED_MODULE_0__.Zn).send(new DescribeLaunchConfigurationsCommand({
		MaxRecords: 100,
		...token && { NextToken: token }
	}), options),
	items: ({ LaunchConfigurations = [] }) => LaunchConfigurations.map(({ ImageId: image = "", LaunchConfigurationName: name = "" }) => ({
		image,
		by: "launch-configuration",
		name
	})),
	next: ({ NextToken }) => NextToken
});
const archiveWritesOf = (calls) => ({
	async retireImage(image, { template, versions }) {
		const tag = new CreateTagsCommand({
			Resources: [image],
			Tags: [{
				Key: _images_js__WEBPACK_IMPORTED_MODULE_3__.t,
				Value: template
			}, {
				Key: _images_js__WEBPACK_IMPORTED_MODULE_3__.n,
				Value: numbersIn(versions)
			}]
		});
		await calls.write("CreateTags", (options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i).send(tag, options));
	},
	async archiveImage(image, how) {
		const ec2 = calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_1__.i);
		if (how === "disable") {
			const disable = new DisableImageCommand({ ImageId: image });
			await calls.write("DisableImage", (options) => ec2.send(disable, options));
			return;
		}
		await calls.write("EnableImageDeprecation", (options) => {
			const DeprecateAt = new Date(calls.awsNow() + DEPRECATED_IN);
			return ec2.send(new EnableImageDeprecationCommand({
				ImageId: image,
				DeprecateAt
			}), options);
		});
	}
});
function numbersIn(versions) {
	const fitting = versions.toSorted((a, b) => b - a);
	while (fitting.join(" ").length > 256) fitting.pop();
	return fitting.toReversed().join(" ");
}



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

/***/ 9577:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  i: () => (/* binding */ imageReadsOf),
  n: () => (/* binding */ RETIRED_VERSIONS_TAG),
  r: () => (/* binding */ describedImages),
  t: () => (/* binding */ RETIRED_TAG)
});
var _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9721);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);
var _batches_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6399);
var _disks_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5033);




// node_modules/@aws-sdk/client-ec2/
var DescribeImagesCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "DescribeImages", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.u) {};
var DescribeInstanceTypesCommand = class extends (0,_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.n, "DescribeInstanceTypes", _commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.f) {};
// src/aws/ec2/images.ts
const RETIRED_TAG = "ami-rollout:retired";
const RETIRED_VERSIONS_TAG = "ami-rollout:retired-versions";
const imageReadsOf = (calls) => readsOf(calls, calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.i));
const readsOf = (calls, ec2) => ({
	image: (id) => (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Et)(async () => {
		const describe = new DescribeImagesCommand({
			ImageIds: [id],
			IncludeDeprecated: true,
			IncludeDisabled: true
		});
		const { Images } = await calls.read("DescribeImages", (options) => ec2.send(describe, options));
		return Images?.map(imageFrom)[0];
	}),
	async images(ids) {
		const found = [];
		for (const batch of (0,_batches_js__WEBPACK_IMPORTED_MODULE_2__.t)(ids, 100)) found.push(...await describedImages(calls, {
			Filters: [{
				Name: "image-id",
				Values: [...batch]
			}],
			IncludeDeprecated: true,
			IncludeDisabled: true
		}));
		return found;
	},
	imagesNamed: (pattern) => describedImages(calls, {
		Owners: ["self"],
		Filters: [{
			Name: "name",
			Values: [pattern]
		}],
		IncludeDisabled: true,
		MaxResults: 1e3
	}),
	async instanceTypes(names) {
		const found = [];
		for (const batch of (0,_batches_js__WEBPACK_IMPORTED_MODULE_2__.t)(names, 100)) {
			const filters = [{
				Name: "instance-type",
				Values: [...batch]
			}];
			const types = await (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Bn)(calls, "DescribeInstanceTypes", {
				page: (token, options) => ec2.send(new DescribeInstanceTypesCommand({
					Filters: filters,
					...token && { NextToken: token }
				}), options),
				items: ({ InstanceTypes }) => InstanceTypes,
				next: ({ NextToken }) => NextToken
			});
			found.push(...types.map(instanceTypeFrom));
		}
		return found;
	}
});
const describedImages = async (calls, input) => (await (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Bn)(calls, "DescribeImages", {
	page: (token, options) => calls.client(_commandBuilder2_js__WEBPACK_IMPORTED_MODULE_0__.i).send(new DescribeImagesCommand({
		...input,
		...token && { NextToken: token }
	}), options),
	items: ({ Images }) => Images,
	next: ({ NextToken }) => NextToken
})).map(imageFrom);
function imageFrom(image) {
	const { ImageId = "", Name = "", State = "", Architecture = "", CreationDate, DeprecationTime, Tags = [] } = image;
	const commit = (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.V)(Tags.map(({ Key = "", Value }) => [Key, Value]));
	const dates = {
		created: CreationDate,
		deprecated: DeprecationTime,
		lastLaunched: image.LastLaunchedTime
	};
	const known = Object.entries(dates).flatMap(([key, text]) => text === void 0 ? [] : [[key, Date.parse(text)]]);
	const { StateReason: { Message: reason } = {}, BootMode: bootMode } = image;
	return {
		id: ImageId,
		name: Name,
		state: State,
		architecture: Architecture,
		productCodes: productCodesFrom(image.ProductCodes),
		windows: image.Platform?.toLowerCase() === "windows",
		disks: (0,_disks_js__WEBPACK_IMPORTED_MODULE_3__.t)(image.BlockDeviceMappings),
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.zn)({
			owner: image.OwnerId,
			ownerAlias: image.ImageOwnerAlias,
			allowed: image.ImageAllowed,
			reason,
			bootMode,
			imds: image.ImdsSupport,
			tpm: image.TpmSupport,
			billedAs: image.PlatformDetails,
			commit,
			ena: image.EnaSupport,
			virtualization: image.VirtualizationType,
			rootDeviceType: image.RootDeviceType,
			rootDevice: image.RootDeviceName,
			source: sourceFrom(image),
			scan: scanFrom(image),
			isPublic: image.Public,
			retired: retiredFrom(image)
		}),
		...Object.fromEntries(known)
	};
}
function retiredFrom({ Tags = [] }) {
	const tags = new Map(Tags.map(({ Key, Value = "" }) => [Key, Value]));
	const template = tags.get(RETIRED_TAG);
	const versions = (tags.get("ami-rollout:retired-versions") ?? "").split(" ").filter(Boolean).map(Number);
	return template === void 0 ? void 0 : {
		template,
		versions: versions.filter(Number.isSafeInteger)
	};
}
function sourceFrom({ SourceImageId, SourceImageRegion }) {
	return SourceImageId === void 0 ? void 0 : {
		image: SourceImageId,
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.zn)({ region: SourceImageRegion })
	};
}
function scanFrom({ ScanResults: { FindingScanDate, HighestFindingSeverityLabel } = {} }) {
	return FindingScanDate && {
		at: FindingScanDate.getTime(),
		...(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.zn)({ severity: HighestFindingSeverityLabel })
	};
}
const productCodesFrom = (codes = []) => codes.flatMap(({ ProductCodeId: id, ProductCodeType: type }) => id && type === "marketplace" ? [id] : []);
const instanceTypeFrom = (type) => ({
	name: type.InstanceType ?? "",
	...(0,_action_js__WEBPACK_IMPORTED_MODULE_1__.zn)({
		architectures: listed(type.ProcessorInfo?.SupportedArchitectures),
		bootModes: listed(type.SupportedBootModes),
		ena: type.NetworkInfo?.EnaSupport,
		rootDeviceTypes: listed(type.SupportedRootDeviceTypes),
		virtualizations: listed(type.SupportedVirtualizationTypes)
	})
});
const listed = (list) => list?.length ? list : void 0;



/***/ })

};
