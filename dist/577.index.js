export const id = 577;
export const ids = [577];
export const modules = {

/***/ 9577:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   imageReadsOf: () => (/* binding */ imageReadsOf)
/* harmony export */ });
/* harmony import */ var _disks_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5033);
/* harmony import */ var _createPaginator_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(944);
/* harmony import */ var _image_source_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4306);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2326);
/* harmony import */ var _batches_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6399);





// node_modules/@aws-sdk/client-ec2/dist-es/commands/DescribeImagesCommand.js
var DescribeImagesCommand = class extends (0,_disks_js__WEBPACK_IMPORTED_MODULE_0__.i)(_disks_js__WEBPACK_IMPORTED_MODULE_0__.n, _disks_js__WEBPACK_IMPORTED_MODULE_0__.r, "DescribeImages", _disks_js__WEBPACK_IMPORTED_MODULE_0__.c) {};
// node_modules/@aws-sdk/client-ec2/dist-es/commands/DescribeInstanceTypesCommand.js
var DescribeInstanceTypesCommand = class extends (0,_disks_js__WEBPACK_IMPORTED_MODULE_0__.i)(_disks_js__WEBPACK_IMPORTED_MODULE_0__.n, _disks_js__WEBPACK_IMPORTED_MODULE_0__.r, "DescribeInstanceTypes", _disks_js__WEBPACK_IMPORTED_MODULE_0__.l) {};
// node_modules/@aws-sdk/client-ec2/dist-es/pagination/DescribeImagesPaginator.js
const paginateDescribeImages = (0,_createPaginator_js__WEBPACK_IMPORTED_MODULE_2__.t)(_disks_js__WEBPACK_IMPORTED_MODULE_0__.a, DescribeImagesCommand, "NextToken", "NextToken", "MaxResults");
// node_modules/@aws-sdk/client-ec2/dist-es/pagination/DescribeInstanceTypesPaginator.js
const paginateDescribeInstanceTypes = (0,_createPaginator_js__WEBPACK_IMPORTED_MODULE_2__.t)(_disks_js__WEBPACK_IMPORTED_MODULE_0__.a, DescribeInstanceTypesCommand, "NextToken", "NextToken", "MaxResults");
// src/aws/ec2/images.ts
/** EC2: images, and the instance types that shall launch them. Its shapes end here. */
/** Looks at images and instance types. */
const imageReadsOf = ({ client }) => readsOf(client(_disks_js__WEBPACK_IMPORTED_MODULE_0__.a));
const readsOf = (ec2) => ({
	image: (id) => (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__.n)(async () => {
		const { Images } = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__.t)("DescribeImages", () => ec2.send(new DescribeImagesCommand({ ImageIds: [id] })));
		return Images?.map(imageFrom)[0];
	}),
	async images(ids) {
		const found = [];
		for (const batch of (0,_batches_js__WEBPACK_IMPORTED_MODULE_3__.t)(ids, 100)) {
			const one = new DescribeImagesCommand({
				Filters: [{
					Name: "image-id",
					Values: [...batch]
				}],
				IncludeDeprecated: true,
				IncludeDisabled: true
			});
			const { Images = [] } = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__.t)("DescribeImages", () => ec2.send(one));
			found.push(...Images.map(imageFrom));
		}
		return found;
	},
	imagesNamed: (pattern) => (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__.t)("DescribeImages", async () => {
		const found = [];
		const input = {
			Owners: ["self"],
			Filters: [{
				Name: "name",
				Values: [pattern]
			}],
			IncludeDisabled: true
		};
		for await (const { Images = [] } of paginateDescribeImages({
			client: ec2,
			pageSize: 1e3
		}, input)) found.push(...Images.map(imageFrom));
		return found;
	}),
	instanceTypes: (names) => (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__.t)("DescribeInstanceTypes", async () => {
		const found = [];
		for (const batch of (0,_batches_js__WEBPACK_IMPORTED_MODULE_3__.t)(names, 100)) {
			const input = { Filters: [{
				Name: "instance-type",
				Values: [...batch]
			}] };
			for await (const { InstanceTypes = [] } of paginateDescribeInstanceTypes({ client: ec2 }, input)) found.push(...InstanceTypes.map(instanceTypeFrom));
		}
		return found;
	})
});
function imageFrom(image) {
	const { ImageId = "", Name = "", State = "", Architecture = "", CreationDate, DeprecationTime, Tags = [] } = image;
	const commit = (0,_image_source_js__WEBPACK_IMPORTED_MODULE_4__.n)(Tags.map(({ Key = "", Value }) => [Key, Value]));
	const known = Object.entries({
		created: CreationDate,
		deprecated: DeprecationTime
	}).flatMap(([key, text]) => text === void 0 ? [] : [[key, Date.parse(text)]]);
	const { StateReason: { Message: reason } = {}, BootMode: bootMode } = image;
	return {
		id: ImageId,
		name: Name,
		state: State,
		architecture: Architecture,
		owner: image.ImageOwnerAlias ?? image.OwnerId ?? "",
		ena: image.EnaSupport ?? false,
		virtualization: image.VirtualizationType ?? "",
		windows: image.Platform?.toLowerCase() === "windows",
		rootDeviceType: image.RootDeviceType ?? "",
		rootDevice: image.RootDeviceName ?? "",
		disks: (0,_disks_js__WEBPACK_IMPORTED_MODULE_0__.t)(image.BlockDeviceMappings),
		...reason !== void 0 && { reason },
		...bootMode !== void 0 && { bootMode },
		...commit !== void 0 && { commit },
		...Object.fromEntries(known)
	};
}
const instanceTypeFrom = (type) => ({
	name: type.InstanceType ?? "",
	architectures: type.ProcessorInfo?.SupportedArchitectures ?? [],
	bootModes: type.SupportedBootModes ?? [],
	ena: type.NetworkInfo?.EnaSupport ?? "supported",
	rootDeviceTypes: type.SupportedRootDeviceTypes ?? [],
	virtualizations: type.SupportedVirtualizationTypes ?? []
});



/***/ })

};
