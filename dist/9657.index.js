export const id = 9657;
export const ids = [9657];
export const modules = {

/***/ 9657:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  outputsFor: () => (/* binding */ outputsFor),
  reportersFor: () => (/* binding */ reportersFor)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);
var _rollout_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2330);


// src/reporters.ts
function reportersFor(env, { region, summary }) {
	const { summaryFile, stepSummary, reportFile } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Y)(env);
	const paths = summary && stepSummary !== void 0 ? [stepSummary, summaryFile] : [summaryFile];
	const run = runFrom(env, region);
	return [
		(0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.L)(_action_js__WEBPACK_IMPORTED_MODULE_0__.pa, {
			colour: !env["NO_COLOR"],
			run
		}),
		(0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.F)(run),
		(0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.z)({
			paths,
			run
		}),
		(0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.I)({
			path: reportFile,
			run
		})
	];
}
function outputsFor(env, { region }) {
	const { reportFile, summaryFile } = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Y)(env);
	return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_1__.R)({
		reportFile,
		summaryFile,
		run: runFrom(env, region)
	});
}
const runFrom = (env, region) => ({
	...(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Y)(env),
	region
});



/***/ })

};
