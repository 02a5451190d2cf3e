export const id = 350;
export const ids = [350];
export const modules = {

/***/ 350:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  systemsManagerReads: () => (/* binding */ systemsManagerReads),
  systemsManagerWrites: () => (/* binding */ systemsManagerWrites)
});
var _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(815);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);


// node_modules/@aws-sdk/client-ssm/
var GetParameterCommand = class extends (0,_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.n, "GetParameter", _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.c) {};
var PutParameterCommand = class extends (0,_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.n, "PutParameter", _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.d) {};
// src/aws/ssm.ts
const systemsManagerReads = ({ client, read }) => ({ async parameter(name) {
	const get = new GetParameterCommand({ Name: name });
	try {
		return await read("GetParameter", async (options) => {
			const { Parameter: found } = await client(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.i).send(get, options);
			if (!found) throw new _action_js__WEBPACK_IMPORTED_MODULE_1__.Kn("Parameter");
			return parameterFrom(found);
		});
	} catch (thrown) {
		const code = thrown instanceof _action_js__WEBPACK_IMPORTED_MODULE_1__.Vn ? thrown.problem.code : "";
		if (code === "ParameterNotFound") return "no-parameter";
		if (code === "ParameterVersionNotFound") return "no-version";
		throw thrown;
	}
} });
const systemsManagerWrites = ({ client, write }) => ({ async setParameter({ name, dataType }, value) {
	const put = new PutParameterCommand({
		Name: name,
		Value: value,
		Type: "String",
		DataType: dataType,
		Overwrite: true
	});
	await write("PutParameter", (options) => client(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.i).send(put, options));
} });
const parameterFrom = ({ Type, Value = "", Version = 0, DataType = "text", LastModifiedDate: changed }) => ({
	type: Type ?? "",
	value: Value,
	version: Version,
	dataType: DataType,
	...changed && { changed: changed.getTime() }
});



/***/ })

};
