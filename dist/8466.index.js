export const id = 8466;
export const ids = [8466];
export const modules = {

/***/ 8466:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  commentOf: () => (/* binding */ commentOf)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);

// src/report/comment.ts
const sections = [
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.q,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.rt,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.it,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.nt,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.U,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.Y,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.X,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.Z,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.at
];
const sectionsOfPlan = [
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.q,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.rt,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.it,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.X,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.nt,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.U,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.W,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.at
];
const sectionsOfCheck = [
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.q,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.rt,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.it,
	_rollout_js__WEBPACK_IMPORTED_MODULE_0__.J
];
function sectionsOf({ settings, operations }) {
	if (settings?.mode === "check") return sectionsOfCheck;
	return settings?.mode === "plan" || operations.length === 0 ? sectionsOfPlan : sections;
}
const MOST_CHARACTERS = 65e3;
const CUT_NOTE = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.pt)`*Cut here: the rest does not fit into a comment. The summary of the workflow run has it.*`;
function commentOf(timeline, run) {
	const account = timeline.survey?.group?.account ?? "";
	const parts = sectionsOf(timeline).flatMap((section) => section({
		timeline,
		run
	}) ?? []);
	return `${(0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.dt)((0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.mt)(String((0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.ft)(fitting(parts))), account), run)}\n`;
}
function fitting(parts) {
	let room = MOST_CHARACTERS - String(CUT_NOTE).length - 2;
	const fits = parts.filter((part) => {
		const length = String(part).length + 2;
		if (length > room) return false;
		room -= length;
		return true;
	});
	return fits.length < parts.length ? [...fits, CUT_NOTE] : fits;
}



/***/ })

};
